//! `export`: every item of a list.

use tokio::runtime::Builder;

use crate::exit::Exit;
use crate::export::{ExportArgs, export};
use crate::failure::Failure;
use crate::messages::Messages;

pub(crate) fn run(args: &ExportArgs, messages: &Messages) -> Result<Exit, Failure> {
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        Failure::new(
            Exit::Failed,
            format!("cannot start the async runtime: {error}"),
        )
    })?;
    runtime.block_on(export(args, messages))
}
