//! Several pages in flight at once, for sources whose cursors can be predicted.
//!
//! Once the total number of items is known, the pages after the next one are requested together with it, at the cursors
//! where they begin if every page is full. Each page still states its own next cursor. If that is not the predicted one,
//! the requests in flight are dropped and the walk continues at the stated cursor. The order and the end of the walk are
//! therefore those of a sequential walk.

use std::collections::VecDeque;

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesOrdered;

use super::fetch::{FetchedPage, Fetcher};
use super::{Mark, Sizes, Source};
use crate::error::Error;

/// The pages in flight, in the order of the walk.
pub(super) struct ConcurrentPages<S: Source> {
    marks: VecDeque<Mark>,
    pages: FuturesOrdered<BoxFuture<'static, Arrival<S>>>,
}

/// A page, and the page sizes of its fetcher after the request.
pub(super) type Arrival<S> = (Sizes, Result<FetchedPage<S>, Error>);

/// How many pages may be in flight, and what predicts their cursors.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    /// The most pages in flight.
    pub(super) pages: usize,
    /// Items per page; the size of the last page.
    pub(super) page_len: u64,
    /// Items in the whole list.
    pub(super) total: i64,
    /// Items that the caller still wants; `None` for all.
    pub(super) wanted: Option<u64>,
}

impl<S: Source> ConcurrentPages<S> {
    pub(super) fn new() -> Self {
        Self {
            marks: VecDeque::new(),
            pages: FuturesOrdered::new(),
        }
    }

    /// Requests the page at `next` and those after it, unless they are in flight already. `page` is the number of the
    /// first one.
    pub(super) fn fill(&mut self, fetcher: &Fetcher<S>, next: &Mark, page: u64, window: Window) {
        if let Some(front) = self.marks.front()
            && front != next
        {
            self.marks.clear();
            self.pages.clear();
        }
        let mut candidate = match self.marks.back() {
            Some(last) => predict(fetcher, last, window),
            None => Some(next.clone()),
        };
        while let Some(mark) = candidate {
            if !self.has_room(window) {
                break;
            }
            candidate = predict(fetcher, &mark, window);
            let number = page + self.marks.len() as u64;
            self.request(fetcher.with_own_budget(), mark, number, window);
        }
    }

    /// Waits for the first page in flight; `None` if there is none.
    pub(super) async fn next(&mut self) -> Option<Arrival<S>> {
        self.marks.pop_front();
        self.pages.next().await
    }

    fn has_room(&self, window: Window) -> bool {
        let in_flight = self.marks.len();
        if in_flight == 0 {
            return window.pages > 0;
        }
        let covers_wanted = match window.wanted {
            Some(wanted) => in_flight as u64 * window.page_len >= wanted,
            None => false,
        };
        in_flight < window.pages && !covers_wanted
    }

    fn request(&mut self, mut fetcher: Fetcher<S>, mark: Mark, page: u64, window: Window) {
        let mut max_items = None;
        if let Some(wanted) = window.wanted {
            let left = wanted.saturating_sub(self.marks.len() as u64 * window.page_len);
            max_items = Some(left.saturating_add(mark.offset));
        }
        self.marks.push_back(mark.clone());
        self.pages.push_back(Box::pin(async move {
            let result = fetcher.fetch(&mark, page, max_items).await;
            (fetcher.sizes, result)
        }));
    }
}

/// The start of the page after the one at `mark`, if that one is full.
fn predict<S: Source>(fetcher: &Fetcher<S>, mark: &Mark, window: Window) -> Option<Mark> {
    let cursor =
        fetcher
            .source
            .predict_cursor(mark.cursor.as_deref(), window.page_len, window.total)?;
    Some(Mark::at(cursor))
}
