//! The decision after a page: which of its items are yielded, and where the next page begins.

use std::collections::{BTreeMap, HashSet};

use bytes::Bytes;
use tracing::warn;

use super::{
    CutList, Driver, Fetched, IdentifiedItems, Mark, Next, NextPage, OnRepeat, Received, Source,
    WalkPage,
};
use crate::error::ErrorKind;
use crate::page::{Page, Truncated};

/// A page after its items were cut, for the decision about the next one.
struct CutPage {
    before: Mark,
    /// `before` without the items of this page that it covers.
    rest: Mark,
    received: Received,
    /// The cursor of the page itself.
    cursor: Option<String>,
    /// The number of items that are yielded.
    yielded: usize,
}

impl<S: Source> Driver<S> {
    /// Counts a page, cuts it to the items that the caller still wants, and decides what comes next.
    pub(super) fn settle(
        &mut self,
        before: Mark,
        fetched: Fetched<S::Item, S::Data>,
        body: Bytes,
    ) -> WalkPage<S::Item, S::Data> {
        let Fetched {
            mut page,
            next_page,
            cut_lists,
            ..
        } = fetched;
        let cursor = page.cursor.clone();
        // An empty last page has no cursor; the walk is then still at the end of the page before.
        if page.cursor.is_none() {
            page.cursor.clone_from(&self.cursor);
        }
        self.cursor.clone_from(&page.cursor);
        self.page_len = (page.items.len() + page.null_items) as u64;
        self.fetcher.largest_page = self.fetcher.largest_page.max(Some(self.page_len));
        self.count_empty_pages(&next_page);
        let is_concurrent = self.limits.concurrency > 1;
        let announced = page.total_count;
        if self.fetcher.source.counts() && self.totals.falls_to(announced) {
            warn!(
                before = self.totals.announced(),
                now = announced,
                "the announced total fell; items may have moved to positions that the walk has passed"
            );
            self.fetcher.retry_budget.recorder.total_fell();
        }
        self.totals.add(self.page_len, announced, is_concurrent);
        let mut rest = before.clone();
        let received = self.drop_yielded(&mut page, &mut rest, body);
        let is_cut = self.cut(&mut page);
        self.count_cut_lists(cut_lists, &mut page, &received);
        self.items += page.items.len() as u64;
        self.pages += 1;
        let cut = CutPage {
            before,
            rest,
            received,
            cursor,
            yielded: page.items.len(),
        };
        let after = if is_cut {
            self.mark_after(&cut)
        } else {
            self.follow(next_page, &cut)
        };
        WalkPage {
            number: self.pages,
            is_last: matches!(self.next, Next::End),
            page,
            before: cut.before,
            after,
            received: cut.received,
            failure: None,
        }
    }

    /// Decides what comes after a page that was not cut. Returns the mark after it.
    fn follow(&mut self, next_page: NextPage, page: &CutPage) -> Mark {
        let cursor = match next_page {
            NextPage::End => return self.follow_end(page),
            NextPage::At(cursor) => cursor,
            NextPage::NoCursor { field } => {
                self.next = self.fail(ErrorKind::MissingCursor { field }, page);
                return self.mark_after(page);
            }
            NextPage::Unknown { field } => {
                self.next = self.fail(ErrorKind::MissingPageInfo { field }, page);
                return self.mark_after(page);
            }
        };
        let Some(key) = self.visit(&cursor) else {
            return self.follow_cursor(cursor, page);
        };
        // The end of a growing list comes again with every request.
        if self.limits.tail.is_some() {
            let mark = self.mark_before_growth(&cursor, page);
            return self.end_at(mark.unwrap_or_else(|| Mark::at(cursor)));
        }
        self.next = self.stop_at_visited(key, page);
        self.mark_after(page)
    }

    fn follow_cursor(&mut self, cursor: String, page: &CutPage) -> Mark {
        let mark = Mark {
            cursor: Some(cursor.clone()),
            ..page.rest.clone()
        };
        let pages = self.empty_pages;
        self.next = if pages > 0 && pages >= self.limits.empty_pages {
            self.fail(ErrorKind::TooManyEmptyPages { pages }, page)
        } else {
            self.fetch_at(mark.clone())
        };
        self.before_growth = self.mark_before_growth(&cursor, page);
        if let Some(mark) = &self.before_growth {
            return mark.clone();
        }
        if self.limits.on_repeat == OnRepeat::End {
            // If the next page is this one again, a walk that resumes has to recognize its items.
            return self.mark_inside(page);
        }
        mark
    }

    fn follow_end(&mut self, page: &CutPage) -> Mark {
        if page.rest.offset > 0 && page.rest.yielded.is_empty() {
            let problem = "the list ended before the position of the checkpoint; start over";
            let problem = problem.to_owned();
            self.next = self.fail_always(ErrorKind::Checkpoint { problem }, page);
            return page.before.clone();
        }
        self.check_end();
        let mark = match (&page.cursor, self.before_growth.take()) {
            (Some(cursor), _) => self.fetcher.source.end_mark(cursor),
            (None, Some(mark)) if self.page_len == 0 => mark,
            (None, _) => self.mark_after(page),
        };
        let mark = self.end_at(mark);
        if let Some(start) = self.unproven_start(page.before.cursor.as_deref()) {
            self.next = Next::EndFrom(start);
        }
        mark
    }

    /// The mark inside a page that a page past the announced end follows, if items may be added to it.
    fn mark_before_growth(&self, next: &str, page: &CutPage) -> Option<Mark> {
        if !self.fetcher.source.may_page_before_grow(next) {
            return None;
        }
        Some(self.mark_inside(page))
    }

    /// Ends the walk, or waits for new items if it tails the list.
    fn end_at(&mut self, mark: Mark) -> Mark {
        if let Some(cursor) = &mark.cursor {
            self.visit(cursor);
        }
        self.next = match self.limits.tail_interval() {
            Some(wait) if !self.is_over() => Next::FetchAfter(mark.clone(), wait),
            _ => Next::End,
        };
        mark
    }

    /// Ends the walk at a page that leads to a visited cursor.
    fn stop_at_visited(&self, cursor: String, page: &CutPage) -> Next {
        if self.limits.on_repeat == OnRepeat::End && !self.is_over() {
            self.check_end();
            return match self.unproven_start(page.before.cursor.as_deref()) {
                Some(start) => Next::EndFrom(start),
                None => Next::End,
            };
        }
        self.fail(ErrorKind::Stalled { cursor }, page)
    }

    /// An error, unless the walk is over before it matters.
    fn fail(&self, kind: ErrorKind, page: &CutPage) -> Next {
        if self.is_over() {
            return Next::End;
        }
        self.fail_always(kind, page)
    }

    fn fail_always(&self, kind: ErrorKind, page: &CutPage) -> Next {
        let cursor = page.before.cursor.clone();
        Next::Fail(self.fetcher.failure(kind, self.pages, cursor))
    }

    fn count_empty_pages(&mut self, next_page: &NextPage) {
        if self.page_len > 0 || *next_page == NextPage::End {
            self.empty_pages = 0;
        } else {
            self.empty_pages += 1;
        }
    }

    /// Adds a cursor to the visited ones. Returns its first loop key that was visited before, unless repeats are allowed.
    fn visit(&mut self, cursor: &str) -> Option<String> {
        let visited = self.repeats.visit(&*self.fetcher.source, cursor);
        if self.limits.on_repeat == OnRepeat::Allow {
            return None;
        }
        visited
    }

    /// Drops the items that an earlier run yielded, and removes them from the mark `rest`.
    fn drop_yielded(
        &self,
        page: &mut Page<S::Item, S::Data>,
        rest: &mut Mark,
        body: Bytes,
    ) -> Received {
        let mut received = Received {
            body,
            count: page.items.len(),
            dropped: HashSet::new(),
        };
        if rest.offset > 0 {
            let source = &self.fetcher.source;
            let page_identities =
                source.identify(&received.body, received.count, rest.cursor.as_deref());
            let identities = page_identities.map(|page| page.identities);
            received.dropped = rest.take_off(received.count, source.order(), identities);
            let mut index = 0;
            page.items.retain(|_| {
                let is_kept = !received.dropped.contains(&index);
                index += 1;
                is_kept
            });
        }
        received
    }

    /// Cuts a page with more items than the caller still wants. Returns whether it did.
    fn cut(&self, page: &mut Page<S::Item, S::Data>) -> bool {
        let Some(left) = self.items_left() else {
            return false;
        };
        let left = usize::try_from(left).unwrap_or(usize::MAX);
        let is_cut = page.items.len() > left;
        self.fetcher.source.order().truncate(&mut page.items, left);
        is_cut
    }

    /// Counts the lists that are cut inside the items that a page still has.
    fn count_cut_lists(
        &self,
        cut_lists: Vec<CutList>,
        page: &mut Page<S::Item, S::Data>,
        received: &Received,
    ) {
        if cut_lists.is_empty() {
            return;
        }
        let mut kept: Vec<usize> = (0..received.count).collect();
        kept.retain(|index| !received.dropped.contains(index));
        let order = self.fetcher.source.order();
        order.truncate(&mut kept, page.items.len());
        let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for CutList { item, path } in cut_lists {
            if let Ok(index) = kept.binary_search(&item) {
                places.entry(path).or_default().push(index);
            }
        }
        for (path, items) in places {
            let connections = items.len() as u64;
            warn!(path, connections, "lists inside items are cut");
            self.fetcher.retry_budget.recorder.truncated(connections);
            page.truncated.push(Truncated {
                path,
                connections,
                items,
            });
        }
    }

    /// The mark after the items that are yielded from a page.
    fn mark_after(&self, page: &CutPage) -> Mark {
        page.before
            .after_items(page.yielded, self.identified_items(page))
    }

    /// The same, at the cursor before the page, even if its items have cursors.
    fn mark_inside(&self, page: &CutPage) -> Mark {
        let mut identified = self.identified_items(page);
        if let Some(identified) = &mut identified {
            identified.cursors.clear();
        }
        page.before.after_items(page.yielded, identified)
    }

    fn identified_items(&self, page: &CutPage) -> Option<IdentifiedItems> {
        let source = &self.fetcher.source;
        let (received, cursor) = (&page.received, page.before.cursor.as_deref());
        let page_identities = source.identify(&received.body, received.count, cursor)?;
        Some(
            page.received
                .identified_items(page_identities, source.order()),
        )
    }
}
