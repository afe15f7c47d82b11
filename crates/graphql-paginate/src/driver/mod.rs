//! The page driver: in which order pages are fetched, and when a walk ends.
//!
//! It knows no protocol and no transport. A [`Source`] makes requests and reads responses; the driver owns the rest.
//! Per page: ask the source for the request at the position, send it until the answer reads well or retry_budget ends, and
//! only then decide the next position. A walk ends in one of three ways: the source says that nothing follows, a limit
//! of the caller is reached, or one error is yielded. What a page brought is always yielded before the error that its
//! own continuation is.
//!
//! The state moves only when a page is complete, and the request under way lives in the stream: dropping a `next()`
//! loses nothing, dropping the stream stops everything. Each page goes out with two [`Mark`]s, where it began and where
//! the walk stands behind it, and these are all that a checkpoint needs.

mod ahead;
mod fetch;
mod identity;
mod mark;
mod prefetch;
mod seen;
mod size;
mod source;
mod walk;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tracing::warn;

use self::ahead::{Ahead, Reach};
use self::fetch::{Fetcher, Got};
pub(crate) use self::identity::Identity;
pub(crate) use self::mark::{Mark, Received, Step};
use self::seen::Seen;
pub(crate) use self::size::Sizes;
pub(crate) use self::source::{Fetched, NextPage, Order, Position, Source};
pub(crate) use self::walk::{PollStep, Start, Walk, refuse, walk};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::page::Page;
use crate::progress::{ProgressRecorder, WaitReason};

/// How far a walk may go, and how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) items: Option<u64>,
    pub(crate) pages: Option<u64>,
    /// How many pages may be fetched ahead of demand.
    pub(crate) prefetch: usize,
    /// How many pages may be under way at once, where their places can be told in advance.
    pub(crate) concurrency: usize,
    /// How long to wait at the end before looking for more; `None` ends the walk.
    pub(crate) tail: Option<Duration>,
    /// Whether nested sizes may be cut as well when an answer is too much for the server.
    pub(crate) shrink_nested: bool,
}

struct Driver<S: Source> {
    fetcher: Fetcher<S>,
    ahead: Ahead<S>,
    limits: Limits,
    next: Next,
    /// Where the last page with a cursor ended.
    cursor: Option<String>,
    seen: Seen,
    /// Of pages: a server that ignores the cursor is not always caught by it.
    fingerprints: HashSet<u64>,
    items: u64,
    pages: u64,
    /// How many items the last page had when it came.
    step: u64,
    /// How many all pages had, nulls included; `None` when the walk did not begin at the beginning.
    received: Option<u64>,
    /// How many there are in all, by the last page.
    total: Option<i64>,
}

enum Next {
    Fetch(Mark),
    /// The same, after a wait: the end of a list that may grow.
    Look(Mark, Duration),
    Fail(Error),
    End,
}

impl<S: Source> Driver<S> {
    fn new(
        source: Arc<S>,
        client: Client,
        limits: Limits,
        start: Start,
        recorder: Arc<ProgressRecorder>,
    ) -> Self {
        let mut seen = Seen::default();
        for turn in start
            .mark
            .cursor
            .iter()
            .flat_map(|cursor| source.loop_keys(cursor))
        {
            seen.insert(&turn);
        }
        let nested = source.nested_size().filter(|_| limits.shrink_nested);
        let sizes = Sizes::new(start.size, start.size_now, nested);
        let mut driver = Self {
            fetcher: Fetcher::new(source, client, sizes, recorder),
            ahead: Ahead::new(),
            limits,
            next: Next::End,
            cursor: start.mark.cursor.clone(),
            seen,
            fingerprints: HashSet::new(),
            items: 0,
            pages: 0,
            step: 0,
            received: (start.mark == Mark::default()).then_some(0),
            total: None,
        };
        driver.next = driver.fetch_at(start.mark);
        driver
    }

    /// One step of the stream. Consumes the driver and gives it back with the page: a failure ends the walk.
    async fn advance(mut self) -> Result<Option<(Step<S::Item, S::Data>, Self)>, Error> {
        let mark = match std::mem::replace(&mut self.next, Next::End) {
            Next::End => return Ok(None),
            Next::Fail(error) => return Err(error),
            Next::Fetch(mark) => mark,
            Next::Look(mark, after) => {
                let Fetcher {
                    client,
                    retry_budget,
                    ..
                } = &mut self.fetcher;
                client.sleep(retry_budget, after, WaitReason::Tail).await;
                mark
            }
        };
        let (fetched, body) = self.fetch(&mark).await?;
        if self.is_repeated(&fetched) {
            return Err(self
                .fetcher
                .failure(ErrorKind::RepeatedPage, self.pages + 1, mark.cursor));
        }
        let mut step = self.settle(mark, fetched, body);
        if let Err(error) = self
            .fetcher
            .complete(&mut step.page, &step.before, self.pages)
            .await
        {
            if step.page.items.is_empty() {
                return Err(error);
            }
            step.after = self.behind(&step.before, step.page.items.len(), &step.received);
            step.failure = Some(error);
            self.next = Next::End;
        }
        Ok(Some((step, self)))
    }

    /// The page at a mark; where the caller wants it, together with those behind it.
    async fn fetch(&mut self, mark: &Mark) -> Result<Got<S>, Error> {
        let (page, most) = (
            self.pages + 1,
            self.items_left()
                .map(|left| left.saturating_add(mark.offset)),
        );
        let Some(reach) = self.reach() else {
            return self.fetcher.fetch(mark, page, most).await;
        };
        self.ahead.fill(&self.fetcher, mark, page, reach);
        match self.ahead.next().await {
            Some((sizes, got)) => {
                self.fetcher.sizes.learn(sizes);
                got
            }
            None => self.fetcher.fetch(mark, page, most).await,
        }
    }

    /// How far ahead pages may be asked for; `None` while nothing tells where they are.
    fn reach(&self) -> Option<Reach> {
        let pages = self
            .limits
            .pages
            .map_or(u64::MAX, |limit| limit.saturating_sub(self.pages));
        let pages = self
            .limits
            .concurrency
            .min(usize::try_from(pages).unwrap_or(usize::MAX));
        let total = self
            .total
            .filter(|_| self.limits.concurrency > 1 && self.step > 0)?;
        Some(Reach {
            pages,
            step: self.step,
            total,
            wanted: self.items_left(),
        })
    }

    /// Whether the page is one that the walk had before. A tail sees the end of its list again and again.
    fn is_repeated(&mut self, fetched: &Fetched<S::Item, S::Data>) -> bool {
        let new = fetched
            .fingerprint
            .is_none_or(|fingerprint| self.fingerprints.insert(fingerprint));
        !new && self.limits.tail.is_none()
    }

    /// Counts a page in, cuts it to what the caller has not had and still wants, and decides what comes next.
    fn settle(
        &mut self,
        before: Mark,
        fetched: Fetched<S::Item, S::Data>,
        body: Bytes,
    ) -> Step<S::Item, S::Data> {
        let Fetched {
            mut page, onward, ..
        } = fetched;
        let own_cursor = page.cursor.clone();
        // An empty last page has no cursor; the walk then still stands behind the page before.
        if page.cursor.is_none() {
            page.cursor.clone_from(&self.cursor);
        }
        self.cursor.clone_from(&page.cursor);
        self.step = (page.items.len() + page.null_items) as u64;
        self.received = self.received.map(|received| received + self.step);
        self.recount(page.total_count);
        let mut left = before.clone();
        let received = self.skip(&mut page, &mut left, body);
        let is_cut = self.cut(&mut page);
        self.items += page.items.len() as u64;
        self.pages += 1;
        let kept = page.items.len();
        let stuck = match &onward {
            NextPage::At(cursor) if !is_cut => self.turn_seen_before(cursor),
            _ => None,
        };
        let after = match onward {
            _ if is_cut => self.behind(&before, kept, &received),
            NextPage::At(cursor) if stuck.is_none() => {
                let mark = Mark {
                    cursor: Some(cursor),
                    ..left
                };
                self.next = self.fetch_at(mark.clone());
                mark
            }
            NextPage::End => {
                self.compare_with_total();
                let mark =
                    own_cursor.map_or_else(|| self.behind(&before, kept, &received), Mark::at);
                self.end(mark)
            }
            // A growing list shows its end again and again.
            NextPage::At(cursor) if self.limits.tail.is_some() => self.end(Mark::at(cursor)),
            problem => {
                let mark = self.behind(&before, kept, &received);
                self.next = self.stop(stuck.map_or(problem, NextPage::At), &before);
                mark
            }
        };
        Step {
            page,
            before,
            after,
            received,
            failure: None,
        }
    }

    /// Pages at places told in advance fit together only as long as nothing comes or goes.
    fn recount(&mut self, total: Option<i64>) {
        if self.limits.concurrency > 1
            && self
                .total
                .is_some_and(|before| total.is_some_and(|now| now != before))
        {
            warn!(
                before = self.total,
                now = total,
                "the list changed under the walk; items may be missing or doubled"
            );
        }
        self.total = total.or(self.total);
    }

    /// A list that ends before its total is told apart from a whole one, though the server sees no difference.
    fn compare_with_total(&self) {
        let (Some(received), Some(total)) = (self.received, self.total) else {
            return;
        };
        if u64::try_from(total).is_ok_and(|total| received < total) {
            warn!(
                received,
                total, "the list ended before the number of items it announced"
            );
            self.fetcher.retry_budget.recorder.ended_short();
        }
    }

    /// What comes after a page that leads nowhere.
    fn stop(&self, onward: NextPage, before: &Mark) -> Next {
        if self.is_over() {
            return Next::End;
        }
        let problem = match onward {
            NextPage::End => return Next::End,
            NextPage::At(cursor) => ErrorKind::Stalled { cursor },
            NextPage::NoCursor { field } => ErrorKind::MissingCursor { field },
            NextPage::Unknown { field } => ErrorKind::MissingPageInfo { field },
        };
        Next::Fail(
            self.fetcher
                .failure(problem, self.pages, before.cursor.clone()),
        )
    }

    fn end(&mut self, mark: Mark) -> Mark {
        if let Some(cursor) = &mark.cursor {
            self.turn_seen_before(cursor);
        }
        self.next = match self.limits.tail {
            Some(after) if !self.is_over() => Next::Look(mark.clone(), after),
            _ => Next::End,
        };
        mark
    }

    /// What of a cursor the walk has seen before, if anything; from now on it has seen all of it.
    fn turn_seen_before(&mut self, cursor: &str) -> Option<String> {
        let turns = self.fetcher.source.loop_keys(cursor).into_iter();
        turns.fold(None, |known, turn| {
            if self.seen.insert(&turn) {
                known
            } else {
                known.or(Some(turn))
            }
        })
    }

    fn fetch_at(&self, mark: Mark) -> Next {
        if self.is_over() {
            Next::End
        } else {
            Next::Fetch(mark)
        }
    }

    fn is_over(&self) -> bool {
        self.items_left() == Some(0) || self.limits.pages.is_some_and(|limit| self.pages >= limit)
    }

    fn items_left(&self) -> Option<u64> {
        self.limits
            .items
            .map(|limit| limit.saturating_sub(self.items))
    }

    /// Drops the items that an earlier run handed out, and takes them off the mark.
    fn skip(&self, page: &mut Page<S::Item, S::Data>, left: &mut Mark, body: Bytes) -> Received {
        let mut received = Received {
            body,
            count: page.items.len(),
            dropped: Vec::new(),
        };
        if left.offset > 0 {
            let identities = self
                .fetcher
                .source
                .identities(&received.body, received.count);
            received.dropped =
                left.take_off(received.count, self.fetcher.source.order(), identities);
            let mut places = 0..;
            page.items.retain(|_| {
                places
                    .next()
                    .is_some_and(|place| !received.dropped.contains(&place))
            });
        }
        received
    }

    /// Behind so many items of a page, where no cursor of its own points.
    fn behind(&self, before: &Mark, items: usize, received: &Received) -> Mark {
        let identities = self
            .fetcher
            .source
            .identities(&received.body, received.count);
        before.behind(
            items,
            identities.map(|all| received.kept(&all, self.fetcher.source.order())),
        )
    }

    /// Where the page size is not ours to choose, a page may hold more than is missing. Whether it did.
    fn cut(&self, page: &mut Page<S::Item, S::Data>) -> bool {
        let Some(left) = self
            .items_left()
            .and_then(|left| usize::try_from(left).ok())
        else {
            return false;
        };
        let surplus = page.items.len().saturating_sub(left);
        match self.fetcher.source.order() {
            Order::Same => page.items.truncate(left),
            Order::Reversed => drop(page.items.drain(..surplus)),
        }
        surplus > 0
    }
}
