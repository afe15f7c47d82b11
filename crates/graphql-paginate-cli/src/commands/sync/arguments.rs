//! The arguments of `sync`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};

use super::shard::Shard;
use crate::duration::parse_duration;
use crate::export::Api;

/// Keep démarches, repositories or other lists in a database, in step with the server.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Examples:
  graphql-paginate sync --demarche 12345
  graphql-paginate sync --to sqlite:dossiers.db --demarche 12345 --demarche 67890 --with champs,avis
  graphql-paginate sync --to postgres://mirror@localhost/ds --demarche 12345 --census
  graphql-paginate sync --repo rust-lang/rust --repo rust-lang/cargo
  graphql-paginate sync --list films.toml --endpoint https://api.example.com/graphql
  graphql-paginate sync verify --demarche 12345 --repair
  graphql-paginate sync status --max-age 26h

The first run reads everything, later runs read what changed. Each page is one transaction with its checkpoint, so a run
can be stopped at any moment, and the same command goes on from there. Some changes are in no list of changes, such as
labels: run with `--census` once a day or week.

A list is defined by a TOML file: `name`, `query` (a file with `$first` and `$after`), `path` of the connection, `key` of an
item, `order` (`updated` or `any`), `deletions` (`keep`, `walk` or `node`), and tables `variables` and `columns`.

The token comes from DS_TOKEN, GITHUB_TOKEN or `--token-file`. Without one, `sync` runs on an imitation of the API on this
machine, and says so."
)]
pub(crate) struct SyncArgs {
    #[command(subcommand)]
    pub(crate) command: Option<SyncCommand>,

    #[command(flatten)]
    pub(crate) run: RunArgs,
}

/// What else can be done with a mirror.
#[derive(Debug, Subcommand)]
pub(crate) enum SyncCommand {
    /// Compare the database with the server, dossier by dossier.
    Verify(VerifyArgs),
    /// Say when each démarche was last in step.
    Status(StatusArgs),
    /// Show or drop what the next run continues from.
    #[command(subcommand)]
    State(StateCommand),
    /// Say how many requests the next run takes, and how long.
    Plan(PlanArgs),
}

/// A run.
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
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

    /// Walk all lists from the start, and change what differs.
    #[arg(long, help_heading = "Run")]
    pub(crate) full_refresh: bool,

    /// Then compare every dossier with the server, and repair what differs.
    #[arg(long, help_heading = "Run")]
    pub(crate) census: bool,

    /// So many workers, which share the work with those of other programs on the same PostgreSQL database.
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u8).range(1..=64), help_heading = "Run")]
    pub(crate) workers: Option<u8>,

    /// Run again after this time, as in `15m` or `1h`, until Ctrl-C.
    #[arg(long, value_name = "TIME", value_parser = parse_duration, help_heading = "Run")]
    pub(crate) every: Option<Duration>,
}

/// What is mirrored: démarches, repositories, or lists.
#[derive(Debug, Args)]
pub(crate) struct WhatArgs {
    /// The number of a démarche, as in the URL of its page; repeatable.
    #[arg(
        long,
        value_name = "NUMBER",
        value_parser = parse_demarche,
        required_unless_present_any = ["repo", "repos_file", "list"],
        conflicts_with_all = ["repo", "repos_file", "list"]
    )]
    pub(crate) demarche: Vec<i64>,

    /// A repository on GitHub, `OWNER/NAME`: its pull requests and issues; repeatable.
    #[arg(long, value_name = "REPOSITORY", conflicts_with = "list")]
    pub(crate) repo: Vec<String>,

    /// A file with one repository a line; `#` starts a comment.
    #[arg(long, value_name = "FILE", conflicts_with = "list")]
    pub(crate) repos_file: Option<PathBuf>,

    /// What is mirrored of repositories.
    #[arg(long, value_enum, value_name = "LISTS", value_delimiter = ',', default_values_t = [RepositoryList::PullRequests, RepositoryList::Issues])]
    pub(crate) lists: Vec<RepositoryList>,

    /// A file that defines a list of any GraphQL API, in TOML; repeatable.
    #[arg(long, value_name = "FILE")]
    pub(crate) list: Vec<PathBuf>,

    /// Only one of `N` parts of all this, `I/N`: each part is mirrored by another program.
    #[arg(long, value_name = "I/N", value_parser = Shard::parse)]
    pub(crate) shard: Option<Shard>,

    /// The API of `--list`; without it, `--endpoint` is needed, and the token comes from GRAPHQL_TOKEN.
    #[arg(long, value_enum, requires = "list")]
    pub(crate) api: Option<Api>,
}

/// A list of a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RepositoryList {
    /// Pull requests.
    PullRequests,
    /// Issues.
    Issues,
}

/// The database.
#[derive(Debug, Args)]
pub(crate) struct TargetArgs {
    /// The database: `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/DATABASE`.
    #[arg(
        long,
        value_name = "DATABASE",
        env = "DATABASE_URL",
        hide_env_values = true,
        default_value = "sqlite:demarches.db"
    )]
    pub(crate) to: String,
}

/// The server.
#[derive(Debug, Args)]
#[command(next_help_heading = "Source")]
pub(crate) struct ServerArgs {
    /// The URL of the API, in place of its usual one.
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint: Option<String>,

    /// A file with one token a line; several are used in turn.
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Vec<PathBuf>,

    /// The longest wait that the API may ask for, as in `30s` or `2h`.
    #[arg(long, value_name = "TIME", value_parser = parse_duration, default_value = "15m")]
    pub(crate) max_wait: Duration,

    /// Use the imitated API on this machine, whatever token is set.
    #[arg(long)]
    pub(crate) sandbox: bool,

    /// Dossiers, pull requests and issues of the imitated API.
    #[arg(long, value_name = "N", default_value_t = 250)]
    pub(crate) sandbox_items: usize,
}

/// What is asked for.
#[derive(Debug, Args)]
#[command(next_help_heading = "Run")]
pub(crate) struct ContentArgs {
    /// Parts of the dossiers; another choice than before reads all dossiers again.
    #[arg(long, value_enum, value_name = "PARTS", value_delimiter = ',', default_values_t = [Part::Champs, Part::Annotations])]
    pub(crate) with: Vec<Part>,

    /// Dossiers or items per page, up to 100.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) page_size: u32,
}

/// A comparison.
#[derive(Debug, Args)]
#[command(
    after_help = "Prints a line for each dossier that differs: `missing`, `extra` or `stale`, the démarche and the dossier's number.
Ends with 0 if database and server agree, or were brought into agreement by `--repair`; else with 1."
)]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    pub(crate) target: TargetArgs,

    #[command(flatten)]
    pub(crate) server: ServerArgs,

    /// The number of a démarche; all of the database by default.
    #[arg(long, value_name = "NUMBER", value_parser = parse_demarche)]
    pub(crate) demarche: Vec<i64>,

    #[command(flatten)]
    pub(crate) content: ContentArgs,

    /// Ask for each dossier that differs, and store it.
    #[arg(long, help_heading = "Run")]
    pub(crate) repair: bool,

    /// What happens to rows of dossiers that the server does not have.
    #[arg(long, value_enum, default_value_t, help_heading = "Run")]
    pub(crate) deleted: Deleted,

    /// Print one JSON object for each démarche.
    #[arg(long)]
    pub(crate) json: bool,
}

/// A look at the database.
#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    #[command(flatten)]
    pub(crate) target: TargetArgs,

    /// The number of a démarche; all of the database by default.
    #[arg(long, value_name = "NUMBER", value_parser = parse_demarche)]
    pub(crate) demarche: Vec<i64>,

    /// End with 1 if a démarche was last in step longer ago than this, as in `26h`.
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    pub(crate) max_age: Option<Duration>,

    /// Print a JSON list.
    #[arg(long)]
    pub(crate) json: bool,
}

/// What the next run continues from.
#[derive(Debug, Subcommand)]
pub(crate) enum StateCommand {
    /// Show how far each walk has come.
    Show(StateShowArgs),
    /// Forget how far a walk has come: the next run walks from the start, and rows stay.
    Drop(StateDropArgs),
}

/// How far walks have come.
#[derive(Debug, Args)]
pub(crate) struct StateShowArgs {
    #[command(flatten)]
    pub(crate) target: TargetArgs,

    /// Print a JSON list, with checkpoints.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Walks to forget.
#[derive(Debug, Args)]
pub(crate) struct StateDropArgs {
    #[command(flatten)]
    pub(crate) target: TargetArgs,

    /// The number of a démarche; repeatable.
    #[arg(long, value_name = "NUMBER", required = true, value_parser = parse_demarche)]
    pub(crate) demarche: Vec<i64>,
}

/// An estimate.
#[derive(Debug, Args)]
#[command(after_help = "Sends two requests for each démarche, and writes nothing.")]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    pub(crate) target: TargetArgs,

    #[command(flatten)]
    pub(crate) server: ServerArgs,

    /// The number of a démarche; repeatable.
    #[arg(long, value_name = "NUMBER", required = true, value_parser = parse_demarche)]
    pub(crate) demarche: Vec<i64>,

    #[command(flatten)]
    pub(crate) content: ContentArgs,

    /// Print one JSON object for each démarche.
    #[arg(long)]
    pub(crate) json: bool,
}

/// A part of a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// The answers to the form, with names and checksums of files.
    Champs,
    /// The annotations of instructors.
    Annotations,
    /// Opinions of experts.
    Avis,
    /// Messages.
    Messages,
    /// None of these: the dossiers alone.
    None,
}

/// What happens to rows of deleted dossiers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deleted {
    /// They stay, with the date and the reason.
    #[default]
    Mark,
    /// They are removed, with everything that belongs to them.
    Remove,
}

/// `all` is refused with the reason: the API cannot say which démarches a token can read.
fn parse_demarche(text: &str) -> Result<i64, String> {
    if text == "all" {
        return Err(
            "the API does not tell which démarches a token can read; name each by its number"
                .to_owned(),
        );
    }
    match text.parse::<i32>() {
        Ok(number) if number > 0 => Ok(number.into()),
        _ => Err("expected the number of a démarche, such as `12345`".to_owned()),
    }
}
