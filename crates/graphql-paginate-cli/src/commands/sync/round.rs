//! Rounds of `sync`: each task once, or again and again.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use graphql_paginate_sync::{Done, Mirror, SyncError, Task, Worker};
use serde_json::{Value, json};

use super::arguments::RunArgs;
use super::jobs::{api, tasks};
use super::outcome::{complete, failure, list_complete, list_text, report, text};
use super::target::{Server, open, removes, shown};
use crate::exit::Exit;
use crate::export::Api;
use crate::failure::Failure;
use crate::messages::{LogFormat, Messages};
use crate::signals::interrupted;

/// Mirrors everything that the arguments name.
pub(super) async fn sync(args: &RunArgs, messages: &Messages) -> Result<Exit, Failure> {
    let to = &args.target.to;
    let api = api(&args.what)?;
    // Mistakes in the arguments are reported before anything is opened.
    tasks(&args.what, "")?;
    let is_rest = api.is_some_and(|api| !api.is_graphql());
    if args.workers.is_some() && is_rest {
        return Err(Failure::usage(
            "`--workers` is for GraphQL APIs; one worker is enough for the lists of a REST API",
        ));
    }
    if args.workers.is_some() && to.starts_with("sqlite:") {
        return Err(failure(SyncError::NeedsPostgres, api, ""));
    }
    let server = Server::connect(&args.server, api, to, args.workers.is_some(), messages).await?;
    let rounds = Rounds {
        tasks: tasks(&args.what, &server.dataset)?,
        server,
        api,
        args,
        messages,
        unseen: RefCell::default(),
    };
    let mut interrupt = std::pin::pin!(interrupted());
    loop {
        let exit = tokio::select! {
            biased;
            () = &mut interrupt => return Ok(stopped(messages)),
            exit = rounds.round() => exit?,
        };
        rounds.tell_unseen();
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

/// What all rounds of a run share.
struct Rounds<'a> {
    server: Server,
    api: Option<Api>,
    args: &'a RunArgs,
    tasks: Vec<Task>,
    messages: &'a Messages,
    /// What the runs of a round could not see, each reason once.
    unseen: RefCell<BTreeSet<String>>,
}

/// The summary of a run that reached the end.
struct Told {
    exit: Exit,
    /// The summary as text.
    text: String,
    /// The certificate as JSON.
    certificate: Value,
    restarted: Option<String>,
    unseen: Vec<String>,
}

impl Rounds<'_> {
    /// Runs each task once. A task that fails does not stop the others, unless they would all fail for the same reason.
    async fn round(&self) -> Result<Exit, Failure> {
        let Some(workers) = self.args.workers else {
            return self.alone().await;
        };
        let mut working = FuturesUnordered::new();
        for _ in 0..workers {
            working.push(self.work());
        }
        let mut worst = Exit::Complete;
        while let Some(exit) = working.next().await {
            worst = worse(worst, exit?);
        }
        Ok(worst)
    }

    /// Runs the tasks one after the other.
    async fn alone(&self) -> Result<Exit, Failure> {
        let mirror = self.mirror().await?;
        let mut worst = Exit::Complete;
        for task in &self.tasks {
            let started = Instant::now();
            let result = mirror.run(task).await;
            let exit = self.tell_result(task, result, started.elapsed());
            worst = worse(worst, exit);
            if !is_worth_another(exit) {
                break;
            }
        }
        Ok(worst)
    }

    /// Runs the tasks that this worker leases, on its own connection.
    async fn work(&self) -> Result<Exit, Failure> {
        let failed = |error| failure(error, self.api, "");
        let worker = Worker::new(self.mirror().await?).await;
        let mut worker = worker.map_err(failed)?;
        let mut worst = Exit::Complete;
        loop {
            let started = Instant::now();
            let Some((index, result)) = worker.next(&self.tasks).await.map_err(failed)? else {
                return Ok(worst);
            };
            let exit = self.tell_result(&self.tasks[index], result, started.elapsed());
            worst = worse(worst, exit);
            if !is_worth_another(exit) {
                return Ok(worst);
            }
        }
    }

    async fn mirror(&self) -> Result<Mirror, Failure> {
        let database = open(&self.args.target.to).await?;
        let mirror = self.server.mirror(database, &self.args.content)?;
        Ok(mirror
            .remove_deleted(removes(self.args.deleted))
            .full_refresh(self.args.full_refresh)
            .census(self.args.census))
    }

    fn tell_result(&self, task: &Task, result: Result<Done, SyncError>, elapsed: Duration) -> Exit {
        match result {
            Ok(done) => self.tell(task, told(done), elapsed),
            Err(error) => {
                let report = report(error, self.api, &task.name());
                self.messages.failure(&report);
                report.exit
            }
        }
    }

    fn tell(&self, task: &Task, told: Told, elapsed: Duration) -> Exit {
        let (messages, name) = (self.messages, task.name());
        let database = shown(&self.args.target.to);
        // The sandbox has another address in each run.
        if let Some(reason) = told
            .restarted
            .as_ref()
            .filter(|_| !self.server.is_made_up())
        {
            messages.note(&format!(
                "{name}: walked from the start, since the saved state does not fit: {reason}"
            ));
        }
        let seconds = elapsed.as_secs_f64();
        let summary = told.exit.summary();
        let line = format!(
            "{name}: {}, {seconds:.1} s: {summary}, in {database}",
            told.text
        );
        let mut fields = told.certificate;
        fields["exit_code"] = told.exit.code().into();
        fields["exit"] = told.exit.name().into();
        fields["seconds"] = seconds.into();
        fields["database"] = database.into();
        messages.summary(&line, &fields);
        for unseen in told.unseen {
            self.unseen.borrow_mut().insert(unseen);
        }
        told.exit
    }

    /// Reports once what no run could see; in JSON, each summary includes it.
    fn tell_unseen(&self) {
        let unseen = self.unseen.take();
        if unseen.is_empty() || self.messages.format == LogFormat::Json {
            return;
        }
        self.messages.note("not seen without `--census`:");
        for text in unseen {
            self.messages.note(&format!("  {text}"));
        }
    }
}

fn told(done: Done) -> Told {
    match done {
        Done::List(certificate) => Told {
            exit: list_complete(&certificate),
            text: list_text(&certificate),
            certificate: json!(certificate),
            restarted: certificate.restarted,
            unseen: certificate.unseen,
        },
        Done::Demarche(certificate) => Told {
            exit: complete(&certificate),
            text: text(&certificate),
            certificate: json!(certificate),
            restarted: certificate.restarted,
            unseen: certificate.unseen,
        },
        _ => unreachable!("mirrors are of démarches and of lists"),
    }
}

/// The worse of two exit codes: a failure outweighs partial errors, and the first failure outweighs later ones.
fn worse(one: Exit, other: Exit) -> Exit {
    match (one, other) {
        (Exit::Complete, other) => other,
        (Exit::PartialErrors, other) if other != Exit::Complete => other,
        (one, _) => one,
    }
}

/// Whether another task, or the same one later, may still succeed after this exit code.
fn is_worth_another(exit: Exit) -> bool {
    !matches!(exit, Exit::Token | Exit::Configuration | Exit::Usage)
}

fn stopped(messages: &Messages) -> Exit {
    messages.note("interrupted; every page that was received is in the database");
    Exit::Interrupted
}
