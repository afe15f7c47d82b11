//! The tasks of a `sync` run, read from its arguments.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use graphql_paginate_sync::{List, Partition, SyncError, Task};

use super::arguments::{RepositoryList, WhatArgs};
use super::inner_lists::{Inner, inner_lists};
use super::outcome::failure;
use crate::export::Api;
use crate::failure::Failure;
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
    /// The démarches, repositories and lists with a definition.
    named: Vec<Task>,
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
        named.extend(definitions(&args.list)?);
        if named.is_empty() && collections.is_empty() {
            return Err(Failure::usage("there is nothing to mirror")
                .help("add repositories to the file of `--repos-file`"));
        }
        Ok(Self { args, named })
    }

    /// The tasks of this shard, in the order of the arguments. `dataset` is the company of Sage.
    pub(super) fn tasks(self, dataset: &str) -> Result<Vec<Task>, Failure> {
        let mut tasks = rest(self.args, dataset)?;
        tasks.extend(self.named);
        if let Some(shard) = self.args.shard {
            tasks.retain(|task| shard.has(&task.name()));
        }
        Ok(tasks)
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

/// The lists that files define. Two lists of one name would delete each other's items.
fn definitions(paths: &[PathBuf]) -> Result<Vec<Task>, Failure> {
    let mut tasks = Vec::new();
    let mut files: HashMap<String, &Path> = HashMap::new();
    for path in paths {
        let (list, partition) = defined(path)?;
        if let Some(first) = files.insert(list.name().to_owned(), path) {
            let message = format!(
                "`{}` and `{}` both define the list `{}`",
                first.display(),
                path.display(),
                list.name()
            );
            return Err(Failure::usage(message).help("give each list a `name` of its own"));
        }
        tasks.push(Task::List(Box::new(list), partition));
    }
    Ok(tasks)
}

/// Reads a list definition from a file, and the query beside it.
fn defined(path: &Path) -> Result<(List, Partition), Failure> {
    let definition = TextInput::read(path)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut document = String::new();
    let defined = List::from_toml(&definition.text, |query| {
        let query = folder.join(query);
        let text = std::fs::read_to_string(&query).map_err(|source| SyncError::File {
            path: query,
            source,
        })?;
        document.clone_from(&text);
        Ok(text)
    });
    let (mut list, partition) =
        defined.map_err(|error| failure(error, None, &format!("`{}`", path.display())))?;
    for inner in inner_lists(&document, list.path()) {
        list = match inner {
            Inner::Ended(inner) => list.inner_list(inner),
            Inner::WithoutHasNextPage(path) => list.list_without_has_next_page(&path),
        };
    }
    Ok((list, partition))
}
