//! Tasks of tokio's runtime, and a runtime for programs without one.

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

/// A task of the tokio runtime; aborted when dropped.
pub(crate) struct Task<T>(JoinHandle<T>);

impl<T: Send + 'static> Task<T> {
    pub(crate) fn spawn(handle: &Handle, work: impl Future<Output = T> + Send + 'static) -> Self {
        Self(handle.spawn(work))
    }

    /// The result of the task; its panic continues here. Must not be called again afterwards.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Setup`] when the runtime was shut down: unfinished work must not look like an end.
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

/// Runs work as a task of its own where there is a tokio runtime, else within the caller; work that is done at the first
/// poll needs neither.
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

/// The runtime of the background thread, which starts with the first call and serves the whole program.
///
/// With one runtime for all walks, the connections of a client's pool are always driven, whichever walk opened them.
///
/// # Errors
///
/// [`ErrorKind::Setup`] when the system gives no thread.
#[cfg(feature = "blocking")]
pub(crate) fn background() -> Result<Handle, ErrorKind> {
    static RUNTIME: OnceLock<Result<Handle, String>> = OnceLock::new();
    match RUNTIME.get_or_init(start) {
        Ok(handle) => Ok(handle.clone()),
        Err(problem) => Err(ErrorKind::Setup {
            problem: format!("no background thread can be started: {problem}"),
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

/// Whether this thread runs a future of a tokio runtime, which blocking would stop.
///
/// A thread of `spawn_blocking` has a runtime too, but no cooperative budget, unlike every future. Asking uses the budget
/// up, after which the future yields once.
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
