//! The clock of a client: the current time, and how to wait.

use std::future::Future;
use std::panic::catch_unwind;
use std::pin::Pin;
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use tokio::runtime::Handle;
use tokio::sync::oneshot;

/// The current time, and how to wait.
///
/// The default is the system clock with tokio's timer. Tests can use a clock whose waits end immediately, with
/// [`ClientBuilder::clock`](crate::ClientBuilder::clock).
pub trait Clock: Send + Sync + 'static {
    /// The time of day. Servers state the end of a wait in it, so it must agree with real time.
    fn now(&self) -> SystemTime;

    /// The time since some fixed moment, which never decreases. Waits are measured with it.
    ///
    /// The default is the time of day, which is correct for a clock that is never adjusted.
    fn monotonic(&self) -> Duration {
        self.now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default()
    }

    /// Returns a future that completes after `duration`.
    ///
    /// # Cancellation
    ///
    /// Dropping the future ends the wait.
    fn sleep(&self, duration: Duration) -> SleepFuture;
}

/// The future that [`Clock::sleep`] returns.
pub type SleepFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The system clock with tokio's timer, or with a thread per wait if there is no timer.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SystemClock;

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn monotonic(&self) -> Duration {
        START.elapsed()
    }

    fn sleep(&self, duration: Duration) -> SleepFuture {
        // Without a runtime, or with time disabled, tokio panics instead of returning an error.
        let has_runtime = Handle::try_current().is_ok();
        if has_runtime && let Ok(sleep) = catch_unwind(|| tokio::time::sleep(duration)) {
            return Box::pin(sleep);
        }
        Box::pin(sleep_on_thread(duration))
    }
}

async fn sleep_on_thread(duration: Duration) {
    let (sender, receiver) = oneshot::channel();
    let spawned = thread::Builder::new()
        .name("graphql-paginate-sleep".to_owned())
        .spawn(move || {
            thread::sleep(duration);
            // Sending fails if the wait was cancelled.
            let _ = sender.send(());
        });
    // Without a thread the wait is skipped; the retry budget still limits the attempts.
    if spawned.is_ok() {
        let _ = receiver.await;
    }
}
