//! The stream of items of a walk from both ends.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;
use futures_core::stream::FusedStream;

use super::walk::BothEndsWalk;
use crate::error::Error;
use crate::page::Listing;
use crate::progress::Progress;
#[cfg(feature = "blocking")]
use crate::stream::WalkStream;
use crate::stream::inherent_methods;

/// The items of a walk from both ends, each once; made by [`BothEnds::items`](super::BothEnds::items).
///
/// Nothing is sent before the first poll. Each end has at most one request in flight. When all items were read,
/// nothing more is sent, and a request still in flight is dropped. An error of either end ends the stream.
///
/// A walk from both ends cannot be resumed from the middle, because a [`Checkpoint`](crate::Checkpoint) is a single
/// position after which all items are still to come. If the walk is ordered, an error has the checkpoint of a forward
/// walk instead; see [`BothEnds::ordered`](super::BothEnds::ordered).
///
/// # Cancellation
///
/// Dropping a `next()` future loses nothing: requests in flight continue with the next poll.
#[must_use = "streams do nothing unless polled"]
pub struct BothEndsItems<L: Listing> {
    walk: BothEndsWalk<L>,
    ready: vec::IntoIter<L::Item>,
}

impl<L: Listing> BothEndsItems<L> {
    /// The progress of both ends together. Items that are buffered for the order are not counted; page size and quota are
    /// the lower ones of the two ends.
    pub fn progress(&self) -> Progress {
        let progress = self.walk.progress();
        Progress {
            items: progress.items - self.ready.len() as u64,
            ..progress
        }
    }

    pub(super) fn new(walk: BothEndsWalk<L>) -> Self {
        Self {
            walk: walk.without_pages(),
            ready: Vec::new().into_iter(),
        }
    }
}

impl<L: Listing> Stream for BothEndsItems<L> {
    type Item = Result<L::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.ready.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.walk.poll_batch(context)) {
                Some(Ok(batch)) => self.ready = batch.items.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

inherent_methods!({ L: Listing } BothEndsItems<L>, L::Item);

#[cfg(feature = "blocking")]
impl<L: Listing> WalkStream for BothEndsItems<L> {
    fn current_checkpoint(&self) -> Option<crate::checkpoint::Checkpoint> {
        None
    }

    fn current_progress(&self) -> Progress {
        self.progress()
    }

    fn buffered(&mut self) -> Option<Self::Item> {
        Some(Ok(self.ready.next()?))
    }
}

impl<L: Listing> FusedStream for BothEndsItems<L> {
    fn is_terminated(&self) -> bool {
        self.walk.is_done() && self.ready.as_slice().is_empty()
    }
}

impl<L: Listing> fmt::Debug for BothEndsItems<L> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("BothEndsItems")
            .field("walk", &self.walk)
            .field("ready", &self.ready.len())
            .finish_non_exhaustive()
    }
}
