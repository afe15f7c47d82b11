//! The exit codes, which scripts rely on.

use std::process::ExitCode;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything that was asked for is done.
    Complete,
    /// A failure that running the same command again does not fix.
    Failed,
    /// The arguments or the query are invalid.
    Usage,
    /// Complete, but the server left something out.
    PartialErrors,
    /// Stopped before the end; the same command resumes from there.
    Stopped,
    /// The server ended the list before its announced total.
    Truncated,
    /// The token is missing, refused or expired.
    Token,
    /// A file, a schema or an option does not fit this machine or this run.
    Configuration,
    /// Interrupted by a signal; what was received is saved.
    Interrupted,
}

impl Exit {
    /// All exit codes, by number.
    pub(crate) const ALL: [Self; 9] = [
        Self::Complete,
        Self::Failed,
        Self::Usage,
        Self::PartialErrors,
        Self::Stopped,
        Self::Truncated,
        Self::Token,
        Self::Configuration,
        Self::Interrupted,
    ];

    /// The exit code as a number.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Complete => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::PartialErrors => 3,
            Self::Stopped => 4,
            Self::Truncated => 5,
            Self::Token => 77,
            Self::Configuration => 78,
            Self::Interrupted => 130,
        }
    }

    /// A short name, used in JSON messages and by `errors`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::PartialErrors => "partial-errors",
            Self::Stopped => "stopped",
            Self::Truncated => "truncated",
            Self::Token => "token",
            Self::Configuration => "configuration",
            Self::Interrupted => "interrupted",
        }
    }

    /// A one-line summary of the meaning.
    pub(crate) fn summary(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Failed => "failed",
            Self::Usage => "invalid arguments or an invalid query",
            Self::PartialErrors => "complete, with errors beside the data or null items",
            Self::Stopped => "stopped; run the same command again to continue",
            Self::Truncated => "the list, or one inside its items, ends before its announced total",
            Self::Token => "the token is missing, refused or expired",
            Self::Configuration => "a file, a schema or a setting does not fit",
            Self::Interrupted => "interrupted; what was received is saved",
        }
    }

    /// The meaning, and what to do.
    pub(crate) fn explanation(self) -> &'static str {
        match self {
            Self::Complete => {
                "Every item was received and written. A closed reader, as in `| head`, is not a failure and ends with 0 too."
            }
            Self::Failed => {
                "The run failed, and standard error says why: the server answered with something that is not a page of \
                 this list, or the output cannot be written. `generate --check`, `schema diff`, `sync verify` and \
                 `sync status --max-age` also end with 1 if they find a difference, and `check` if a request costs more than \
                 a `--max-…` flag allows. Repair the cause and run the \
                 command again."
            }
            Self::Usage => {
                "An argument is unknown, missing or invalid, or the query does not validate against the schema. \
                 Standard error shows the place. Nothing was sent."
            }
            Self::PartialErrors => {
                "The list was walked to its end, but the server left something out. Either some answers had `errors` \
                 beside their data, and `--on-partial-error` allowed that: with `keep`, the fields that failed are null \
                 in the output; with `skip`, the items that have them are missing, and a warning names each. Or items \
                 of the list are null, with an error or without one: there is nothing to write for them, and a warning \
                 has their number. For `sync`: some dossiers, items or files could not be read; see the table \
                 `dead_letter` and the certificate."
            }
            Self::Stopped => {
                "The run stopped before the end of the list and can go on: the server throttles for longer than \
                 `--max-wait`, or requests kept failing, also because the server cannot be reached; check the host in \
                 `--endpoint`. With `-o` or `--checkpoint`, the same command continues after the last item \
                 written. Parquet and XLSX files cannot be continued: they are written \
                 when they are complete. For `sync`: another run is mirroring the same list; wait for it."
            }
            Self::Truncated => {
                "The list ended before as many items as the server had announced, items were deleted while it was read by \
                 offsets or page numbers, so that others may be missing, or lists inside its items lack items \
                 that the server has. Some lists are capped: a search on GitHub ends after 1,000 items. Split the \
                 request, for example by date, or accept it with `--on-truncation warn`. What a nested list needs to \
                 be read to its end is said in a warning."
            }
            Self::Token => {
                "The server refused the credentials, or none were given where they are needed. Set the environment \
                 variables of the API, or name a file with `--token-file`. Tokens expire: those of \
                 demarches-simplifiees on their last day."
            }
            Self::Configuration => {
                "A file cannot be read or written, a schema is invalid, or a checkpoint belongs to another query, \
                 other variables, another endpoint or another output. Standard error names it."
            }
            Self::Interrupted => {
                "Ctrl-C or SIGTERM ended the run. Received items are written, and with `-o` or `--checkpoint` the \
                 same command continues after them."
            }
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn codes_are_distinct_and_sorted() {
        let codes = Exit::ALL.map(Exit::code);
        assert_eq!(codes, [0, 1, 2, 3, 4, 5, 77, 78, 130]);
    }
}
