//! Writes Singer messages to standard output, one JSON object per line.
//!
//! See the [Singer specification](https://github.com/singer-io/getting-started/blob/master/docs/SPEC.md).

use std::io::{self, Write};
use std::time::SystemTime;

use serde_json::{Map, Value, json};

use super::rfc3339::utc;
use super::state::State;
use crate::exit::Exit;
use crate::failure::Failure;

/// A buffer of lines that are written together, such as the records of a page.
#[derive(Debug, Default)]
pub(crate) struct MessageWriter {
    buffer: Vec<u8>,
}

impl MessageWriter {
    pub(crate) fn schema(&mut self, stream: &str, schema: &Value, keys: &[String]) {
        self.line(&json!({
            "type": "SCHEMA",
            "stream": stream,
            "schema": schema,
            "key_properties": keys,
        }));
    }

    pub(crate) fn record(
        &mut self,
        stream: &str,
        record: Map<String, Value>,
        extracted: SystemTime,
        version: Option<i64>,
    ) {
        let mut message = json!({
            "type": "RECORD",
            "stream": stream,
            "record": record,
            "time_extracted": utc(extracted),
        });
        if let Some(version) = version {
            message["version"] = version.into();
        }
        self.line(&message);
    }

    pub(crate) fn activate_version(&mut self, stream: &str, version: i64) {
        self.line(&json!({
            "type": "ACTIVATE_VERSION",
            "stream": stream,
            "version": version,
        }));
    }

    /// Writes the state after all records so far, and flushes.
    pub(crate) fn state(&mut self, state: &State) -> Result<(), Failure> {
        self.line(&json!({ "type": "STATE", "value": state }));
        self.flush()
    }

    /// Writes the buffered lines.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        let mut stdout = io::stdout().lock();
        let written = stdout.write_all(&self.buffer).and_then(|()| stdout.flush());
        self.buffer.clear();
        // Here a closed pipe is an error: the target has not received everything.
        written.map_err(|error| {
            Failure::new(
                Exit::Failed,
                format!("cannot write to standard output: {error}"),
            )
            .help("see what the target says; its last state is where the next run continues")
        })
    }

    fn line(&mut self, message: &Value) {
        serde_json::to_writer(&mut self.buffer, message).expect("memory can be written to");
        self.buffer.push(b'\n');
    }
}
