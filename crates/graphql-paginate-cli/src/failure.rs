//! Why a command ended before its purpose was reached.

use std::fmt;
use std::io;
use std::path::Path;

use graphql_paginate_codegen::{Diagnostic, Severity};

use crate::exit::Exit;

/// The end of a command that did not reach its purpose.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Nobody reads standard output any more, as behind `| head`: the end, without a word.
    ReaderClosed,
    /// A failure to report.
    Reported(Box<Report>),
}

/// What is said about a failure.
#[derive(Debug)]
pub(crate) struct Report {
    /// The code that the process ends with.
    pub(crate) exit: Exit,
    /// What is wrong, in one line without a full stop.
    pub(crate) message: String,
    /// What to do, one way a line.
    pub(crate) help: Vec<String>,
    /// What is wrong in GraphQL texts, with places.
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

    /// A file, schema or setting that does not fit.
    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::new(Exit::Configuration, message)
    }

    /// A GraphQL text that is invalid; `what` names it.
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

    /// Standard output that cannot be written to.
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

    /// Adds a way out.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        if let Self::Reported(report) = &mut self {
            report.help.push(help.into());
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
