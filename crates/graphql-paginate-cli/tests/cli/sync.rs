//! Tests of the command `sync`: mirrors of the sandbox, and the messages about them.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use graphql_paginate_sandbox::{Change, Fault, Faults, Sandbox};
use serde_json::Value;

use crate::program::{Folder, Ran, command};

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
fn summaries_are_json_when_asked() {
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
    assert_eq!(summary["unseen"].as_array().unwrap().len(), 4);
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
fn a_demarche_that_fails_does_not_keep_the_others_back() {
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
fn exit_codes_tell_an_expired_token_from_an_outage() {
    let sandbox = sandbox(3);
    let folder = Folder::new();
    let mut expired = sync_from(&folder, &sandbox, &["--demarche", "1", "--demarche", "2"]);
    expired.env("DS_TOKEN", Sandbox::EXPIRED_TOKEN);
    let expired = ran(expired).with_code(77);
    assert!(expired.stderr.contains("démarche 1: "), "{expired:?}");
    assert!(!expired.stderr.contains("démarche 2: "), "{expired:?}");

    let fault = Fault::status(503).header("retry-after", "7200");
    sandbox
        .demarches_simplifiees()
        .script(Faults::new().always(fault));
    let outage = ["--demarche", "1", "--max-wait", "1s"];
    ran(sync_from(&folder, &sandbox, &outage)).with_code(4);
}

#[test]
fn usage_and_configuration_errors_name_the_way_out() {
    let folder = Folder::new();
    for (arguments, code, text) in [
        (&["--demarche", "all"][..], 2, "name each by its number"),
        (&[], 2, "--demarche <NUMBER>"),
        (&["--demarche", "1", "--page-size", "101"], 2, "1..=100"),
        (
            &["--demarche", "1", "--to", "mysql://h/d"],
            2,
            "write `sqlite:dossiers.db`",
        ),
        (
            &["--demarche", "1", "--to", "sqlite:no/such/x.db"],
            78,
            "directory of the file exists",
        ),
        (&["status"], 78, "run `sync` first"),
        (&["verify"], 78, "run `sync` first"),
        (&["state", "drop"], 2, "--demarche <NUMBER>"),
        (&["--repo", "rust"], 2, "write `owner/name`"),
        (&["--demarche", "1", "--shard", "4/3"], 2, "such as `1/4`"),
        (
            &["--repo", "a/b", "--demarche", "1"],
            2,
            "cannot be used with",
        ),
        (
            &["--list", "no.toml", "--api", "github"],
            78,
            "cannot read `no.toml`",
        ),
    ] {
        let ran = ran(sync(&folder, arguments)).with_code(code);
        assert!(ran.stderr.contains(text), "{arguments:?}: {}", ran.stderr);
        assert_eq!(ran.stdout, "");
    }
    let left: Vec<_> = folder.0.read_dir().unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn made_up_data_does_not_go_into_a_database_of_a_server() {
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
fn verify_shows_what_differs_and_repairs_it() {
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
fn status_tells_a_demarche_that_is_late() {
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
fn deleted_dossiers_are_removed_if_asked() {
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
fn repositories_are_mirrored_with_pull_requests_and_issues() {
    let folder = Folder::new();
    let file = folder.write(
        "repos",
        "rust-lang/rust # the compiler\n\n# others\nrust-lang/cargo\n",
    );
    let first = ran(sync(
        &folder,
        &["--repos-file", &file, "--sandbox-items", "12"],
    ))
    .with_code(0);
    assert!(
        first
            .stderr
            .contains("GITHUB_TOKEN is not set: using the sandbox"),
        "{first:?}"
    );
    for nested in [
        "; github_pull_request_comments: ",
        "; github_reviews: ",
        "; github_issue_comments: ",
    ] {
        assert!(first.stderr.contains(nested), "{nested}: {first:?}");
    }
    for list in ["github_pull_requests", "github_issues"] {
        for repository in ["rust-lang/rust", "rust-lang/cargo"] {
            let line = format!("{list} of {repository}: 12 new; 1 pages; ");
            assert!(first.stderr.contains(&line), "{first:?}");
        }
    }
    let table = ran(sync(&folder, &["status", "--max-age", "26h"]))
        .with_code(0)
        .stdout;
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 5, "{table}");
    assert!(
        lines[1].starts_with("github_issues         rust-lang/cargo  12     "),
        "{table}"
    );
    ran(sync(&folder, &["status", "--max-age", "0s"])).with_code(1);
}

#[test]
fn the_second_night_of_a_repository_reads_what_changed_and_a_census_finds_deletions() {
    let sandbox = Sandbox::builder()
        .pull_requests(30)
        .start_blocking()
        .unwrap();
    let folder = Folder::new();
    let night = |more: &[&str]| {
        let arguments = ["--repo", "rust-lang/rust", "--lists", "pull-requests"];
        let mut command = sync(&folder, &[&arguments, more].concat());
        command
            .args(["--endpoint", sandbox.github().url()])
            .env("GITHUB_TOKEN", Sandbox::TOKEN);
        ran(command).with_code(0)
    };
    night(&[]);
    for change in [Change::Insert, Change::Update(3), Change::Delete(7)] {
        sandbox.github().change(change);
    }
    let second = night(&[]);
    assert!(
        second.stderr.contains("1 new, 1 changed; 1 pages"),
        "{second:?}"
    );
    assert!(
        second.stderr.contains("items that were deleted"),
        "{second:?}"
    );
    let third = night(&["--census"]);
    assert!(
        third
            .stderr
            .contains("0 new, 30 the same, 1 deleted; 1 pages"),
        "{third:?}"
    );
}

#[test]
fn a_list_is_mirrored_by_its_definition() {
    let folder = Folder::new();
    folder.write(
        "labels.graphql",
        "query Labels($first: Int, $after: String, $owner: String!) {
           repository(owner: $owner, name: \"rust\") {
             labels(first: $first, after: $after) { pageInfo { hasNextPage endCursor } nodes { id name } }
           }
         }",
    );
    let file = folder.write(
        "labels.toml",
        "name = 'labels'\nquery = 'labels.graphql'\npath = 'repository.labels'\nkey = 'id'\ndeletions = 'walk'\n\
         [variables]\nowner = 'rust-lang'\n[columns]\nname = 'text'\n",
    );
    let first = ran(sync(&folder, &["--list", &file, "--api", "github"])).with_code(0);
    assert!(first.stderr.contains("labels: "), "{first:?}");
    assert!(!first.stderr.contains("labels: 0 new"), "{first:?}");
    assert!(!first.stderr.contains("not seen"), "{first:?}");
    ran(sync(&folder, &["--list", &file])).with_code(2);
    folder.write("labels.toml", "name = 'labels'\nqery = 'labels.graphql'\n");
    let wrong = ran(sync(&folder, &["--list", &file, "--api", "github"])).with_code(2);
    assert!(wrong.stderr.contains("unknown field `qery`"), "{wrong:?}");
}

#[test]
fn workers_need_postgres() {
    let folder = Folder::new();
    let ran = ran(sync(&folder, &["--demarche", "1", "--workers", "2"])).with_code(2);
    assert!(
        ran.stderr
            .contains("several workers need a PostgreSQL database"),
        "{ran:?}"
    );
}

#[test]
fn shards_do_each_their_part() {
    let folder = Folder::new();
    let mut lines = 0;
    for shard in ["1/2", "2/2"] {
        let repositories = ["--repo", "a/b", "--repo", "c/d", "--repo", "e/f"];
        let arguments = ["--sandbox-items", "3", "--shard", shard];
        let ran = ran(sync(&folder, &[&repositories[..], &arguments].concat())).with_code(0);
        lines += ran.stderr.matches(": 3 new; ").count();
    }
    assert_eq!(lines, 6);
}

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
    terminate(&child);
    for line in lines {
        line.unwrap();
    }
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(inserted, [2, 0]);
}

#[cfg(unix)]
fn terminate(child: &Child) {
    let id = child.id().to_string();
    let killed = Command::new("kill").args(["-TERM", &id]).status().unwrap();
    assert!(killed.success());
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
    let is_file = |asked: &graphql_paginate_sandbox::Asked| asked.path.starts_with("/fichiers/");
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

#[test]
fn rest_apis_are_mirrored_with_all_their_lists() {
    for (api, lines) in [
        (
            "jobaffinity",
            &[
                "jobaffinity_jobs: ",
                "jobaffinity_candidates: ",
                "jobaffinity_steps: ",
                "jobaffinity_notes: ",
                "jobaffinity_webhook_tasks: ",
            ][..],
        ),
        (
            "position-green",
            &["position_green_years: ", "position_green_measures: "],
        ),
        (
            "sage",
            &[
                "sage_accounts of ",
                "sage_entries of ",
                "sage_customers of ",
            ],
        ),
    ] {
        let folder = Folder::new();
        let arguments = [
            "--api",
            api,
            "--sandbox-items",
            "30",
            "--to",
            "sqlite:rest.db",
        ];
        let first = ran(sync(&folder, &arguments)).with_code(0);
        for line in lines {
            assert!(first.stderr.contains(line), "{line}: {first:?}");
        }
        assert!(first.stderr.contains(" new; "), "{first:?}");
        let status = ran(sync(&folder, &["status", "--to", "sqlite:rest.db"])).with_code(0);
        assert_eq!(status.stdout.lines().count(), 1 + lines.len(), "{status:?}");
    }
}

#[test]
fn some_collections_of_a_rest_api_can_be_chosen() {
    let folder = Folder::new();
    let two = [
        "--api",
        "jobaffinity",
        "--collection",
        "candidates,webhook-tasks",
    ];
    let two = ran(sync(&folder, &two)).with_code(0);
    assert!(two.stderr.contains("jobaffinity_candidates: "), "{two:?}");
    assert!(
        two.stderr.contains("jobaffinity_webhook_tasks: "),
        "{two:?}"
    );
    assert!(!two.stderr.contains("jobaffinity_jobs: "), "{two:?}");

    for (arguments, text) in [
        (
            &["--api", "jobaffinity", "--collection", "applications"][..],
            "choose from jobs, candidates, steps, notes, webhook-tasks",
        ),
        (&["--api", "github"], "`--api github` needs `--list`"),
        (
            &["--api", "sage", "--to", "postgres://h/d", "--workers", "2"],
            "one worker is enough",
        ),
    ] {
        let refused = ran(sync(&folder, arguments)).with_code(2);
        assert!(refused.stderr.contains(text), "{refused:?}");
    }
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

    terminate(&child);
    for line in lines {
        line.unwrap();
    }
    assert_eq!(child.wait().unwrap().code(), Some(130));
    api.clear_requests();
    let after = ran(sync_from(&folder, &sandbox, &["--demarche", "1", "--poll"])).with_code(0);
    assert!(after.stderr.contains("nothing changed"), "{after:?}");
    assert_eq!(api.requests().len(), 1);
}
