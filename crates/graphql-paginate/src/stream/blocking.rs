//! A walk as a blocking iterator.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::mpsc::sync_channel;

use futures_core::Stream;
use futures_util::{FutureExt, StreamExt};
use tracing::Instrument;
use tracing::instrument::WithSubscriber;

use super::{Items, Pages};
use crate::checkpoint::Checkpoint;
use crate::error::{Error, ErrorKind};
use crate::page::Listing;
use crate::progress::Progress;
use crate::task;

/// A walk as an iterator, for programs without an async runtime; made by
/// [`Paginator::items_blocking`](crate::Paginator::items_blocking) and similar methods.
///
/// Like the streams, it sends nothing before the first `next()`, and ends after its first error. All iterators of a
/// program share one background thread, which sends their requests: they may be nested, zipped, and used from several
/// threads. Inside an async program they work where blocking is allowed, e.g. in tokio's `spawn_blocking`; elsewhere,
/// the first item is an error.
#[derive(Debug)]
#[must_use = "iterators do nothing unless consumed"]
pub struct Blocking<S> {
    /// `None` only while the background thread uses it, and after a panic there.
    stream: Option<S>,
    checkpoint: Option<Checkpoint>,
    progress: Progress,
    refused: bool,
}

/// The items of a walk, as an iterator.
pub type BlockingItems<L> = Blocking<Items<L>>;

/// The pages of a walk, as an iterator.
pub type BlockingPages<L> = Blocking<Pages<L>>;

/// What an iterator needs of the stream of a walk.
pub(crate) trait WalkStream: Stream + Send + Unpin + 'static {
    /// The checkpoint of the walk, if it has a single position.
    fn current_checkpoint(&self) -> Option<Checkpoint>;

    /// The progress of the walk.
    fn current_progress(&self) -> Progress;

    /// The next item that has already arrived, without waiting.
    fn buffered(&mut self) -> Option<Self::Item>;
}

impl<L: Listing> WalkStream for Items<L> {
    fn current_checkpoint(&self) -> Option<Checkpoint> {
        Some(self.checkpoint())
    }

    fn current_progress(&self) -> Progress {
        self.progress()
    }

    fn buffered(&mut self) -> Option<Self::Item> {
        let item = self.page.next()?;
        self.feed.items += 1;
        Some(Ok(item))
    }
}

impl<L: Listing> WalkStream for Pages<L> {
    fn current_checkpoint(&self) -> Option<Checkpoint> {
        Some(self.checkpoint())
    }

    fn current_progress(&self) -> Progress {
        self.progress()
    }

    fn buffered(&mut self) -> Option<Self::Item> {
        None
    }
}

impl<L: Listing> BlockingItems<L> {
    /// See [`Items::checkpoint`].
    pub fn checkpoint(&self) -> Checkpoint {
        self.known_checkpoint()
            .expect("a stream of items has a checkpoint")
    }
}

impl<L: Listing> BlockingPages<L> {
    /// See [`Pages::checkpoint`].
    pub fn checkpoint(&self) -> Checkpoint {
        self.known_checkpoint()
            .expect("a stream of pages has a checkpoint")
    }
}

#[allow(private_bounds, reason = "implemented by the streams of walks alone")]
impl<S: WalkStream> Blocking<S> {
    /// See [`Items::progress`].
    pub fn progress(&self) -> Progress {
        match &self.stream {
            Some(stream) => stream.current_progress(),
            None => self.progress.clone(),
        }
    }

    pub(crate) fn new(stream: S) -> Self {
        Self {
            checkpoint: stream.current_checkpoint(),
            progress: stream.current_progress(),
            stream: Some(stream),
            refused: false,
        }
    }

    fn known_checkpoint(&self) -> Option<Checkpoint> {
        match &self.stream {
            Some(stream) => stream.current_checkpoint(),
            None => self.checkpoint.clone(),
        }
    }

    fn refuse(&mut self, kind: ErrorKind) -> Error {
        self.refused = true;
        let error = Error::from(kind);
        match self.known_checkpoint() {
            Some(checkpoint) => error.resumable(checkpoint),
            None => error,
        }
    }
}

#[allow(private_bounds, reason = "implemented by the streams of walks alone")]
impl<S, T> Iterator for Blocking<S>
where
    S: WalkStream + Stream<Item = Result<T, Error>>,
    T: Send + 'static,
{
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.refused {
            return None;
        }
        if self.stream.is_none() {
            return Some(Err(self.refuse(task::after_panic())));
        }
        if task::is_async() {
            return Some(Err(self.refuse(ErrorKind::Setup {
                problem:
                    "a blocking iterator inside an async runtime would block it; use the stream, or `spawn_blocking`"
                        .to_owned(),
            })));
        }
        // The items of a page that has arrived can be yielded without the background thread.
        if let Some(item) = self.stream.as_mut()?.buffered() {
            return Some(item);
        }
        let background = match task::background() {
            Ok(background) => background,
            Err(kind) => return Some(Err(self.refuse(kind))),
        };
        let mut stream = self.stream.take()?;
        self.checkpoint = stream.current_checkpoint();
        self.progress = stream.current_progress();
        let (sender, receiver) = sync_channel(1);
        let work = async move {
            let next = AssertUnwindSafe(stream.next()).catch_unwind().await;
            // The receiver waits until this arrives.
            let _ = sender.send((stream, next));
        };
        background.spawn(work.in_current_span().with_current_subscriber());
        let Ok((stream, next)) = receiver.recv() else {
            return Some(Err(self.refuse(ErrorKind::Setup {
                problem: "the background thread of the blocking iterator ended".to_owned(),
            })));
        };
        match next {
            Ok(next) => {
                self.stream = Some(stream);
                next
            }
            Err(panic) => resume_unwind(panic),
        }
    }
}
