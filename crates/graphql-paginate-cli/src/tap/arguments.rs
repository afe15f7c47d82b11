//! The arguments of `tap`.

use std::path::PathBuf;

use clap::Args;

/// Write lists as a Singer tap: for Meltano, and any other engine that runs Singer taps.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  graphql-paginate tap --config config.json | target-jsonl
  graphql-paginate tap --config config.json --discover > catalog.json
  graphql-paginate tap --config config.json --catalog catalog.json --state state.json

A config: { \"api\": \"github\", \"repositories\": [\"rust-lang/rust\"], \"streams\": [\"issues\"] }
`graphql-paginate tap --about` lists every setting, and the streams that come with the program.

Credentials come from the config or from the environment, as for `export`. Without any, and
without an `endpoint`, the tap runs on an imitation of the API on this machine, and says so.
Engines that pass no subcommand call `tap-graphql-paginate`, which is the same program.")]
pub(crate) struct TapArgs {
    /// The settings, a JSON object.
    #[arg(short, long, value_name = "FILE", required_unless_present = "about")]
    pub(crate) config: Option<PathBuf>,

    /// The state of the last run: the value of its last STATE message.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,

    /// Which streams and properties are selected: the output of `--discover`, edited.
    #[arg(long, value_name = "FILE", visible_alias = "properties")]
    pub(crate) catalog: Option<PathBuf>,

    /// Print the catalog of all streams; nothing is sent.
    #[arg(short, long, conflicts_with_all = ["about", "test"])]
    pub(crate) discover: bool,

    /// Print what the tap can do and its settings, as JSON.
    #[arg(long, conflicts_with = "test")]
    pub(crate) about: bool,

    /// Fetch one item of each stream to see whether that works; standard output stays empty.
    #[arg(long)]
    pub(crate) test: bool,

    /// The form of `--about`, which is always JSON.
    #[arg(long, value_name = "FORMAT", value_parser = ["json"], requires = "about", hide = true)]
    pub(crate) format: Option<String>,
}
