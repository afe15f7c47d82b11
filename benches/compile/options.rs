//! Parses the command line options of this program: which crates are measured, and how often.

use crate::crates::PEERS;
use anyhow::{Context, Result, bail, ensure};

const USAGE: &str = "usage: compile-bench [--queries 1,10,30] [--peers ours,graphql_client,by_hand,cynic] [--rounds 7] [--memory 500] [--no-check] [--no-cold]";

pub(crate) struct Options {
    /// The numbers of queries in the crates, one row each.
    pub(crate) queries: Vec<usize>,
    /// The derives, one column each. The ratio is that of the first two.
    pub(crate) peers: Vec<&'static str>,
    /// The number of times that each crate is checked.
    pub(crate) rounds: usize,
    /// Whether the check of leaf crates is measured.
    pub(crate) check: bool,
    /// Whether the cold build is measured.
    pub(crate) cold: bool,
    /// The number of queries in the crate whose check is measured for its peak memory; it is not measured by default.
    pub(crate) memory: Option<usize>,
}

impl Options {
    pub(crate) fn from_arguments() -> Result<Self> {
        let mut options = Self {
            queries: vec![1, 10, 30],
            peers: PEERS.to_vec(),
            rounds: 7,
            check: true,
            cold: true,
            memory: None,
        };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || {
                arguments
                    .next()
                    .with_context(|| format!("`{argument}` has no value; {USAGE}"))
            };
            match argument.as_str() {
                "--queries" => {
                    options.queries = value()?
                        .split(',')
                        .map(str::parse)
                        .collect::<Result<_, _>>()?
                }
                "--peers" => {
                    options.peers = value()?.split(',').map(peer).collect::<Result<_>>()?
                }
                "--rounds" => options.rounds = value()?.parse()?,
                "--memory" => options.memory = Some(value()?.parse()?),
                "--no-check" => options.check = false,
                "--no-cold" => options.cold = false,
                _ => bail!("unknown argument `{argument}`; {USAGE}"),
            }
        }
        ensure!(!options.queries.is_empty() && options.rounds > 0, USAGE);
        ensure!(
            options.peers.starts_with(&PEERS[..2]),
            "`ours` and `graphql_client` are always compared; {USAGE}"
        );
        Ok(options)
    }
}

fn peer(name: &str) -> Result<&'static str> {
    PEERS
        .into_iter()
        .find(|peer| *peer == name)
        .with_context(|| format!("unknown peer `{name}`; {USAGE}"))
}
