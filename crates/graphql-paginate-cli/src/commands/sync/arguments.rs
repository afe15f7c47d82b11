//! The arguments of `sync`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};

use super::plan::PlanArgs;
use super::shared::{ContentArgs, Deleted, ServerArgs, TargetArgs, parse_demarche};
use super::state::StateCommand;
use super::status::StatusArgs;
use super::verify::VerifyArgs;
use crate::duration::parse_duration;
use crate::export::Api;
use crate::shard::Shard;

/// Mirror démarches, repositories or other lists in a database.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Examples:
  graphql-paginate sync --demarche 12345
  graphql-paginate sync --to sqlite:dossiers.db --demarche 12345 --demarche 67890 --with champs,avis
  graphql-paginate sync --to sqlite:dossiers.db --demarche 12345 --with champs,messages,files --files pieces
  graphql-paginate sync --to postgres://mirror@localhost/ds --demarche 12345 --census
  graphql-paginate sync --repo rust-lang/rust --repo rust-lang/cargo
  graphql-paginate sync --demarche 12345 --follow --poll-interval 30s
  graphql-paginate sync --to sqlite:sage.db --api sage
  graphql-paginate sync --to sqlite:jobs.db --api jobaffinity --collection candidates,steps
  graphql-paginate sync --list films.toml --endpoint https://api.example.com/graphql
  graphql-paginate sync verify --demarche 12345 --repair
  graphql-paginate sync status --max-age 26h

The first run reads everything, later runs read what changed. Each page is one transaction with its
checkpoint, so a run can be stopped at any moment. The same command continues from there, unless it
reads a list as a whole or has `--full-refresh`. Some changes are in no list of changes, such as
labels: run with `--census` once a day or week.

A list is defined by a TOML file: `name`, `query` (a file with any query, as for `export`), `path`
of the list, `key` of an item, `order` (`updated` or `any`), `deletions` (`keep`, `walk`, `twice` or
`node`), and tables `variables` and `columns`. Lists inside the items are read to their ends. One
that cannot be is stored as it was received, and the command ends with 5.

Of REST APIs, later runs read JobAffinity's new and modified candidates and steps; all other lists are read as a whole and
compared.

The token comes from DS_TOKEN, GITHUB_TOKEN, the variables of a REST API, GRAPHQL_TOKEN for `--list`,
or `--token-file`. Without one, and without `--endpoint`, `sync` runs on an imitation of the API on
this machine, and says so."
)]
pub(crate) struct SyncArgs {
    #[command(subcommand)]
    pub(crate) command: Option<SyncCommand>,

    #[command(flatten)]
    pub(crate) run: SyncRunArgs,
}

/// What else can be done with a mirror.
#[derive(Debug, Subcommand)]
pub(crate) enum SyncCommand {
    /// Compare the database with the server, dossier by dossier.
    Verify(VerifyArgs),
    /// Show when each démarche was last up to date.
    Status(StatusArgs),
    /// Show or drop the checkpoints that the next run resumes from.
    #[command(subcommand)]
    State(StateCommand),
    /// Estimate the requests and the time of the next run.
    Plan(PlanArgs),
}

/// A run.
#[derive(Debug, Args)]
pub(crate) struct SyncRunArgs {
    #[command(flatten)]
    pub(crate) target: TargetArgs,

    #[command(flatten)]
    pub(crate) server: ServerArgs,

    #[command(flatten)]
    pub(crate) what: WhatArgs,

    #[command(flatten)]
    pub(crate) content: ContentArgs,

    /// What happens to rows of what was deleted.
    #[arg(long, value_enum, default_value_t, help_heading = "Run")]
    pub(crate) deleted: Deleted,

    /// Delete everything in the mirror of a list that the server lists without any item, or of a démarche without any
    /// dossier in a census. Without this, nothing is deleted then.
    #[arg(long, help_heading = "Run")]
    pub(crate) allow_empty: bool,

    /// Walk all lists from the start, and change what differs.
    #[arg(long, help_heading = "Run")]
    pub(crate) full_refresh: bool,

    /// After the run, compare every dossier with the server, and repair what differs.
    #[arg(long, help_heading = "Run")]
    pub(crate) census: bool,

    /// Number of workers, which share the work with those of other programs on the same PostgreSQL database.
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u8).range(1..=64), help_heading = "Run")]
    pub(crate) workers: Option<u8>,

    /// Run again after this time, as in `15m` or `1h`, until Ctrl-C.
    #[arg(long, value_name = "TIME", value_parser = parse_duration, help_heading = "Run")]
    pub(crate) every: Option<Duration>,

    /// First ask for the last change of each démarche, with one request, and stop if nothing changed since the last run.
    #[arg(long, conflicts_with_all = ["census", "full_refresh", "follow"], help_heading = "Run")]
    pub(crate) poll: bool,

    /// Keep running until Ctrl-C: after each run, ask for changes of the démarches every `--poll-interval`, and mirror at
    /// once what changed. Everything is run again after `--every`, by default an hour.
    #[arg(long, help_heading = "Run")]
    pub(crate) follow: bool,

    /// How often `--follow` asks for changes; a request for each démarche.
    #[arg(long, value_name = "TIME", value_parser = parse_duration, default_value = "1m", requires = "follow", help_heading = "Run")]
    pub(crate) poll_interval: Duration,
}

/// What is mirrored: démarches, repositories, or lists.
#[derive(Debug, Args)]
pub(crate) struct WhatArgs {
    /// The number of a démarche, as in the URL of its page; repeatable.
    #[arg(
        long,
        value_name = "NUMBER",
        value_parser = parse_demarche,
        required_unless_present_any = ["repo", "repos_file", "list", "api"],
        conflicts_with_all = ["repo", "repos_file", "list", "api"]
    )]
    pub(crate) demarche: Vec<i64>,

    /// A repository on GitHub, `OWNER/NAME`: its pull requests with reviews and comments, and its issues with comments;
    /// repeatable.
    #[arg(long, value_name = "REPOSITORY", conflicts_with = "list")]
    pub(crate) repo: Vec<String>,

    /// A file with one repository per line; `#` starts a comment.
    #[arg(long, value_name = "FILE", conflicts_with = "list")]
    pub(crate) repos_file: Option<PathBuf>,

    /// What is mirrored of repositories; both by default.
    #[arg(long, value_enum, value_name = "LISTS", value_delimiter = ',')]
    pub(crate) lists: Vec<RepositoryList>,

    /// A file that defines a list of any GraphQL API, in TOML; repeatable.
    #[arg(long, value_name = "FILE")]
    pub(crate) list: Vec<PathBuf>,

    /// The schema for the queries of `--list`: a file in SDL or introspection JSON, or a shipped name. By default that of
    /// `--api`, or else the server's.
    #[arg(long, value_name = "FILE")]
    pub(crate) schema: Option<String>,

    /// Mirror only part `I` of `N`; other programs mirror the rest.
    #[arg(long, value_name = "I/N", value_parser = Shard::parse)]
    pub(crate) shard: Option<Shard>,

    /// A REST API, with all its lists; or the API of `--list`, whose token comes from GRAPHQL_TOKEN and which needs
    /// `--endpoint` without this.
    #[arg(long, value_enum, conflicts_with_all = ["repo", "repos_file"])]
    pub(crate) api: Option<Api>,

    /// Only these collections of a REST API, such as `candidates,steps`.
    #[arg(
        long,
        value_name = "NAMES",
        value_delimiter = ',',
        requires = "api",
        conflicts_with = "list"
    )]
    pub(crate) collection: Vec<String>,
}

/// A list of a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RepositoryList {
    /// Pull requests, with reviews and comments.
    PullRequests,
    /// Issues, with comments.
    Issues,
}
