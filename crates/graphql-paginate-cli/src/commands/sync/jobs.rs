//! The tasks of a `sync` run, read from its arguments.

use graphql_paginate_sync::{List, Partition, Task};

use super::arguments::{RepositoryList, WhatArgs};
use super::definitions::{Definition, definitions};
use super::outcome::failure;
use super::server::Server;
use crate::export::{Api, CommandHints, schema};
use crate::failure::{Failure, Report};
use crate::text_input::TextInput;

/// The API that the arguments select; `None` if they give only `--endpoint`.
pub(super) fn api(args: &WhatArgs) -> Result<Option<Api>, Failure> {
    if !args.demarche.is_empty() {
        return Ok(Some(Api::DemarchesSimplifiees));
    }
    if args.list.is_empty() {
        return match args.api {
            Some(api) if api.is_graphql() => Err(Failure::usage(format!(
                "`--api {}` needs `--list`",
                api.name()
            ))
            .help("for démarches use `--demarche`, for repositories `--repo`")),
            Some(api) => Ok(Some(api)),
            None => Ok(Some(Api::Github)),
        };
    }
    match args.api {
        Some(api) if !api.is_graphql() => Err(Failure::usage(format!(
            "`--list` needs a GraphQL API, and `{}` is not one",
            api.name()
        ))),
        api => Ok(api),
    }
}

/// What the arguments ask for, read from the files that they name.
pub(super) struct Jobs<'a> {
    args: &'a WhatArgs,
    /// The démarches and the lists of repositories.
    named: Vec<Task>,
    definitions: Vec<Definition>,
}

/// The tasks of a run, and why other definitions have none.
pub(super) struct Planned {
    pub(super) tasks: Vec<Task>,
    pub(super) refused: Vec<Report>,
}

impl<'a> Jobs<'a> {
    /// Reads the files once: one of them may be standard input.
    pub(super) fn read(args: &'a WhatArgs) -> Result<Self, Failure> {
        let collections = rest(args, "")?;
        let mut named = Vec::new();
        for number in &args.demarche {
            named.push(Task::Demarche(*number));
        }
        for repository in repositories(args)? {
            named.extend(lists_of(&repository, repository_lists(args))?);
        }
        let definitions = definitions(&args.list)?;
        if named.is_empty() && definitions.is_empty() && collections.is_empty() {
            return Err(Failure::usage("there is nothing to mirror")
                .help("add repositories to the file of `--repos-file`"));
        }
        Ok(Self {
            args,
            named,
            definitions,
        })
    }

    /// The tasks of this shard, in the order of the arguments. The queries of definitions are checked against the schema of
    /// the server; one that does not fit does not stop the others.
    ///
    /// # Errors
    ///
    /// If the schema cannot be read.
    pub(super) async fn tasks(
        self,
        server: &Server,
        api: Option<Api>,
        page_size: Option<u32>,
    ) -> Result<Planned, Failure> {
        let mut tasks = rest(self.args, &server.dataset)?;
        let mut refused = Vec::new();
        tasks.extend(self.named);
        if !self.definitions.is_empty() {
            let named = self.args.schema.as_deref();
            let schema = schema(named, api, &server.client, &CommandHints::SYNC).await?;
            for definition in self.definitions {
                match definition.task(&schema, &server.client, page_size) {
                    Ok(task) => tasks.push(task),
                    Err(Failure::Reported(report)) => refused.push(*report),
                    Err(failure) => return Err(failure),
                }
            }
        }
        if let Some(shard) = self.args.shard {
            tasks.retain(|task| shard.has(&task.name()));
        }
        Ok(Planned { tasks, refused })
    }
}

/// The lists of each repository.
fn repository_lists(args: &WhatArgs) -> &[RepositoryList] {
    if args.lists.is_empty() {
        &[RepositoryList::PullRequests, RepositoryList::Issues]
    } else {
        &args.lists
    }
}

/// The lists of a repository.
fn lists_of(repository: &str, lists: &[RepositoryList]) -> Result<Vec<Task>, Failure> {
    let partition = Partition::repository(repository);
    let partition = partition.map_err(|error| failure(error, None, ""))?;
    let mut tasks = Vec::new();
    for list in lists {
        let list = match list {
            RepositoryList::PullRequests => List::github_pull_requests(),
            RepositoryList::Issues => List::github_issues(),
        };
        tasks.push(Task::List(Box::new(list), partition.clone()));
    }
    Ok(tasks)
}

/// The lists of a REST API, or some of them.
fn rest(args: &WhatArgs, dataset: &str) -> Result<Vec<Task>, Failure> {
    let Some(api) = args.api else {
        return Ok(Vec::new());
    };
    let lists = match api {
        Api::Jobaffinity => List::jobaffinity(),
        Api::PositionGreen => List::position_green(),
        Api::Sage => List::sage(dataset),
        Api::Github | Api::DemarchesSimplifiees => return Ok(Vec::new()),
    };
    let prefix = format!("{}_", api.name().replace('-', "_"));
    let mut names = Vec::new();
    for list in &lists {
        let name = list.name().strip_prefix(&prefix).unwrap_or(list.name());
        names.push(name.replace('_', "-"));
    }
    for wanted in &args.collection {
        if !names.contains(wanted) {
            let message = format!("`sync` has no collection `{wanted}` of {}", api.name());
            return Err(Failure::usage(message).help(format!("choose from {}", names.join(", "))));
        }
    }
    let mut tasks = Vec::new();
    for (list, name) in lists.into_iter().zip(&names) {
        if args.collection.is_empty() || args.collection.contains(name) {
            let part = if api == Api::Sage { dataset } else { "" };
            let partition = Partition::new(part, serde_json::Map::new());
            tasks.push(Task::List(Box::new(list), partition));
        }
    }
    Ok(tasks)
}

fn repositories(args: &WhatArgs) -> Result<Vec<String>, Failure> {
    let mut repositories = args.repo.clone();
    if let Some(path) = &args.repos_file {
        for line in TextInput::read(path)?.text.lines() {
            let name = line.split('#').next().unwrap_or_default().trim();
            if !name.is_empty() {
                repositories.push(name.to_owned());
            }
        }
    }
    Ok(repositories)
}
