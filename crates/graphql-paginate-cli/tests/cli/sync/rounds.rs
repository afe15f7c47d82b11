//! Tests of `sync` runs that poll, or that repeat until they are interrupted.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use graphql_paginate_sandbox::Change;
use serde_json::Value;

use super::{ran, sandbox, sync, sync_from};
use crate::program::{Folder, send_signal};

#[cfg(unix)]
#[test]
fn every_runs_again_until_it_is_interrupted() {
    let sandbox = sandbox(2);
    let folder = Folder::new();
    let arguments = ["--demarche", "1", "--every", "1ms", "--log-format", "json"];
    let mut command = sync_from(&folder, &sandbox, &arguments);
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut inserted = Vec::new();
    while inserted.len() < 2 {
        let message: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        if message["level"] == "summary" {
            inserted.push(message["changes"]["inserted"].as_i64().unwrap());
        }
    }
    send_signal(&child, "-TERM");
    for line in lines {
        line.unwrap();
    }
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(inserted, [2, 0]);
}

#[test]
fn a_poll_is_one_request_while_nothing_changes() {
    let sandbox = sandbox(3);
    let api = sandbox.demarches_simplifiees();
    let folder = Folder::new();
    let poll = ["--demarche", "1", "--poll"];
    let first = ran(sync_from(&folder, &sandbox, &poll)).with_code(0);
    assert!(first.stderr.contains("démarche 1: 3 new"), "{first:?}");
    api.clear_requests();

    let second = ran(sync_from(&folder, &sandbox, &poll)).with_code(0);

    assert!(
        second
            .stderr
            .contains("démarche 1: nothing changed since the last run, "),
        "{second:?}"
    );
    assert_eq!(api.requests().len(), 1);
    api.change(Change::Update(10_002));
    let third = ran(sync_from(&folder, &sandbox, &poll)).with_code(0);
    assert!(
        third.stderr.contains("démarche 1: 0 new, 1 changed"),
        "{third:?}"
    );

    for (arguments, text) in [
        (
            &["--demarche", "1", "--poll", "--census"][..],
            "cannot be used with",
        ),
        (&["--repo", "a/b", "--poll"], "are for démarches"),
        (&["--api", "sage", "--follow"], "are for démarches"),
        (&["--demarche", "1", "--poll-interval", "1s"], "--follow"),
    ] {
        let refused = ran(sync(&folder, arguments)).with_code(2);
        assert!(refused.stderr.contains(text), "{arguments:?}: {refused:?}");
    }
}

#[cfg(unix)]
#[test]
fn follow_mirrors_what_changes_until_it_is_interrupted() {
    let sandbox = sandbox(2);
    let api = sandbox.demarches_simplifiees();
    let folder = Folder::new();
    let arguments = [
        "--demarche",
        "1",
        "--follow",
        "--poll-interval",
        "1ms",
        "--log-format",
        "json",
    ];
    let mut command = sync_from(&folder, &sandbox, &arguments);
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut next = || loop {
        let message: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        if message["level"] == "summary" {
            return message["changes"].clone();
        }
    };
    assert_eq!(next()["inserted"], 2);

    api.change(Change::Insert);
    let second = next();
    assert_eq!(
        (&second["inserted"], &second["updated"]),
        (&1.into(), &0.into())
    );
    api.change(Change::Update(10_001));
    let third = next();
    assert_eq!(
        (&third["inserted"], &third["updated"]),
        (&0.into(), &1.into())
    );

    send_signal(&child, "-TERM");
    for line in lines {
        line.unwrap();
    }
    assert_eq!(child.wait().unwrap().code(), Some(130));
    api.clear_requests();
    let after = ran(sync_from(&folder, &sandbox, &["--demarche", "1", "--poll"])).with_code(0);
    assert!(after.stderr.contains("nothing changed"), "{after:?}");
    assert_eq!(api.requests().len(), 1);
}

/// Two lists of the sandbox: in the first one, no item has a key.
fn lists(folder: &Folder) -> [String; 4] {
    folder.write(
        "labels.graphql",
        "query Labels($first: Int, $after: String) {
           repository(owner: \"rust-lang\", name: \"rust\") {
             labels(first: $first, after: $after) { pageInfo { hasNextPage endCursor } nodes { id name } }
           }
         }",
    );
    let file = |name: &str, key: &str| {
        let definition = format!(
            "name = '{name}'\nquery = 'labels.graphql'\npath = 'repository.labels'\nkey = '{key}'\n"
        );
        folder.write(&format!("{name}.toml"), &definition)
    };
    let (keyless, labels) = (file("keyless", "number"), file("labels", "id"));
    ["--list".to_owned(), keyless, "--list".to_owned(), labels]
}

#[test]
fn a_list_that_cannot_be_mirrored_does_not_stop_the_others() {
    let folder = Folder::new();
    let lists = lists(&folder);
    let mut arguments: Vec<&str> = lists.iter().map(String::as_str).collect();
    arguments.extend(["--api", "github"]);

    let ran = ran(sync(&folder, &arguments)).with_code(1);

    assert!(
        ran.stderr
            .contains("error: keyless: an item of `keyless` has no key at `number`"),
        "{ran:?}"
    );
    assert!(
        ran.stderr.contains("labels: ") && ran.stderr.contains(" new; 1 pages"),
        "{ran:?}"
    );
}

#[cfg(unix)]
#[test]
fn every_goes_on_after_a_task_that_fails() {
    let folder = Folder::new();
    let lists = lists(&folder);
    let mut arguments: Vec<&str> = lists.iter().map(String::as_str).collect();
    arguments.extend(["--api", "github", "--every", "1ms", "--log-format", "json"]);
    let mut command = sync(&folder, &arguments);
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let (mut errors, mut summaries) = (0, 0);
    while errors < 2 || summaries < 2 {
        let message: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        match message["level"].as_str() {
            Some("error") => errors += 1,
            Some("summary") => summaries += 1,
            _ => {}
        }
    }
    send_signal(&child, "-TERM");
    for line in lines {
        line.unwrap();
    }
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[cfg(unix)]
#[test]
fn every_ends_once_the_database_is_of_a_newer_version() {
    use std::os::unix::fs::symlink;

    let sandbox = sandbox(2);
    let folder = Folder::new();
    let newer = ["--demarche", "1", "--to", "sqlite:newer.db"];
    ran(sync_from(&folder, &sandbox, &newer)).with_code(0);
    let mut bytes = std::fs::read(folder.0.join("newer.db")).unwrap();
    // The version in the header of an SQLite file.
    bytes[60..64].copy_from_slice(&999_u32.to_be_bytes());
    std::fs::write(folder.0.join("newer.db"), bytes).unwrap();
    // The link is replaced at once, and each round follows it when it opens the database.
    symlink("own.db", folder.0.join("link.db")).unwrap();
    symlink("newer.db", folder.0.join("next.db")).unwrap();
    let arguments = [
        "--demarche",
        "1",
        "--to",
        "sqlite:link.db",
        "--every",
        "1ms",
    ];
    let mut command = sync_from(&folder, &sandbox, &arguments);
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    while !lines.next().unwrap().unwrap().contains("complete") {}

    std::fs::rename(folder.0.join("next.db"), folder.0.join("link.db")).unwrap();

    let text: Vec<String> = lines.map(Result::unwrap).collect();
    assert_eq!(child.wait().unwrap().code(), Some(78), "{text:?}");
    let errors = text
        .iter()
        .filter(|line| line.contains("update the program"));
    assert_eq!(errors.count(), 1, "{text:?}");
}
