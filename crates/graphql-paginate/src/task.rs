//! Tokio tasks, and a background runtime for programs without one.

use std::future::Future;
use std::panic::resume_unwind;
#[cfg(feature = "blocking")]
use std::sync::OnceLock;
#[cfg(feature = "blocking")]
use std::task::{Context, Waker};

use futures_util::FutureExt;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::error::ErrorKind;

/// A tokio task that is aborted when dropped.
pub(crate) struct Task<T>(JoinHandle<T>);

impl<T: Send + 'static> Task<T> {
    pub(crate) fn spawn(handle: &Handle, work: impl Future<Output = T> + Send + 'static) -> Self {
        Self(handle.spawn(work))
    }

    /// Waits for the result of the task. If the task panicked, the panic is resumed. Must be called at most once.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Setup`] if the runtime was shut down, because unfinished work must not look complete.
    pub(crate) async fn finish(&mut self) -> Result<T, ErrorKind> {
        match (&mut self.0).await {
            Ok(result) => Ok(result),
            Err(error) => match error.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                Err(_) => Err(ErrorKind::Setup {
                    problem:
                        "the tokio runtime was shut down during the walk; keep it until the walk is over"
                            .to_owned(),
                }),
            },
        }
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The error of a stream that is polled again after a panic in it, which must not look like the end.
pub(crate) fn after_panic() -> ErrorKind {
    ErrorKind::Setup {
        problem: "the walk panicked before, so items may be missing; start over".to_owned(),
    }
}

/// Runs a future to completion, as a separate task if it is not ready at the first poll and there is a tokio runtime.
pub(crate) async fn run_detached<T: Send + 'static>(
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

/// The runtime of the background thread, which is started by the first call and shared by the whole program.
///
/// All walks share one runtime, so that pooled connections keep working after the walk that opened them has ended.
///
/// # Errors
///
/// [`ErrorKind::Setup`] if the thread cannot be started.
#[cfg(feature = "blocking")]
pub(crate) fn background() -> Result<Handle, ErrorKind> {
    static RUNTIME: OnceLock<Result<Handle, String>> = OnceLock::new();
    match RUNTIME.get_or_init(start) {
        Ok(handle) => Ok(handle.clone()),
        Err(problem) => Err(ErrorKind::Setup {
            problem: format!("the background thread cannot be started: {problem}"),
        }),
    }
}

#[cfg(feature = "blocking")]
fn start() -> Result<Handle, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    let handle = runtime.handle().clone();
    std::thread::Builder::new()
        .name("graphql-paginate".to_owned())
        .spawn(move || runtime.block_on(std::future::pending::<()>()))
        .map_err(|error| error.to_string())?;
    Ok(handle)
}

/// Whether the caller runs inside a future of a tokio runtime, which must not be blocked.
///
/// A thread of `spawn_blocking` has a runtime too, but no cooperative scheduling budget; futures have one. The check uses
/// up the budget, so the future yields once afterwards.
#[cfg(feature = "blocking")]
pub(crate) fn is_async() -> bool {
    if Handle::try_current().is_err() {
        return false;
    }
    let mut context = Context::from_waker(Waker::noop());
    // Twice tokio's budget of 128.
    for _ in 0..256 {
        match tokio::task::coop::poll_proceed(&mut context) {
            std::task::Poll::Ready(taken) => taken.made_progress(),
            std::task::Poll::Pending => return true,
        }
    }
    false
}
