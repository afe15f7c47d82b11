//! The runs: each mirror, once or again and again.

use std::time::{Duration, Instant};

use graphql_paginate_sync::{Mirror, SyncError};
use serde_json::{Value, json};

use super::arguments::RunArgs;
use super::jobs::{Job, api, jobs};
use super::outcome::{complete, list_complete, list_text, report, text};
use super::target::{Server, open, removes, shown};
use crate::exit::Exit;
use crate::export::Api;
use crate::failure::Failure;
use crate::messages::{LogFormat, Messages};
use crate::signals::interrupted;

/// Brings everything that the arguments name into step.
pub(super) async fn sync(args: &RunArgs, messages: &Messages) -> Result<Exit, Failure> {
    let to = &args.target.to;
    let jobs = jobs(&args.what)?;
    let api = api(&args.what)?;
    let server = Server::connect(&args.server, api, to, messages).await?;
    let mirror = server
        .mirror(open(to).await?, &args.content)
        .remove_deleted(removes(args.deleted))
        .full_refresh(args.full_refresh)
        .census(args.census);
    let rounds = Rounds {
        mirror,
        api,
        database: shown(to),
        is_made_up: server.is_made_up(),
        messages,
    };
    let mut interrupt = std::pin::pin!(interrupted());
    loop {
        let exit = tokio::select! {
            biased;
            () = &mut interrupt => return Ok(stopped(messages)),
            exit = rounds.round(&jobs) => exit,
        };
        let Some(every) = args.every.filter(|_| is_worth_another(exit)) else {
            return Ok(exit);
        };
        tokio::select! {
            biased;
            () = &mut interrupt => return Ok(stopped(messages)),
            () = tokio::time::sleep(every) => {}
        }
    }
}

/// What all rounds have in common.
struct Rounds<'a> {
    mirror: Mirror,
    api: Option<Api>,
    /// Its address, without a password.
    database: String,
    is_made_up: bool,
    messages: &'a Messages,
}

/// What is said about a run that reached its end.
struct Told {
    exit: Exit,
    /// What it did, for people.
    text: String,
    /// The certificate as JSON.
    certificate: Value,
    restarted: Option<String>,
    unseen: Vec<String>,
}

impl Rounds<'_> {
    /// Each job once. One that fails does not keep the others back, unless all would fail alike.
    async fn round(&self, jobs: &[Job]) -> Exit {
        let mut worst = Exit::Complete;
        for job in jobs {
            let exit = self.one(job).await;
            if worst == Exit::Complete || worst == Exit::PartialErrors && exit != Exit::Complete {
                worst = exit;
            }
            if !is_worth_another(exit) {
                break;
            }
        }
        worst
    }

    async fn one(&self, job: &Job) -> Exit {
        let started = Instant::now();
        match self.sync(job).await {
            Ok(told) => self.tell(job, told, started.elapsed()),
            Err(error) => {
                let report = report(error, self.api, &job.name());
                self.messages.failure(&report);
                report.exit
            }
        }
    }

    async fn sync(&self, job: &Job) -> Result<Told, SyncError> {
        match job {
            Job::Demarche(number) => {
                let certificate = self.mirror.sync(*number).await?;
                Ok(Told {
                    exit: complete(&certificate),
                    text: text(&certificate),
                    certificate: json!(certificate),
                    restarted: certificate.restarted,
                    unseen: certificate.unseen,
                })
            }
            Job::List(list, partition) => {
                let certificate = self.mirror.sync_list(list, partition).await?;
                Ok(Told {
                    exit: list_complete(&certificate),
                    text: list_text(&certificate),
                    certificate: json!(certificate),
                    restarted: certificate.restarted,
                    unseen: certificate.unseen,
                })
            }
        }
    }

    fn tell(&self, job: &Job, told: Told, elapsed: Duration) -> Exit {
        let (messages, name) = (self.messages, job.name());
        // The imitated API has another address in each run.
        if let Some(reason) = told.restarted.as_ref().filter(|_| !self.is_made_up) {
            messages.note(&format!(
                "{name}: walked from the start, since the saved state does not fit: {reason}"
            ));
        }
        let seconds = elapsed.as_secs_f64();
        let summary = told.exit.summary();
        let line = format!(
            "{name}: {}, {seconds:.1} s: {summary}, in {}",
            told.text, self.database
        );
        let mut fields = told.certificate;
        fields["exit_code"] = told.exit.code().into();
        fields["exit"] = told.exit.name().into();
        fields["seconds"] = seconds.into();
        fields["database"] = self.database.as_str().into();
        messages.summary(&line, &fields);
        if !told.unseen.is_empty() && messages.format == LogFormat::Text {
            messages.note("not seen without `--census`:");
            for unseen in &told.unseen {
                messages.note(&format!("  {unseen}"));
            }
        }
        told.exit
    }
}

/// Whether another mirror, or the same one later, may succeed.
fn is_worth_another(exit: Exit) -> bool {
    !matches!(exit, Exit::Token | Exit::Configuration | Exit::Usage)
}

fn stopped(messages: &Messages) -> Exit {
    messages.note("interrupted; every page that was received is in the database");
    Exit::Interrupted
}
