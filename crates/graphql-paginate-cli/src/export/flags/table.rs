//! The table of flags that do not apply to every list in every format.

use super::flag::{Flag, Need};
use super::kind::{GRAPHQL, Kind, REST};
use crate::export::arguments::{ExportArgs, OnPartialError, WalkDirection};
use crate::output::{CsvLists, Format};

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

/// The flags that do not apply everywhere. All others do: see the tests.
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
    Flag::new("--paginate", |args| !args.query.declared.lists.is_empty()).graphql(),
    Flag::new("--refetch", |args| !args.query.declared.refetch.is_empty()).graphql(),
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
    Flag::new("--csv-escape-formulas", |args| {
        args.output.csv_escape_formulas
    })
    .formats(
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
            "has no effect here: in this format, every run starts from the beginning",
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
