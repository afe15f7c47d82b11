//! The totals of a run, and its summary.

use std::time::Duration;

use serde_json::json;

use crate::exit::Exit;
use crate::messages::Messages;

/// The counts of a run.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    pub(crate) records: u64,
    pub(crate) pages: u64,
    pub(crate) requests: u64,
    pub(crate) retries: u64,
    /// Pages that came with errors, and items that were null.
    pub(crate) partial: u64,
    /// Lists that ended before their announced total.
    pub(crate) short: u64,
}

impl Totals {
    /// Writes the summary of the run.
    pub(crate) fn tell(&self, exit: Exit, elapsed: Duration, messages: &Messages) {
        let seconds = elapsed.as_secs_f64();
        let rate = self.records as f64 / seconds.max(0.001);
        let text = format!(
            "{} records in {} pages and {} requests, {seconds:.1} s, {rate:.0} records/s: {}",
            self.records,
            self.pages,
            self.requests,
            exit.summary()
        );
        let fields = json!({
            "exit_code": exit.code(),
            "exit": exit.name(),
            "records": self.records,
            "pages": self.pages,
            "requests": self.requests,
            "retries": self.retries,
            "partial": self.partial,
            "lists_ended_short": self.short,
            "seconds": seconds,
        });
        messages.summary(&text, &fields);
    }
}
