//! Time, as the client sees it.

use std::future::Future;
use std::panic::catch_unwind;
use std::pin::Pin;
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use tokio::runtime::Handle;
use tokio::sync::oneshot;

/// What time it is, and how to wait.
///
/// The default is the system's clock with tokio's timer; tests give a clock whose hours pass at once, with
/// [`ClientBuilder::clock`](crate::ClientBuilder::clock).
pub trait Clock: Send + Sync + 'static {
    /// The time of day. Servers name the end of a wait by it, so that it must not be a clock of its own.
    fn now(&self) -> SystemTime;

    /// The time since some fixed moment, which never goes back: waits are measured by it.
    ///
    /// By default it is the time of day, which is right for clocks that nobody sets.
    fn monotonic(&self) -> Duration {
        self.now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default()
    }

    /// Completes after this long.
    ///
    /// # Cancellation
    ///
    /// Dropping the future ends the wait.
    fn sleep(&self, duration: Duration) -> SleepFuture;
}

/// What [`Clock::sleep`] returns.
pub type SleepFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The system's clock and tokio's timer; without that, a thread for each wait.
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
        // Tokio panics instead of returning an error where there is no runtime, or one without time.
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
            // The wait may have been given up.
            let _ = sender.send(());
        });
    // Without a thread there is no wait; the retry budget still bounds the attempts.
    if spawned.is_ok() {
        let _ = receiver.await;
    }
}
