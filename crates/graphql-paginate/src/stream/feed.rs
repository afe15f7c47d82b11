//! The part that all streams of a walk share: the walk, and how much of it was yielded.

use std::fmt;
use std::task::{Context, Poll, ready};

use futures_util::stream;

use crate::checkpoint::Checkpoint;
use crate::driver::{Kept, Mark, Order, PollStep, Received, Step, Walk};
use crate::page::Listing;
use crate::progress::Progress;

pub(crate) struct Feed<L: Listing> {
    walk: Walk<L::Item, L::Data>,
    /// The mark after the last thing yielded.
    pub(crate) mark: Mark,
    pub(crate) items: u64,
    /// Nulls among the items of the pages received.
    nulls: u64,
    pages: u64,
    total: Option<i64>,
    /// The page size of the walk when the last page was yielded.
    page_size: Option<u32>,
    pub(crate) ended: bool,
}

impl<L: Listing> Feed<L> {
    pub(crate) fn new(walk: Walk<L::Item, L::Data>) -> Self {
        let (mark, page_size) = (walk.start.clone(), walk.recorder.reduced_page_sizes());
        Self {
            walk,
            mark,
            items: 0,
            nulls: 0,
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
    pub(crate) fn poll_step(&mut self, context: &mut Context<'_>) -> PollStep<L::Item, L::Data> {
        let next = ready!(self.poll_part(context));
        Poll::Ready(next.map(|step| match step? {
            Step {
                failure: Some(error),
                ..
            } => Err(error.resumable(self.checkpoint())),
            step => Ok(step),
        }))
    }

    /// Like `poll_step`, but a page that could not be completed is returned with its complete items and the error.
    pub(crate) fn poll_part(&mut self, context: &mut Context<'_>) -> PollStep<L::Item, L::Data> {
        if self.ended {
            return Poll::Ready(None);
        }
        let next = ready!(self.walk.poll_step(context));
        self.ended = !matches!(next, Some(Ok(Step { failure: None, .. })));
        if let (Some(Ok(step)), false) = (&next, self.ended) {
            self.pages += 1;
            self.nulls += step.page.null_items as u64;
            self.total = step.page.total_count.or(self.total);
        }
        self.page_size = self.walk.recorder.reduced_page_sizes();
        Poll::Ready(next.map(|step| step.map_err(|error| error.resumable(self.checkpoint()))))
    }

    /// Drops requests in flight and ends the feed.
    pub(crate) fn close(&mut self) {
        self.walk.steps = Box::pin(stream::empty());
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
                self.nulls,
            )
        };
        self.walk.refused.clone().unwrap_or_else(new)
    }

    /// What a checkpoint stores about the items of a page.
    pub(crate) fn kept(&self, received: &Received) -> Option<Kept> {
        let inspected = (self.walk.inspect)(&received.body, received.count)?;
        Some(received.kept(inspected, self.walk.order))
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
