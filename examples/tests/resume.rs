//! Tests the example `resume`: it is killed repeatedly, and its output equals that of an undisturbed run.
#![cfg(unix)]

use std::env;
use std::fs::{self, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use graphql_paginate_sandbox::{Endpoint, Sandbox};

#[path = "../resume.rs"]
mod example;

const PAGE_SIZE: usize = 5;

/// How often the run is killed, and how many dossiers it exports: enough that it never finishes before it is killed.
fn length() -> (usize, usize) {
    match env::var_os("GRAPHQL_PAGINATE_FULL_TESTS") {
        Some(_) => (60, 1_200),
        None => (8, 300),
    }
}

/// The program under test, in a separate process that can be killed.
#[test]
#[ignore = "run by the other test, with the environment it needs"]
fn export() {
    example::main().unwrap();
}

#[test]
fn a_run_that_is_killed_repeatedly_writes_the_output_of_an_undisturbed_run() {
    let (total_kills, dossiers) = length();
    let sandbox = Sandbox::builder()
        .dossiers(dossiers)
        .latency(Duration::from_millis(6))
        .start_blocking()
        .unwrap();
    let api = sandbox.demarches_simplifiees();
    let folder = Folder::new();
    let undisturbed = folder.0.join("undisturbed.ndjson");
    assert!(start(api, &undisturbed).wait().unwrap().success());
    let expected = fs::read(&undisturbed).unwrap();
    assert_eq!(
        expected.iter().filter(|byte| **byte == b'\n').count(),
        dossiers
    );

    let output = folder.0.join("killed.ndjson");
    let (mut kills, mut resumed_at) = (0, vec![]);
    while kills < total_kills {
        let checkpoint = fs::read(output.with_extension("checkpoint.json")).unwrap_or_default();
        // A run that sent its second request has saved the page of the first one.
        match killed(api, &output, kills % 4) {
            Some(status) => panic!("ended by itself after {kills} kills: {status}"),
            None => kills += 1,
        }
        resumed_at.push(checkpoint);
        if kills % 4 == 0 {
            tear(&output);
        }
    }
    resumed_at.dedup();
    assert!(
        resumed_at.len() > total_kills / 4,
        "kills hit a walk on its way, {} times",
        resumed_at.len()
    );
    assert!(start(api, &output).wait().unwrap().success());
    assert!(
        fs::read(&output).unwrap() == expected,
        "not the same bytes; see `{}`",
        output.display()
    );
    assert!(
        !output.with_extension("checkpoint.json").exists(),
        "a complete walk leaves no checkpoint"
    );
}

fn start(api: &Endpoint, output: &Path) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--ignored", "--exact", "export"])
        .env("SANDBOX_URL", api.url())
        .env("DEMARCHE_NUMBER", "1")
        .env("PAGE_SIZE", PAGE_SIZE.to_string())
        .env("OUTPUT", output)
        .env_remove("DS_TOKEN")
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// Kills a run up to 15 milliseconds after this number of its requests.
///
/// Returns the exit status if the run ended before that.
fn killed(api: &Endpoint, output: &Path, requests: usize) -> Option<ExitStatus> {
    api.clear_requests();
    let mut child = start(api, output);
    while api.requests().len() < requests {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status);
        }
        thread::sleep(Duration::from_micros(200));
    }
    thread::sleep(Duration::from_micros(random(15_000)));
    child.kill().unwrap();
    let status = child.wait().unwrap();
    // A process that ends by itself has an exit code; one killed by a signal has none.
    status.code().map(|_| status)
}

/// Appends half a line, as a crash in the middle of a write leaves it.
fn tear(output: &Path) {
    let mut file = OpenOptions::new()
        .append(true)
        .create(true)
        .open(output)
        .unwrap();
    file.write_all(br#"{"id":"RG9zc2llci0xMD"#).unwrap();
}

/// A random number below `bound`.
fn random(bound: u64) -> u64 {
    // Every `RandomState` has new keys.
    RandomState::new().hash_one(()) % bound
}

/// A new directory, deleted at the end unless the test fails.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path =
            env::temp_dir().join(format!("graphql-paginate-resume-{:016x}", random(u64::MAX)));
        fs::create_dir(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !thread::panicking() {
            let _ = fs::remove_dir_all(&self.0);
        }
    }
}
