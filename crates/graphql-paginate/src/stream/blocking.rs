//! A walk as an ordinary iterator.

use futures_util::StreamExt;
use tokio::runtime::{Builder, Handle, Runtime};

use super::Items;
use crate::checkpoint::Checkpoint;
use crate::error::{Error, ErrorKind};
use crate::page::Listing;
use crate::progress::Progress;

/// The items of a walk for programs without an async runtime; made by
/// [`Paginator::items_blocking`](crate::Paginator::items_blocking).
///
/// Like the streams, it sends nothing before the first `next()`, and ends after its first error.
#[derive(Debug)]
#[must_use = "iterators do nothing unless consumed"]
pub struct BlockingItems<L: Listing> {
    items: Items<L>,
    /// Made with the first item.
    runtime: Option<Runtime>,
    refused: bool,
}

impl<L: Listing> BlockingItems<L> {
    /// As [`Items::checkpoint`].
    pub fn checkpoint(&self) -> Checkpoint {
        self.items.checkpoint()
    }

    /// As [`Items::progress`].
    pub fn progress(&self) -> Progress {
        self.items.progress()
    }

    pub(crate) fn new(items: Items<L>) -> Self {
        Self {
            items,
            runtime: None,
            refused: false,
        }
    }

    fn refuse(&mut self, problem: String) -> Error {
        self.refused = true;
        Error::from(ErrorKind::Setup { problem }).resumable(self.checkpoint())
    }
}

/// The iterator may be dropped where another runtime runs, which must not wait for the end of this one.
impl<L: Listing> Drop for BlockingItems<L> {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl<L: Listing> Iterator for BlockingItems<L> {
    type Item = Result<L::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.refused {
            return None;
        }
        if Handle::try_current().is_ok() {
            return Some(Err(self.refuse(
                "`items_blocking` inside of an async runtime would block it; use `items`"
                    .to_owned(),
            )));
        }
        if self.runtime.is_none() {
            match Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => self.runtime = Some(runtime),
                Err(error) => {
                    return Some(Err(
                        self.refuse(format!("no async runtime can be started: {error}"))
                    ));
                }
            }
        }
        self.runtime.as_ref()?.block_on(self.items.next())
    }
}
