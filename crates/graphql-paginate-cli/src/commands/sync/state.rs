//! `sync state`: what the next run continues from.

use serde_json::json;

use super::arguments::{StateCommand, StateDropArgs, StateShowArgs};
use super::outcome::failure;
use super::target::open_existing;
use crate::exit::Exit;
use crate::export::Api;
use crate::failure::Failure;
use crate::messages::Messages;
use crate::stdout::print;

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
    Ok(Exit::Complete)
}
