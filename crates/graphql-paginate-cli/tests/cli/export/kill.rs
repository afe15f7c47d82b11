//! Tests of runs that are killed and resumed.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::process::Child;
use std::thread::sleep;
use std::time::Duration;

use graphql_paginate_sandbox::{Change, Endpoint, Fault, Faults, Sandbox};

use super::resume::{export, requests_come};
use super::values;
use crate::program::Folder;

/// How often a run is killed: `few` times, or `full` times if `GRAPHQL_PAGINATE_FULL_TESTS` is set.
fn kills(few: usize, full: usize) -> usize {
    match std::env::var_os("GRAPHQL_PAGINATE_FULL_TESTS") {
        Some(_) => full,
        None => few,
    }
}

/// A number of items so large that no run reaches the end of the list before it is killed.
fn items(kills: usize) -> usize {
    100 + 60 * kills
}

/// An API that is slow enough to kill a run in the middle.
fn sandbox(kills: usize) -> Sandbox {
    Sandbox::builder()
        .pull_requests(items(kills))
        .latency(Duration::from_millis(4))
        .start_blocking()
        .unwrap()
}

/// A random number below `bound`.
fn random(bound: u64) -> u64 {
    // Every `RandomState` has new keys.
    RandomState::new().hash_one(()) % bound
}

/// Kills a run after some requests and a random delay.
fn kill(api: &Endpoint, mut run: Child) {
    requests_come(api, 1 + random(4) as usize);
    sleep(Duration::from_micros(random(6_000)));
    run.kill().unwrap();
    let status = run.wait().unwrap();
    assert_eq!(status.code(), None, "the run ended by itself: {status}");
}

/// Appends a partial line, as a power failure in the middle of a write leaves it.
fn tear(file: &str) {
    let mut options = OpenOptions::new();
    let mut torn = options.append(true).create(true).open(file).unwrap();
    torn.write_all(b"{\"number\":12").unwrap();
}

#[test]
fn killed_at_random_points_the_file_is_the_same_in_each_format() {
    for (format, kills) in [
        ("ndjson", kills(4, 20)),
        ("csv", kills(3, 20)),
        ("json", kills(3, 20)),
    ] {
        let sandbox = sandbox(kills);
        let api = sandbox.github();
        let folder = Folder::new();
        let name = format!("pulls.{format}");
        let file = folder.file(&name);
        for round in 0..kills {
            api.clear_requests();
            kill(api, export(api, &file).spawn().unwrap());
            if round % 3 == 0 {
                tear(&file);
            }
        }
        assert!(export(api, &file).status().unwrap().success());
        let whole = folder.file(&format!("whole.{format}"));
        assert!(export(api, &whole).status().unwrap().success());
        assert!(
            folder.read(&name) == folder.read(&format!("whole.{format}")),
            "not the same bytes: {file}"
        );
        assert!(!folder.0.join(format!("{name}.checkpoint")).exists());
    }
}

/// Changes the data during the next run: items are added, deleted and updated. Returns the number of the deleted item.
fn change_during_the_run(api: &Endpoint, highest: u64) -> i64 {
    let (deleted, updated) = (1 + random(highest) as i64, 1 + random(highest) as i64);
    api.script(
        Faults::new()
            .on_request(1, Fault::change(Change::Insert))
            .on_request(2, Fault::change(Change::Delete(deleted)))
            .on_request(3, Fault::change(Change::Update(updated))),
    );
    deleted
}

#[test]
fn killed_while_the_data_changes_every_item_that_stays_is_there_once() {
    let kills = kills(6, 50);
    let sandbox = sandbox(kills);
    let api = sandbox.github();
    let folder = Folder::new();
    let file = folder.file("pulls.ndjson");
    let mut deleted = BTreeSet::new();
    for round in 0..kills {
        api.clear_requests();
        deleted.insert(change_during_the_run(api, items(kills) as u64));
        kill(api, export(api, &file).spawn().unwrap());
        if round % 3 == 1 {
            tear(&file);
        }
    }
    deleted.insert(change_during_the_run(api, items(kills) as u64));
    assert!(export(api, &file).status().unwrap().success());

    let numbers = values(&folder.read("pulls.ndjson"), "/number");
    let exported: BTreeSet<i64> = numbers.iter().copied().collect();
    assert_eq!(numbers.len(), exported.len(), "an item was exported twice");
    for number in 1..=items(kills) as i64 {
        assert!(
            exported.contains(&number) || deleted.contains(&number),
            "item {number} existed throughout and is missing"
        );
    }
}
