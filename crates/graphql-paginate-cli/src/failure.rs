//! Failures of a command, with what is reported about them.

use std::fmt;
use std::io;
use std::path::Path;

use graphql_paginate_codegen::{Diagnostic, Obstacle, Severity};

use crate::exit::Exit;

/// The failure of a command.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Standard output was closed by its reader, as with `| head`: the command ends without a message.
    ReaderClosed,
    /// A failure to report.
    Reported(Box<Report>),
}

/// The report about a failure.
#[derive(Debug)]
pub(crate) struct Report {
    /// The exit code.
    pub(crate) exit: Exit,
    /// What went wrong, in one line without a full stop.
    pub(crate) message: String,
    /// What to do: each line is one way to fix it.
    pub(crate) help: Vec<String>,
    /// Diagnostics about GraphQL texts, with their positions.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self::Reported(Box::new(Report {
            exit,
            message: message.into(),
            help: Vec::new(),
            diagnostics: Vec::new(),
        }))
    }

    /// Invalid arguments.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// A file, schema or setting that is invalid or does not fit.
    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::new(Exit::Configuration, message)
    }

    /// An invalid GraphQL text; `what` names it.
    pub(crate) fn invalid(exit: Exit, what: &str, diagnostics: Vec<Diagnostic>) -> Self {
        let mut errors = 0;
        for diagnostic in &diagnostics {
            if diagnostic.severity == Severity::Error {
                errors += 1;
            }
        }
        let plural = if errors == 1 { "" } else { "s" };
        Self::Reported(Box::new(Report {
            exit,
            message: format!("{what} has {errors} error{plural}"),
            help: Vec::new(),
            diagnostics,
        }))
    }

    /// A file that cannot be read or written; `doing` is the verb.
    pub(crate) fn file(doing: &str, path: &Path, error: &io::Error) -> Self {
        Self::configuration(format!("cannot {doing} `{}`: {error}", path.display()))
    }

    /// An error while writing to standard output.
    pub(crate) fn stdout(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::ReaderClosed
        } else {
            Self::new(
                Exit::Failed,
                format!("cannot write to standard output: {error}"),
            )
        }
    }

    /// Adds a line of help.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        if let Self::Reported(report) = &mut self {
            report.help.push(help.into());
        }
        self
    }

    /// Adds a line of help for each obstacle of a walk, after a text that says where it is.
    pub(crate) fn help_about<'o>(
        mut self,
        place: &str,
        obstacles: impl IntoIterator<Item = &'o Obstacle>,
    ) -> Self {
        for Obstacle { message, help } in obstacles {
            self = self.help(format!("{place}{message}: {help}"));
        }
        self
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)?;
        for help in &self.help {
            write!(formatter, "\n  = help: {help}")?;
        }
        Ok(())
    }
}
