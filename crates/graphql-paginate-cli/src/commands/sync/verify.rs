//! The command `sync verify`: compares the database with the server, dossier by dossier.

use clap::Args;
use graphql_paginate_sync::{Census, Task};
use serde_json::json;

use super::database::open_existing;
use super::outcome::{failure, report, stops_all, worse};
use super::server::Server;
use super::shared::{Deleted, ServerArgs, TargetArgs, parse_demarche};
use crate::exit::Exit;
use crate::export::Api;
use crate::failure::Failure;
use crate::messages::Messages;
use crate::stdout::print;

/// A comparison.
#[derive(Debug, Args)]
#[command(
    after_help = "Prints a line for each dossier that differs: `missing`, `extra` or `stale`, the démarche and the dossier's number.
Ends with 0 if database and server agree, or were brought into agreement by `--repair`; with 1 if
they differ; with 3 if the server could not show some dossiers."
)]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    pub(crate) target: TargetArgs,

    #[command(flatten)]
    pub(crate) server: ServerArgs,

    /// The number of a démarche; all of the database by default.
    #[arg(long, value_name = "NUMBER", value_parser = parse_demarche)]
    pub(crate) demarche: Vec<i64>,

    /// Ask for each dossier that differs, and store it, with the parts that the last `sync` stored. Its files are
    /// downloaded by the next `sync --files`.
    #[arg(long, help_heading = "Run")]
    pub(crate) repair: bool,

    /// What happens to rows of dossiers that the server does not have.
    #[arg(long, value_enum, default_value_t, help_heading = "Run")]
    pub(crate) deleted: Deleted,

    /// Delete all dossiers of a démarche for which the server lists none. Without this, nothing is deleted then.
    #[arg(long, requires = "repair", help_heading = "Run")]
    pub(crate) allow_empty: bool,

    /// Print one JSON object for each démarche.
    #[arg(long)]
    pub(crate) json: bool,
}

/// The API of démarches.
const API: Option<Api> = Some(Api::DemarchesSimplifiees);

pub(super) async fn verify(args: &VerifyArgs, messages: &Messages) -> Result<Exit, Failure> {
    let to = &args.target.to;
    let database = open_existing(to).await?;
    let mut demarches = args.demarche.clone();
    if demarches.is_empty() {
        let status = database.status().await;
        for known in status.map_err(|error| failure(error, None, ""))? {
            demarches.push(known.demarche);
        }
    }
    if demarches.is_empty() {
        return Err(Failure::usage("the database mirrors no démarche yet")
            .help("run `graphql-paginate sync --demarche NUMBER` first"));
    }
    let server = Server::connect(&args.server, API, to, false, messages).await?;
    let mirror = server
        .plain_mirror(database)
        .remove_deleted(args.deleted.removes())
        .allow_empty(args.allow_empty);
    let mut exit = Exit::Complete;
    for demarche in demarches {
        // A démarche that fails does not stop the others.
        let census = mirror.verify(demarche, args.repair).await;
        let census = match census {
            Ok(census) => census,
            Err(error) => {
                let report = report(&error, API, &format!("démarche {demarche}"));
                messages.failure(&report);
                exit = worse(exit, report.exit);
                if stops_all(&error, &Task::Demarche(demarche), report.exit) {
                    break;
                }
                continue;
            }
        };
        let output = if args.json {
            json_line(demarche, &census)
        } else {
            lines(demarche, &census)
        };
        print(&output)?;
        messages.summary(&summary(demarche, &census), &json!(census));
        exit = worse(exit, ended(&census));
    }
    Ok(exit)
}

/// The exit code: a comparison that was incomplete or found differences is not a success.
fn ended(census: &Census) -> Exit {
    if census.unrepaired() > 0 {
        Exit::Failed
    } else if census.nulls > 0 {
        Exit::PartialErrors
    } else {
        Exit::Complete
    }
}

fn lines(demarche: i64, census: &Census) -> String {
    let mut lines = String::new();
    for (kind, numbers) in [
        ("missing", &census.missing),
        ("extra", &census.extra),
        ("stale", &census.stale),
    ] {
        for number in numbers {
            lines.push_str(&format!("{kind} {demarche} {number}\n"));
        }
    }
    lines
}

fn json_line(demarche: i64, census: &Census) -> String {
    let mut line = json!(census);
    line["demarche"] = demarche.into();
    line["agrees"] = census.agrees().into();
    format!("{line}\n")
}

fn summary(demarche: i64, census: &Census) -> String {
    let mut text = format!(
        "démarche {demarche}: {} dossiers on the server, {} missing, {} extra, {} stale",
        census.walked,
        census.missing.len(),
        census.extra.len(),
        census.stale.len()
    );
    if census.nulls > 0 {
        text.push_str(&format!(
            ", {} that the server could not show",
            census.nulls
        ));
    }
    if census.withheld > 0 {
        text.push_str(
            "; nothing was deleted, since the server lists no dossier: check the rights of the token, or add `--allow-empty`",
        );
    } else if census.repaired > 0 {
        text.push_str(&format!("; {} repaired", census.repaired));
    } else if !census.agrees() {
        text.push_str("; `--repair` asks for each of them");
    }
    text
}
