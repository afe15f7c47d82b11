//! Several pages at once, where their places can be told in advance.
//!
//! Once the number of items is known, the pages behind the next one are asked for together with it, at the places where
//! they begin if no page comes short. Each page still says by itself what follows it: as soon as that is not the place
//! that was foretold, what is under way is given up, and the walk goes on from where the page says. So the order and
//! the end of the walk are those of one page after the other.

use std::collections::VecDeque;

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesOrdered;

use super::fetch::{Fetcher, Got};
use super::{Mark, Sizes, Source};
use crate::error::Error;

/// Pages under way, in the order of the walk.
pub(super) struct Ahead<S: Source> {
    marks: VecDeque<Mark>,
    pages: FuturesOrdered<BoxFuture<'static, Arrival<S>>>,
}

/// The sizes that a fetcher came to, and what it got.
pub(super) type Arrival<S> = (Sizes, Result<Got<S>, Error>);

/// How far ahead pages may be asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach {
    /// Pages under way at most.
    pub(super) pages: usize,
    /// Items to a page, as far as the last one tells.
    pub(super) step: u64,
    /// Items in the whole list.
    pub(super) total: i64,
    /// Items that the caller still wants.
    pub(super) wanted: Option<u64>,
}

impl<S: Source> Ahead<S> {
    pub(super) fn new() -> Self {
        Self {
            marks: VecDeque::new(),
            pages: FuturesOrdered::new(),
        }
    }

    /// Asks for the page at a mark and for those behind it, as far as they are not under way already.
    pub(super) fn fill(&mut self, fetcher: &Fetcher<S>, next: &Mark, page: u64, reach: Reach) {
        if self.marks.front().is_some_and(|front| front != next) {
            self.marks.clear();
            self.pages.clear();
        }
        let mut behind = match self.marks.back() {
            Some(last) => self.foretold(fetcher, last, reach),
            None => Some(next.clone()),
        };
        while let Some(mark) = behind.filter(|_| self.has_room(reach)) {
            behind = self.foretold(fetcher, &mark, reach);
            self.ask(
                fetcher.beside(),
                mark,
                page + self.marks.len() as u64,
                reach,
            );
        }
    }

    /// The page at the mark that was asked for first.
    pub(super) async fn next(&mut self) -> Option<Arrival<S>> {
        self.marks.pop_front();
        self.pages.next().await
    }

    fn has_room(&self, reach: Reach) -> bool {
        let asked = self.marks.len();
        let enough = reach
            .wanted
            .is_some_and(|wanted| asked as u64 * reach.step >= wanted);
        asked < reach.pages && !(enough && asked > 0)
    }

    fn foretold(&self, fetcher: &Fetcher<S>, mark: &Mark, reach: Reach) -> Option<Mark> {
        fetcher
            .source
            .predict_cursor(mark.cursor.as_deref(), reach.step, reach.total)
            .map(Mark::at)
    }

    fn ask(&mut self, mut fetcher: Fetcher<S>, mark: Mark, page: u64, reach: Reach) {
        let left = reach
            .wanted
            .map(|wanted| wanted.saturating_sub(self.marks.len() as u64 * reach.step));
        let most = left.map(|left| left.saturating_add(mark.offset));
        self.marks.push_back(mark.clone());
        self.pages.push_back(Box::pin(async move {
            let got = fetcher.fetch(&mark, page, most).await;
            (fetcher.sizes, got)
        }));
    }
}
