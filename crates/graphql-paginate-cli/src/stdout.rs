//! Writes to standard output, which carries only data.

use std::fs::{File, read_link, read_to_string};
use std::io::{self, IsTerminal, Write};
#[cfg(unix)]
use std::os::fd::AsFd;
#[cfg(windows)]
use std::os::windows::io::AsHandle;
use std::path::Path;

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

/// Refuses a standard output that was closed: what is written to it is lost.
///
/// The Rust runtime opens `/dev/null` in its place, for reading and writing. A shell opens it for writing alone. Seen on
/// Linux only.
pub(crate) fn refuse_closed() -> Result<(), Failure> {
    const READS_AND_WRITES: u32 = 2;
    let is_null = read_link("/proc/self/fd/1").is_ok_and(|path| path == Path::new("/dev/null"));
    if !is_null || access_mode("/proc/self/fdinfo/1") != Some(READS_AND_WRITES) {
        return Ok(());
    }
    let message = "standard output is closed, so everything written to it would be lost";
    Err(Failure::configuration(message).help("redirect it: `> FILE`, or `> /dev/null`"))
}

/// The access mode of an open file: the last two bits of its octal flags.
fn access_mode(info: &str) -> Option<u32> {
    let info = read_to_string(info).ok()?;
    let flags = info.lines().find_map(|line| line.strip_prefix("flags:"))?;
    Some(u32::from_str_radix(flags.trim(), 8).ok()? & 3)
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
