//! Tests of mirrors of démarches.

use graphql_paginate_sandbox::{Change, Fault, Faults};
use serde_json::Value;

use super::{messages, ran, sandbox, sync, sync_from};
use crate::program::Folder;

#[test]
fn without_a_token_the_sandbox_fills_a_database() {
    let folder = Folder::new();
    let first = ran(sync(&folder, &["--demarche", "1"])).with_code(0);
    assert_eq!(first.stdout, "");
    let lines: Vec<&str> = first.stderr.lines().collect();
    assert!(
        lines[0].contains("DS_TOKEN is not set: using the sandbox"),
        "{first:?}"
    );
    assert!(
        lines[1].starts_with("démarche 1: 250 new, 30 deleted; 5 pages, "),
        "{first:?}"
    );
    assert!(lines[1].ends_with(": complete, in sqlite:demarches.db"));
    assert!(first.stderr.contains("not seen without `--census`"));
    let head = std::fs::read(folder.0.join("demarches.db")).unwrap();
    assert!(head.starts_with(b"SQLite format 3\0"));

    let second = ran(sync(&folder, &["--demarche", "1", "--census"])).with_code(0);
    assert!(
        second
            .stderr
            .contains("démarche 1: 0 new, 250 the same; 5 pages"),
        "{second:?}"
    );
    assert!(
        second
            .stderr
            .contains("census of 250 dossiers: 0 missing, 0 extra, 0 stale, 0 repaired")
    );
    assert!(!second.stderr.contains("not seen"), "{second:?}");
}

#[test]
fn summaries_are_json_on_request() {
    let folder = Folder::new();
    let arguments = [
        "--demarche",
        "1",
        "--log-format",
        "json",
        "--sandbox-items",
        "7",
    ];
    let ran = ran(sync(&folder, &arguments)).with_code(0);
    let summaries = messages(&ran, "summary");
    let [summary] = summaries.as_slice() else {
        panic!("{ran:?}");
    };
    assert_eq!(
        (&summary["changes"]["inserted"], &summary["exit_code"]),
        (&7.into(), &0.into())
    );
    assert_eq!(summary["complete"], true);
    assert_eq!(summary["unseen"].as_array().unwrap().len(), 5);
    assert_eq!(summary["database"], "sqlite:demarches.db");
}

#[test]
fn the_second_night_reads_what_changed() {
    let sandbox = sandbox(30);
    let folder = Folder::new();
    let to = ["--to", "sqlite:dossiers.db", "--demarche", "1"];
    ran(sync_from(&folder, &sandbox, &to)).with_code(0);
    let api = sandbox.demarches_simplifiees();
    api.change(Change::Insert);
    api.change(Change::Update(10_003));
    api.change(Change::Delete(10_007));

    let night = ran(sync_from(&folder, &sandbox, &to)).with_code(0);

    assert!(
        night
            .stderr
            .contains("démarche 1: 1 new, 1 changed, 1 deleted; 1 pages"),
        "{night:?}"
    );
}

#[test]
fn a_failed_demarche_does_not_stop_the_others() {
    let sandbox = sandbox(3);
    let folder = Folder::new();
    let arguments = ["--demarche", "404", "--demarche", "1"];
    let ran = ran(sync_from(&folder, &sandbox, &arguments)).with_code(1);
    assert!(
        ran.stderr.contains("error: démarche 404: ") && ran.stderr.contains("Demarche not found"),
        "{ran:?}"
    );
    assert!(ran.stderr.contains("démarche 1: 3 new"), "{ran:?}");
}

#[test]
fn sandbox_data_is_not_written_to_the_database_of_a_server() {
    let sandbox = sandbox(3);
    let folder = Folder::new();
    ran(sync_from(&folder, &sandbox, &["--demarche", "1"])).with_code(0);

    let forgotten = ran(sync(&folder, &["--demarche", "1"])).with_code(77);
    assert!(
        forgotten.stderr.contains(
            "DS_TOKEN is not set, and made-up data does not go into `sqlite:demarches.db`"
        ),
        "{forgotten:?}"
    );
    let asked = ran(sync(&folder, &["--demarche", "1", "--sandbox"])).with_code(78);
    assert!(
        asked.stderr.contains("the database mirrors http"),
        "{asked:?}"
    );
}

#[test]
fn a_dropped_state_walks_from_the_start() {
    let sandbox = sandbox(3);
    let folder = Folder::new();
    ran(sync_from(&folder, &sandbox, &["--demarche", "1"])).with_code(0);
    let shown = ran(sync(&folder, &["state", "show"])).with_code(0);
    assert!(shown.stdout.starts_with("demarche:1:changes  saved at "));

    let dropped = ran(sync(&folder, &["state", "drop", "--demarche", "1"])).with_code(0);
    assert!(dropped.stderr.contains("forgotten"), "{dropped:?}");
    assert_eq!(ran(sync(&folder, &["state", "show"])).stdout, "");
    let again = ran(sync_from(&folder, &sandbox, &["--demarche", "1"])).with_code(0);
    assert!(
        again.stderr.contains("démarche 1: 0 new, 3 the same"),
        "{again:?}"
    );
}

#[test]
fn deleted_dossiers_are_removed_on_request() {
    let sandbox = sandbox(3);
    let folder = Folder::new();
    let arguments = ["--demarche", "1", "--deleted", "remove"];
    ran(sync_from(&folder, &sandbox, &arguments)).with_code(0);
    sandbox
        .demarches_simplifiees()
        .change(Change::Delete(10_002));
    let night = ran(sync_from(&folder, &sandbox, &arguments)).with_code(0);
    assert!(night.stderr.contains("0 new, 1 deleted"), "{night:?}");
    let status = ran(sync(&folder, &["status", "--json"])).with_code(0);
    let status: Value = serde_json::from_str(&status.stdout).unwrap();
    assert_eq!(status["demarches"][0]["dossiers"], 2);
}

#[test]
fn files_are_downloaded_into_a_folder() {
    let sandbox = sandbox(3);
    let folder = Folder::new();
    let arguments = [
        "--demarche",
        "1",
        "--with",
        "champs,files",
        "--files",
        "pieces",
    ];

    let first = ran(sync_from(&folder, &sandbox, &arguments)).with_code(0);

    assert!(first.stderr.contains("; files: "), "{first:?}");
    let dossiers = std::fs::read_dir(folder.0.join("pieces").join("1")).unwrap();
    let names: Vec<_> = dossiers.map(|entry| entry.unwrap().file_name()).collect();
    assert!(names.iter().any(|name| name == "10001"), "{names:?}");

    let api = sandbox.demarches_simplifiees();
    api.change(Change::ReplaceFiles(10_001));
    let is_file =
        |asked: &graphql_paginate_sandbox::RequestView| asked.path.starts_with("/fichiers/");
    api.script(Faults::new().when(is_file, Fault::corrupted_body()));
    let second = ran(sync_from(&folder, &sandbox, &arguments)).with_code(3);
    assert!(
        second.stderr.contains("erased") && second.stderr.contains(" failed, "),
        "{second:?}"
    );

    for parts in ["files", "none"] {
        let no_parts = ["--demarche", "1", "--with", parts, "--files", "none"];
        let refused = ran(sync_from(&folder, &sandbox, &no_parts)).with_code(2);
        assert!(
            refused.stderr.contains("`--files` needs parts with files")
                && refused
                    .stderr
                    .contains("add `champs`, `annotations`, `avis` or `messages` to `--with`"),
            "{refused:?}"
        );
    }

    let without = ["--demarche", "1", "--with", "files"];
    let refused = ran(sync_from(&folder, &sandbox, &without)).with_code(2);
    assert!(
        refused
            .stderr
            .contains("`--with files` needs a folder for them")
            && refused.stderr.contains("add `--files DIR`"),
        "{refused:?}"
    );
}
