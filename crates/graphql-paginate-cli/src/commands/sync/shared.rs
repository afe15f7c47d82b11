//! Arguments that several `sync` commands share.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::duration::parse_duration;
use crate::sandbox::parse_items;

/// The database.
#[derive(Debug, Args)]
pub(crate) struct TargetArgs {
    /// The database: `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/DATABASE`. TLS is used if the server offers it: add
    /// the CA of a certificate of its own with `SSL_CERT_FILE`, or `?sslmode=disable` on a trusted network.
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

    /// A file with one token per line; several are used in turn.
    #[arg(long, value_name = "FILE", conflicts_with = "sandbox")]
    pub(crate) token_file: Vec<PathBuf>,

    /// A header of each request, such as `X-Team: data`; not for credentials.
    #[arg(short = 'H', long, value_name = "NAME: VALUE")]
    pub(crate) header: Vec<String>,

    /// A header with the value of an environment variable, for credentials other than a token: `X-Api-Key=API_KEY`.
    #[arg(long, value_name = "NAME=VARIABLE")]
    pub(crate) header_env: Vec<String>,

    /// The longest wait that the API may ask for, as in `30s` or `2h`.
    #[arg(long, value_name = "TIME", value_parser = parse_duration, default_value = "15m")]
    pub(crate) max_wait: Duration,

    /// Use the imitated API on this machine even if a token is set.
    #[arg(long, conflicts_with = "endpoint")]
    pub(crate) sandbox: bool,

    /// Dossiers, pull requests and issues of the imitated API; 250 by default.
    #[arg(long, value_name = "N", value_parser = parse_items)]
    pub(crate) sandbox_items: Option<usize>,
}

/// What is asked for.
#[derive(Debug, Args)]
#[command(next_help_heading = "Run")]
pub(crate) struct ContentArgs {
    /// Parts of the dossiers; `champs,annotations` by default. Another choice than before reads all dossiers again.
    #[arg(long, value_enum, value_name = "PARTS", value_delimiter = ',')]
    pub(crate) with: Vec<Part>,

    /// A folder for the contents of files, which are downloaded, verified, and erased when no dossier has them any more.
    #[arg(long, value_name = "DIR")]
    pub(crate) files: Option<PathBuf>,

    /// Dossiers or items per page, up to 100, and 50 by default; the lists of a REST API are always read in the largest
    /// pages.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) page_size: Option<u32>,
}

impl ContentArgs {
    /// The parts of the dossiers that are requested.
    pub(super) fn parts(&self) -> &[Part] {
        if self.with.is_empty() {
            &[Part::Champs, Part::Annotations]
        } else {
            &self.with
        }
    }
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
    /// The contents of attached files. Implied by `--files DIR`; needs `champs`, `annotations`, `avis` or `messages`.
    Files,
    /// None of these: the dossiers alone.
    None,
}

/// What happens to rows of deleted dossiers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deleted {
    /// They stay, with the date and the reason.
    #[default]
    Mark,
    /// They are removed, with everything that belongs to them, and so are those that earlier runs marked.
    Remove,
}

impl Deleted {
    /// Whether deleted dossiers are removed from the database.
    pub(super) fn removes(self) -> bool {
        self == Self::Remove
    }
}

/// Parses a démarche number. Refuses `all` with the reason: the API cannot list the démarches that a token can read.
pub(super) fn parse_demarche(text: &str) -> Result<i64, String> {
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
