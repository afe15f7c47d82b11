//! The streams of a walk: pages, items and edges.
//!
//! All of them are owned (they hold a clone of the client), `Send` and `Unpin`. They send nothing before they are
//! polled and nothing after they are dropped. They yield at most one error, and always `None` after it. Their methods
//! `next`, `try_next`, `try_collect` and `try_for_each` need no import; other adapters come from `futures`.

#[cfg(feature = "blocking")]
mod blocking;
mod collect;
mod feed;
mod inherent;
mod page_in_progress;
mod unique;

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;
use futures_core::stream::FusedStream;

#[cfg(feature = "blocking")]
pub(crate) use self::blocking::WalkStream;
#[cfg(feature = "blocking")]
pub use self::blocking::{Blocking, BlockingItems, BlockingPages};
pub(crate) use self::feed::Feed;
pub(crate) use self::inherent::inherent_methods;
use self::page_in_progress::PageInProgress;
pub use self::unique::UniqueByKey;
use crate::checkpoint::Checkpoint;
use crate::driver::{Order, Walk, WalkPage};
use crate::error::Error;
use crate::page::{Listing, Page};
use crate::progress::Progress;

/// The pages of a walk.
///
/// Pages come in the order of the walk. The items inside a page keep the server's order, even in a backward walk.
///
/// # Cancellation
///
/// Dropping a `next()` future loses nothing: a request in flight continues with the next poll.
#[must_use = "streams do nothing unless polled"]
pub struct Pages<L: Listing> {
    feed: Feed<L>,
}

/// The items of a walk, one by one, in the order of the walk.
///
/// # Cancellation
///
/// The same as for [`Pages`].
#[must_use = "streams do nothing unless polled"]
pub struct Items<L: Listing> {
    feed: Feed<L>,
    page: vec::IntoIter<L::Item>,
    in_progress: PageInProgress,
    /// The error that follows the last item of the page.
    failure: Option<Error>,
}

impl<L: Listing> Pages<L> {
    /// A checkpoint after the last page yielded: resuming there yields the pages after it.
    pub fn checkpoint(&self) -> Checkpoint {
        self.feed.checkpoint()
    }

    /// The progress of the walk.
    pub fn progress(&self) -> Progress {
        self.feed.progress()
    }

    pub(crate) fn new(walk: Walk<L::Item, L::Data>) -> Self {
        Self {
            feed: Feed::new(walk),
        }
    }
}

impl<L: Listing> Items<L> {
    /// A checkpoint after the last item yielded, even in the middle of a page: resuming there yields the items after
    /// it.
    pub fn checkpoint(&self) -> Checkpoint {
        match self.page.as_slice() {
            [] => self.feed.checkpoint(),
            _ => self
                .feed
                .checkpoint_at(&self.in_progress.mark(self.page.len(), &self.feed)),
        }
    }

    /// The progress of the walk.
    pub fn progress(&self) -> Progress {
        self.feed.progress()
    }

    pub(crate) fn new(walk: Walk<L::Item, L::Data>) -> Self {
        Self {
            feed: Feed::new(walk),
            page: Vec::new().into_iter(),
            in_progress: PageInProgress::default(),
            failure: None,
        }
    }

    /// Ends the stream; what it has not yielded is dropped.
    fn close(&mut self) {
        self.feed.close();
        self.page = Vec::new().into_iter();
        self.failure = None;
    }

    fn open(&mut self, walk_page: WalkPage<L::Item, L::Data>) {
        let WalkPage {
            mut page,
            before,
            after,
            received,
            failure,
            ..
        } = walk_page;
        if self.feed.order() == Order::Reversed {
            page.items.reverse();
        }
        // Applies once the page has no items left, which may be now.
        self.feed.mark = after;
        self.in_progress = PageInProgress::new(before, received, page.items.len());
        self.page = page.items.into_iter();
        self.failure = failure;
    }
}

impl<L: Listing> Stream for Pages<L> {
    type Item = Result<Page<L::Item, L::Data>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(ready!(self.feed.poll_page(context)).map(|walk_page| {
            let WalkPage { page, after, .. } = walk_page?;
            self.feed.items += page.items.len() as u64;
            self.feed.mark = after;
            Ok(page)
        }))
    }
}

impl<L: Listing> Stream for Items<L> {
    type Item = Result<L::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.page.next() {
                self.feed.items += 1;
                return Poll::Ready(Some(Ok(item)));
            }
            if let Some(error) = self.failure.take() {
                return Poll::Ready(Some(Err(error.resumable(self.checkpoint()))));
            }
            match ready!(self.feed.poll_part(context)) {
                Some(Ok(walk_page)) => self.open(walk_page),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

inherent_methods!({ L: Listing } Pages<L>, Page<L::Item, L::Data>);
inherent_methods!({ L: Listing } Items<L>, L::Item);

impl<L: Listing> FusedStream for Pages<L> {
    fn is_terminated(&self) -> bool {
        self.feed.ended
    }
}

impl<L: Listing> FusedStream for Items<L> {
    fn is_terminated(&self) -> bool {
        self.page.as_slice().is_empty() && self.failure.is_none() && self.feed.ended
    }
}

impl<L: Listing> fmt::Debug for Pages<L> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Pages")
            .field("feed", &self.feed)
            .finish()
    }
}

impl<L: Listing> fmt::Debug for Items<L> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Items")
            .field("feed", &self.feed)
            .field("buffered", &self.page.len())
            .finish_non_exhaustive()
    }
}
