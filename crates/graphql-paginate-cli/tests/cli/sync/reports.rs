//! Tests of the reports of `sync verify`, `sync status` and `sync plan`.

use graphql_paginate_sandbox::Change;
use serde_json::Value;

use super::{ran, sandbox, sync, sync_from};
use crate::program::Folder;

#[test]
fn verify_shows_and_repairs_differences() {
    let sandbox = sandbox(12);
    let folder = Folder::new();
    ran(sync_from(&folder, &sandbox, &["--demarche", "1"])).with_code(0);
    let api = sandbox.demarches_simplifiees();
    for change in [
        Change::AddLabel(10_002),
        Change::Expire(10_004),
        Change::Insert,
    ] {
        api.change(change);
    }
    let expected = "missing 1 10013\nextra 1 10004\nstale 1 10002\n";

    let shown = ran(sync_from(&folder, &sandbox, &["verify"])).with_code(1);
    assert_eq!(shown.stdout, expected);
    assert!(shown.stderr.contains("`--repair`"), "{shown:?}");
    let again = ran(sync_from(&folder, &sandbox, &["verify", "--json"])).with_code(1);
    let census: Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!(
        (&census["demarche"], &census["agrees"], &census["walked"]),
        (&1.into(), &false.into(), &12.into())
    );

    let repaired = ran(sync_from(&folder, &sandbox, &["verify", "--repair"])).with_code(0);
    assert_eq!(repaired.stdout, expected);
    assert!(repaired.stderr.contains("3 repaired"), "{repaired:?}");
    let agrees = ran(sync_from(&folder, &sandbox, &["verify", "--demarche", "1"])).with_code(0);
    assert_eq!(agrees.stdout, "");
}

#[test]
fn a_repair_has_the_parts_of_the_last_sync() {
    let sandbox = sandbox(3);
    let folder = Folder::new();
    let parts = ["--demarche", "1", "--with", "champs,messages"];
    ran(sync_from(&folder, &sandbox, &parts)).with_code(0);
    let api = sandbox.demarches_simplifiees();
    api.change(Change::AddLabel(10_002));

    api.clear_requests();
    let repaired = ran(sync_from(&folder, &sandbox, &["verify", "--repair"])).with_code(0);
    assert!(repaired.stderr.contains("1 repaired"), "{repaired:?}");
    let requests = api.requests();
    let one = requests
        .iter()
        .map(|request| request.json())
        .find(|body| body["operationName"] == "OneDossier");
    let variables = one.unwrap()["variables"].clone();
    assert_eq!(
        (&variables["withMessages"], &variables["withAnnotations"]),
        (&true.into(), &false.into())
    );
}

#[test]
fn a_demarche_that_cannot_be_compared_does_not_stop_the_others() {
    let sandbox = sandbox(3);
    let folder = Folder::new();
    ran(sync_from(&folder, &sandbox, &["--demarche", "1"])).with_code(0);
    let api = sandbox.demarches_simplifiees();
    api.change(Change::AddLabel(10_002));

    let arguments = ["verify", "--demarche", "404", "--demarche", "1"];
    let shown = ran(sync_from(&folder, &sandbox, &arguments)).with_code(1);

    assert_eq!(shown.stdout, "stale 1 10002\n");
    assert!(shown.stderr.contains("error: démarche 404: "), "{shown:?}");
}

#[test]
fn status_reports_an_outdated_demarche() {
    let sandbox = sandbox(3);
    let folder = Folder::new();
    let arguments = ["--demarche", "404", "--demarche", "1"];
    ran(sync_from(&folder, &sandbox, &arguments)).with_code(1);

    let table = ran(sync(&folder, &["status"])).with_code(0).stdout;
    let lines: Vec<Vec<&str>> = table
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(lines[1][..3], ["1", "3", "0"], "{table}");
    assert_eq!(lines[1][4..], ["complete"], "{table}");
    assert_eq!(lines[2], ["404", "0", "0", "never", "failed"], "{table}");

    ran(sync(
        &folder,
        &["status", "--demarche", "1", "--max-age", "26h"],
    ))
    .with_code(0);
    let late = ran(sync(&folder, &["status", "--max-age", "26h", "--json"])).with_code(1);
    let late: Value = serde_json::from_str(&late.stdout).unwrap();
    assert_eq!(
        (&late["demarches"][0]["late"], &late["demarches"][1]["late"]),
        (&false.into(), &true.into())
    );
    assert_eq!(
        late["demarches"][0]["last_run"]["certificate"]["complete"],
        true
    );
    let unknown = ran(sync(&folder, &["status", "--demarche", "7"])).with_code(1);
    assert!(unknown.stderr.contains("never mirrored"), "{unknown:?}");
}

#[test]
fn a_plan_writes_nothing_and_counts_requests() {
    let sandbox = sandbox(120);
    let folder = Folder::new();
    let plan = ran(sync_from(&folder, &sandbox, &["plan", "--demarche", "1"])).with_code(0);
    assert!(
        plan.stdout.starts_with(
            "démarche 1: 120 dossiers on the server, 0 in the database; the next run reads everything: about 4 requests \
             in pages of 50, "
        ),
        "{plan:?}"
    );
    assert!(
        plan.stdout.ends_with("a census adds 2 requests\n"),
        "{plan:?}"
    );
    assert!(!folder.0.join("demarches.db").exists());

    sandbox.demarches_simplifiees().clear_requests();
    ran(sync_from(&folder, &sandbox, &["--demarche", "1"])).with_code(0);
    assert_eq!(sandbox.demarches_simplifiees().requests().len(), 4);
    let plan = sync_from(&folder, &sandbox, &["plan", "--demarche", "1", "--json"]);
    let plan: Value = serde_json::from_str(&ran(plan).with_code(0).stdout).unwrap();
    assert_eq!(
        (&plan["continues"], &plan["in_mirror"], &plan["requests"]),
        (&true.into(), &120.into(), &2.into())
    );
}

#[test]
fn a_saved_state_is_dropped_by_the_key_that_is_shown() {
    let folder = Folder::new();
    // A shorter list is read from its start again, without a state.
    let arguments = [
        "--repo",
        "a/b",
        "--lists",
        "issues",
        "--sandbox-items",
        "150",
    ];
    ran(sync(&folder, &arguments)).with_code(0);
    let shown = ran(sync(&folder, &["state", "show"])).with_code(0).stdout;
    let (key, _) = shown.split_once("  saved at ").unwrap();
    assert_eq!(key, "list:github_issues:a/b");

    let dropped = ran(sync(&folder, &["state", "drop", key])).with_code(0);
    dropped.says("list:github_issues:a/b: forgotten; the next run walks from the start");
    assert_eq!(ran(sync(&folder, &["state", "show"])).stdout, "");
    let again = ran(sync(&folder, &["state", "drop", key, "x"])).with_code(0);
    again.says("list:github_issues:a/b: nothing was saved");
    again.says("x: nothing was saved");

    let demarche = ["--demarche", "1", "--sandbox-items", "3", "--poll"];
    ran(sync(&folder, &demarche)).with_code(0);
    ran(sync(&folder, &["state", "drop", "demarche:1:changes"])).with_code(0);
    assert_eq!(ran(sync(&folder, &["state", "show"])).stdout, "");
}
