//! Parses the output of a tap and checks it, as the Singer SDK's test suite for taps does.

use std::collections::BTreeMap;

use serde_json::Value;

use super::conforms::{conforms, is_date_time};

/// The messages of a run.
#[derive(Debug, Default)]
pub(crate) struct Messages {
    pub(crate) all: Vec<Value>,
    /// The SCHEMA message of each stream.
    pub(crate) schemas: BTreeMap<String, Value>,
    pub(crate) states: Vec<Value>,
}

impl Messages {
    pub(crate) fn parse(stdout: &str) -> Self {
        let mut messages = Self::default();
        for line in stdout.lines() {
            let message: Value = serde_json::from_str(line).expect("each line is JSON");
            match message["type"].as_str().unwrap() {
                "SCHEMA" => {
                    let stream = message["stream"].as_str().unwrap().to_owned();
                    assert!(
                        messages.schemas.insert(stream, message.clone()).is_none(),
                        "a second schema: {message}"
                    );
                }
                "STATE" => messages.states.push(message["value"].clone()),
                "RECORD" => {
                    let stream = message["stream"].as_str().unwrap();
                    assert!(
                        messages.schemas.contains_key(stream),
                        "no schema before {message}"
                    );
                }
                "ACTIVATE_VERSION" => {}
                other => panic!("{other} is not a message that a tap writes here"),
            }
            messages.all.push(message);
        }
        messages
    }

    /// Checks that each record matches its schema and has its keys, and that the last message is a state.
    #[track_caller]
    pub(crate) fn check(&self) {
        for message in &self.all {
            if message["type"] != "RECORD" {
                continue;
            }
            let schema = &self.schemas[message["stream"].as_str().unwrap()];
            let record = &message["record"];
            if let Err(problem) = conforms(record, &schema["schema"], "") {
                panic!("{problem}: {record}");
            }
            let keys = schema["key_properties"].as_array().unwrap();
            assert!(!keys.is_empty());
            for key in keys {
                let value = &record[key.as_str().unwrap()];
                assert!(!value.is_null(), "{key} is null: {record}");
            }
            assert!(is_date_time(message["time_extracted"].as_str().unwrap()));
        }
        let records = self.all.iter().any(|message| message["type"] == "RECORD");
        if records {
            let last = self.all.last().unwrap();
            assert_eq!(last["type"], "STATE", "the end is not saved: {last}");
        }
    }

    /// The records of a stream.
    pub(crate) fn records(&self, stream: &str) -> Vec<&Value> {
        let mut records = Vec::new();
        for message in &self.all {
            if message["type"] == "RECORD" && message["stream"] == stream {
                records.push(&message["record"]);
            }
        }
        records
    }

    /// A numeric field of each record of a stream, in order.
    pub(crate) fn numbers(&self, stream: &str) -> Vec<i64> {
        let mut numbers = Vec::new();
        for record in self.records(stream) {
            numbers.push(record["number"].as_i64().unwrap());
        }
        numbers
    }

    /// The streams with an `ACTIVATE_VERSION` message, with its version.
    pub(crate) fn activated(&self) -> Vec<(&str, i64)> {
        let mut activated = Vec::new();
        for message in &self.all {
            if message["type"] == "ACTIVATE_VERSION" {
                let version = message["version"].as_i64().unwrap();
                activated.push((message["stream"].as_str().unwrap(), version));
            }
        }
        activated
    }

    /// The distinct versions of a stream's records.
    pub(crate) fn versions(&self, stream: &str) -> Vec<Option<i64>> {
        let mut versions = Vec::new();
        for message in &self.all {
            if message["type"] == "RECORD" && message["stream"] == stream {
                versions.push(message["version"].as_i64());
            }
        }
        versions.dedup();
        versions
    }
}
