//! The Singer tap: writes lists as SCHEMA, RECORD and STATE messages to standard output.
//!
//! See the [Singer specification](https://github.com/singer-io/getting-started/blob/master/docs/SPEC.md).

mod arguments;

mod about;
mod catalog;
mod client;
mod config;
mod definition;
mod item_type;
mod message;
mod parent_record;
mod partition;
mod partitions;
mod plan;
mod probe;
mod prune;
mod records;
mod resolve;
mod rfc3339;
mod run;
mod scope;
mod selected_type;
mod selection;
mod state;
mod stream;
mod totals;
mod version;

use std::path::Path;

pub(crate) use self::arguments::TapArgs;
use self::client::TapClient;
use self::config::{OnPartialError, TapConfig};
use self::plan::plans;
use self::records::RecordWriter;
use self::run::{Run, RunSettings};
use self::selection::Selection;
use self::state::State;
use self::stream::ApiSchema;
use self::totals::Totals;
use crate::exit::Exit;
use crate::export::{Access, listed, not_set};
use crate::failure::Failure;
use crate::messages::Messages;
use crate::signals::interrupted;
use crate::stdout::print;
use crate::text_input::TextInput;

/// Runs the tap with the given arguments.
pub(crate) async fn tap(args: &TapArgs, messages: &Messages) -> Result<Exit, Failure> {
    let Some(config) = args.config.as_deref().filter(|_| !args.about) else {
        print(&format!("{:#}\n", about::about()))?;
        return Ok(Exit::Complete);
    };
    let config = TapConfig::read(config)?;
    let api = config.api()?;
    let schema = ApiSchema::load(&config, api)?;
    let access = config.access()?;
    let on_sandbox = access.uses_sandbox();
    let streams = resolve::streams(&config, api, schema.as_ref(), on_sandbox)?;
    if args.discover {
        print(&format!("{:#}\n", catalog::catalog(&streams)))?;
        return Ok(Exit::Complete);
    }
    let selection = match &args.catalog {
        Some(path) => Selection::read(&TextInput::read(path)?, &streams)?,
        None => Selection::default(),
    };
    let state = state(args.state.as_deref())?;
    let shard = config.shard()?;
    let plans = plans(streams, &selection, schema.as_ref())?;
    let access = Access::open_or_sandbox(access, messages, |missing| {
        refuse_to_continue(&state, missing)
    })?;
    let client = TapClient::open(&access, schema.as_ref())?;
    if args.test {
        return probe::probe(&plans, &client, api, messages).await;
    }
    let settings = RunSettings {
        api,
        on_sandbox,
        server: access.server(),
        start_date: config.start_date.clone(),
        shard,
        on_partial_error: config.on_partial_error.unwrap_or_default(),
        on_truncation: config.on_truncation.unwrap_or_default(),
    };
    let records = RecordWriter {
        plans: &plans,
        client: &client,
        messages,
        writer: message::MessageWriter::default(),
        keep_partial: settings.on_partial_error != OnPartialError::Fail,
        totals: Totals::default(),
        interrupt: Box::pin(interrupted()),
    };
    Run::new(records, state, settings).run().await
}

/// Refuses to continue a state, whose rows may be real ones, with data of the sandbox: a target would take the real rows
/// for deleted ones.
fn refuse_to_continue(state: &State, missing: &[&str]) -> Result<(), Failure> {
    if !state.has_bookmarks() {
        return Ok(());
    }
    let message = format!(
        "{}, and data of the sandbox does not continue the state",
        not_set(missing)
    );
    Err(Failure::new(Exit::Token, message)
        .help(format!(
            "set {}, or credentials in the config",
            listed(missing)
        ))
        .help("to continue with data of the sandbox, set `\"sandbox\": true` in the config"))
}

fn state(path: Option<&Path>) -> Result<State, Failure> {
    match path {
        Some(path) => {
            let input = TextInput::read(path)?;
            State::parse(&input.text, &input.name)
        }
        None => Ok(State::default()),
    }
}
