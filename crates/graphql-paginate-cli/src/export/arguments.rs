//! The arguments of `export`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use graphql_paginate::{Direction, Partial};

use super::api::Api;
use crate::declared::Declared;
use crate::duration::parse_duration;
use crate::output::{CsvDialect, CsvLists, Format};
use crate::query_input::FragmentArgs;
use crate::sandbox::parse_items;

/// The names of standard output. Opened as a file, it would be cut or written from its beginning.
const STANDARD_OUTPUT: [&str; 4] = ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];

/// Export every item of a list.
///
/// On a terminal, it shows the first 20 items as a table and says how many more there are. With `-o`, `--format` or
/// `--jq`, or in a pipe, it writes all of them.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  graphql-paginate export --api github --query pull_requests -F owner=rust-lang -F name=rust
  graphql-paginate export --api github --query q.graphql -F owner=rust-lang -o pulls.csv
  graphql-paginate export --api demarches-simplifiees --query dossiers -F demarcheNumber=1234 -o dossiers.ndjson
  graphql-paginate export --api sage --collection accounts --select numero,intitule -o accounts.csv
  graphql-paginate export --endpoint https://api.example.com/graphql --query - --jq .title < q.graphql

Credentials come from the environment, in the variables that `--api` lists above, or from
`--token-file`. Without any, and without `--endpoint`, `--api` runs on an imitation of the API on
this machine, and says so.")]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    pub(crate) source: SourceArgs,

    #[command(flatten)]
    pub(crate) query: QueryArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,

    #[command(flatten)]
    pub(crate) run: RunArgs,
}

/// Where requests go.
#[derive(Debug, Args)]
#[command(next_help_heading = "Source")]
pub(crate) struct SourceArgs {
    /// A known API: its endpoint, schema, limits and credentials.
    #[arg(long, value_enum, required_unless_present = "endpoint")]
    pub(crate) api: Option<Api>,

    /// The URL of the API, also in place of that of `--api`.
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint: Option<String>,

    /// A file with one token per line; several are used in turn. For `--endpoint`, GRAPHQL_TOKEN works too.
    #[arg(long, value_name = "FILE", conflicts_with = "sandbox")]
    pub(crate) token_file: Vec<PathBuf>,

    /// A header of each request, such as `X-Team: data`; not for credentials.
    #[arg(short = 'H', long, value_name = "NAME: VALUE")]
    pub(crate) header: Vec<String>,

    /// A header with the value of an environment variable, for credentials other than a token: `X-Api-Key=API_KEY`.
    #[arg(long, value_name = "NAME=VARIABLE")]
    pub(crate) header_env: Vec<String>,

    /// Use the imitated API on this machine even if credentials are set.
    #[arg(long, requires = "api", conflicts_with = "endpoint")]
    pub(crate) sandbox: bool,

    /// Items in the lists of the imitated API; 250 by default.
    #[arg(long, value_name = "N", value_parser = parse_items)]
    pub(crate) sandbox_items: Option<usize>,
}

/// What is asked for.
#[derive(Debug, Args)]
#[command(next_help_heading = "Query")]
pub(crate) struct QueryArgs {
    /// A GraphQL document: a file, `-`, or with `--api` the name of a shipped query: `pull_requests`,
    /// `pull_requests_edges`, `pull_request_reviews`; `dossiers`, `dossiers_backward`, `dossiers_poll`.
    #[arg(long, value_name = "FILE")]
    pub(crate) query: Option<String>,

    #[command(flatten)]
    pub(crate) fragments: FragmentArgs,

    #[command(flatten)]
    pub(crate) declared: Declared,

    /// The schema: a file in SDL or introspection JSON, or a shipped name. By default that of
    /// `--api`; that of `--endpoint` is fetched by introspection.
    #[arg(short, long, value_name = "SCHEMA")]
    pub(crate) schema: Option<String>,

    /// The operation, if the document has several.
    #[arg(long, value_name = "NAME")]
    pub(crate) operation: Option<String>,

    /// The list to walk, if the query has several: response keys with dots.
    #[arg(long, value_name = "PATH")]
    pub(crate) path: Option<String>,

    /// The collection of a REST API, such as `jobs` or `accounts`.
    #[arg(long, value_name = "NAME")]
    pub(crate) collection: Option<String>,

    /// A variable (or a parameter of a REST API) as text.
    #[arg(short = 'f', long = "raw-field", value_name = "KEY=TEXT")]
    pub(crate) raw_field: Vec<String>,

    /// A variable, read by its type in the query; `@file` reads the value from a file, `@-` from standard input.
    #[arg(short = 'F', long, value_name = "KEY=VALUE")]
    pub(crate) field: Vec<String>,

    /// Variables as a JSON object, or a file with one; `-F` and `-f` override it.
    #[arg(long, value_name = "FILE|JSON")]
    pub(crate) variables: Option<PathBuf>,

    /// From which end the list is walked.
    #[arg(long, value_enum)]
    pub(crate) direction: Option<WalkDirection>,

    /// Which lists inside the items to complete with further requests: `all`, `none`, or paths as `check` prints them.
    /// The others are counted in a warning and in the summary if they lack items.
    #[arg(
        long,
        value_name = "PATH",
        value_delimiter = ',',
        default_value = "all"
    )]
    pub(crate) nested: Vec<String>,

    /// The most items to read. A preview on the terminal reads 20 unless this is given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) limit: Option<u64>,

    /// Items per page: `auto` takes the largest page that the API serves.
    #[arg(long, value_name = "N", default_value = "auto", value_parser = parse_page_size)]
    pub(crate) page_size: PageSizeChoice,

    /// Only what changed since this date or time: sets the variable `updatedSince` or `since` of the query. For
    /// JobAffinity: since the item with this identifier.
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<String>,

    /// Pages requested at the same time, for lists with offsets or page numbers and a total; at most 8.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=8))]
    pub(crate) concurrency: Option<u8>,
}

/// Where items go.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArgs {
    /// Write to this file; its extension chooses the format.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// The format: by default that of the file's extension, a preview on a terminal, else `ndjson`.
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,

    /// Only these fields of each item, in this order: `number,author.login`.
    #[arg(long, value_name = "PATHS", value_delimiter = ',')]
    pub(crate) select: Vec<String>,

    /// A jq filter over each item (over each page with `--format pages`).
    #[arg(short = 'q', long, value_name = "FILTER")]
    pub(crate) jq: Option<String>,

    /// Run the jq filter once, over the list of all items.
    #[arg(long, requires = "jq", conflicts_with = "checkpoint")]
    pub(crate) slurp: bool,

    /// What the program that reads the CSV expects; `standard` by default.
    #[arg(long, value_enum)]
    pub(crate) csv_dialect: Option<CsvDialect>,

    /// Put an apostrophe before texts in CSV that begin like a formula: a spreadsheet then shows them instead of running
    /// them.
    #[arg(long)]
    pub(crate) csv_escape_formulas: bool,

    /// Where lists inside the items go in CSV; `json` by default. In a file of its own, a row begins with the key of the
    /// row that has the list: its `id` if the query selects it, else its number.
    #[arg(long, value_enum)]
    pub(crate) csv_lists: Option<CsvLists>,
}

/// How the run goes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Run")]
pub(crate) struct RunArgs {
    /// The file with the position of the run; beside the file of `-o` by default.
    #[arg(long, value_name = "FILE")]
    pub(crate) checkpoint: Option<PathBuf>,

    /// Start from the beginning. The earlier checkpoint and output are replaced once the first page has arrived.
    #[arg(long)]
    pub(crate) restart: bool,

    /// Walk the list from its first and from its last item at once, in about half the time where latency dominates.
    ///
    /// The output has the order of the list; its last half is held in memory until both ends meet. Items are identified
    /// by `id`, which is requested if the query does not select it. A run that was stopped continues from the first end
    /// alone.
    #[arg(long, conflicts_with_all = ["direction", "limit"])]
    pub(crate) both_ends: bool,

    /// The longest wait that the API may ask for, as in `30s` or `2h`.
    #[arg(long, value_name = "TIME", value_parser = parse_duration, default_value = "15m")]
    pub(crate) max_wait: Duration,

    /// What happens to a page with errors beside its data.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) on_partial_error: OnPartialError,

    /// What happens if the server ends the list before its announced total, or if a nested list lacks items.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) on_truncation: OnTruncation,

    /// Append one JSON line about the run to this file.
    #[arg(long, value_name = "FILE")]
    pub(crate) summary_file: Option<PathBuf>,
}

/// From which end a list is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum WalkDirection {
    /// First to last.
    Forward,
    /// Last to first.
    Backward,
}

/// What happens to a page with errors beside its data.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnPartialError {
    /// The run stops before the page.
    #[default]
    Fail,
    /// Its items are written, with nulls where fields failed; items that are null themselves are absent, and their number
    /// is a warning. The run ends with 3.
    Keep,
    /// The items that the errors point at are left out, each with a warning; the run ends with 3. An error that points
    /// at no item stops the run.
    Skip,
}

/// What happens if the server ends the list before its announced total.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnTruncation {
    /// The run ends with 5.
    #[default]
    Fail,
    /// A warning.
    Warn,
}

/// The page size of a walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageSizeChoice {
    /// The size that the query or the API sets.
    Auto,
    /// A fixed number of items.
    Items(u32),
}

impl ExportArgs {
    /// Where the run keeps its place: in the file that the arguments name, or beside the output. `None` for standard
    /// output, pipes and devices.
    pub(crate) fn checkpoint_path(&self) -> Option<PathBuf> {
        match (&self.run.checkpoint, self.output.file()) {
            (Some(path), _) => Some(path.clone()),
            (None, Some(output)) if output.is_file() || !output.exists() => {
                let mut name = output.as_os_str().to_owned();
                name.push(".checkpoint");
                Some(name.into())
            }
            (None, _) => None,
        }
    }
}

impl OutputArgs {
    /// The file that is written; `None` for standard output.
    pub(crate) fn file(&self) -> Option<&Path> {
        let path = self.output.as_deref()?;
        let is_standard = STANDARD_OUTPUT.iter().any(|name| path == Path::new(name));
        if is_standard { None } else { Some(path) }
    }
}

impl From<OnPartialError> for Partial {
    fn from(policy: OnPartialError) -> Self {
        match policy {
            OnPartialError::Fail => Self::Fail,
            OnPartialError::Keep => Self::Keep,
            // The walk decides by the paths of the errors.
            OnPartialError::Skip => Self::Fail,
        }
    }
}

impl From<WalkDirection> for Direction {
    fn from(direction: WalkDirection) -> Self {
        match direction {
            WalkDirection::Forward => Self::Forward,
            WalkDirection::Backward => Self::Backward,
        }
    }
}

fn parse_page_size(text: &str) -> Result<PageSizeChoice, String> {
    if text == "auto" {
        return Ok(PageSizeChoice::Auto);
    }
    match text.parse() {
        Ok(0) | Err(_) => Err("expected `auto` or a number of at least 1".to_owned()),
        Ok(items) => Ok(PageSizeChoice::Items(items)),
    }
}
