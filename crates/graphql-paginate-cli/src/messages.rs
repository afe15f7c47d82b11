//! What is said on standard error: text for people, or one JSON object a line.

use std::io::{self, Write};

use clap::ValueEnum;
use graphql_paginate_codegen::{Diagnostic, Severity};
use serde_json::{Value, json};

use crate::failure::Report;

/// The form of messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// Where messages go, and which.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Messages {
    pub(crate) format: LogFormat,
    /// Errors alone.
    pub(crate) quiet: bool,
    /// 1: requests; 2 and more: what the library traces.
    pub(crate) verbose: u8,
}

impl Messages {
    /// Something worth knowing, that changes nothing.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            self.say("note", "", text, &Value::Null);
        }
    }

    /// Something that may need a person's attention.
    pub(crate) fn warning(&self, text: &str) {
        if !self.quiet {
            self.say("warning", "warning: ", text, &Value::Null);
        }
    }

    /// Something of interest with `-v`.
    pub(crate) fn detail(&self, text: &str) {
        if self.verbose > 0 && !self.quiet {
            self.say("detail", "", text, &Value::Null);
        }
    }

    /// What a run came to, with numbers for programs.
    pub(crate) fn summary(&self, text: &str, fields: &Value) {
        if !self.quiet {
            self.say("summary", "", text, fields);
        }
    }

    /// How far a run has come; for programs alone.
    pub(crate) fn event(&self, fields: &Value) {
        if self.format == LogFormat::Json && !self.quiet {
            self.say("progress", "", "", fields);
        }
    }

    /// A diagnostic about a GraphQL text.
    pub(crate) fn diagnostic(&self, diagnostic: &Diagnostic) {
        let (level, label) = match diagnostic.severity {
            Severity::Error => ("error", "error: "),
            Severity::Warning if self.quiet => return,
            Severity::Warning => ("warning", "warning: "),
        };
        match self.format {
            LogFormat::Text => self.say(level, label, &diagnostic.to_string(), &Value::Null),
            LogFormat::Json => self.say(level, label, &diagnostic.message, &place(diagnostic)),
        }
    }

    /// Why the run failed; the last thing said.
    pub(crate) fn failure(&self, report: &Report) {
        for diagnostic in &report.diagnostics {
            self.diagnostic(diagnostic);
        }
        let code = report.exit.code();
        match self.format {
            LogFormat::Text => {
                let mut text = report.to_string();
                text.push_str(&format!(
                    "\n  = note: exit code {code}; `graphql-paginate errors {code}` explains it"
                ));
                self.say("error", "error: ", &text, &Value::Null);
            }
            LogFormat::Json => {
                let fields =
                    json!({ "exit_code": code, "exit": report.exit.name(), "help": report.help });
                self.say("error", "error: ", &report.message, &fields);
            }
        }
    }

    fn say(&self, level: &str, label: &str, text: &str, fields: &Value) {
        // Nobody may be reading standard error, and there is nowhere else to say so.
        let _ = match self.format {
            LogFormat::Text => writeln!(anstream::stderr(), "{label}{text}"),
            LogFormat::Json => writeln!(io::stderr(), "{}", line(level, text, fields)),
        };
    }
}

fn line(level: &str, text: &str, fields: &Value) -> Value {
    let mut object = serde_json::Map::new();
    object.insert("level".to_owned(), level.into());
    if !text.is_empty() {
        object.insert("message".to_owned(), text.into());
    }
    if let Value::Object(fields) = fields {
        object.extend(fields.clone());
    }
    Value::Object(object)
}

fn place(diagnostic: &Diagnostic) -> Value {
    let mut fields = json!({ "help": diagnostic.help });
    if let Some(place) = &diagnostic.place {
        fields["file"] = place.file.clone().into();
        fields["line"] = place.line.into();
        fields["column"] = place.column.into();
    }
    fields
}
