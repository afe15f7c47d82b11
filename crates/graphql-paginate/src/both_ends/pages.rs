//! The stream of pages of a walk from both ends, in the order of the list.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_core::stream::FusedStream;

use super::buffer::Batch;
use super::walk::BothEndsWalk;
use crate::checkpoint::Checkpoint;
use crate::error::Error;
use crate::page::{Listing, Page};
use crate::progress::Progress;
#[cfg(feature = "blocking")]
use crate::stream::WalkStream;
use crate::stream::inherent_methods;

/// The pages of a walk from both ends; made by [`BothEnds::pages`](super::BothEnds::pages).
///
/// Each item is on one page only: a page lacks the items that the other end has read before, and may be empty. If the walk
/// is [ordered](super::BothEnds::ordered), the pages of the first half are yielded while they are fetched, and those of the
/// last half are buffered in memory until the walks meet. Nothing is sent before the first poll, and each end has at most
/// one request in flight. An error of either end ends the stream.
///
/// # Cancellation
///
/// Dropping a `next()` future loses nothing: requests in flight continue with the next poll.
#[must_use = "streams do nothing unless polled"]
pub struct BothEndsPages<L: Listing> {
    walk: BothEndsWalk<L>,
}

impl<L: Listing> BothEndsPages<L> {
    /// The checkpoint after the last page yielded, from which a forward walk of the same query continues.
    ///
    /// `None` if the walk is not ordered, and once a page of the last half was yielded: its items have no position that a
    /// forward walk could start from.
    pub fn checkpoint(&self) -> Option<Checkpoint> {
        self.walk.checkpoint()
    }

    /// The progress of both ends together. Items that are buffered for the order are not counted; page size and quota are
    /// the lower ones of the two ends.
    pub fn progress(&self) -> Progress {
        self.walk.progress()
    }

    pub(crate) fn new(walk: BothEndsWalk<L>) -> Self {
        Self { walk }
    }
}

impl<L: Listing> Stream for BothEndsPages<L> {
    type Item = Result<Page<L::Item, L::Data>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(ready!(self.walk.poll_batch(context)).map(|batch| {
            let Batch { items, page } = batch?;
            let page = page.expect("a walk with pages for each end keeps them");
            Ok(page.replace_items(items).1)
        }))
    }
}

inherent_methods!({ L: Listing } BothEndsPages<L>, Page<L::Item, L::Data>);

#[cfg(feature = "blocking")]
impl<L: Listing> WalkStream for BothEndsPages<L> {
    fn current_checkpoint(&self) -> Option<Checkpoint> {
        self.checkpoint()
    }

    fn current_progress(&self) -> Progress {
        self.progress()
    }

    fn buffered(&mut self) -> Option<Self::Item> {
        None
    }
}

impl<L: Listing> FusedStream for BothEndsPages<L> {
    fn is_terminated(&self) -> bool {
        self.walk.is_done()
    }
}

impl<L: Listing> fmt::Debug for BothEndsPages<L> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("BothEndsPages")
            .field("walk", &self.walk)
            .finish()
    }
}
