//! The runs: each démarche, once or again and again.

use std::time::{Duration, Instant};

use graphql_paginate_sync::{Certificate, Mirror};

use super::arguments::RunArgs;
use super::outcome::{complete, fields, report, text};
use super::target::{Server, open, removes, shown};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::messages::{LogFormat, Messages};
use crate::signals::interrupted;

/// Brings each démarche into step.
pub(super) async fn sync(args: &RunArgs, messages: &Messages) -> Result<Exit, Failure> {
    let to = &args.target.to;
    let server = Server::connect(&args.server, to, messages).await?;
    let mirror = server
        .mirror(open(to).await?, &args.content)
        .remove_deleted(removes(args.deleted))
        .full_refresh(args.full_refresh)
        .census(args.census);
    let rounds = Rounds {
        mirror,
        database: shown(to),
        is_made_up: server.is_made_up(),
        messages,
    };
    let mut interrupt = std::pin::pin!(interrupted());
    loop {
        let exit = tokio::select! {
            biased;
            () = &mut interrupt => return Ok(stopped(messages)),
            exit = rounds.round(&args.demarche) => exit,
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
    /// Its address, without a password.
    database: String,
    is_made_up: bool,
    messages: &'a Messages,
}

impl Rounds<'_> {
    /// Each démarche once. One that fails does not keep the others back, unless all would fail alike.
    async fn round(&self, demarches: &[i64]) -> Exit {
        let mut worst = Exit::Complete;
        for demarche in demarches {
            let exit = self.one(*demarche).await;
            if worst == Exit::Complete || worst == Exit::PartialErrors && exit != Exit::Complete {
                worst = exit;
            }
            if !is_worth_another(exit) {
                break;
            }
        }
        worst
    }

    async fn one(&self, demarche: i64) -> Exit {
        let started = Instant::now();
        let error = match self.mirror.sync(demarche).await {
            Ok(certificate) => {
                self.tell(&certificate, started.elapsed());
                return complete(&certificate);
            }
            Err(error) => error,
        };
        let report = report(error, &format!("démarche {demarche}"));
        self.messages.failure(&report);
        report.exit
    }

    fn tell(&self, certificate: &Certificate, elapsed: Duration) {
        let messages = self.messages;
        // The imitated API has another address in each run.
        if let Some(reason) = certificate.restarted.as_ref().filter(|_| !self.is_made_up) {
            messages.note(&format!(
                "démarche {}: walked from the start, since the saved state does not fit: {reason}",
                certificate.demarche
            ));
        }
        messages.summary(
            &text(certificate, elapsed, &self.database),
            &fields(certificate, elapsed, &self.database),
        );
        if !certificate.unseen.is_empty() && messages.format == LogFormat::Text {
            messages.note("not seen without `--census`:");
            for unseen in &certificate.unseen {
                messages.note(&format!("  {unseen}"));
            }
        }
    }
}

/// Whether another démarche, or the same one later, may succeed.
fn is_worth_another(exit: Exit) -> bool {
    !matches!(exit, Exit::Token | Exit::Configuration | Exit::Usage)
}

fn stopped(messages: &Messages) -> Exit {
    messages.note("interrupted; every page that was received is in the database");
    Exit::Interrupted
}
