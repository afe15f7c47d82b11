//! Rounds of `sync`: each task once, or again and again.

use std::cell::Cell;
use std::ops::ControlFlow::{self, Break, Continue};
use std::path::Path;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use graphql_paginate_sync::{Database, Mirror, Polling, ReceivedCounts, SyncError, Task, Worker};

use super::arguments::SyncRunArgs;
use super::flags::refuse_unused_flags;
use super::jobs::{Jobs, api};
use super::outcome::{failure, worse};
use super::progress::shown;
use super::report::{Reporter, Round};
use super::server::Server;
use crate::exit::Exit;
use crate::export::Api;
use crate::failure::Failure;
use crate::messages::Messages;
use crate::signals::interrupted;
use crate::text_input;

/// Mirrors everything that the arguments name.
pub(super) async fn sync(args: &SyncRunArgs, messages: &Messages) -> Result<Exit, Failure> {
    let to = &args.target.to;
    let api = api(&args.what)?;
    // Mistakes in the arguments are reported before anything is opened.
    refuse_shared_input(args)?;
    let jobs = Jobs::read(&args.what)?;
    refuse_unused_flags(args)?;
    if args.workers.is_some() && to.starts_with("sqlite:") {
        return Err(failure(SyncError::NeedsPostgres, api, ""));
    }
    let server = Server::connect(&args.server, api, to, args.workers.is_some(), messages).await?;
    let reporter = Reporter::new(args, api, server.is_made_up(), messages);
    let planned = jobs.tasks(&server, api, args.content.page_size).await?;
    let mut refused = Exit::Complete;
    for report in &planned.refused {
        messages.failure(report);
        refused = worse(refused, report.exit);
    }
    if planned.tasks.is_empty() && !planned.refused.is_empty() {
        return Ok(refused);
    }
    let rounds = Rounds {
        tasks: planned.tasks,
        refused,
        server,
        api,
        args,
        messages,
        reporter,
        is_over: Cell::new(false),
    };
    tokio::select! {
        biased;
        () = interrupted() => {
            messages.note("interrupted; every page that was received is in the database");
            Ok(Exit::Interrupted)
        }
        exit = rounds.run() => exit,
    }
}

/// Refuses standard input for two of the files that the arguments name.
fn refuse_shared_input(args: &SyncRunArgs) -> Result<(), Failure> {
    let mut inputs: Vec<(&'static str, &Path)> = Vec::new();
    if let Some(path) = &args.what.repos_file {
        inputs.push(("repository list", path));
    }
    for path in &args.what.list {
        inputs.push(("list definition", path));
    }
    if let Some(path) = &args.what.schema {
        inputs.push(("schema", Path::new(path)));
    }
    for path in &args.server.token_file {
        inputs.push(("token file", path));
    }
    text_input::refuse_shared_input(inputs)
}

/// How often everything is run again while changes are followed.
const FULL_ROUND: Duration = Duration::from_secs(3600);

/// What all rounds of a run share.
struct Rounds<'a> {
    server: Server,
    api: Option<Api>,
    args: &'a SyncRunArgs,
    tasks: Vec<Task>,
    /// The exit code for lists that are not mirrored, since their queries do not fit the schema.
    refused: Exit,
    messages: &'a Messages,
    reporter: Reporter<'a>,
    /// Whether the database shows that later rounds would fail as well.
    is_over: Cell<bool>,
}

impl Rounds<'_> {
    /// Runs the rounds: one, or again and again until one shows that the next would fail as well.
    async fn run(&self) -> Result<Exit, Failure> {
        let args = self.args;
        let polling = match (args.poll, args.follow) {
            (true, _) => Polling::Before,
            (_, true) => Polling::Remember,
            _ => Polling::Off,
        };
        let mut round = self.round(polling).await?;
        loop {
            self.reporter.report_unseen();
            let exit = match round {
                Break(exit) => return Ok(exit),
                Continue(exit) => exit,
            };
            match args.every {
                _ if args.follow => {
                    let full = Instant::now() + args.every.unwrap_or(FULL_ROUND);
                    if let Break(exit) = self.follow(full).await? {
                        return Ok(exit);
                    }
                }
                Some(every) => tokio::time::sleep(every).await,
                None => return Ok(exit),
            }
            round = self.later_round(polling).await?;
        }
    }

    /// Asks for changes at an interval and mirrors them, until the next full round is due.
    async fn follow(&self, full: Instant) -> Result<ControlFlow<Exit>, Failure> {
        loop {
            let left = full.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(Continue(()));
            }
            tokio::time::sleep(left.min(self.args.poll_interval)).await;
            if Instant::now() >= full {
                return Ok(Continue(()));
            }
            let round = self.later_round(Polling::Before).await?;
            // The full rounds say what they did not see.
            self.reporter.forget_unseen();
            if let Break(exit) = round {
                return Ok(Break(exit));
            }
        }
    }

    /// A round after the first one. If it cannot begin, such as while the database restarts, the next one may; not if the
    /// database was written by a newer version.
    async fn later_round(&self, polling: Polling) -> Result<Round, Failure> {
        match self.round(polling).await {
            Err(Failure::Reported(report)) => {
                self.messages.failure(&report);
                if self.is_over.get() {
                    Ok(Break(report.exit))
                } else {
                    Ok(Continue(report.exit))
                }
            }
            result => result,
        }
    }

    /// Runs each task once. A task that fails does not stop the others, unless they would all fail for the same reason.
    async fn round(&self, polling: Polling) -> Result<Round, Failure> {
        let Some(workers) = self.args.workers else {
            return self.alone(polling).await;
        };
        let mut working = FuturesUnordered::new();
        for _ in 0..workers {
            working.push(self.work(polling));
        }
        let mut worst = self.refused;
        let mut is_last = false;
        let mut failed = None;
        // A worker that fails does not stop the others in the middle of their tasks.
        while let Some(round) = working.next().await {
            match round {
                Ok(Continue(exit)) => worst = worse(worst, exit),
                Ok(Break(exit)) => {
                    worst = worse(worst, exit);
                    is_last = true;
                }
                Err(failure) => failed = failed.or(Some(failure)),
            }
        }
        match failed {
            Some(failure) => Err(failure),
            None if is_last => Ok(Break(worst)),
            None => Ok(Continue(worst)),
        }
    }

    /// Runs the tasks one after the other.
    async fn alone(&self, polling: Polling) -> Result<Round, Failure> {
        let mut mirror = self.mirror(polling).await?;
        let mut is_lost = false;
        let mut worst = self.refused;
        for task in &self.tasks {
            // Without a new connection, the task fails as well, and says so.
            if is_lost && let Ok(reopened) = self.mirror(polling).await {
                mirror = reopened;
            }
            let started = Instant::now();
            let name = task.name();
            let counts = ReceivedCounts::default();
            let watched = mirror.clone().received(counts.clone());
            let result = shown(&name, &counts, true, self.messages, watched.run(task)).await;
            is_lost = matches!(result, Err(SyncError::Database { .. }));
            match self.reporter.report_result(task, result, started.elapsed()) {
                Continue(exit) => worst = worse(worst, exit),
                Break(exit) => return Ok(Break(worse(worst, exit))),
            }
        }
        Ok(Continue(worst))
    }

    /// Runs the tasks that this worker leases, on its own connection.
    async fn work(&self, polling: Polling) -> Result<Round, Failure> {
        let failed = |error| failure(error, self.api, "");
        let counts = ReceivedCounts::default();
        let mirror = self.mirror(polling).await?.received(counts.clone());
        let worker = Worker::new(mirror).await;
        let mut worker = worker.map_err(failed)?;
        let mut worst = Exit::Complete;
        loop {
            let started = Instant::now();
            let next = worker.next(&self.tasks);
            let next = shown("a worker", &counts, false, self.messages, next).await;
            let Some((index, result)) = next.map_err(failed)? else {
                return Ok(Continue(worst));
            };
            match self
                .reporter
                .report_result(&self.tasks[index], result, started.elapsed())
            {
                Continue(exit) => worst = worse(worst, exit),
                Break(exit) => return Ok(Break(worse(worst, exit))),
            }
        }
    }

    /// A mirror on a connection of its own. A run that may end after one request is not one from the start, nor a census:
    /// those belong to the full rounds.
    async fn mirror(&self, polling: Polling) -> Result<Mirror, Failure> {
        let database = Database::open(&self.args.target.to).await;
        let database = database.map_err(|error| {
            if matches!(error, SyncError::NewerDatabase { .. }) {
                self.is_over.set(true);
            }
            failure(error, None, "")
        })?;
        let mirror = self.server.mirror(database, &self.args.content)?;
        Ok(mirror
            .remove_deleted(self.args.deleted.removes())
            .allow_empty(self.args.allow_empty)
            .polling(polling)
            .full_refresh(self.args.full_refresh && polling != Polling::Before)
            .census(self.args.census && polling != Polling::Before))
    }
}
