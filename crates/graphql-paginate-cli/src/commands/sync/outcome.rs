//! The outcome of a `sync` run: its exit code and its summary line.

use graphql_paginate_sync::{Certificate, Counts, FileCounts, ListCertificate, SyncError, Task};

use crate::exit::Exit;
use crate::export::{self, Api, CommandHints};
use crate::failure::{Failure, Report};
use crate::plural::count;

/// Converts an error into a failure of the command; `what` names the part that failed, or is empty for the whole
/// command.
pub(super) fn failure(error: SyncError, api: Option<Api>, what: &str) -> Failure {
    Failure::Reported(Box::new(report(&error, api, what)))
}

/// The report about an error of a run with this API.
pub(super) fn report(error: &SyncError, api: Option<Api>, what: &str) -> Report {
    let mut report = match error {
        SyncError::Api(error) => export::report(error, api, &CommandHints::SYNC, true),
        _ => Report {
            exit: exit(error),
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
        SyncError::Locked { .. } | SyncError::LeaseLost { .. } => Exit::Stopped,
        SyncError::Database { is_temporary, .. } if *is_temporary => Exit::Stopped,
        SyncError::Address { .. } | SyncError::Definition { .. } | SyncError::NeedsPostgres => {
            Exit::Usage
        }
        SyncError::Key { .. } | SyncError::Item { .. } => Exit::Failed,
        SyncError::Database { .. }
        | SyncError::NoDatabase { .. }
        | SyncError::NewerDatabase { .. }
        | SyncError::OtherSource { .. }
        | SyncError::OtherParts { .. }
        | SyncError::UnknownParts { .. }
        | SyncError::State { .. }
        | SyncError::OtherDatabase { .. }
        | SyncError::File { .. } => Exit::Configuration,
        // Errors of the API have reports of their own.
        _ => Exit::Failed,
    }
}

/// Whether the error of one task shows that the others would fail as well, in this round and in later ones.
pub(super) fn stops_all(error: &SyncError, task: &Task, exit: Exit) -> bool {
    match error {
        SyncError::Api(_) => exit == Exit::Token,
        // Each list may mirror another server.
        SyncError::OtherSource { .. } => matches!(task, Task::Demarche(_)),
        SyncError::NewerDatabase { .. } | SyncError::OtherDatabase { .. } => true,
        _ => false,
    }
}

/// The worse of two exit codes: a failure outweighs what a complete walk did not receive, and the first failure
/// outweighs later ones.
pub(super) fn worse(one: Exit, other: Exit) -> Exit {
    if severity(other) > severity(one) {
        other
    } else {
        one
    }
}

fn severity(exit: Exit) -> u8 {
    match exit {
        Exit::Complete => 0,
        Exit::PartialErrors => 1,
        Exit::Truncated => 2,
        _ => 3,
    }
}

/// The exit code of a démarche's run that reached the end of all lists.
pub(super) fn complete(certificate: &Certificate) -> Exit {
    let lacks_files = certificate.files.is_some_and(|files| files.failed > 0);
    let census = certificate.census.as_ref();
    let differs = census.is_some_and(|census| census.unrepaired() > 0);
    if certificate.unread > 0 || lacks_files || differs {
        Exit::PartialErrors
    } else {
        Exit::Complete
    }
}

/// The exit code of a list's run that reached the end of what the server listed.
pub(super) fn list_complete(certificate: &ListCertificate) -> Exit {
    let nested = certificate.nested.values();
    let nulls = certificate.changes.failed + nested.map(|counts| counts.failed).sum::<u64>();
    if certificate.withheld > 0 {
        Exit::PartialErrors
    } else if !certificate.complete {
        Exit::Truncated
    } else if nulls > 0 || certificate.replaced > 0 {
        Exit::PartialErrors
    } else {
        Exit::Complete
    }
}

/// The summary line of a démarche's run.
pub(super) fn text(certificate: &Certificate) -> String {
    if certificate.unchanged {
        return "nothing changed since the last run".to_owned();
    }
    let mut text = format!(
        "{}; {} pages",
        changes(&certificate.changes, certificate.unread),
        certificate.pages
    );
    if let Some(census) = &certificate.census {
        text.push_str(&format!(
            "; census of {} dossiers: {} missing, {} extra, {} stale, {} repaired",
            census.walked,
            census.missing.len(),
            census.extra.len(),
            census.stale.len(),
            census.repaired
        ));
        if census.withheld > 0 {
            text.push_str(&format!(", {} kept", census.withheld));
        }
    }
    if let Some(files) = &certificate.files {
        text.push_str(&format!("; files: {}", file_changes(files)));
    }
    text
}

fn file_changes(files: &FileCounts) -> String {
    let mut text = format!(
        "{} downloaded ({:.1} MB)",
        files.downloaded,
        files.bytes as f64 / 1e6
    );
    for (count, what) in [
        (files.kept, "already there"),
        (files.erased, "erased"),
        (files.failed, "failed"),
    ] {
        if count > 0 {
            text.push_str(&format!(", {count} {what}"));
        }
    }
    text
}

/// The summary line of a list's run.
pub(super) fn list_text(certificate: &ListCertificate) -> String {
    let mut text = format!(
        "{}; {} pages",
        changes(&certificate.changes, certificate.changes.failed),
        certificate.pages
    );
    for (list, counts) in &certificate.nested {
        text.push_str(&format!("; {list}: {}", changes(counts, counts.failed)));
    }
    if !certificate.cut.is_empty() {
        let lists: u64 = certificate.cut.values().sum();
        text.push_str(&format!(
            "; {} inside them without all elements",
            count(lists, "list")
        ));
    }
    if certificate.withheld > 0 {
        text.push_str(&format!(
            "; the server listed nothing, {} kept",
            certificate.withheld
        ));
    }
    if !certificate.unlisted.is_empty() {
        text.push_str(&format!(
            "; {} no longer listed, and kept",
            certificate.unlisted.len()
        ));
    }
    text
}

fn changes(changes: &Counts, unread: u64) -> String {
    let mut text = format!("{} new", changes.inserted);
    for (count, what) in [
        (changes.updated, "changed"),
        (changes.unchanged, "the same"),
        (changes.deleted, "deleted"),
        (changes.pending, "about to be deleted"),
        (unread, "unreadable"),
    ] {
        if count > 0 {
            text.push_str(&format!(", {count} {what}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use graphql_paginate_sync::Census;

    use super::*;

    #[test]
    fn an_error_that_may_go_away_stops_a_run_and_does_not_need_another_configuration() {
        let database = |is_temporary| SyncError::Database {
            problem: "p".to_owned(),
            help: "h",
            is_temporary,
        };
        let (key, problem) = ("k".to_owned(), "p".to_owned());
        for (error, expected) in [
            (database(true), Exit::Stopped),
            (database(false), Exit::Configuration),
            (SyncError::LeaseLost { key }, Exit::Stopped),
            (SyncError::Key { problem }, Exit::Failed),
            (SyncError::NeedsPostgres, Exit::Usage),
        ] {
            assert_eq!(exit(&error), expected, "{error}");
        }
    }

    #[test]
    fn a_list_with_nulls_or_replaced_items_has_errors_beside_its_data() {
        for (failed, replaced, exit) in [
            (0, 0, Exit::Complete),
            (1, 0, Exit::PartialErrors),
            (0, 1, Exit::PartialErrors),
        ] {
            let mut certificate = ListCertificate::default();
            certificate.complete = true;
            certificate.changes.failed = failed;
            certificate.replaced = replaced;
            assert_eq!(list_complete(&certificate), exit);
            certificate.complete = false;
            assert_eq!(list_complete(&certificate), Exit::Truncated);
        }
    }

    #[test]
    fn a_census_with_a_difference_that_was_not_repaired_is_not_complete() {
        for (repaired, exit) in [(1, Exit::PartialErrors), (2, Exit::Complete)] {
            let mut certificate = Certificate::default();
            let mut census = Census::default();
            census.missing = vec![10_001];
            census.stale = vec![10_002];
            census.repaired = repaired;
            certificate.census = Some(census);
            assert_eq!(complete(&certificate), exit);
        }
    }
}
