//! The error of an item that a table cannot hold.

use crate::exit::Exit;
use crate::failure::Failure;

/// The failure of an item that does not fit its columns.
pub(crate) fn row_error(row: u64, problem: &str) -> Failure {
    let message = format!("item {} does not fit the table: {problem}", row + 1);
    Failure::new(Exit::Failed, message)
        .help("use `--format ndjson`, or choose columns with `--select`")
}
