//! The flags of `sync`, and what each applies to: one that would change nothing is refused before anything is opened.

use super::arguments::SyncRunArgs;
use crate::export::Api;
use crate::failure::Failure;

/// What is mirrored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Demarche,
    Repository,
    /// A list with a definition.
    List,
    Jobaffinity,
    PositionGreen,
    Sage,
}

/// A flag that does not apply to everything.
struct Flag {
    name: &'static str,
    is_given: fn(&SyncRunArgs) -> bool,
    kinds: &'static [Kind],
    problem: &'static str,
    help: &'static str,
}

const GRAPHQL: &[Kind] = &[Kind::Demarche, Kind::Repository, Kind::List];
const LEAVE_OUT: &str = "leave it out";

const FLAGS: [Flag; 10] = [
    Flag {
        name: "--with",
        is_given: |args| !args.content.with.is_empty(),
        kinds: &[Kind::Demarche],
        problem: "is for démarches",
        help: LEAVE_OUT,
    },
    Flag {
        name: "--files",
        is_given: |args| args.content.files.is_some(),
        kinds: &[Kind::Demarche],
        problem: "is for démarches",
        help: LEAVE_OUT,
    },
    Flag {
        name: "--poll",
        is_given: |args| args.poll,
        kinds: &[Kind::Demarche],
        problem: "and `--follow` are for démarches",
        help: "to run again at an interval, use `--every`",
    },
    Flag {
        name: "--follow",
        is_given: |args| args.follow,
        kinds: &[Kind::Demarche],
        problem: "and `--poll` are for démarches",
        help: "to run again at an interval, use `--every`",
    },
    Flag {
        name: "--lists",
        is_given: |args| !args.what.lists.is_empty(),
        kinds: &[Kind::Repository],
        problem: "is for repositories",
        help: LEAVE_OUT,
    },
    Flag {
        name: "--collection",
        is_given: |args| !args.what.collection.is_empty(),
        kinds: &[Kind::Jobaffinity, Kind::PositionGreen, Kind::Sage],
        problem: "is for REST APIs",
        help: LEAVE_OUT,
    },
    Flag {
        name: "--schema",
        is_given: |args| args.what.schema.is_some(),
        kinds: &[Kind::List],
        problem: "is for `--list`",
        help: LEAVE_OUT,
    },
    Flag {
        name: "--page-size",
        is_given: |args| args.content.page_size.is_some(),
        kinds: GRAPHQL,
        problem: "is for GraphQL APIs; the lists of a REST API are read in the largest pages",
        help: LEAVE_OUT,
    },
    Flag {
        name: "--workers",
        is_given: |args| args.workers.is_some(),
        kinds: GRAPHQL,
        problem: "is for GraphQL APIs; one worker is enough for the lists of a REST API",
        help: LEAVE_OUT,
    },
    Flag {
        name: "--token-file",
        is_given: |args| !args.server.token_file.is_empty(),
        kinds: &[Kind::Demarche, Kind::Repository, Kind::List, Kind::Sage],
        problem: "is for APIs with tokens",
        help: "set the environment variables of the API's credentials; `export --help` lists them",
    },
];

/// Refuses flags that would change nothing.
pub(super) fn refuse_unused_flags(args: &SyncRunArgs) -> Result<(), Failure> {
    let kind = kind(args);
    for flag in &FLAGS {
        if (flag.is_given)(args) && !flag.kinds.contains(&kind) {
            let message = format!("`{}` {}", flag.name, flag.problem);
            return Err(Failure::usage(message).help(flag.help));
        }
    }
    Ok(())
}

fn kind(args: &SyncRunArgs) -> Kind {
    let what = &args.what;
    if !what.demarche.is_empty() {
        return Kind::Demarche;
    }
    if !what.list.is_empty() {
        return Kind::List;
    }
    match what.api {
        Some(Api::Jobaffinity) => Kind::Jobaffinity,
        Some(Api::PositionGreen) => Kind::PositionGreen,
        Some(Api::Sage) => Kind::Sage,
        Some(Api::Github | Api::DemarchesSimplifiees) | None => Kind::Repository,
    }
}
