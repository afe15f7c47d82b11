//! The command `sync state`: shows or drops the checkpoints that the next run resumes from.

use clap::{Args, Subcommand};
use serde_json::json;

use super::database::open_existing;
use super::outcome::failure;
use super::shared::{TargetArgs, parse_demarche};
use crate::exit::Exit;
use crate::export::Api;
use crate::failure::Failure;
use crate::messages::Messages;
use crate::stdout::print;

/// What the next run continues from.
#[derive(Debug, Subcommand)]
pub(crate) enum StateCommand {
    /// List the saved checkpoints and when each was saved.
    Show(StateShowArgs),
    /// Forget how far a walk has come: the next run walks from the start, and rows stay.
    Drop(StateDropArgs),
}

/// How far walks have come.
#[derive(Debug, Args)]
pub(crate) struct StateShowArgs {
    #[command(flatten)]
    pub(crate) target: TargetArgs,

    /// Print a JSON list, with checkpoints.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Walks to forget.
#[derive(Debug, Args)]
pub(crate) struct StateDropArgs {
    #[command(flatten)]
    pub(crate) target: TargetArgs,

    /// The number of a démarche; repeatable.
    #[arg(long, value_name = "NUMBER", required_unless_present = "key", value_parser = parse_demarche)]
    pub(crate) demarche: Vec<i64>,

    /// A key that `state show` lists, such as `list:films:`. All keys of a démarche are dropped together.
    #[arg(value_name = "KEY")]
    pub(crate) key: Vec<String>,
}

/// The API of démarches.
const API: Option<Api> = Some(Api::DemarchesSimplifiees);

pub(super) async fn state(command: &StateCommand, messages: &Messages) -> Result<Exit, Failure> {
    match command {
        StateCommand::Show(args) => show(args).await,
        StateCommand::Drop(args) => drop_states(args, messages).await,
    }
}

async fn show(args: &StateShowArgs) -> Result<Exit, Failure> {
    let database = open_existing(&args.target.to).await?;
    let states = database.states().await;
    let states = states.map_err(|error| failure(error, None, ""))?;
    let mut text = String::new();
    if args.json {
        text = format!("{}\n", json!(states));
    } else {
        for state in states {
            text.push_str(&format!("{}  saved at {}\n", state.key, state.saved_at));
        }
    }
    print(&text)?;
    Ok(Exit::Complete)
}

async fn drop_states(args: &StateDropArgs, messages: &Messages) -> Result<Exit, Failure> {
    let database = open_existing(&args.target.to).await?;
    for demarche in &args.demarche {
        let dropped = database.forget(*demarche).await;
        if dropped.map_err(|error| failure(error, API, &format!("démarche {demarche}")))? {
            messages.note(&format!(
                "démarche {demarche}: forgotten; the next run walks from the start"
            ));
        } else {
            messages.note(&format!("démarche {demarche}: nothing was saved"));
        }
    }
    for key in &args.key {
        let dropped = database.forget_key(key).await;
        if dropped.map_err(|error| failure(error, None, key))? {
            messages.note(&format!(
                "{key}: forgotten; the next run walks from the start"
            ));
        } else {
            messages.note(&format!("{key}: nothing was saved"));
        }
    }
    Ok(Exit::Complete)
}
