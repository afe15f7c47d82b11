//! Pages ahead of demand.
//!
//! A task of its own drives the walk and hands pages over through a channel with as many places as pages may wait. It
//! takes a place before it asks for a page, so that no more than that are ever fetched or under way. The task begins
//! with the first poll and is aborted with the stream.

use futures_core::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::walk::Steps;
use crate::error::{Error, ErrorKind};
use crate::task::Task;

/// The same steps in the same order.
pub(super) fn ahead<T: Send + 'static, D: Send + 'static>(
    steps: Steps<T, D>,
    pages: usize,
) -> Steps<T, D> {
    let started = async move {
        let handle = Handle::try_current().map_err(|_| no_runtime())?;
        // More places than that no channel has.
        let (sender, receiver) = channel(pages.min(Semaphore::MAX_PERMITS));
        let task = Task::spawn(&handle, drive(steps, sender));
        Ok::<_, Error>(stream::unfold(
            Drive { receiver, task },
            |mut drive| async { Some((drive.next().await?, drive)) },
        ))
    };
    Box::pin(stream::once(started).try_flatten())
}

async fn drive<S>(
    mut steps: BoxStream<'static, Result<S, Error>>,
    sender: Sender<Result<S, Error>>,
) {
    // No place is to be had once the stream is gone.
    while let Ok(place) = sender.reserve().await {
        match steps.next().await {
            Some(step) => place.send(step),
            None => return,
        }
    }
}

struct Drive<S> {
    receiver: Receiver<Result<S, Error>>,
    task: Task<()>,
}

impl<S> Drive<S> {
    async fn next(&mut self) -> Option<Result<S, Error>> {
        if let Some(step) = self.receiver.recv().await {
            return Some(step);
        }
        // The channel closes with the end of the walk, but also with a task that died: that must not look like the end.
        self.task.finish().await.err().map(|kind| Err(kind.into()))
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
