//! The flags of an export, and where each applies: one that would change nothing is refused before anything is opened.

use graphql_paginate_codegen::{ConnectionAnalysis, Style};

use super::api::Api;
use super::arguments::{ExportArgs, OnPartialError, WalkDirection};
use super::choice::has_several_parents;
use crate::failure::Failure;
use crate::output::{CsvLists, Format};

/// What is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A Relay connection.
    Connection,
    /// A list inside a list, walked for each of its parents.
    EachParent,
    /// A list with tokens.
    Token,
    /// A list with offsets or page numbers.
    Counted,
    /// A list with a key set.
    KeySet,
    Jobaffinity,
    PositionGreen,
    Sage,
}

const GRAPHQL: &[Kind] = &[
    Kind::Connection,
    Kind::EachParent,
    Kind::Token,
    Kind::Counted,
    Kind::KeySet,
];
const REST: &[Kind] = &[Kind::Jobaffinity, Kind::PositionGreen, Kind::Sage];

/// Formats that a later run continues.
const CONTINUED: &[Format] = &[Format::Ndjson, Format::Json, Format::Csv, Format::Pages];
/// Formats of items.
const ITEMS: &[Format] = &[
    Format::Ndjson,
    Format::Json,
    Format::Csv,
    Format::Parquet,
    Format::Xlsx,
    Format::Table,
];

/// A flag and where it applies.
pub(super) struct Flag {
    /// The flag, with its value if only that is meant.
    name: &'static str,
    is_given: fn(&ExportArgs) -> bool,
    kinds: Limit<Kind>,
    formats: Limit<Format>,
    need: Need,
}

/// Where a flag applies, and what is said elsewhere.
enum Limit<T: 'static> {
    Any,
    Only(&'static [T], &'static str, &'static str),
}

/// What else a flag needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    Nothing,
    /// A file for the output.
    File,
    /// A place that an earlier run can have kept.
    Checkpoint,
    /// Items as the query selects them.
    NoFilter,
}

impl Flag {
    const fn new(name: &'static str, is_given: fn(&ExportArgs) -> bool) -> Self {
        Self {
            name,
            is_given,
            kinds: Limit::Any,
            formats: Limit::Any,
            need: Need::Nothing,
        }
    }

    const fn graphql(self) -> Self {
        self.of(GRAPHQL, "is for GraphQL APIs", "leave it out")
    }

    const fn of(
        mut self,
        kinds: &'static [Kind],
        problem: &'static str,
        help: &'static str,
    ) -> Self {
        self.kinds = Limit::Only(kinds, problem, help);
        self
    }

    const fn formats(
        mut self,
        formats: &'static [Format],
        problem: &'static str,
        help: &'static str,
    ) -> Self {
        self.formats = Limit::Only(formats, problem, help);
        self
    }

    const fn needs(mut self, need: Need) -> Self {
        self.need = need;
        self
    }
}

/// The flags that do not apply everywhere. All others do: see the test.
pub(super) const FLAGS: &[Flag] = &[
    Flag::new("--token-file", |args| !args.source.token_file.is_empty()).of(
        &[
            Kind::Connection,
            Kind::EachParent,
            Kind::Token,
            Kind::Counted,
            Kind::KeySet,
            Kind::Sage,
        ],
        "is for APIs with tokens",
        "set the environment variables of the API's credentials; `export --help` lists them",
    ),
    Flag::new("--query", |args| args.query.query.is_some()).graphql(),
    Flag::new("--fragments", |args| {
        !args.query.fragments.fragments.is_empty()
    })
    .graphql(),
    Flag::new("--schema", |args| args.query.schema.is_some()).graphql(),
    Flag::new("--operation", |args| args.query.operation.is_some()).graphql(),
    Flag::new("--path", |args| args.query.path.is_some()).graphql(),
    Flag::new("--variables", |args| args.query.variables.is_some()).of(
        GRAPHQL,
        "is for GraphQL APIs",
        "give the parameters with `-f name=value`",
    ),
    Flag::new("--collection", |args| args.query.collection.is_some()).of(
        REST,
        "is for REST APIs",
        "name a query with `--query`",
    ),
    Flag::new("--direction backward", |args| {
        args.query.direction == Some(WalkDirection::Backward)
    })
    .of(
        &[Kind::Connection, Kind::EachParent],
        "is for GraphQL APIs and connections with `last` and `before`",
        "leave it out: the list is read from its first item",
    ),
    Flag::new("--nested", |args| args.query.nested != ["all"]).graphql(),
    Flag::new("--nested", |args| {
        args.query.nested != ["all"] && args.query.nested != ["none"]
    })
    .formats(
        &[
            Format::Ndjson,
            Format::Json,
            Format::Csv,
            Format::Parquet,
            Format::Xlsx,
            Format::Pages,
        ],
        "reads lists to their ends, and a preview shows the answer to one request",
        "add `--format ndjson` or `-o FILE`",
    ),
    Flag::new("--concurrency", |args| args.query.concurrency.is_some()).of(
        &[Kind::Counted, Kind::Sage],
        "needs an API or a list with offsets or page numbers; of the REST APIs, only Sage has them",
        "leave it out: the pages of this list are fetched one after the other",
    ),
    Flag::new("--since", |args| args.query.since.is_some()).of(
        &[
            Kind::Connection,
            Kind::EachParent,
            Kind::Token,
            Kind::Counted,
            Kind::KeySet,
            Kind::Jobaffinity,
        ],
        "is not offered by this API",
        "leave it out: the API lists everything",
    ),
    Flag::new("--select", |args| !args.output.select.is_empty()).formats(
        ITEMS,
        "is about items, and `--format pages` writes pages",
        "use `--jq`, which then filters each page",
    ),
    Flag::new("--jq", |args| args.output.jq.is_some()).formats(
        &[
            Format::Ndjson,
            Format::Json,
            Format::Csv,
            Format::Pages,
            Format::Table,
        ],
        "changes the types of the columns, which this format takes from the query",
        "use `--select` in place of `--jq`",
    ),
    Flag::new("--slurp", |args| args.output.slurp).formats(
        &[Format::Ndjson, Format::Json, Format::Csv],
        "needs all items, and this format has pages or a preview",
        "use `--format ndjson`",
    ),
    Flag::new("--csv-dialect", |args| args.output.csv_dialect.is_some()).formats(
        &[Format::Csv],
        "is for CSV",
        "add `--format csv`, or name a file that ends in `.csv`",
    ),
    Flag::new("--csv-lists", |args| args.output.csv_lists.is_some()).formats(
        &[Format::Csv],
        "is for CSV",
        "add `--format csv`, or name a file that ends in `.csv`",
    ),
    Flag::new("--csv-lists files", has_list_files)
        .of(
            GRAPHQL,
            "takes the lists from a query, and REST APIs have none",
            "leave it out: lists are JSON in a cell",
        )
        .needs(Need::File),
    Flag::new("--csv-lists files", has_list_files).needs(Need::NoFilter),
    Flag::new("--checkpoint", |args| args.run.checkpoint.is_some()).formats(
        CONTINUED,
        "keeps the place in an output that can be continued, and this format cannot",
        "leave it out, or use `--format csv` or `--format ndjson`",
    ),
    Flag::new("--restart", |args| args.run.restart)
        .formats(
            CONTINUED,
            "gives up what an earlier run left, and in this format every run starts anew",
            "leave it out",
        )
        .needs(Need::Checkpoint),
    Flag::new("--both-ends", |args| args.run.both_ends)
        .of(
            &[Kind::Connection],
            "is for GraphQL APIs and connections that can be walked in both directions",
            "leave it out",
        )
        .formats(
            &[
                Format::Ndjson,
                Format::Json,
                Format::Csv,
                Format::Parquet,
                Format::Xlsx,
            ],
            "reads the items of a whole list, not its pages or a preview",
            "add `--format ndjson` or `-o FILE`",
        ),
    Flag::new("--on-partial-error", |args| {
        args.run.on_partial_error != OnPartialError::Fail
    })
    .of(
        GRAPHQL,
        "is for GraphQL APIs",
        "leave it out: REST APIs report no errors beside the data",
    ),
    Flag::new("--on-partial-error skip", |args| {
        args.run.on_partial_error == OnPartialError::Skip
    })
    .of(
        &[Kind::Connection, Kind::Token, Kind::Counted, Kind::KeySet],
        "is not for lists inside lists, nor for REST APIs",
        "use `--on-partial-error keep` or `fail`",
    ),
];

fn has_list_files(args: &ExportArgs) -> bool {
    args.output.csv_lists == Some(CsvLists::Files)
}

/// Refuses flags that would change nothing for any of these kinds, or in this format.
pub(super) fn refuse_idle(
    args: &ExportArgs,
    kinds: &[Kind],
    format: Format,
) -> Result<(), Failure> {
    for flag in FLAGS {
        if !(flag.is_given)(args) {
            continue;
        }
        let mut refused = None;
        if let Limit::Only(formats, problem, help) = &flag.formats
            && !formats.contains(&format)
        {
            refused = Some((*problem, *help));
        }
        if let Limit::Only(only, problem, help) = &flag.kinds
            && !kinds.iter().any(|kind| only.contains(kind))
        {
            refused = Some((*problem, *help));
        }
        if let Some((problem, help)) = refused.or_else(|| flag.need.problem(args)) {
            return Err(Failure::usage(format!("`{}` {problem}", flag.name)).help(help));
        }
    }
    Ok(())
}

impl Need {
    /// What is missing, and how to fix it.
    fn problem(self, args: &ExportArgs) -> Option<(&'static str, &'static str)> {
        let (is_missing, problem, help) = match self {
            Self::Nothing => return None,
            Self::File => (
                args.output.file().is_none(),
                "needs a file",
                "add `-o FILE.csv`",
            ),
            Self::Checkpoint => (
                args.output.slurp || args.checkpoint_path().is_none(),
                "gives up what an earlier run left, and this output is never continued",
                "leave it out, or add `-o FILE` or `--checkpoint FILE`",
            ),
            Self::NoFilter => (
                args.output.jq.is_some(),
                "takes the lists from the query, not from a filter",
                "use `--select` in place of `--jq`",
            ),
        };
        if is_missing {
            Some((problem, help))
        } else {
            None
        }
    }
}

impl Kind {
    /// The kinds that lists of an API can be of.
    pub(super) fn of_api(api: Option<Api>) -> &'static [Self] {
        match api {
            Some(Api::Jobaffinity) => &[Self::Jobaffinity],
            Some(Api::PositionGreen) => &[Self::PositionGreen],
            Some(Api::Sage) => &[Self::Sage],
            Some(Api::Github | Api::DemarchesSimplifiees) | None => GRAPHQL,
        }
    }

    /// The kind of a list.
    pub(super) fn of_list(connection: &ConnectionAnalysis) -> Self {
        if has_several_parents(connection) {
            return Self::EachParent;
        }
        match connection.style {
            Style::Token => Self::Token,
            Style::Offset | Style::PageNumber => Self::Counted,
            Style::KeySet => Self::KeySet,
            _ => Self::Connection,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::*;

    #[derive(Debug, Parser)]
    struct Export {
        #[command(flatten)]
        args: ExportArgs,
    }

    /// Flags that apply to every list in every format.
    const EVERYWHERE: [&str; 16] = [
        "--api",
        "--endpoint",
        "--header",
        "--sandbox",
        // Refused with the credentials, unless the sandbox is used.
        "--sandbox-items",
        "--raw-field",
        "--field",
        "--direction",
        "--limit",
        "--page-size",
        "--output",
        "--format",
        "--max-wait",
        "--on-truncation",
        "--summary-file",
        "--help",
    ];

    const KINDS: [Kind; 8] = [
        Kind::Connection,
        Kind::EachParent,
        Kind::Token,
        Kind::Counted,
        Kind::KeySet,
        Kind::Jobaffinity,
        Kind::PositionGreen,
        Kind::Sage,
    ];

    const FORMATS: [Format; 7] = [
        Format::Ndjson,
        Format::Json,
        Format::Csv,
        Format::Parquet,
        Format::Xlsx,
        Format::Pages,
        Format::Table,
    ];

    /// For each flag with an example: where it applies. A letter for each of `KINDS`, then one for each of `FORMATS`;
    /// `-` is a usage error.
    const EXPECTED: &[(&[&str], &str)] = &[
        (&["--token-file", "t"], "retck--s njcpxgt"),
        (&["--query", "q"], "retck--- njcpxgt"),
        (&["--fragments", "f"], "retck--- njcpxgt"),
        (&["--schema", "s"], "retck--- njcpxgt"),
        (&["--operation", "o"], "retck--- njcpxgt"),
        (&["--path", "p"], "retck--- njcpxgt"),
        (&["--variables", "v"], "retck--- njcpxgt"),
        (&["--collection", "c"], "-----jgs njcpxgt"),
        (&["--direction", "forward"], "retckjgs njcpxgt"),
        (&["--direction", "backward"], "re------ njcpxgt"),
        (&["--nested", "all"], "retckjgs njcpxgt"),
        (&["--nested", "none"], "retck--- njcpxgt"),
        (&["--nested", "a.b"], "retck--- njcpxg-"),
        (&["--concurrency", "2"], "---c---s njcpxgt"),
        (&["--since", "2026-01-01"], "retckj-- njcpxgt"),
        (&["--select", "a"], "retckjgs njcpx-t"),
        (&["--jq", "."], "retckjgs njc--gt"),
        (&["--jq", ".", "--slurp"], "retckjgs njc----"),
        (&["--csv-dialect", "excel-fr"], "retckjgs --c----"),
        (&["--csv-lists", "json"], "retckjgs --c----"),
        (&["--csv-lists", "files", "-o", "x"], "retck--- --c----"),
        (&["--csv-lists", "files"], "-------- -------"),
        (
            &["--csv-lists", "files", "-o", "x", "--jq", "."],
            "-------- -------",
        ),
        (&["--checkpoint", "c"], "retckjgs njc--g-"),
        (&["--restart", "-o", "x"], "retckjgs njc--g-"),
        (&["--restart", "--checkpoint", "x"], "retckjgs njc--g-"),
        (&["--restart"], "-------- -------"),
        (
            &["--restart", "-o", "x", "--jq", ".", "--slurp"],
            "-------- -------",
        ),
        (&["--both-ends"], "r------- njcpx--"),
        (&["--on-partial-error", "fail"], "retckjgs njcpxgt"),
        (&["--on-partial-error", "keep"], "retck--- njcpxgt"),
        (&["--on-partial-error", "skip"], "r-tck--- njcpxgt"),
    ];

    #[test]
    fn every_flag_is_in_the_table_or_applies_everywhere() {
        let command = Export::command();
        let mut flags = Vec::new();
        for argument in command.get_arguments() {
            flags.push(format!("--{}", argument.get_long().unwrap()));
        }
        for flag in &flags {
            let is_limited = FLAGS.iter().any(|known| known.name == flag);
            let is_tested = EXPECTED.iter().any(|(example, _)| example[0] == flag)
                || flag == "--slurp"
                || flag == "--csv-lists";
            let is_everywhere = EVERYWHERE.contains(&flag.as_str());
            assert!(is_limited != is_everywhere, "{flag}");
            assert!(is_everywhere || is_tested, "{flag}");
        }
        assert!(flags.len() > 30);
    }

    #[test]
    fn each_flag_works_or_is_refused_for_every_kind_of_list_and_every_format() {
        for (example, expected) in EXPECTED {
            let arguments = ["export", "--endpoint", "http://127.0.0.1:1"].iter();
            let args = Export::parse_from(arguments.chain(*example)).args;
            let (kinds, formats) = expected.split_once(' ').unwrap();
            for (kind, of_kind) in KINDS.into_iter().zip(kinds.chars()) {
                for (format, of_format) in FORMATS.into_iter().zip(formats.chars()) {
                    let result = refuse_idle(&args, &[kind], format);
                    let is_allowed = of_kind != '-' && of_format != '-';
                    assert_eq!(
                        result.is_ok(),
                        is_allowed,
                        "{example:?} {kind:?} {format:?}"
                    );
                    if let Err(Failure::Reported(report)) = result {
                        let named = example.iter().any(|flag| report.message.contains(flag));
                        assert!(named && report.exit.code() == 2, "{}", report.message);
                    }
                }
            }
        }
    }
}
