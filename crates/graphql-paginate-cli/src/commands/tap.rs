//! The command `tap`: writes lists as Singer messages.

use tokio::runtime::Builder;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::messages::Messages;
use crate::tap::{TapArgs, tap};

pub(crate) fn run(args: &TapArgs, messages: &Messages) -> Result<Exit, Failure> {
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        Failure::new(
            Exit::Failed,
            format!("cannot start the async runtime: {error}"),
        )
    })?;
    runtime.block_on(tap(args, messages))
}
