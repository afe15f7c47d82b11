//! Tests of the command `tap` against the sandbox.

mod config;
mod conforms;
mod discovery;
mod full;
mod meltano;
mod messages;
mod offsets;
mod records;
mod restart;
mod selection;
mod since;
mod state;
mod stops;
mod throughput;

use std::process::{Command, Stdio};

use graphql_paginate_sandbox::{Endpoint, Sandbox};
use serde_json::{Value, json};

use self::messages::Messages;
use crate::program::{Folder, Ran, command};

/// A tap with its config, and the state that a target would store.
struct Tap {
    folder: Folder,
    config: Value,
    catalog: Option<Value>,
    state: Option<Value>,
}

/// A sandbox with this many pull requests in the repository.
fn github_with(pull_requests: usize) -> Sandbox {
    Sandbox::builder()
        .pull_requests(pull_requests)
        .start_blocking()
        .unwrap()
}

impl Tap {
    fn new(config: Value) -> Self {
        Self {
            folder: Folder::new(),
            config,
            catalog: None,
            state: None,
        }
    }

    /// A tap of an API on a sandbox of the test.
    fn on(endpoint: &Endpoint, mut config: Value) -> Self {
        config["endpoint"] = endpoint.url().into();
        config["token"] = Sandbox::TOKEN.into();
        Self::new(config)
    }

    /// A tap of the pull requests of one repository, on a sandbox of the test.
    fn pulls(sandbox: &Sandbox) -> Self {
        let config = json!({
            "api": "github", "repositories": ["rust-lang/rust"], "streams": ["pull_requests"],
            "page_size": 20,
        });
        Self::on(sandbox.github(), config)
    }

    fn command(&self, more: &[&str]) -> Command {
        let config = self.folder.write("config.json", &self.config.to_string());
        let mut arguments = vec!["tap".to_owned(), "--config".to_owned(), config];
        if let Some(catalog) = &self.catalog {
            let file = self.folder.write("catalog.json", &catalog.to_string());
            arguments.extend(["--catalog".to_owned(), file]);
        }
        if let Some(state) = &self.state {
            let file = self.folder.write("state.json", &state.to_string());
            arguments.extend(["--state".to_owned(), file]);
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut command = command(&[&arguments[..], more].concat());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn ran(&self, more: &[&str]) -> Ran {
        self.command(more).output().unwrap().into()
    }

    /// Runs the tap, which must exit with this code, and keeps its last state.
    #[track_caller]
    fn run_with(&mut self, code: i32) -> (Messages, String) {
        let ran = self.ran(&[]).with_code(code);
        let messages = Messages::parse(&ran.stdout);
        messages.check();
        if let Some(state) = messages.states.last() {
            self.state = Some(state.clone());
        }
        (messages, ran.stderr)
    }

    /// Runs the tap to completion.
    #[track_caller]
    fn run(&mut self) -> Messages {
        self.run_with(0).0
    }

    fn discover(&self) -> Value {
        let ran = self.ran(&["--discover"]).with_code(0);
        serde_json::from_str(&ran.stdout).unwrap()
    }
}
