//! Tests of the command `sync`: mirrors of the sandbox, and the messages about them.

use std::process::Command;

use graphql_paginate_sandbox::Sandbox;
use serde_json::Value;

use crate::program::{Folder, Ran, command};

mod demarches;
mod inner_lists;
mod lists;
mod own_list;
mod queries;
mod reports;
mod rounds;
mod usage;

/// The command `sync` on a database in the folder, without a token.
fn sync(folder: &Folder, arguments: &[&str]) -> Command {
    let mut command = command(&[]);
    command
        .arg("sync")
        .args(arguments)
        .current_dir(&folder.0)
        .env_remove("DATABASE_URL");
    command
}

/// The same with a server of the test.
fn sync_from(folder: &Folder, sandbox: &Sandbox, arguments: &[&str]) -> Command {
    let mut command = sync(folder, arguments);
    command
        .args(["--endpoint", sandbox.demarches_simplifiees().url()])
        .env("DS_TOKEN", Sandbox::TOKEN);
    command
}

/// Mirrors the issues of a repository of GitHub twice, with a query; the runs say these summaries.
fn mirror_github_issues(
    sandbox: &Sandbox,
    query: &str,
    summaries: [&str; 2],
) -> (Folder, [Ran; 2]) {
    let folder = Folder::new();
    folder.write("issues.graphql", query);
    let definition =
        "name = 'issues'\nquery = 'issues.graphql'\npath = 'repository.issues'\nkey = 'id'\n";
    let file = folder.write("issues.toml", definition);
    let runs = summaries.map(|summary| {
        let mut command = sync(&folder, &["--list", &file, "--api", "github"]);
        command
            .args(["--endpoint", sandbox.github().url()])
            .env("GITHUB_TOKEN", Sandbox::TOKEN);
        let run = ran(command).with_code(0);
        run.says(summary);
        run.does_not_say("not seen");
        run
    });
    (folder, runs)
}

fn ran(mut command: Command) -> Ran {
    command.output().unwrap().into()
}

fn sandbox(dossiers: usize) -> Sandbox {
    Sandbox::builder()
        .dossiers(dossiers)
        .deleted_dossiers(2)
        .pending_deleted_dossiers(0)
        .start_blocking()
        .unwrap()
}

/// The JSON messages of one level on standard error.
fn messages(ran: &Ran, level: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for line in ran.stderr.lines() {
        let message: Value = serde_json::from_str(line).unwrap();
        if message["level"] == level {
            found.push(message);
        }
    }
    found
}
