//! Writes to standard output, which carries only data.

use std::io::{self, IsTerminal, Write};

use console::Term;

use crate::failure::Failure;

/// The width of an output that is not a terminal, in columns.
const WIDTH: usize = 100;

/// Writes a whole text to standard output.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    let written = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
    written.map_err(|error| Failure::stdout(&error))
}

/// Writes the report of a command whose exit code says what it found: a reader that closed standard output does not
/// change that.
pub(crate) fn print_report(text: &str) -> Result<(), Failure> {
    match print(text) {
        Err(Failure::ReaderClosed) => Ok(()),
        printed => printed,
    }
}

/// Whether standard output is a terminal.
pub(crate) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// The number of columns in a line.
pub(crate) fn width() -> usize {
    match Term::stdout().size_checked() {
        Some((_, columns)) => columns.into(),
        None => WIDTH,
    }
}
