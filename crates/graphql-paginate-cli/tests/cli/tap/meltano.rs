//! Runs the project `examples/meltano` with real targets on changing data. Prepared and started by `.ci/meltano`.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use graphql_paginate_sandbox::{Change, Fault, Faults, Sandbox};
use serde_json::Value;

use crate::program::{Folder, Ran};

const REASON: &str = "needs an installed Meltano project: run `.ci/meltano`";

/// An installed Meltano project.
struct Project {
    meltano: PathBuf,
    folder: PathBuf,
    output: Folder,
    streams: &'static str,
}

impl Project {
    fn new() -> Self {
        let path = |name: &str| PathBuf::from(env::var_os(name).expect(REASON));
        Self {
            meltano: path("GRAPHQL_PAGINATE_MELTANO"),
            folder: path("GRAPHQL_PAGINATE_MELTANO_PROJECT"),
            output: Folder::new(),
            streams: r#"["pull_requests"]"#,
        }
    }

    /// A `meltano` command with the settings of a run on the sandbox.
    fn meltano(&self, sandbox: &Sandbox) -> Command {
        let mut command = Command::new(&self.meltano);
        command
            .current_dir(&self.folder)
            .env("TAP_GRAPHQL_PAGINATE_ENDPOINT", sandbox.github().url())
            .env("TAP_GRAPHQL_PAGINATE_TOKEN", Sandbox::TOKEN)
            .env("TAP_GRAPHQL_PAGINATE_PAGE_SIZE", "20")
            .env("TAP_GRAPHQL_PAGINATE_STREAMS", self.streams)
            .env("TAP_GRAPHQL_PAGINATE_MAX_WAIT", "1s")
            .env("TARGET_JSONL_DESTINATION_PATH", &self.output.0)
            .env("TARGET_DUCKDB_FILEPATH", self.output.0.join("out.duckdb"))
            .env("TARGET_DUCKDB_BATCH_SIZE_ROWS", "40")
            .env("TARGET_POSTGRES_BATCH_SIZE_ROWS", "40")
            .stdin(Stdio::null());
        command
    }

    /// The command `meltano run` for a target; the test's name keeps states separate.
    fn run(&self, sandbox: &Sandbox, target: &str, test: &str) -> Command {
        let mut command = self.meltano(sandbox);
        command
            // After a kill, Meltano assumes for five minutes that the run is still going on.
            .args(["run", "--force", "--state-id-suffix", test])
            .args(["tap-graphql-paginate", target])
            .env("TARGET_POSTGRES_DEFAULT_TARGET_SCHEMA", test);
        command
    }

    #[track_caller]
    fn ran(&self, sandbox: &Sandbox, target: &str, test: &str) {
        let ran: Ran = self.run(sandbox, target, test).output().unwrap().into();
        let ran = ran.with_code(0);
        // Shown if the test fails.
        let last: Vec<&str> = ran.stderr.lines().rev().take(12).collect();
        eprintln!("{last:#?}");
    }

    /// The state that Meltano stored for a run; empty at first.
    fn state(&self, sandbox: &Sandbox, target: &str, test: &str) -> String {
        let id = format!("dev:tap-graphql-paginate-to-{target}:{test}");
        let mut get = self.meltano(sandbox);
        let output = get.args(["state", "get", &id]).output().unwrap();
        Ran::from(output).stdout
    }

    /// Starts a run, and kills it with all its processes once `is_time` returns true.
    fn kill_once(&self, mut run: Command, mut is_time: impl FnMut() -> bool) {
        run.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = run.process_group(0).spawn().unwrap();
        let started = Instant::now();
        while !is_time() {
            assert!(started.elapsed() < Duration::from_secs(60), "it never is");
            assert_eq!(child.try_wait().unwrap(), None, "the run ended by itself");
            sleep(Duration::from_millis(20));
        }
        let group = format!("-{}", child.id());
        let killed = Command::new("kill").args(["-KILL", "--", &group]).status();
        assert!(killed.unwrap().success());
        child.wait().unwrap();
    }

    /// The numbers in the files of target-jsonl, in order.
    fn numbers_in_files(&self) -> Vec<i64> {
        let mut numbers = Vec::new();
        for entry in fs::read_dir(&self.output.0).unwrap() {
            let path = entry.unwrap().path();
            if path
                .extension()
                .is_some_and(|extension| extension == "jsonl")
            {
                for line in fs::read_to_string(path).unwrap().lines() {
                    let record: Value = serde_json::from_str(line).unwrap();
                    numbers.push(record["number"].as_i64().unwrap());
                }
            }
        }
        numbers.sort();
        numbers
    }

    /// The result of a query on the DuckDB file, read with the target's own library.
    fn duckdb(&self, query: &str) -> String {
        let python = self
            .folder
            .join(".meltano/loaders/target-duckdb/venv/bin/python");
        let file = self.output.file("out.duckdb");
        let script = "import duckdb, sys
connection = duckdb.connect(sys.argv[1])
print(connection.sql(sys.argv[2]).fetchall())";
        let output = Command::new(python)
            .args(["-c", script, &file, query])
            .output()
            .unwrap();
        let ran = Ran::from(output).with_code(0);
        ran.stdout.trim().to_owned()
    }
}

/// The first column of a query's result; `None` without a PostgreSQL server.
fn postgres(query: &str) -> Option<Result<Vec<i64>, String>> {
    let url = env::var("GRAPHQL_PAGINATE_MELTANO_POSTGRES").ok()?;
    let mut psql = Command::new("psql");
    psql.args(["--no-psqlrc", "-At", "-c", query, &url]);
    let ran: Ran = psql.output().unwrap().into();
    if ran.code != Some(0) {
        return Some(Err(ran.stderr));
    }
    let rows = ran.stdout.lines().map(|line| line.parse().unwrap());
    Some(Ok(rows.collect()))
}

fn has_postgres() -> bool {
    if postgres("SELECT 1").is_none() {
        eprintln!("skipped: no PostgreSQL");
        return false;
    }
    true
}

#[track_caller]
fn rows(query: &str) -> Vec<i64> {
    postgres(query).unwrap().unwrap()
}

fn change(sandbox: &Sandbox) {
    for change in [Change::Update(3), Change::Insert, Change::Update(25)] {
        sandbox.github().change(change);
    }
}

#[test]
#[ignore = "needs an installed Meltano project: run `.ci/meltano`"]
fn a_second_run_loads_only_changes_and_an_outage_keeps_the_state() {
    let project = Project::new();
    let sandbox = Sandbox::builder()
        .pull_requests(300)
        .start_blocking()
        .unwrap();
    project.ran(&sandbox, "target-jsonl", "changes");
    let mut expected = BTreeSet::from_iter(1..=300);
    assert_eq!(project.numbers_in_files(), Vec::from_iter(1..=300));

    change(&sandbox);
    project.ran(&sandbox, "target-jsonl", "changes");
    let inserted = 300 + 60 + 1;
    expected.insert(inserted);
    let found = project.numbers_in_files();
    assert_eq!(BTreeSet::from_iter(found.clone()), expected);
    for changed in [3, 25] {
        assert!(found.iter().filter(|number| **number == changed).count() > 1);
    }
    // Besides the changes, up to two hundred items at the end of the list come again.
    assert!(found.len() < 300 + 3 + 200, "{}", found.len());

    let state = project.state(&sandbox, "target-jsonl", "changes");
    assert!(state.contains("checkpoint"), "{state}");
    let dead = Faults::new().always(Fault::disconnect());
    sandbox.github().script(dead);
    let failed = project.run(&sandbox, "target-jsonl", "changes").output();
    let failed: Ran = failed.unwrap().into();
    assert_ne!(failed.code, Some(0), "{failed:#?}");
    assert_eq!(project.state(&sandbox, "target-jsonl", "changes"), state);
}

#[test]
#[ignore = "needs an installed Meltano project: run `.ci/meltano`"]
fn duckdb_has_each_row_once_after_changes() {
    let project = Project {
        streams: r#"["pull_requests", "reviews"]"#,
        ..Project::new()
    };
    let sandbox = Sandbox::builder()
        .pull_requests(60)
        .start_blocking()
        .unwrap();
    project.ran(&sandbox, "target-duckdb", "duckdb");
    let reviews = project.duckdb("SELECT count(*) FROM github.reviews");
    change(&sandbox);
    project.ran(&sandbox, "target-duckdb", "duckdb");
    let count = "SELECT count(*), count(DISTINCT number) FROM github.pull_requests";
    assert_eq!(project.duckdb(count), "[(61, 61)]");
    assert_ne!(reviews, "[(0,)]");
}

#[test]
#[ignore = "needs an installed Meltano project: run `.ci/meltano`"]
fn a_killed_run_is_continued_from_the_last_state_that_the_target_passed_on() {
    let project = Project::new();
    let sandbox = Sandbox::builder()
        .pull_requests(1_000)
        .latency(Duration::from_millis(200))
        .start_blocking()
        .unwrap();
    let target = "target-duckdb";
    project.kill_once(project.run(&sandbox, target, "resumed"), || {
        let state = project.state(&sandbox, target, "resumed");
        state.contains("checkpoint")
    });
    sandbox.github().clear_requests();
    project.ran(&sandbox, target, "resumed");
    let requests = sandbox.github().requests().len();
    assert!(requests < 50, "not begun anew: {requests} requests");
    let count = "SELECT count(*), count(DISTINCT number) FROM github.pull_requests";
    assert_eq!(project.duckdb(count), "[(1000, 1000)]");
}

#[test]
#[ignore = "needs an installed Meltano project: run `.ci/meltano`"]
fn postgres_has_each_row_once_after_a_kill() {
    if !has_postgres() {
        return;
    }
    let project = Project::new();
    let sandbox = Sandbox::builder()
        .pull_requests(1_000)
        .latency(Duration::from_millis(60))
        .start_blocking()
        .unwrap();
    let run = project.run(&sandbox, "target-postgres", "killed");
    project.kill_once(run, || {
        let count = postgres("SELECT count(*) FROM killed.pull_requests");
        matches!(count, Some(Ok(rows)) if rows[0] >= 200)
    });
    project.ran(&sandbox, "target-postgres", "killed");
    let all = rows("SELECT number FROM killed.pull_requests ORDER BY number");
    assert_eq!(all, Vec::from_iter(1..=1_000));
}

#[test]
#[ignore = "needs an installed Meltano project: run `.ci/meltano`"]
fn postgres_marks_rows_that_are_gone_from_a_list_read_in_full() {
    if !has_postgres() {
        return;
    }
    let project = Project {
        streams: r#"[{"name": "pull_requests", "replication": "full"}]"#,
        ..Project::new()
    };
    let sandbox = Sandbox::builder()
        .pull_requests(60)
        .start_blocking()
        .unwrap();
    project.ran(&sandbox, "target-postgres", "versions");
    let marked = "SELECT number FROM versions.pull_requests WHERE _sdc_deleted_at IS NOT NULL";
    assert!(rows(marked).is_empty());
    sandbox.github().change(Change::Delete(7));
    project.ran(&sandbox, "target-postgres", "versions");
    assert_eq!(rows(marked), [7]);
    assert_eq!(rows("SELECT count(*) FROM versions.pull_requests"), [60]);
}
