//! The settings that every walk has: one definition for all paginators and collections.

use crate::checkpoint::{Checkpoint, Origin};
use crate::driver::{Limits, Mark, Source, Start};
use crate::error::ErrorKind;
use crate::secret::Secret;

/// The start of a walk, its limits, and the headers of its requests.
#[derive(Debug, Clone, Default)]
pub(crate) struct WalkSettings {
    pub(crate) page_size: Option<u32>,
    pub(crate) start: Option<String>,
    pub(crate) resume: Option<Checkpoint>,
    pub(crate) limits: Limits,
    pub(crate) headers: Vec<(String, Secret)>,
}

/// The cursor at which a walk starts, if it does not start at the beginning of the list.
pub(crate) struct StartCursor {
    pub(crate) cursor: String,
    /// The page size by which the caller counts pages, if one is known.
    pub(crate) meant: Option<u32>,
    /// The page size of the request for the start page.
    pub(crate) size: Option<u32>,
}

impl WalkSettings {
    /// The start of the walk of a source: the checkpoint, if one is set, or else the cursor.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Checkpoint`] for a checkpoint of another walk, [`ErrorKind::Setup`] for a cursor that means other
    /// items with the page size of the requests.
    pub(crate) fn start<S: Source>(
        &self,
        source: &S,
        size: Option<u32>,
        start: Option<StartCursor>,
    ) -> Result<Start, ErrorKind> {
        let fingerprint = source.fingerprint()?;
        if let Some(checkpoint) = &self.resume {
            checkpoint.check(&fingerprint, source.order())?;
            return Ok(checkpoint.start(size));
        }
        let mut mark = Mark::default();
        if let Some(start) = start {
            mark.cursor = Some(source.sized_start(start.cursor, start.meant, start.size)?);
        }
        Ok(Start {
            origin: Origin::new(fingerprint, &mark),
            mark,
            size,
            size_now: None,
            nested_size: None,
        })
    }
}

/// Defines the setters of the [`WalkSettings`] in a field of the builder.
macro_rules! walk_settings {
    ($($settings:ident).+) => {
        /// Begins after this cursor, or before it in a backward walk. An empty cursor counts as none.
        ///
        /// A cursor comes from a page or an error; REST collections also accept a delta link.
        pub fn start_at(mut self, cursor: impl Into<String>) -> Self {
            self.$($settings).+.start = Some(cursor.into());
            self
        }

        /// Continues an earlier walk from its checkpoint: same query or collection, same variables or parameters, same
        /// endpoint, same direction.
        ///
        /// Takes precedence over [`start_at`](Self::start_at). Limits start again at zero; they, the page size and the
        /// other settings may differ from those of the earlier walk. A checkpoint from the end of a list yields the
        /// items that were added since.
        pub fn resume(mut self, checkpoint: crate::checkpoint::Checkpoint) -> Self {
            self.$($settings).+.resume = Some(checkpoint);
            self
        }

        /// Ends after this many items. If the page size can be chosen, the last page is requested with only as many
        /// items as are left.
        pub fn max_items(mut self, items: u64) -> Self {
            self.$($settings).+.limits.items = Some(items);
            self
        }

        /// Ends after this many pages.
        pub fn max_pages(mut self, pages: u64) -> Self {
            self.$($settings).+.limits.pages = Some(pages);
            self
        }

        /// The most empty pages in a row, each announcing another page, before the walk ends with
        /// [`ErrorKind::TooManyEmptyPages`](crate::ErrorKind::TooManyEmptyPages); 100 by default, at least 1.
        ///
        /// This also applies to the pages of nested connections.
        pub fn max_empty_pages(mut self, pages: u64) -> Self {
            self.$($settings).+.limits.empty_pages = pages.max(1);
            self
        }

        /// What to do if the server repeats a page or a cursor; [`OnRepeat::Fail`](crate::OnRepeat::Fail) by default.
        ///
        /// A page counts as repeated if its items have ids and all of them are those of an earlier page. Pages without
        /// ids may be equal, except in lists with offsets or page numbers: there, a page with the same items as an
        /// earlier one counts as repeated, and a page of a single item if the same page came three times before it. A
        /// page that was recognized without ids is an error with [`OnRepeat::End`](crate::OnRepeat::End) too.
        pub fn on_repeat(mut self, policy: crate::driver::OnRepeat) -> Self {
            self.$($settings).+.limits.on_repeat = policy;
            self
        }

        /// Fetches up to this many pages before they are polled, in order, on a task of the tokio runtime that polls
        /// the stream.
        ///
        /// 0 by default: no request is sent before it is needed. Dropping the stream stops the task.
        pub fn prefetch(mut self, pages: usize) -> Self {
            self.$($settings).+.limits.prefetch = pages;
            self
        }

        /// Sets a header of every request of the walk. It replaces the client's header of that name; setting it twice
        /// sends it twice.
        ///
        /// Its value is treated as a credential: neither `Debug` nor errors show it. `Authorization` is refused with
        /// [`ErrorKind::Setup`](crate::ErrorKind::Setup), because the client counts quotas by token: make a client for
        /// each token.
        pub fn header(
            mut self,
            name: impl Into<String>,
            value: impl Into<crate::secret::Secret>,
        ) -> Self {
            self.$($settings).+.headers.push((name.into(), value.into()));
            self
        }
    };
}

pub(crate) use walk_settings;
