//! The streams that a walk becomes.
//!
//! All of them are owned (they hold a clone of the client), `Send` and `Unpin`; they send nothing before they are
//! polled and nothing after they are dropped; they yield at most one error, and `None` for ever after it.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;
use futures_core::stream::FusedStream;

use crate::connection::{Connection, Direction, HasEdges};
use crate::driver::Walk;
use crate::error::Error;
use crate::page::{Listing, Page};

/// The pages of a walk.
///
/// Pages come in the order of the walk; the items inside a page keep the server's order, also in a backward walk.
///
/// # Cancellation
///
/// Dropping a `next()` future loses nothing: the request under way goes on with the next poll.
#[must_use = "streams do nothing unless polled"]
pub struct Pages<L: Listing> {
    walk: Walk<L::Item, L::Data>,
    ended: bool,
}

/// The items of a walk, one by one, in the order of the walk.
///
/// # Cancellation
///
/// As for [`Pages`].
#[must_use = "streams do nothing unless polled"]
pub struct Items<L: Listing> {
    pages: Pages<L>,
    direction: Direction,
    page: vec::IntoIter<L::Item>,
}

/// The edges of a walk, one by one, in the order of the walk.
pub type Edges<C> = Items<EdgesOf<C>>;

/// A connection, listed by its edges instead of its nodes.
pub struct EdgesOf<C>(PhantomData<fn() -> C>);

impl<C: Connection> Listing for C {
    type Item = C::Item;
    type Data = C::Data;
}

impl<C: HasEdges> Listing for EdgesOf<C> {
    type Item = C::Edge;
    type Data = C::Data;
}

impl<L: Listing> Pages<L> {
    pub(crate) fn new(walk: Walk<L::Item, L::Data>) -> Self {
        Self { walk, ended: false }
    }
}

impl<L: Listing> Items<L> {
    pub(crate) fn new(walk: Walk<L::Item, L::Data>, direction: Direction) -> Self {
        Self { pages: Pages::new(walk), direction, page: Vec::new().into_iter() }
    }
}

impl<L: Listing> Stream for Pages<L> {
    type Item = Result<Page<L::Item, L::Data>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let next = ready!(self.walk.as_mut().poll_next(context));
        self.ended = !matches!(next, Some(Ok(_)));
        if next.is_none() {
            return Poll::Ready(None);
        }
        Poll::Ready(next)
    }
}

impl<L: Listing> Stream for Items<L> {
    type Item = Result<L::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                Some(Ok(mut page)) => {
                    if self.direction == Direction::Backward {
                        page.items.reverse();
                    }
                    self.page = page.items.into_iter();
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<L: Listing> FusedStream for Pages<L> {
    fn is_terminated(&self) -> bool {
        self.ended
    }
}

impl<L: Listing> FusedStream for Items<L> {
    fn is_terminated(&self) -> bool {
        self.page.as_slice().is_empty() && self.pages.is_terminated()
    }
}

impl<L: Listing> fmt::Debug for Pages<L> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pages").field("ended", &self.ended).finish_non_exhaustive()
    }
}

impl<L: Listing> fmt::Debug for Items<L> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Items")
            .field("direction", &self.direction)
            .field("buffered", &self.page.len())
            .field("ended", &self.is_terminated())
            .finish_non_exhaustive()
    }
}

impl<C> fmt::Debug for EdgesOf<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("EdgesOf")
    }
}
