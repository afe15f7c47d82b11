//! Progress of a run: a line on a terminal, or JSON events for programs.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant, SystemTime};

use graphql_paginate::{Progress, WaitReason};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};

use crate::messages::{LogFormat, Messages};
use crate::plural::count;

/// The shortest time between two events, except for the first one and for waits.
const EVERY: Duration = Duration::from_secs(1);

/// Displays the progress of a run.
pub(crate) struct ProgressDisplay {
    messages: Messages,
    bar: ProgressBar,
    last: Option<Instant>,
    last_wait: Option<SystemTime>,
}

impl ProgressDisplay {
    /// Shows a line only if standard error is a terminal and nothing else is written to it.
    pub(crate) fn new(messages: &Messages) -> Self {
        let shows_bar = messages.format == LogFormat::Text
            && !messages.quiet
            && messages.verbose == 0
            && io::stderr().is_terminal();
        let bar = if shows_bar {
            ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
        } else {
            ProgressBar::hidden()
        };
        let style = ProgressStyle::with_template("{spinner} {msg}");
        bar.set_style(style.expect("the template is valid"));
        Self {
            messages: *messages,
            bar,
            last: None,
            last_wait: None,
        }
    }

    /// Whether [`update`](Self::update) should be called while waiting for a page.
    pub(crate) fn is_shown(&self) -> bool {
        !self.bar.is_hidden() || self.messages.format == LogFormat::Json
    }

    /// Updates the display.
    pub(crate) fn update(&mut self, progress: &Progress, elapsed: Duration) {
        if !self.bar.is_hidden() {
            self.bar.set_message(line(progress, elapsed));
            self.bar.tick();
        }
        if self.messages.format != LogFormat::Json || self.messages.quiet {
            return;
        }
        let wait = progress.waiting.map(|wait| wait.until);
        let is_new_wait = wait.is_some() && wait != self.last_wait;
        if is_new_wait || self.last.is_none_or(|last| last.elapsed() >= EVERY) {
            self.last = Some(Instant::now());
            self.last_wait = wait;
            self.messages.event(&event(progress, elapsed));
        }
    }

    /// Hides the line while `write` runs, which may write to the same terminal.
    pub(crate) fn suspended<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }

    /// Removes the line.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn line(progress: &Progress, elapsed: Duration) -> String {
    let mut line = match progress.total {
        Some(total) => format!("{} of {total} items", progress.items),
        None => format!("{} items", progress.items),
    };
    line.push_str(&format!(", {}", count(progress.pages, "page")));
    if elapsed >= Duration::from_secs(1) {
        let rate = progress.items as f64 / elapsed.as_secs_f64();
        line.push_str(&format!(", {rate:.0} items/s"));
    }
    if let Some(size) = progress.page_size {
        line.push_str(&format!(", pages of {size}"));
    }
    if let Some(quota) = progress.quota {
        line.push_str(&format!(", quota {} left", quota.remaining));
        if let Some(resets_at) = quota.resets_at {
            line.push_str(&format!(" for {}", left(resets_at)));
        }
    }
    if let Some(wait) = progress.waiting {
        line.push_str(&format!(
            "; waiting {} ({})",
            left(wait.until),
            reason(wait.reason)
        ));
    }
    line
}

fn event(progress: &Progress, elapsed: Duration) -> Value {
    let mut event = json!({
        "items": progress.items,
        "total": progress.total,
        "pages": progress.pages,
        "requests": progress.requests,
        "retries": progress.retries,
        "page_size": progress.page_size,
        "seconds": elapsed.as_secs_f64(),
    });
    if let Some(quota) = progress.quota {
        event["quota_remaining"] = quota.remaining.into();
    }
    if let Some(wait) = progress.waiting {
        event["waiting_for"] = reason(wait.reason).into();
        event["waiting_seconds"] = seconds_left(wait.until).into();
    }
    event
}

fn reason(reason: WaitReason) -> &'static str {
    match reason {
        WaitReason::Retry => "retry",
        WaitReason::Throttled => "rate limit",
        WaitReason::Pace => "pacing",
        WaitReason::Tail => "new items",
        _ => "server",
    }
}

fn left(until: SystemTime) -> String {
    let seconds = seconds_left(until);
    if seconds < 120 {
        format!("{seconds} s")
    } else {
        format!("{} min", seconds / 60)
    }
}

fn seconds_left(until: SystemTime) -> u64 {
    match until.duration_since(SystemTime::now()) {
        Ok(left) => left.as_secs(),
        Err(_) => 0,
    }
}
