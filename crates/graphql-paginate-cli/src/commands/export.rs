//! The command `export`: writes every item of a list.

use crate::exit::Exit;
use crate::export::{ExportArgs, export};
use crate::failure::Failure;
use crate::messages::Messages;
use crate::runtime::block_on;

pub(crate) fn run(args: &ExportArgs, messages: &Messages) -> Result<Exit, Failure> {
    block_on(export(args, messages))
}
