//! The page driver: the order in which pages are fetched, and when a walk ends.
//!
//! The driver knows no protocol and no transport. A [`Source`] makes requests and reads responses; the driver owns
//! everything else. For each page it asks the source for the request at the current position, sends it until the
//! answer can be read or the retry budget is used up, and then decides the next position. A walk ends in one of three
//! ways: the source says that nothing follows, a limit of the caller is reached, or one error is yielded. The items of
//! a page are always yielded before an error about its continuation.
//!
//! The state moves only when a page is complete, and the request in flight lives in the stream: dropping a `next()`
//! future loses nothing, dropping the stream stops everything. Each page carries two [`Mark`]s, where it began and
//! where the walk stands behind it; a checkpoint needs nothing else.

mod ahead;
mod fetch;
mod identity;
mod limits;
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
pub(crate) use self::identity::{Identity, Inspected};
pub use self::limits::OnRepeat;
pub(crate) use self::limits::{BACKWARD_PAGE_SIZE, Limits, clamp_page_size, directed_page_size};
pub(crate) use self::mark::{Kept, Mark, Received, Step};
use self::seen::Seen;
pub(crate) use self::size::Sizes;
pub(crate) use self::source::{Fetched, NextPage, Order, Position, Source};
pub(crate) use self::walk::{Inspect, PollStep, Start, Steps, Walk, refuse, walk, walk_through};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::page::Page;
use crate::progress::{ProgressRecorder, WaitReason};

/// The first page whose items are compared with those of the page before it; the next ones are 8, 16, 32, …
const FIRST_COMPARED_PAGE: u64 = 4;

/// How many pages in a row must be like the one before them: an item that moves may make two pages alike.
const LIKE_PAGES: u32 = 3;

struct Driver<S: Source> {
    fetcher: Fetcher<S>,
    ahead: Ahead<S>,
    limits: Limits,
    next: Next,
    /// Where the last page with a cursor ended.
    cursor: Option<String>,
    seen: Seen,
    /// Hashes of pages without a cursor of their own: a server that ignores the position sends the same page again.
    fingerprints: HashSet<u64>,
    /// The body of the last page, with its number of items.
    last_page: Option<(Bytes, usize)>,
    /// How many pages in a row were like the one before them.
    like_pages: u32,
    /// How many pages in a row were empty.
    empty_pages: u64,
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
        mut limits: Limits,
        start: Start,
        recorder: Arc<ProgressRecorder>,
    ) -> Self {
        // A future that may not send yet would only take up memory.
        let in_flight = usize::try_from(client.profile().max_concurrency).unwrap_or(usize::MAX);
        limits.concurrency = limits.concurrency.min(in_flight.max(1));
        let mut seen = Seen::default();
        if let Some(cursor) = &start.mark.cursor {
            for key in source.loop_keys(cursor) {
                seen.insert(&key);
            }
        }
        let nested = if limits.shrink_nested {
            start.nested_size
        } else {
            None
        };
        let sizes = Sizes::new(start.size, start.size_now, nested);
        let mut driver = Self {
            fetcher: Fetcher::new(source, client, sizes, recorder),
            ahead: Ahead::new(),
            limits,
            next: Next::End,
            cursor: start.mark.cursor.clone(),
            seen,
            fingerprints: HashSet::new(),
            last_page: None,
            like_pages: 0,
            empty_pages: 0,
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
        let (fetched, body) = match self.fetch(&mark).await {
            Ok(got) => got,
            Err(error) if error.ends_list() && self.pages > 0 => {
                self.compare_with_total();
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        if self.limits.on_repeat != OnRepeat::Allow && self.is_repeated(&fetched, &body) {
            if self.limits.on_repeat == OnRepeat::End {
                self.compare_with_total();
                return Ok(None);
            }
            return Err(self
                .fetcher
                .failure(ErrorKind::RepeatedPage, self.pages + 1, mark.cursor));
        }
        let step = self.settle(mark, fetched, body);
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

    /// Whether the walk had the page before. A tail sees the end of its list again and again.
    fn is_repeated(&mut self, fetched: &Fetched<S::Item, S::Data>, body: &Bytes) -> bool {
        if self.limits.tail.is_some() {
            return false;
        }
        if let Some(fingerprint) = fetched.fingerprint {
            return !self.fingerprints.insert(fingerprint);
        }
        let this = (body.clone(), fetched.page.items.len());
        let last = self.last_page.replace(this.clone());
        let number = self.pages + 1;
        let is_compared = number >= FIRST_COMPARED_PAGE && number.is_power_of_two();
        if !is_compared && self.like_pages == 0 {
            return false;
        }
        if last.is_some_and(|last| self.is_like(&last, &this)) {
            self.like_pages += 1;
        } else {
            self.like_pages = 0;
        }
        self.like_pages >= LIKE_PAGES
    }

    /// Whether two pages hold the same items, known by their ids.
    fn is_like(&self, last: &(Bytes, usize), this: &(Bytes, usize)) -> bool {
        if last.1 != this.1 || this.1 == 0 {
            return false;
        }
        let source = &self.fetcher.source;
        match (
            source.inspect(&last.0, last.1),
            source.inspect(&this.0, this.1),
        ) {
            (Some(last), Some(this)) => this.is_by_id && last.identities == this.identities,
            _ => false,
        }
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
        self.received = self
            .received
            .map(|received| received.saturating_add(self.step));
        let has_too_many_empty_pages = self.count_empty_pages(&onward);
        self.recount(page.total_count);
        let mut left = before.clone();
        let received = self.skip(&mut page, &mut left, body);
        let is_cut = self.cut(&mut page);
        self.items += page.items.len() as u64;
        self.pages += 1;
        let kept = page.items.len();
        let stuck = match &onward {
            NextPage::At(cursor) if !is_cut => self.key_seen_before(cursor),
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
                if has_too_many_empty_pages && !self.is_over() {
                    let pages = self.empty_pages;
                    self.next = self.fail(ErrorKind::TooManyEmptyPages { pages }, &before);
                }
                mark
            }
            NextPage::End if left.offset > 0 && left.handed.is_empty() => {
                let problem = "the list ended before the place of the checkpoint; start anew";
                let problem = problem.to_owned();
                self.next = self.fail(ErrorKind::Checkpoint { problem }, &before);
                before.clone()
            }
            NextPage::End => {
                self.compare_with_total();
                let mark = match own_cursor {
                    Some(cursor) => Mark::at(cursor),
                    None => self.behind(&before, kept, &received),
                };
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
            number: self.pages,
            is_last: matches!(self.next, Next::End),
            page,
            before,
            after,
            received,
            failure: None,
        }
    }

    /// Whether too many pages in a row were empty, this one included.
    fn count_empty_pages(&mut self, onward: &NextPage) -> bool {
        if self.step > 0 || *onward == NextPage::End {
            self.empty_pages = 0;
            return false;
        }
        self.empty_pages += 1;
        self.empty_pages >= self.limits.empty_pages
    }

    /// Pages at predicted cursors fit together only while the list does not change.
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

    /// Flags a list that ends before its announced total: the server caps it, or items vanished.
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
            NextPage::At(_) if self.limits.on_repeat == OnRepeat::End => {
                self.compare_with_total();
                return Next::End;
            }
            NextPage::At(cursor) => ErrorKind::Stalled { cursor },
            NextPage::NoCursor { field } => ErrorKind::MissingCursor { field },
            NextPage::Unknown { field } => ErrorKind::MissingPageInfo { field },
        };
        self.fail(problem, before)
    }

    fn fail(&self, problem: ErrorKind, before: &Mark) -> Next {
        Next::Fail(
            self.fetcher
                .failure(problem, self.pages, before.cursor.clone()),
        )
    }

    fn end(&mut self, mark: Mark) -> Mark {
        if let Some(cursor) = &mark.cursor {
            self.key_seen_before(cursor);
        }
        self.next = match self.limits.tail_interval() {
            Some(after) if !self.is_over() => Next::Look(mark.clone(), after),
            _ => Next::End,
        };
        mark
    }

    /// The first loop key of a cursor that the walk has seen before; marks all of them as seen.
    fn key_seen_before(&mut self, cursor: &str) -> Option<String> {
        let mut known = None;
        for key in self.fetcher.source.loop_keys(cursor) {
            if !self.seen.insert(&key) && known.is_none() {
                known = Some(key);
            }
        }
        if self.limits.on_repeat == OnRepeat::Allow {
            return None;
        }
        known
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
            let source = &self.fetcher.source;
            let inspected = source.inspect(&received.body, received.count);
            let identities = inspected.map(|page| page.identities);
            received.dropped = left.take_off(received.count, source.order(), identities);
            let mut index = 0;
            page.items.retain(|_| {
                let is_kept = !received.dropped.contains(&index);
                index += 1;
                is_kept
            });
        }
        received
    }

    /// The mark behind this many items of a page.
    fn behind(&self, before: &Mark, items: usize, received: &Received) -> Mark {
        let source = &self.fetcher.source;
        let inspected = source.inspect(&received.body, received.count);
        before.behind(
            items,
            inspected.map(|page| received.kept(page, source.order())),
        )
    }

    /// Cuts a page that holds more items than the caller still wants. Returns whether it did.
    fn cut(&self, page: &mut Page<S::Item, S::Data>) -> bool {
        let Some(left) = self.items_left() else {
            return false;
        };
        let left = usize::try_from(left).unwrap_or(usize::MAX);
        let surplus = page.items.len().saturating_sub(left);
        match self.fetcher.source.order() {
            Order::Same => page.items.truncate(left),
            Order::Reversed => {
                page.items.drain(..surplus);
            }
        }
        surplus > 0
    }
}
