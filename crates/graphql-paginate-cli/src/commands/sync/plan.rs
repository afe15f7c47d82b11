//! The command `sync plan`: estimates requests and time before a run.

use clap::Args;
use graphql_paginate_sync::{Database, MirrorPlan, SyncError};
use serde_json::json;

use super::outcome::failure;
use super::server::Server;
use super::shared::{ContentArgs, ServerArgs, TargetArgs, parse_demarche};
use crate::exit::Exit;
use crate::export::Api;
use crate::failure::Failure;
use crate::messages::Messages;
use crate::stdout::print;

/// An estimate.
#[derive(Debug, Args)]
#[command(after_help = "Sends two requests for each démarche, and writes nothing.")]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    pub(crate) target: TargetArgs,

    #[command(flatten)]
    pub(crate) server: ServerArgs,

    /// The number of a démarche; repeatable.
    #[arg(long, value_name = "NUMBER", required = true, value_parser = parse_demarche)]
    pub(crate) demarche: Vec<i64>,

    #[command(flatten)]
    pub(crate) content: ContentArgs,

    /// Print one JSON object for each démarche.
    #[arg(long)]
    pub(crate) json: bool,
}

/// The API of démarches.
const API: Option<Api> = Some(Api::DemarchesSimplifiees);

pub(super) async fn plan(args: &PlanArgs, messages: &Messages) -> Result<Exit, Failure> {
    let to = &args.target.to;
    let server = Server::connect(&args.server, API, to, false, messages).await?;
    let database = match Database::open_existing(to).await {
        // Plans a first run without creating its database.
        Err(SyncError::NoDatabase { .. }) => Database::open("sqlite::memory:").await,
        result => result,
    };
    let database = database.map_err(|error| failure(error, None, ""))?;
    let mirror = server.mirror(database, &args.content)?;
    for demarche in &args.demarche {
        let plan = mirror.plan(*demarche).await;
        let plan = plan.map_err(|error| failure(error, API, &format!("démarche {demarche}")))?;
        print(&if args.json {
            json_line(&plan)
        } else {
            text(&plan)
        })?;
    }
    Ok(Exit::Complete)
}

fn json_line(plan: &MirrorPlan) -> String {
    let mut line = json!(plan);
    line["page_time"] = plan.page_time.as_secs_f64().into();
    line["seconds"] = plan.time().as_secs_f64().into();
    format!("{line}\n")
}

fn text(plan: &MirrorPlan) -> String {
    let kind = if plan.continues {
        "reads what changed: at least"
    } else {
        "reads everything: about"
    };
    format!(
        "démarche {}: {} dossiers on the server, {} in the database; the next run {kind} {} requests in pages of {}, \
         {:.0} s; a census adds {} requests\n",
        plan.demarche,
        plan.on_server,
        plan.in_mirror,
        plan.requests,
        plan.page_size,
        plan.time().as_secs_f64().ceil(),
        plan.census_requests
    )
}
