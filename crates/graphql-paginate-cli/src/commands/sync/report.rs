//! Prints what each run of `sync` did: its result, its error, and the data it could not read.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::ControlFlow::{self, Break, Continue};
use std::time::Duration;

use graphql_paginate_sync::{Done, SyncError, Task};
use serde_json::{Value, json};

use super::arguments::SyncRunArgs;
use super::database;
use super::outcome::{complete, list_complete, list_text, report, stops_all, text};
use super::unseen::{self, UnseenData, list_unseen, unseen};
use crate::exit::Exit;
use crate::export::Api;
use crate::messages::{LogFormat, Messages};

/// The worst exit code of a round; it breaks if later rounds would fail as well.
pub(super) type Round = ControlFlow<Exit, Exit>;

/// Reports the runs of all rounds.
pub(super) struct Reporter<'a> {
    api: Option<Api>,
    /// The address of the database, without user and password.
    database: String,
    /// Whether changes are followed.
    is_following: bool,
    /// Whether the server is the sandbox.
    is_made_up: bool,
    /// What the runs of a round could not see, each reason once.
    unseen: RefCell<BTreeSet<UnseenData>>,
    messages: &'a Messages,
}

impl<'a> Reporter<'a> {
    pub(super) fn new(
        args: &SyncRunArgs,
        api: Option<Api>,
        is_made_up: bool,
        messages: &'a Messages,
    ) -> Self {
        Self {
            api,
            database: database::shown(&args.target.to),
            is_following: args.follow,
            is_made_up,
            unseen: RefCell::default(),
            messages,
        }
    }

    /// Reports the end of a task; breaks if the other tasks would fail as well.
    pub(super) fn report_result(
        &self,
        task: &Task,
        result: Result<Done, SyncError>,
        elapsed: Duration,
    ) -> Round {
        let error = match result {
            Ok(done) => return Continue(self.report_run(task, RunReport::new(done), elapsed)),
            Err(error) => error,
        };
        let report = report(&error, self.api, &task.name());
        self.messages.failure(&report);
        if stops_all(&error, task, report.exit) {
            Break(report.exit)
        } else {
            Continue(report.exit)
        }
    }

    fn report_run(&self, task: &Task, run: RunReport, elapsed: Duration) -> Exit {
        // While changes are followed, there may be thousands of polls between two of them.
        if run.is_unchanged && self.is_following {
            return run.exit;
        }
        let (messages, name) = (self.messages, task.name());
        // The sandbox has another address in each run.
        if let Some(reason) = &run.restarted
            && !self.is_made_up
        {
            messages.note(&format!(
                "{name}: walked from the start, since the saved state does not fit: {reason}"
            ));
        }
        for view in &run.kept_views {
            messages.note(&format!(
                "{name}: the view `{view}` has its earlier columns, since other views depend on it; drop those, and create \
                 them again after the next run"
            ));
        }
        let seconds = elapsed.as_secs_f64();
        let summary = run.exit.summary();
        let line = format!(
            "{name}: {}, {seconds:.1} s: {summary}, in {}",
            run.text, self.database
        );
        let mut fields = run.certificate;
        fields["exit_code"] = run.exit.code().into();
        fields["exit"] = run.exit.name().into();
        fields["seconds"] = seconds.into();
        fields["database"] = self.database.as_str().into();
        messages.summary(&line, &fields);
        for unseen in run.unseen {
            self.unseen.borrow_mut().insert(unseen);
        }
        run.exit
    }

    /// Reports once what no run could see; in JSON, each summary includes it.
    pub(super) fn report_unseen(&self) {
        let unseen = self.unseen.take();
        if self.messages.format != LogFormat::Json {
            unseen::report(&unseen, self.messages);
        }
    }

    /// Forgets what the runs of a round could not see.
    pub(super) fn forget_unseen(&self) {
        self.unseen.take();
    }
}

/// The summary of a run that reached the end.
struct RunReport {
    exit: Exit,
    /// The summary as text.
    text: String,
    /// The certificate as JSON.
    certificate: Value,
    restarted: Option<String>,
    unseen: Vec<UnseenData>,
    /// Views that could not be changed.
    kept_views: Vec<String>,
    /// Whether one request showed that nothing had changed.
    is_unchanged: bool,
}

impl RunReport {
    fn new(done: Done) -> Self {
        match done {
            Done::List(certificate) => Self {
                exit: list_complete(&certificate),
                text: list_text(&certificate),
                certificate: json!(certificate),
                unseen: list_unseen(&certificate),
                restarted: certificate.restarted,
                kept_views: certificate.kept_views,
                is_unchanged: false,
            },
            Done::Demarche(certificate) => Self {
                exit: complete(&certificate),
                text: text(&certificate),
                certificate: json!(certificate),
                unseen: unseen(&certificate),
                restarted: certificate.restarted,
                kept_views: certificate.kept_views,
                is_unchanged: certificate.unchanged,
            },
            _ => unreachable!("mirrors are of démarches and of lists"),
        }
    }
}
