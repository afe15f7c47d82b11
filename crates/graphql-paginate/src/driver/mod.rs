//! The page driver: fetches the pages of a source in order and decides when the walk ends.
//!
//! The driver knows no protocol and no transport. A [`Source`] makes requests and reads responses; the driver owns
//! everything else. For each page it asks the source for the request at the current position, sends it until the
//! response can be read or the retry budget is used up, and then decides the next position. A walk ends if the source says
//! that nothing follows, a rule says that the list has ended, a limit of the caller is reached, the server repeats a
//! page and [`OnRepeat::End`] is set, or with an error. The items of a page are always yielded before an error about its
//! continuation.
//!
//! The state changes only when a page is complete, and the request in flight lives in the stream: dropping a `next()`
//! future loses nothing, dropping the stream stops everything. Each page carries two [`Mark`]s, the positions before and
//! after it; a checkpoint needs nothing else.

mod assumed_end;
mod concurrent;
mod fetch;
mod limits;
mod other_start;
mod prefetch;
mod repeats;
mod resume;
mod seen;
mod settle;
mod size;
mod source;
mod stable_items;
mod totals;
mod walk;
mod walk_page;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tracing::warn;

use self::concurrent::{ConcurrentPages, Window};
use self::fetch::{FetchedPage, Fetcher};
pub use self::limits::OnRepeat;
pub(crate) use self::limits::{Limits, clamp_page_size, directed_page_size};
use self::other_start::{PastTotal, refusal_past_total};
use self::repeats::{RepeatGuard, RepeatedPage};
pub(crate) use self::resume::Start;
pub(crate) use self::size::Sizes;
pub(crate) use self::source::{
    CutList, Fetched, HashOf, NextPage, OtherStart, PageHash, PageRequest, Source, StartPage,
};
use self::totals::Totals;
pub(crate) use self::walk::{IdentifyPage, Walk, refuse, walk, walk_through};
pub(crate) use self::walk_page::{PollPage, WalkPage, WalkPages};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
pub(crate) use crate::mark::{IdentifiedItems, Identity, Mark, Order, PageIdentities, Received};
use crate::progress::{ProgressRecorder, WaitReason};

/// The state of a walk between two pages.
struct Driver<S: Source> {
    fetcher: Fetcher<S>,
    concurrent: ConcurrentPages<S>,
    limits: Limits,
    next: Next,
    /// The cursor at the end of the last page that had one.
    cursor: Option<String>,
    repeats: RepeatGuard,
    totals: Totals,
    /// The mark inside the last page, if only a page past the announced end follows it and items may be added to it.
    before_growth: Option<Mark>,
    /// The number of empty pages in a row.
    empty_pages: u64,
    /// Items yielded so far.
    items: u64,
    /// Pages yielded so far.
    pages: u64,
    /// Whether an earlier run yielded items.
    continues: bool,
    /// Items of the last page as received, nulls included.
    page_len: u64,
}

/// What the driver does when the stream is polled again.
enum Next {
    Fetch(Mark),
    /// Fetches after a wait, at the end of a list that may grow.
    FetchAfter(Mark, Duration),
    Fail(Error),
    /// Ends the walk if it began at the first page of the list.
    EndFrom(OtherStart),
    End,
}

impl<S: Source> Driver<S> {
    fn new(
        source: Arc<S>,
        client: Client,
        mut limits: Limits,
        start: Start,
        recorder: Arc<ProgressRecorder>,
    ) -> Self {
        // More futures than the client may send at once would only take up memory.
        let max_in_flight = usize::try_from(client.profile().max_concurrency).unwrap_or(usize::MAX);
        limits.concurrency = limits.concurrency.min(max_in_flight.max(1));
        let mut repeats = RepeatGuard::default();
        if let Some(cursor) = &start.mark.cursor {
            repeats.visit(&*source, cursor);
        }
        let nested_size = if limits.shrink_nested {
            start.nested_size
        } else {
            None
        };
        let sizes = Sizes::new(start.size, start.size_now, nested_size);
        let mut driver = Self {
            fetcher: Fetcher::new(source, client, sizes, recorder),
            concurrent: ConcurrentPages::new(),
            limits,
            next: Next::End,
            cursor: start.mark.cursor.clone(),
            repeats,
            totals: Totals::new(start.origin.passed(&start.mark)),
            before_growth: None,
            empty_pages: 0,
            items: 0,
            pages: 0,
            continues: start.origin.items > 0,
            page_len: 0,
        };
        driver.next = driver.fetch_at(start.mark);
        driver
    }

    /// Fetches the next page; `None` at the end. Returns the driver with the page, so that a failure ends the walk.
    async fn advance(mut self) -> Result<Option<(WalkPage<S::Item, S::Data>, Self)>, Error> {
        let mark = match std::mem::replace(&mut self.next, Next::End) {
            Next::End => return Ok(None),
            Next::Fail(error) => return Err(error),
            Next::EndFrom(start) => {
                self.confirm_start(start).await?;
                return Ok(None);
            }
            Next::Fetch(mark) => mark,
            Next::FetchAfter(mark, wait) => {
                let fetcher = &mut self.fetcher;
                fetcher
                    .client
                    .sleep(&mut fetcher.retry_budget, wait, WaitReason::Tail)
                    .await;
                mark
            }
        };
        self.fetcher.follows_page = self.follows_page();
        let is_past_total = self.is_past_total(&mark);
        let (fetched, body) = match self.fetch(&mark).await {
            Ok(page) => page,
            Err(error) if error.ends_list() && self.may_end_by_rule() => {
                self.confirm_list().await?;
                return self.end_before(&mark).await;
            }
            Err(error) if self.limits.tail.is_none() && is_past_total => {
                return self.end_at_refusal(&mark, error).await;
            }
            Err(error) => return Err(error),
        };
        if fetched.is_refused {
            self.confirm_list().await?;
        }
        if let Some(repeat) = self.repeat(&fetched, &body, is_past_total) {
            if is_past_total {
                warn!(
                    "the page after the announced end is one that came before, which is taken for the end of the list"
                );
                return self.end_before(&mark).await;
            }
            if self.limits.on_repeat == OnRepeat::End && repeat == RepeatedPage::Certain {
                return self.end_before(&mark).await;
            }
            let page = self.pages + 1;
            return Err(self
                .fetcher
                .failure(ErrorKind::RepeatedPage, page, mark.cursor));
        }
        let walk_page = self.settle(mark, fetched, body);
        Ok(Some((walk_page, self)))
    }

    /// Whether the page at a mark is requested only to verify that the list ended before it.
    fn is_past_total(&self, mark: &Mark) -> bool {
        let source = &self.fetcher.source;
        self.follows_page()
            && mark
                .cursor
                .as_deref()
                .is_some_and(|cursor| source.is_past_total(cursor))
    }

    /// Ends the walk where the server refuses the page after the announced end, or fails with it.
    ///
    /// Only some answers say that there is no such page. After others, the list may be longer than the server shows.
    async fn end_at_refusal(
        mut self,
        mark: &Mark,
        error: Error,
    ) -> Result<Option<(WalkPage<S::Item, S::Data>, Self)>, Error> {
        match refusal_past_total(&error) {
            None => return Err(error),
            Some(PastTotal::Unclear) if !self.fetcher.source.announces_pages() => {
                warn!(refusal = %error, "the page after the announced end is refused; the list may be longer than the server shows");
                self.fetcher.retry_budget.recorder.ended_short();
            }
            Some(_) => {
                warn!(refusal = %error, "the page after the announced end is refused, which is taken for the end of the list");
            }
        }
        self.confirm_list().await?;
        self.end_before(mark).await
    }

    /// Ends the walk before the page at a mark, which is not yielded.
    async fn end_before(
        mut self,
        mark: &Mark,
    ) -> Result<Option<(WalkPage<S::Item, S::Data>, Self)>, Error> {
        self.check_end();
        if let Some(start) = self.unproven_start(mark.cursor.as_deref()) {
            self.confirm_start(start).await?;
        }
        Ok(None)
    }

    /// Fetches the page at a mark, together with those after it if the walk is concurrent.
    async fn fetch(&mut self, mark: &Mark) -> Result<FetchedPage<S>, Error> {
        let page = self.pages + 1;
        if let Some(window) = self.window() {
            self.concurrent.fill(&self.fetcher, mark, page, window);
            if let Some((sizes, result)) = self.concurrent.next().await {
                self.fetcher.sizes.learn(sizes);
                return result;
            }
        }
        let max_items = self
            .items_left()
            .map(|left| left.saturating_add(mark.offset));
        self.fetcher.fetch(mark, page, max_items).await
    }

    /// How many pages may be in flight; `None` while their cursors cannot be predicted.
    fn window(&self) -> Option<Window> {
        if self.limits.concurrency <= 1 || self.page_len == 0 {
            return None;
        }
        let mut pages = self.limits.concurrency;
        if let Some(limit) = self.limits.pages {
            let left = limit.saturating_sub(self.pages);
            pages = pages.min(usize::try_from(left).unwrap_or(usize::MAX));
        }
        Some(Window {
            pages,
            page_len: self.page_len,
            total: self.totals.announced()?,
            wanted: self.items_left(),
        })
    }

    /// Whether the page came before. A tail sees the end of its list repeatedly, so it is never checked. A server may answer
    /// with its last page again where no page is, even if the caller allows repeated pages.
    fn repeat(
        &mut self,
        fetched: &Fetched<S::Item, S::Data>,
        body: &Bytes,
        is_past_total: bool,
    ) -> Option<RepeatedPage> {
        let source = &*self.fetcher.source;
        let is_allowed = self.limits.on_repeat == OnRepeat::Allow;
        if self.limits.tail.is_some() || (is_allowed && !source.counts()) {
            return None;
        }
        if self.limits.on_repeat == OnRepeat::End
            && self.repeats.is_last_page_again(source, fetched, body)
        {
            return Some(RepeatedPage::Certain);
        }
        let found = self.repeats.find(source, self.pages + 1, fetched, body);
        if is_past_total && self.repeats.has_one_item_again() {
            return Some(RepeatedPage::Probable);
        }
        if is_allowed && !is_past_total {
            return None;
        }
        found
    }

    fn fetch_at(&self, mark: Mark) -> Next {
        if self.is_over() {
            Next::End
        } else {
            Next::Fetch(mark)
        }
    }

    /// Whether the caller's limit of items or pages is reached.
    fn is_over(&self) -> bool {
        self.items_left() == Some(0) || self.limits.pages.is_some_and(|limit| self.pages >= limit)
    }

    fn items_left(&self) -> Option<u64> {
        Some(self.limits.items?.saturating_sub(self.items))
    }

    fn check_end(&self) {
        self.totals.check_end(&self.fetcher.retry_budget.recorder);
    }
}
