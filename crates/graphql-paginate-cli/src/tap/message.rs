//! Writes Singer messages to standard output, one JSON object per line.
//!
//! See the [Singer specification](https://github.com/singer-io/getting-started/blob/master/docs/SPEC.md).

use std::io::{self, Write};
use std::time::{Duration, Instant, SystemTime};

use serde_json::{Map, Value, json};

use super::rfc3339::utc;
use super::state::State;
use crate::exit::Exit;
use crate::failure::Failure;

/// How long a state may wait until it is written.
const STATE_EVERY: Duration = Duration::from_secs(1);

/// A buffer of lines that are written together, such as the records of a page.
///
/// A state holds all partitions, so one after each page could be most of the output: a new one is written once as much
/// else was written as the last one was long, or after a second.
#[derive(Debug, Default)]
pub(crate) struct MessageWriter {
    buffer: Vec<u8>,
    state: LastState,
}

/// The last state that was written.
#[derive(Debug, Default)]
struct LastState {
    bytes: usize,
    written_at: Option<Instant>,
    /// The bytes that were written after it.
    since: usize,
    /// Whether the state has changed since.
    is_outdated: bool,
}

impl LastState {
    fn is_due(&self) -> bool {
        match self.written_at {
            Some(at) => self.since >= self.bytes || at.elapsed() >= STATE_EVERY,
            None => true,
        }
    }
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

    /// Writes a changed state after all records so far if one is due, and flushes.
    pub(crate) fn changed_state(&mut self, state: &State) -> Result<(), Failure> {
        self.state.is_outdated = true;
        if self.state.is_due() {
            self.state(state)
        } else {
            self.flush()
        }
    }

    /// Writes the state after all records so far, and flushes.
    pub(crate) fn state(&mut self, state: &State) -> Result<(), Failure> {
        self.flush()?;
        self.line(&json!({ "type": "STATE", "value": state }));
        let bytes = self.buffer.len();
        self.flush()?;
        self.state = LastState {
            bytes,
            written_at: Some(Instant::now()),
            since: 0,
            is_outdated: false,
        };
        Ok(())
    }

    /// Writes the state of a run that stops, unless it was written before. Records of a page that was not completed are
    /// left out.
    pub(crate) fn last_state(&mut self, state: &State) -> Result<(), Failure> {
        self.buffer.clear();
        if self.state.is_outdated {
            self.state(state)?;
        }
        Ok(())
    }

    /// Writes the buffered lines.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        let mut stdout = io::stdout().lock();
        let written = stdout.write_all(&self.buffer).and_then(|()| stdout.flush());
        self.state.since += self.buffer.len();
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
