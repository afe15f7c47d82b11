//! The command `sync`: mirrors démarches and other lists in a database.

mod arguments;
mod database;
mod definitions;
mod flags;
mod inner_lists;
mod jobs;
mod outcome;
mod plan;
mod progress;
mod report;
mod rounds;
mod server;
mod shared;
mod state;
mod status;
mod unseen;
mod verify;

pub(crate) use self::arguments::SyncArgs;
use self::arguments::SyncCommand;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::messages::Messages;
use crate::runtime::block_on;

pub(crate) fn run(args: &SyncArgs, messages: &Messages) -> Result<Exit, Failure> {
    block_on(async {
        match &args.command {
            None => rounds::sync(&args.run, messages).await,
            Some(SyncCommand::Verify(args)) => verify::verify(args, messages).await,
            Some(SyncCommand::Status(args)) => status::status(args).await,
            Some(SyncCommand::State(args)) => state::state(args, messages).await,
            Some(SyncCommand::Plan(args)) => plan::plan(args, messages).await,
        }
    })
}
