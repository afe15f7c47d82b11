//! The argument `--summary-file`: one JSON line about each run, whether it walked or failed before.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};

use super::arguments::RunArgs;
use crate::exit::Exit;
use crate::failure::Failure;

/// The file, which is opened before a run does anything: an error of its path is found then.
#[derive(Debug)]
pub(super) struct SummaryFile {
    path: PathBuf,
    file: File,
}

impl SummaryFile {
    /// Opens or creates the file that the arguments name.
    pub(super) fn open(args: &RunArgs) -> Result<Option<Self>, Failure> {
        let Some(path) = &args.summary_file else {
            return Ok(None);
        };
        let file = OpenOptions::new().create(true).append(true).open(path);
        Ok(Some(Self {
            path: path.clone(),
            file: file.map_err(|error| Failure::file("write", path, &error))?,
        }))
    }

    /// Appends a line.
    pub(super) fn append(&self, fields: &Value) -> Result<(), Failure> {
        let line = format!("{fields}\n");
        let written = (&self.file).write_all(line.as_bytes());
        written.map_err(|error| Failure::file("write", &self.path, &error))
    }
}

/// The line of a run without a walk, or whose output failed. It has no counts.
pub(super) fn failed_run(failure: &Failure, on_sandbox: bool, elapsed: Duration) -> Value {
    let (exit, name, error, help) = match failure {
        // Not a failure, but what was not read is missing.
        Failure::ReaderClosed => (Exit::Complete, "reader-closed", None, Vec::new()),
        Failure::Reported(report) => {
            let mut error = report.message.clone();
            if let Some(first) = report.diagnostics.first() {
                error.push_str(&format!(": {}", first.message));
            }
            let exit = report.exit;
            (exit, exit.name(), Some(error), report.help.clone())
        }
    };
    json!({
        "exit_code": exit.code(),
        "exit": name,
        "complete": false,
        "sandbox": on_sandbox,
        "seconds": elapsed.as_secs_f64(),
        "reader_closed": matches!(failure, Failure::ReaderClosed),
        "error": error,
        "help": help,
    })
}
