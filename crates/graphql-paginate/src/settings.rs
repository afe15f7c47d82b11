//! The settings that every walk has, whatever it walks: one definition for all paginators and collections.

use crate::checkpoint::Checkpoint;
use crate::driver::Limits;
use crate::secret::Secret;

/// Where a walk begins, how far it goes, and what goes with its requests.
#[derive(Debug, Clone, Default)]
pub(crate) struct WalkSettings {
    pub(crate) page_size: Option<u32>,
    pub(crate) start: Option<String>,
    pub(crate) resume: Option<Checkpoint>,
    pub(crate) limits: Limits,
    pub(crate) headers: Vec<(String, Secret)>,
}

/// Defines the setters of the [`WalkSettings`] in a field of the builder.
macro_rules! walk_settings {
    ($($settings:ident).+) => {
        /// Begins behind this cursor, or before it when walking backward. An empty cursor counts as none.
        ///
        /// A cursor comes from a page or an error; REST collections also take a delta link.
        pub fn start_at(mut self, cursor: impl Into<String>) -> Self {
            self.$($settings).+.start = Some(cursor.into());
            self
        }

        /// Goes on where an earlier walk stopped: same query or collection, same variables or parameters, same
        /// endpoint, same direction.
        ///
        /// Takes precedence over [`start_at`](Self::start_at). Limits count anew; they, the page size and the other
        /// settings may differ from those of the earlier walk. A checkpoint from the end of a list yields what was
        /// added since.
        pub fn resume(mut self, checkpoint: crate::checkpoint::Checkpoint) -> Self {
            self.$($settings).+.resume = Some(checkpoint);
            self
        }

        /// Ends after this many items. The last page is asked for no more than is missing, where the page size can be
        /// chosen.
        pub fn max_items(mut self, items: u64) -> Self {
            self.$($settings).+.limits.items = Some(items);
            self
        }

        /// Ends after this many pages.
        pub fn max_pages(mut self, pages: u64) -> Self {
            self.$($settings).+.limits.pages = Some(pages);
            self
        }

        /// How many pages in a row may be empty, though each announces another one, before the walk ends with
        /// [`ErrorKind::TooManyEmptyPages`](crate::ErrorKind::TooManyEmptyPages); 100 by default, at least 1.
        ///
        /// Also for the pages of nested connections.
        pub fn max_empty_pages(mut self, pages: u64) -> Self {
            self.$($settings).+.limits.empty_pages = pages.max(1);
            self
        }

        /// What to do when the server repeats a page or a cursor; [`OnRepeat::Fail`](crate::OnRepeat::Fail) by default.
        ///
        /// A page counts as repeated when its items have ids and all of them are those of the page before it; pages of
        /// items without ids may be alike.
        pub fn on_repeat(mut self, policy: crate::driver::OnRepeat) -> Self {
            self.$($settings).+.limits.on_repeat = policy;
            self
        }

        /// Fetches up to this many pages ahead of demand, in order, on a task of the tokio runtime that polls the
        /// stream.
        ///
        /// 0 by default: no request is sent that is not asked for. Dropping the stream stops the task.
        pub fn prefetch(mut self, pages: usize) -> Self {
            self.$($settings).+.limits.prefetch = pages;
            self
        }

        /// A header of every request of the walk, in place of the client's of that name; given twice, it is sent twice.
        ///
        /// Its value is taken for a credential: neither `Debug` nor errors show it. `Authorization` is refused with
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
