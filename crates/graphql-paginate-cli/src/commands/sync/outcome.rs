//! What a run came to: exit codes, and the line about it.

use std::time::Duration;

use graphql_paginate_sync::{Certificate, SyncError};
use serde_json::{Value, json};

use super::arguments::API;
use crate::exit::Exit;
use crate::export;
use crate::failure::{Failure, Report};

/// An error as the end of a command; `what` names the part that failed, and is empty for the whole.
pub(super) fn failure(error: SyncError, what: &str) -> Failure {
    Failure::Reported(Box::new(report(error, what)))
}

/// What is said about an error.
pub(super) fn report(error: SyncError, what: &str) -> Report {
    let mut report = match &error {
        SyncError::Api(error) => export::report(error, Some(API), true),
        _ => Report {
            exit: exit(&error),
            message: error.to_string(),
            help: Vec::new(),
            diagnostics: Vec::new(),
        },
    };
    if !what.is_empty() {
        report.message = format!("{what}: {}", report.message);
    }
    report
}

fn exit(error: &SyncError) -> Exit {
    match error {
        SyncError::Locked { .. } => Exit::Stopped,
        SyncError::Address { .. } => Exit::Usage,
        _ => Exit::Configuration,
    }
}

/// How a run of one démarche ended that reached the end of all lists.
pub(super) fn complete(certificate: &Certificate) -> Exit {
    if certificate.unread > 0 {
        Exit::PartialErrors
    } else {
        Exit::Complete
    }
}

/// The line about a run, for people.
pub(super) fn text(certificate: &Certificate, elapsed: Duration, database: &str) -> String {
    let changes = &certificate.changes;
    let mut text = format!(
        "démarche {}: {} new",
        certificate.demarche, changes.inserted
    );
    for (count, what) in [
        (changes.updated, "changed"),
        (changes.unchanged, "the same"),
        (changes.deleted, "deleted"),
        (changes.pending, "about to be deleted"),
        (certificate.unread, "unreadable"),
    ] {
        if count > 0 {
            text.push_str(&format!(", {count} {what}"));
        }
    }
    text.push_str(&format!(
        "; {} pages, {:.1} s",
        certificate.pages,
        elapsed.as_secs_f64()
    ));
    if let Some(census) = &certificate.census {
        text.push_str(&format!(
            "; census of {} dossiers: {} missing, {} extra, {} stale, {} repaired",
            census.walked,
            census.missing.len(),
            census.extra.len(),
            census.stale.len(),
            census.repaired
        ));
    }
    text.push_str(&format!(
        ": {}, in {database}",
        complete(certificate).summary()
    ));
    text
}

/// The same for programs: the certificate, and how the run ended.
pub(super) fn fields(certificate: &Certificate, elapsed: Duration, database: &str) -> Value {
    let exit = complete(certificate);
    let mut fields = json!(certificate);
    fields["exit_code"] = exit.code().into();
    fields["exit"] = exit.name().into();
    fields["seconds"] = elapsed.as_secs_f64().into();
    fields["database"] = database.into();
    fields
}
