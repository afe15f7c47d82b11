//! Ends a run that is interrupted during a write to a reader that does not read.

use std::process;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Once};
use std::thread;
use std::time::Duration;

use tokio::runtime::Builder;

use crate::exit::Exit;
use crate::messages::Messages;
use crate::signals::interrupted;

/// How long one write may go on after an interruption.
const GRACE: Duration = Duration::from_secs(1);

/// Watches the writes of a run from a thread of its own, since a write blocks that of the run.
pub(super) struct WriteWatch {
    messages: Messages,
    /// The number of writes that began and of those that ended: odd during a write.
    steps: Arc<AtomicU64>,
    /// Begun with the first write: before, the run itself would miss a signal that only the thread receives.
    thread: Once,
}

impl WriteWatch {
    pub(super) fn new(messages: &Messages) -> Self {
        Self {
            messages: *messages,
            steps: Arc::default(),
            thread: Once::new(),
        }
    }

    /// Runs a write. If an interruption comes and the write does not end, the process ends.
    pub(super) fn during<T>(&self, write: impl FnOnce() -> T) -> T {
        self.thread.call_once(|| {
            let (steps, messages) = (Arc::clone(&self.steps), self.messages);
            thread::spawn(move || watch(&steps, &messages));
        });
        self.steps.fetch_add(1, Ordering::Relaxed);
        let result = write();
        self.steps.fetch_add(1, Ordering::Relaxed);
        result
    }
}

fn watch(steps: &AtomicU64, messages: &Messages) {
    let Ok(runtime) = Builder::new_current_thread().enable_all().build() else {
        // The run still ends after its write.
        return;
    };
    runtime.block_on(async {
        interrupted().await;
        let mut last = steps.load(Ordering::Relaxed);
        loop {
            tokio::time::sleep(GRACE).await;
            let now = steps.load(Ordering::Relaxed);
            if now == last && now % 2 == 1 {
                messages.warning("interrupted during a write that its reader does not take");
                process::exit(Exit::Interrupted.code().into());
            }
            last = now;
        }
    });
}
