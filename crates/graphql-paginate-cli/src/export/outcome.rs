//! The outcome of an export: its exit code, its summary and its error report.

use std::time::Duration;

use graphql_paginate::{Error, ErrorKind, Progress, TransportFailure};
use serde_json::{Value, json};

use super::access::GENERIC_TOKEN;
use super::api::Api;
use super::command_hints::CommandHints;
use super::counts::Counts;
use crate::exit::Exit;
use crate::failure::Report;
use crate::plural::count;

/// The warning for a list with offsets or page numbers from which items were deleted during the walk.
pub(crate) const TOTAL_FELL: &str = "items were deleted while the list was read by offsets or page numbers, so it may have passed over others; read it again";

/// What the same command does after a run that stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NextRun {
    /// It has no checkpoint, or leaves it out of account.
    StartsAnew,
    /// It continues.
    Continues,
    /// It continues if `--restart` is left out.
    WithoutRestart,
}

/// How a run ended, and what it counted.
#[derive(Debug)]
pub(crate) struct Summary {
    pub(crate) exit: Exit,
    /// Whether the data is made up.
    pub(crate) on_sandbox: bool,
    pub(crate) progress: Progress,
    /// Items of this run and of the earlier runs that it resumes.
    pub(crate) items_in_all: u64,
    pub(crate) counts: Counts,
    /// Whether what was received is lost, because the output cannot be continued.
    pub(crate) is_discarded: bool,
    pub(crate) next_run: NextRun,
    /// The largest number of items, with those of earlier runs.
    pub(crate) limit: Option<u64>,
    /// Whether the output is still as it was before the run.
    pub(crate) is_untouched: bool,
    /// The message of the error that ended the run.
    pub(crate) error: Option<String>,
    pub(crate) elapsed: Duration,
    pub(crate) output: String,
}

impl Summary {
    /// The summary as one line of text.
    pub(crate) fn text(&self) -> String {
        let Progress {
            items,
            pages,
            requests,
            retries,
            waited,
            ..
        } = self.progress;
        let mut text = format!(
            "{} in {} and {}, {:.1} s",
            count(items, "item"),
            count(pages, "page"),
            count(requests, "request"),
            self.elapsed.as_secs_f64()
        );
        if retries > 0 {
            text.push_str(&format!(", {retries} of them repeated"));
        }
        if waited >= Duration::from_secs(1) {
            text.push_str(&format!(", {} s of them waiting", waited.as_secs()));
        }
        if self.counts.skipped_items > 0 {
            let skipped = count(self.counts.skipped_items, "item");
            text.push_str(&format!("; {skipped} left out because of errors"));
        }
        if self.items_in_all != items {
            text.push_str(&format!("; {} with earlier runs", self.items_in_all));
        }
        if self.is_cut_by_limit() {
            text.push_str("; `--limit` ends the list here");
        }
        text.push_str(&self.ending_with_output());
        text
    }

    /// Whether the list may have more items than the limit.
    fn is_cut_by_limit(&self) -> bool {
        let received = self.items_in_all + self.counts.dropped;
        let is_whole = self
            .progress
            .total
            .and_then(|total| u64::try_from(total).ok())
            == Some(received);
        self.limit == Some(received) && !is_whole
    }

    /// How the run ended, and what has become of the output.
    fn ending_with_output(&self) -> String {
        let (exit, output) = (self.exit.name(), &self.output);
        if self.is_discarded {
            format!(
                ": {exit}; {output} is not written, because a file in its format cannot be continued"
            )
        } else if self.is_untouched {
            format!(": {exit}; {output} is left as it is")
        } else {
            format!(": {}, written to {output}", self.ending())
        }
    }

    /// How the run ended, and what continues it.
    fn ending(&self) -> &'static str {
        match (self.exit, self.next_run) {
            (Exit::Stopped | Exit::Interrupted, NextRun::StartsAnew) => self.exit.name(),
            (Exit::Stopped, NextRun::WithoutRestart) => {
                "stopped; run the same command without `--restart` to continue"
            }
            _ => self.exit.summary(),
        }
    }

    /// The summary as JSON.
    pub(crate) fn fields(&self) -> Value {
        json!({
            "exit_code": self.exit.code(),
            "exit": self.exit.name(),
            "complete": self.exit == Exit::Complete,
            "sandbox": self.on_sandbox,
            "items": self.progress.items,
            "items_in_all": self.items_in_all,
            "total": self.progress.total,
            "pages": self.progress.pages,
            "requests": self.progress.requests,
            "retries": self.progress.retries,
            "waited_seconds": self.progress.waited.as_secs_f64(),
            "seconds": self.elapsed.as_secs_f64(),
            "partial_pages": self.counts.partial_pages,
            "skipped_items": self.counts.skipped_items,
            "null_items": self.counts.null_items,
            "truncated_lists": self.counts.cut_lists,
            "lists_not_chosen": self.counts.lists_not_chosen,
            "ended_short": self.progress.ended_short,
            "total_fell": self.progress.total_fell,
            "output": self.output,
            "discarded": self.is_discarded,
            "error": self.error,
        })
    }
}

/// The report about an error of the library, in the words of a command; a run that may be continued is `resumable`.
pub(crate) fn report(
    error: &Error,
    api: Option<Api>,
    hints: &CommandHints,
    resumable: bool,
) -> Report {
    let next_run = if resumable {
        NextRun::Continues
    } else {
        NextRun::StartsAnew
    };
    report_with(error, api, hints, next_run)
}

/// The report about an error that ended an export.
pub(super) fn report_of_run(error: &Error, api: Option<Api>, next_run: NextRun) -> Report {
    report_with(error, api, &CommandHints::EXPORT, next_run)
}

fn report_with(error: &Error, api: Option<Api>, hints: &CommandHints, next_run: NextRun) -> Report {
    let exit = exit(error);
    let mut message = message_of(error, hints);
    let mut help = Vec::new();
    if let Some(way) = way_around(error.kind(), hints) {
        help.push(way.to_owned());
    }
    if let Some(problem) = unrecognized(error.kind()) {
        // The library's text names what only its callers can change.
        message = message.replace(&error.kind().to_string(), &problem);
        help.push("leave out `--both-ends`".to_owned());
    }
    help.extend(next_command(exit, error, api, hints, next_run));
    if let Some(excerpt) = error.body_excerpt()
        && exit == Exit::Failed
    {
        help.push(format!("the answer begins with: {excerpt}"));
    }
    Report {
        exit,
        message,
        help,
        diagnostics: Vec::new(),
    }
}

/// The error and its causes, with the setting of the command in place of the library's.
fn message_of(error: &Error, hints: &CommandHints) -> String {
    let mut message = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        message.push_str(&format!(": {inner}"));
        cause = inner.source();
    }
    message = match hints.max_wait {
        Some(setting) => message.replace("`max_wait`", setting),
        None => message.replace(", or raise `max_wait`", ""),
    };
    message = message.replace("; raise `max_body_bytes`, or ask for smaller pages", "");
    if let ErrorKind::GraphQL { .. } = error.kind()
        && let Some(status) = error.status().filter(|status| !status.is_success())
    {
        message.push_str(&format!(", with HTTP status {status}"));
    }
    message
}

/// What the user can do after a run with this exit.
fn next_command(
    exit: Exit,
    error: &Error,
    api: Option<Api>,
    hints: &CommandHints,
    next_run: NextRun,
) -> Option<String> {
    let hint = match exit {
        Exit::Token => {
            let names = match api {
                Some(api) => api.credentials().join(", "),
                None => GENERIC_TOKEN.to_owned(),
            };
            return Some(format!("check {names}; tokens expire and can be revoked"));
        }
        Exit::Stopped if next_run == NextRun::Continues => hints.resume,
        Exit::Stopped if next_run == NextRun::WithoutRestart => {
            Some("run the same command without `--restart` to continue")
        }
        Exit::Failed if needs_page_size(error) => hints.page_size,
        Exit::Configuration => hints.restart,
        _ => None,
    };
    hint.map(str::to_owned)
}

/// What keeps a walk from both ends from recognizing the items; `None` for other errors.
fn unrecognized(kind: &ErrorKind) -> Option<String> {
    match kind {
        ErrorKind::DuplicateKey => Some("two items of one page have the same `id`".to_owned()),
        ErrorKind::NeverMet => Some("the walks from both ends never met".to_owned()),
        ErrorKind::Decode { problem, .. } if problem.ends_with("two ends cannot recognize it") => {
            // The `id` is requested under a key of its own.
            Some(problem.replace("`itemId", "`id"))
        }
        _ => None,
    }
}

fn exit(error: &Error) -> Exit {
    if error.is_unauthorized() {
        return Exit::Token;
    }
    match error.kind() {
        ErrorKind::Setup { .. } | ErrorKind::Variables { .. } => Exit::Usage,
        ErrorKind::Checkpoint { .. } => Exit::Configuration,
        ErrorKind::Status { status, .. } if status.is_server_error() => Exit::Stopped,
        _ if error.is_retryable() && !may_be_too_large(error) => Exit::Stopped,
        _ => Exit::Failed,
    }
}

/// Whether the same request may be too large each time: the library calls such an error retryable too, for requests that
/// can be smaller.
fn may_be_too_large(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Transport(transport) => {
            matches!(transport.failure(), TransportFailure::TooLarge { .. })
        }
        ErrorKind::Status { status, .. } => status.as_u16() == 413,
        ErrorKind::GraphQL { .. } => {
            let is_answer = error.status().is_none_or(|status| status.is_success());
            is_answer && !error.is_throttled()
        }
        _ => false,
    }
}

/// What the library's text about a failed transport lacks for a caller of this program; `None` for other errors.
fn way_around(kind: &ErrorKind, hints: &CommandHints) -> Option<&'static str> {
    let ErrorKind::Transport(transport) = kind else {
        return None;
    };
    match transport.failure() {
        TransportFailure::TooLarge { .. } => hints.fewer_items,
        TransportFailure::Tls => Some("check the certificate of the server, and the URL"),
        _ => None,
    }
}

/// Whether a server without a known profile requires an explicit page size.
fn needs_page_size(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::GraphQL { errors } => errors
            .iter()
            .any(|error| error.code() == Some("MISSING_PAGINATION_BOUNDARIES")),
        _ => false,
    }
}
