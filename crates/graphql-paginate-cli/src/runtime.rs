//! The async runtime that runs a command.

use std::future::Future;

use tokio::runtime::Builder;

use crate::exit::Exit;
use crate::failure::Failure;

/// Runs a command to completion on this thread.
pub(crate) fn block_on<T>(command: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        let message = format!("cannot start the async runtime: {error}");
        Failure::new(Exit::Failed, message)
    })?;
    runtime.block_on(command)
}
