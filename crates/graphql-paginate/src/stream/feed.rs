//! The part that all streams of a walk share: the walk, and how much of it was yielded.

use std::fmt;
use std::task::{Context, Poll, ready};

use futures_util::stream;

use crate::checkpoint::Checkpoint;
use crate::driver::{IdentifiedItems, Mark, Order, PollPage, Received, Walk, WalkPage};
use crate::page::Listing;
use crate::progress::Progress;

pub(crate) struct Feed<L: Listing> {
    walk: Walk<L::Item, L::Data>,
    /// The mark after the last thing yielded.
    pub(crate) mark: Mark,
    pub(crate) items: u64,
    /// Nulls among the items of the pages before the last one received.
    nulls: u64,
    /// The last page received, if there are nulls among its items.
    with_nulls: Option<WithNulls>,
    pages: u64,
    total: Option<i64>,
    /// The page size of the walk when the last page was yielded.
    page_size: Option<u32>,
    pub(crate) ended: bool,
}

/// A page with nulls among its items, and the cursors before and after it.
struct WithNulls {
    nulls: u64,
    before: Option<String>,
    after: Option<String>,
}

impl WithNulls {
    fn of<T, D>(walk_page: &WalkPage<T, D>) -> Option<Self> {
        if walk_page.page.null_items == 0 {
            return None;
        }
        Some(Self {
            nulls: walk_page.page.null_items as u64,
            before: walk_page.before.cursor.clone(),
            after: walk_page.after.cursor.clone(),
        })
    }
}

impl<L: Listing> Feed<L> {
    pub(crate) fn new(walk: Walk<L::Item, L::Data>) -> Self {
        let (mark, page_size) = (walk.start.clone(), walk.recorder.reduced_page_sizes());
        Self {
            walk,
            mark,
            items: 0,
            nulls: 0,
            with_nulls: None,
            pages: 0,
            total: None,
            page_size,
            ended: false,
        }
    }

    pub(crate) fn order(&self) -> Order {
        self.walk.order
    }

    /// The next complete page. After an error or the end, it returns `None`.
    pub(crate) fn poll_page(&mut self, context: &mut Context<'_>) -> PollPage<L::Item, L::Data> {
        let next = ready!(self.poll_part(context));
        Poll::Ready(next.map(|walk_page| match walk_page? {
            WalkPage {
                failure: Some(error),
                ..
            } => Err(error.resumable(self.checkpoint())),
            walk_page => Ok(walk_page),
        }))
    }

    /// Like `poll_page`, but a page that could not be completed is returned with its complete items and the error.
    pub(crate) fn poll_part(&mut self, context: &mut Context<'_>) -> PollPage<L::Item, L::Data> {
        if self.ended {
            return Poll::Ready(None);
        }
        let next = ready!(self.walk.poll_page(context));
        self.ended = !matches!(next, Some(Ok(WalkPage { failure: None, .. })));
        if let Some(Ok(walk_page)) = &next {
            self.nulls += self.with_nulls.take().map_or(0, |page| page.nulls);
            self.with_nulls = WithNulls::of(walk_page);
        }
        if let (Some(Ok(walk_page)), false) = (&next, self.ended) {
            self.pages += 1;
            self.total = walk_page.page.total_count.or(self.total);
        }
        self.page_size = self.walk.recorder.reduced_page_sizes();
        Poll::Ready(
            next.map(|walk_page| walk_page.map_err(|error| error.resumable(self.checkpoint()))),
        )
    }

    /// Drops requests in flight and ends the feed.
    pub(crate) fn close(&mut self) {
        self.walk.pages = Box::pin(stream::empty());
        self.ended = true;
    }

    pub(crate) fn checkpoint(&self) -> Checkpoint {
        self.checkpoint_at(&self.mark)
    }

    pub(crate) fn checkpoint_at(&self, mark: &Mark) -> Checkpoint {
        let new = || {
            Checkpoint::new(
                &self.walk.origin,
                self.walk.order,
                mark,
                self.page_size,
                self.items,
                self.nulls_before(mark),
            )
        };
        self.walk.refused.clone().unwrap_or_else(new)
    }

    /// The number of nulls before the page that a walk from this mark receives first; `None` if that is unknown.
    fn nulls_before(&self, mark: &Mark) -> Option<u64> {
        match &self.with_nulls {
            None => Some(self.nulls),
            // Before the page or inside it.
            Some(page) if mark.cursor == page.before => Some(self.nulls),
            Some(page) if mark.cursor == page.after => Some(self.nulls + page.nulls),
            // At the cursor of an item.
            Some(_) => None,
        }
    }

    /// What a checkpoint stores about the items of a page that was requested with this cursor.
    pub(crate) fn identified_items(
        &self,
        received: &Received,
        cursor: Option<&str>,
    ) -> Option<IdentifiedItems> {
        let page_identities = (self.walk.identify)(&received.body, received.count, cursor)?;
        Some(received.identified_items(page_identities, self.walk.order))
    }

    pub(crate) fn progress(&self) -> Progress {
        let Self {
            items,
            pages,
            total,
            ..
        } = *self;
        Progress {
            items,
            pages,
            total,
            ..self.walk.recorder.snapshot()
        }
    }
}

impl<L: Listing> fmt::Debug for Feed<L> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Feed")
            .field("mark", &self.mark)
            .field("items", &self.items)
            .field("pages", &self.pages)
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}
