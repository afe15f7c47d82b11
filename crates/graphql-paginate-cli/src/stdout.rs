//! Writes to standard output, which carries only data.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
#[cfg(unix)]
use std::os::fd::AsFd;
#[cfg(windows)]
use std::os::windows::io::AsHandle;

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

/// The length of the file that standard output is, in bytes; `None` if it is a pipe, a terminal or a device.
pub(crate) fn file_length() -> Option<u64> {
    #[cfg(unix)]
    let handle = io::stdout().as_fd().try_clone_to_owned();
    #[cfg(windows)]
    let handle = io::stdout().as_handle().try_clone_to_owned();
    let metadata = File::from(handle.ok()?).metadata().ok()?;
    if metadata.is_file() {
        Some(metadata.len())
    } else {
        None
    }
}

/// The number of columns in a line.
pub(crate) fn width() -> usize {
    match Term::stdout().size_checked() {
        Some((_, columns)) => columns.into(),
        None => WIDTH,
    }
}
