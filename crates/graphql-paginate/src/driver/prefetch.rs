//! Prefetch: pages fetched ahead of demand.
//!
//! A separate task drives the walk and hands its pages over through a bounded channel, whose capacity is the number of
//! pages to prefetch. The task reserves a slot before it requests a page, so no more pages than that are ever buffered or
//! in flight. The task starts with the first poll of the stream and is aborted when the stream is dropped.

use futures_core::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::WalkPages;
use crate::error::{Error, ErrorKind};
use crate::task::Task;

/// Yields the same pages in the same order, fetching up to `pages` of them ahead of demand.
pub(super) fn prefetch<T: Send + 'static, D: Send + 'static>(
    walk_pages: WalkPages<T, D>,
    pages: usize,
) -> WalkPages<T, D> {
    Box::pin(stream::once(start(walk_pages, pages)).try_flatten())
}

/// Spawns the task and returns the stream of its pages.
async fn start<T: Send + 'static, D: Send + 'static>(
    walk_pages: WalkPages<T, D>,
    pages: usize,
) -> Result<WalkPages<T, D>, Error> {
    let handle = Handle::try_current().map_err(|_| no_runtime())?;
    // The largest capacity that a channel can have.
    let (sender, receiver) = channel(pages.min(Semaphore::MAX_PERMITS));
    let task = Task::spawn(&handle, drive(walk_pages, sender));
    let pages = PrefetchedPages { receiver, task };
    Ok(Box::pin(stream::unfold(pages, |mut pages| async {
        Some((pages.next().await?, pages))
    })))
}

async fn drive<S>(
    mut walk_pages: BoxStream<'static, Result<S, Error>>,
    sender: Sender<Result<S, Error>>,
) {
    // `reserve` fails once the stream was dropped.
    while let Ok(slot) = sender.reserve().await {
        match walk_pages.next().await {
            Some(walk_page) => slot.send(walk_page),
            None => return,
        }
    }
}

struct PrefetchedPages<S> {
    receiver: Receiver<Result<S, Error>>,
    task: Task<()>,
}

impl<S> PrefetchedPages<S> {
    async fn next(&mut self) -> Option<Result<S, Error>> {
        if let Some(walk_page) = self.receiver.recv().await {
            return Some(walk_page);
        }
        // The channel closes when the walk ends, but also when the task dies, which must not look like the end.
        match self.task.finish().await {
            Ok(()) => None,
            Err(kind) => Some(Err(kind.into())),
        }
    }
}

fn no_runtime() -> Error {
    let problem =
        "`prefetch` needs a tokio runtime to poll the stream on; use one, or leave `prefetch` at 0";
    ErrorKind::Setup {
        problem: problem.to_owned(),
    }
    .into()
}
