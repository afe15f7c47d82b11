//! Pages ahead of demand.
//!
//! A task of its own drives the walk and hands pages over through a channel with as many places as pages may wait. It
//! takes a place before it asks for a page, so that no more than that are ever fetched or under way. The task begins
//! with the first poll and is aborted with the stream.

use std::panic::resume_unwind;

use futures_core::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;

use super::walk::Steps;
use crate::error::{Error, ErrorKind};

/// The same steps in the same order.
pub(super) fn ahead<T: Send + 'static, D: Send + 'static>(steps: Steps<T, D>, pages: usize) -> Steps<T, D> {
    let started = async move {
        let handle = Handle::try_current().map_err(|_| no_runtime())?;
        let (sender, receiver) = channel(pages);
        let task = handle.spawn(drive(steps, sender));
        Ok::<_, Error>(stream::unfold(Task { receiver, task }, |mut task| async {
            Some((task.next().await?, task))
        }))
    };
    Box::pin(stream::once(started).try_flatten())
}

async fn drive<S>(mut steps: BoxStream<'static, Result<S, Error>>, sender: Sender<Result<S, Error>>) {
    // No place is to be had once the stream is gone.
    while let Ok(place) = sender.reserve().await {
        match steps.next().await {
            Some(step) => place.send(step),
            None => return,
        }
    }
}

/// Aborts when dropped.
struct Task<S> {
    receiver: Receiver<Result<S, Error>>,
    task: JoinHandle<()>,
}

impl<S> Task<S> {
    async fn next(&mut self) -> Option<Result<S, Error>> {
        if let Some(step) = self.receiver.recv().await {
            return Some(step);
        }
        // The channel closes with the end of the walk, but also with a task that died: that must not look like the end.
        match (&mut self.task).await {
            Ok(()) => None,
            Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
            Err(_) => Some(Err(shut_down())),
        }
    }
}

impl<S> Drop for Task<S> {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn shut_down() -> Error {
    let problem = "the tokio runtime that fetches pages ahead was shut down; keep it until the walk is over";
    ErrorKind::Setup { problem: problem.to_owned() }.into()
}

fn no_runtime() -> Error {
    let problem = "`prefetch` needs a tokio runtime to poll the stream on; use one, or leave `prefetch` at 0";
    ErrorKind::Setup { problem: problem.to_owned() }.into()
}
