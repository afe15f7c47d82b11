//! Runs the commands of `README.fr.md` and `docs/mirrors.md` in order.

use std::process::{Command, Stdio};

use graphql_paginate_sandbox::Sandbox;

use crate::program::{Folder, Ran, command, root};

#[test]
fn the_commands_of_the_french_quick_start_run() {
    check("README.fr.md", 10);
}

#[test]
fn the_commands_of_the_page_about_mirrors_run() {
    check("docs/mirrors.md", 4);
}

#[test]
fn the_list_of_the_page_about_mirrors_is_mirrored() {
    const SCHEMA: &str = "type Query { films(first: Int, after: String, language: String): Films! }
        type Films { pageInfo: PageInfo! nodes: [Film!]! }
        type PageInfo { hasNextPage: Boolean! endCursor: String }
        type Film { id: ID! title: String! director: Director! } type Director { name: String! }";
    let text = std::fs::read_to_string(root().join("docs/mirrors.md")).unwrap();
    let block = |language: &str| {
        let after = text.split_once(&format!("```{language}\n")).unwrap().1;
        after.split("```").next().unwrap()
    };
    let folder = Folder::new();
    folder.write("films.toml", block("toml"));
    folder.write("films.graphql", block("graphql"));
    let sandbox = Sandbox::builder().own_schema(SCHEMA).own_schema_items(120);
    let sandbox = sandbox.start_blocking().unwrap();
    let url = sandbox.own_schema().unwrap().url();
    let sync = || {
        let mut sync = command(&["sync", "--list", "films.toml", "--endpoint", url]);
        sync.current_dir(&folder.0).env_remove("DATABASE_URL");
        Ran::from(sync.output().unwrap()).with_code(0)
    };
    sync().says("films: 120 new");
    sync().says("films: 0 new, 120 the same; 3 pages");
}

/// Runs the commands of a page, of which there are at least so many.
fn check(page: &str, at_least: usize) {
    let text = std::fs::read_to_string(root().join(page)).unwrap();
    let folder = Folder::new();
    let has_sqlite = Command::new("sqlite3")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_ok();
    if !has_sqlite {
        eprintln!("`sqlite3` is not installed: its commands are skipped");
    }
    let lines = commands(&text);
    assert!(lines.len() >= at_least, "{lines:#?}");
    for line in lines {
        let mut command = match line.split_once(' ') {
            Some(("graphql-paginate", arguments)) => {
                let arguments: Vec<&str> = arguments.split(' ').collect();
                command(&arguments)
            }
            Some(("sqlite3", _)) if has_sqlite => {
                let mut shell = Command::new("sh");
                shell.args(["-c", line]);
                shell
            }
            Some(("sqlite3", _)) => continue,
            _ => panic!("`{line}` is not a command of a quick start"),
        };
        let output = command
            .current_dir(&folder.0)
            .env_remove("DATABASE_URL")
            .output()
            .unwrap();
        assert!(output.status.success(), "`{line}`: {output:?}");
        if let Some((_, file)) = line.split_once(" -o ") {
            assert!(folder.0.join(file).exists(), "`{line}`: {output:?}");
        } else if !line.contains("sync --") && !line.contains("verify") {
            // Commands that only read print something, except for `verify` if there are no differences.
            assert!(!output.stdout.is_empty(), "`{line}`: {output:?}");
        }
    }
}

/// The lines of the code blocks marked as `sh`.
fn commands(text: &str) -> Vec<&str> {
    let mut commands = Vec::new();
    let mut is_inside = false;
    for line in text.lines() {
        if line == "```sh" {
            is_inside = true;
        } else if line.starts_with("```") {
            is_inside = false;
        } else if is_inside {
            commands.push(line);
        }
    }
    commands
}
