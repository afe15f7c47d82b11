//! Time, as the client sees it.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, SystemTime};

/// What time it is, and how to wait.
///
/// The default is the system's clock with tokio's timer; tests give a clock whose hours pass at once, with
/// [`ClientBuilder::clock`](crate::ClientBuilder::clock).
pub trait Clock: Send + Sync + 'static {
    /// The time of day. Servers name the end of a wait by it, so that it must not be a clock of its own.
    fn now(&self) -> SystemTime;

    /// Completes after this long.
    ///
    /// # Cancellation
    ///
    /// Dropping the future ends the wait.
    fn sleep(&self, duration: Duration) -> SleepFuture;
}

/// What [`Clock::sleep`] returns.
pub type SleepFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The system's clock and tokio's timer.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> SleepFuture {
        Box::pin(tokio::time::sleep(duration))
    }
}
