//! The outcome of an export: its exit code, its summary and its error report.

use std::time::Duration;

use graphql_paginate::{Error, ErrorKind, GraphQLError, Progress};
use serde_json::{Value, json};

use super::access::GENERIC_TOKEN;
use super::api::Api;
use super::counts::Counts;
use crate::exit::Exit;
use crate::failure::Report;
use crate::plural::count;

/// How a run ended, and what it counted.
#[derive(Debug)]
pub(crate) struct Summary {
    pub(crate) exit: Exit,
    pub(crate) progress: Progress,
    /// Items of this run and of the earlier runs that it resumes.
    pub(crate) items_in_all: u64,
    pub(crate) counts: Counts,
    /// Whether what was received is lost, because the output cannot be continued.
    pub(crate) is_discarded: bool,
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
        if self.is_discarded {
            text.push_str(&format!(
                ": {}; {} is not written, because a file in its format cannot be continued",
                self.exit.name(),
                self.output
            ));
        } else {
            text.push_str(&format!(
                ": {}, written to {}",
                self.exit.summary(),
                self.output
            ));
        }
        text
    }

    /// The summary as JSON.
    pub(crate) fn fields(&self) -> Value {
        json!({
            "exit_code": self.exit.code(),
            "exit": self.exit.name(),
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
            "ended_short": self.progress.ended_short,
            "output": self.output,
            "discarded": self.is_discarded,
            "error": self.error,
        })
    }
}

/// The report about an error of the library.
pub(crate) fn report(error: &Error, api: Option<Api>, resumable: bool) -> Report {
    let exit = exit(error);
    let mut message = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        message.push_str(&format!(": {inner}"));
        cause = inner.source();
    }
    let mut help = Vec::new();
    if let Some(problem) = unrecognized(error.kind()) {
        // The library's text names what only its callers can change.
        message = message.replace(&error.kind().to_string(), &problem);
        help.push("leave out `--both-ends`".to_owned());
    }
    match exit {
        Exit::Token => {
            let names = match api {
                Some(api) => api.credentials().join(", "),
                None => GENERIC_TOKEN.to_owned(),
            };
            help.push(format!("check {names}; tokens expire and can be revoked"));
        }
        Exit::Stopped if resumable => {
            help.push("run the same command again to continue".to_owned());
        }
        Exit::Failed if needs_page_size(error) => {
            help.push("add `--page-size 100`".to_owned());
        }
        Exit::Configuration => help.push("start over with `--restart`".to_owned()),
        _ => {}
    }
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
    if error.status().is_some_and(|status| status.as_u16() == 401) {
        return Exit::Token;
    }
    match error.kind() {
        ErrorKind::Setup { .. } | ErrorKind::Variables { .. } => Exit::Usage,
        ErrorKind::Checkpoint { .. } => Exit::Configuration,
        ErrorKind::Throttled { .. } | ErrorKind::Transport(_) => Exit::Stopped,
        ErrorKind::Status { status, .. } if status.is_server_error() => Exit::Stopped,
        ErrorKind::GraphQL { errors } if errors.iter().any(is_about_token) => Exit::Token,
        _ => Exit::Failed,
    }
}

/// Whether the server rejected the credentials, rather than the access to one field.
fn is_about_token(error: &GraphQLError) -> bool {
    let code = error.code().unwrap_or_default().to_ascii_uppercase();
    match code.as_str() {
        "UNAUTHENTICATED" => true,
        // demarches-simplifiees answers `forbidden` to an unknown token.
        "UNAUTHORIZED" | "FORBIDDEN" => error.path_text().is_empty(),
        _ => false,
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
