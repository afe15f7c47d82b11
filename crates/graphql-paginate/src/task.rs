//! Work that goes on while nobody polls for it.

use std::future::Future;
use std::panic::resume_unwind;

use futures_util::FutureExt;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::error::ErrorKind;

/// A task of the tokio runtime; aborted when dropped.
pub(crate) struct Task<T>(JoinHandle<T>);

impl<T: Send + 'static> Task<T> {
    pub(crate) fn spawn(handle: &Handle, work: impl Future<Output = T> + Send + 'static) -> Self {
        Self(handle.spawn(work))
    }

    /// What came of it; a panic goes on here. Not to be asked for again.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Setup`] when the runtime was shut down: what was left undone must not look like an end.
    pub(crate) async fn finish(&mut self) -> Result<T, ErrorKind> {
        (&mut self.0).await.map_err(|error| match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(_) => {
                let problem =
                    "the tokio runtime was shut down under the walk; keep it until the walk is over";
                ErrorKind::Setup { problem: problem.to_owned() }
            }
        })
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// On a task of its own where a tokio runtime has one, else by whoever polls; what is done at once needs neither.
pub(crate) async fn apart<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, ErrorKind> {
    let mut work = Box::pin(work);
    if let Some(done) = work.as_mut().now_or_never() {
        return Ok(done);
    }
    match Handle::try_current() {
        Ok(handle) => Task::spawn(&handle, work).finish().await,
        Err(_) => Ok(work.await),
    }
}
