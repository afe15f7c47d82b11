//! The command `tap`: writes lists as Singer messages.

use crate::exit::Exit;
use crate::failure::Failure;
use crate::messages::Messages;
use crate::runtime::block_on;
use crate::tap::{TapArgs, tap};

pub(crate) fn run(args: &TapArgs, messages: &Messages) -> Result<Exit, Failure> {
    block_on(tap(args, messages))
}
