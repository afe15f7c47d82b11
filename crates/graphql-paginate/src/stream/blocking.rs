//! A walk as an ordinary iterator.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::mpsc::sync_channel;

use futures_util::FutureExt;
use tracing::Instrument;
use tracing::instrument::WithSubscriber;

use super::Items;
use crate::checkpoint::Checkpoint;
use crate::error::{Error, ErrorKind};
use crate::page::Listing;
use crate::progress::Progress;
use crate::task;

/// The items of a walk for programs without an async runtime; made by
/// [`Paginator::items_blocking`](crate::Paginator::items_blocking).
///
/// Like the streams, it sends nothing before the first `next()`, and ends after its first error. All iterators of a
/// program share one background thread, which makes their requests: they may be nested, zipped, and used from several
/// threads. Inside an async program they work where blocking is allowed, e.g. in tokio's `spawn_blocking`; elsewhere,
/// the first item is an error.
#[derive(Debug)]
#[must_use = "iterators do nothing unless consumed"]
pub struct BlockingItems<L: Listing> {
    /// `None` only while the background thread has them, and after a panic there.
    items: Option<Items<L>>,
    checkpoint: Checkpoint,
    progress: Progress,
    refused: bool,
}

impl<L: Listing> BlockingItems<L> {
    /// As [`Items::checkpoint`].
    pub fn checkpoint(&self) -> Checkpoint {
        match &self.items {
            Some(items) => items.checkpoint(),
            None => self.checkpoint.clone(),
        }
    }

    /// As [`Items::progress`].
    pub fn progress(&self) -> Progress {
        match &self.items {
            Some(items) => items.progress(),
            None => self.progress.clone(),
        }
    }

    pub(crate) fn new(items: Items<L>) -> Self {
        Self {
            checkpoint: items.checkpoint(),
            progress: items.progress(),
            items: Some(items),
            refused: false,
        }
    }

    fn refuse(&mut self, kind: ErrorKind) -> Error {
        self.refused = true;
        Error::from(kind).resumable(self.checkpoint())
    }
}

impl<L> Iterator for BlockingItems<L>
where
    L: Listing + 'static,
{
    type Item = Result<L::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.refused {
            return None;
        }
        if task::is_async() {
            return Some(Err(self.refuse(ErrorKind::Setup {
                problem:
                    "`items_blocking` inside of an async runtime would block it; use `items`, or `spawn_blocking`"
                        .to_owned(),
            })));
        }
        // The items of a page that has arrived need no other thread.
        if let Some(item) = self.items.as_mut()?.buffered() {
            return Some(Ok(item));
        }
        let background = match task::background() {
            Ok(background) => background,
            Err(kind) => return Some(Err(self.refuse(kind))),
        };
        self.checkpoint = self.items.as_ref()?.checkpoint();
        self.progress = self.items.as_ref()?.progress();
        let mut items = self.items.take()?;
        let (sender, receiver) = sync_channel(1);
        let work = async move {
            let next = AssertUnwindSafe(items.next()).catch_unwind().await;
            // The receiver waits until this arrives.
            let _ = sender.send((items, next));
        };
        background.spawn(work.in_current_span().with_current_subscriber());
        let Ok((items, next)) = receiver.recv() else {
            return Some(Err(self.refuse(ErrorKind::Setup {
                problem: "the background thread of `items_blocking` ended".to_owned(),
            })));
        };
        match next {
            Ok(next) => {
                self.items = Some(items);
                next
            }
            Err(panic) => resume_unwind(panic),
        }
    }
}
