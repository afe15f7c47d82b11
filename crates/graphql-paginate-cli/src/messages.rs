//! Messages on standard error: text for people, or one JSON object per line.

use std::io::{self, Write};

use clap::ValueEnum;
use graphql_paginate_codegen::{Diagnostic, Severity};
use serde_json::{Value, json};

use crate::failure::Report;

/// The form of messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Text for people.
    #[default]
    Text,
    /// One JSON object per line.
    Json,
}

/// Writes messages, filtered by level.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Messages {
    pub(crate) format: LogFormat,
    /// Whether only errors are written, and that data is made up.
    pub(crate) quiet: bool,
    /// 1 adds requests; 2 and more add the library's trace events.
    pub(crate) verbose: u8,
}

impl Messages {
    /// Writes information that needs no action.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            self.say("note", "", text, &Value::Null);
        }
    }

    /// Writes something that may need attention.
    pub(crate) fn warning(&self, text: &str) {
        if !self.quiet {
            self.say("warning", "warning: ", text, &Value::Null);
        }
    }

    /// Says that data is made up: a note if that was requested, else a warning that is written even with `quiet`.
    pub(crate) fn made_up(&self, text: &str, is_requested: bool) {
        let fields = json!({ "sandbox": true });
        if !is_requested {
            self.say("warning", "warning: ", text, &fields);
        } else if !self.quiet {
            self.say("note", "", text, &fields);
        }
    }

    /// Writes a detail that is shown with `-v`.
    pub(crate) fn detail(&self, text: &str) {
        if self.verbose > 0 && !self.quiet {
            self.say("detail", "", text, &Value::Null);
        }
    }

    /// Writes the summary of a run, with counts for programs.
    pub(crate) fn summary(&self, text: &str, fields: &Value) {
        if !self.quiet {
            self.say("summary", "", text, fields);
        }
    }

    /// Writes a progress event, only in JSON.
    pub(crate) fn event(&self, fields: &Value) {
        if self.format == LogFormat::Json && !self.quiet {
            self.say("progress", "", "", fields);
        }
    }

    /// Writes a problem of a file, one of several that make the command fail.
    pub(crate) fn problem(&self, file: &str, text: &str) {
        let fields = json!({ "file": file });
        match self.format {
            LogFormat::Text => self.say("error", "error: ", &format!("{file}: {text}"), &fields),
            LogFormat::Json => self.say("error", "error: ", text, &fields),
        }
    }

    /// Writes a diagnostic about a GraphQL text.
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

    /// Writes why the run failed, as the last message.
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
        // Standard error may be closed, and there is nowhere else to report that.
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
