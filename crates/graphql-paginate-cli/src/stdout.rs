//! Standard output: data, and nothing else.

use std::io::{self, IsTerminal, Write};

use console::Term;

use crate::failure::Failure;

/// Columns of an output that is no terminal.
const WIDTH: usize = 100;

/// Writes a whole text to standard output.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    let written = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
    written.map_err(|error| Failure::stdout(&error))
}

/// Whether people read it as it is written.
pub(crate) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// How many columns a line has.
pub(crate) fn width() -> usize {
    match Term::stdout().size_checked() {
        Some((_, columns)) => columns.into(),
        None => WIDTH,
    }
}
