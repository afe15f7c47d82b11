//! Tests of every exit code of `export`, and of the messages that come with it.

use std::time::Duration;

use graphql_paginate_sandbox::{Fault, Faults, Sandbox, Throttle};
use serde_json::{Value, json};

use super::{PULLS, pulls, pulls_from};
use crate::program::{Folder, Ran, command, run};

fn ran(api: &graphql_paginate_sandbox::Endpoint, more: &[&str]) -> Ran {
    pulls_from(api, more).output().unwrap().into()
}

#[test]
fn token_77_an_unknown_or_expired_token() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    let mut github = pulls_from(sandbox.github(), &[]);
    let github: Ran = github
        .env("GITHUB_TOKEN", Sandbox::UNKNOWN_TOKEN)
        .output()
        .unwrap()
        .into();
    let github = github.with_code(77);
    github.says("check GITHUB_TOKEN");
    assert_eq!(github.stdout, "");

    for token in [Sandbox::UNKNOWN_TOKEN, Sandbox::EXPIRED_TOKEN] {
        let url = sandbox.demarches_simplifiees().url();
        let mut dossiers = command(&[
            "export",
            "--api",
            "demarches-simplifiees",
            "--query",
            "dossiers",
            "-F",
            "demarcheNumber=1",
            "--endpoint",
            url,
        ]);
        let ran: Ran = dossiers.env("DS_TOKEN", token).output().unwrap().into();
        let ran = ran.with_code(77);
        ran.does_not_say(token);
    }
}

#[test]
fn token_77_sandbox_data_never_replaces_a_file() {
    let folder = Folder::new();
    let file = folder.write("pulls.ndjson", "{\"real\":1}\n");
    let ran = pulls(&["-o", &file]).with_code(77);
    ran.says("GITHUB_TOKEN is not set");
    assert_eq!(folder.read("pulls.ndjson"), "{\"real\":1}\n");
    pulls(&["-o", &file, "--sandbox"]).with_code(0);
    assert_eq!(folder.read("pulls.ndjson").lines().count(), 250);
}

#[test]
fn token_the_next_token_is_used_when_a_quota_is_exhausted() {
    let used_up = Fault::throttled(Throttle::github_primary(Duration::from_secs(3_600)));
    let sandbox = Sandbox::builder()
        .github_faults(Faults::new().on_request(2, used_up))
        .start_blocking()
        .unwrap();
    let folder = Folder::new();
    let file = folder.write("tokens", "one\ntwo\n");
    let mut pulls = pulls_from(
        sandbox.github(),
        &["--token-file", &file, "--max-wait", "1s"],
    );
    let ran: Ran = pulls.env_remove("GITHUB_TOKEN").output().unwrap().into();
    let ran = ran.with_code(0);
    assert_eq!(ran.stdout.lines().count(), 250);
    let mut tokens = Vec::new();
    for request in sandbox.github().requests() {
        tokens.push(
            request.headers["authorization"]
                .to_str()
                .unwrap()
                .to_owned(),
        );
    }
    assert_eq!(
        tokens,
        ["Bearer one", "Bearer one", "Bearer two", "Bearer two"]
    );
    ran.does_not_say("Bearer");
}

#[test]
fn stopped_4_the_api_throttles_for_longer_than_allowed() {
    let faults = Faults::new().on_request(2, Fault::status(503).header("retry-after", "7200"));
    let sandbox = Sandbox::builder()
        .github_faults(faults)
        .start_blocking()
        .unwrap();
    let folder = Folder::new();
    let file = folder.file("pulls.ndjson");
    let ran1 = ran(sandbox.github(), &["-o", &file, "--max-wait", "10s"]).with_code(4);
    ran1.says("throttles until");
    ran1.says("run the same command again");
    assert_eq!(folder.read("pulls.ndjson").lines().count(), 100);
    assert!(folder.0.join("pulls.ndjson.checkpoint").exists());

    let ran2 = ran(sandbox.github(), &["-o", &file]).with_code(0);
    ran2.says("continuing after 100 items");
    assert_eq!(
        super::values(&folder.read("pulls.ndjson"), "/number"),
        Vec::from_iter(1..=250)
    );
}

#[test]
fn failed_1_a_response_that_is_not_a_page() {
    let ran = pulls(&["-F", "name=missing"]).with_code(1);
    ran.says("error: `PullRequests`, page 1");
    assert_eq!(ran.stdout, "");
    let ran = pulls(&["-o", "/no/such/folder/x.ndjson"]).with_code(78);
    ran.says("cannot write `/no/such/folder/x.ndjson`");
}

#[test]
fn configuration_78_a_checkpoint_of_other_arguments() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    let folder = Folder::new();
    let file = folder.file("pulls.ndjson");
    sandbox
        .github()
        .script(Faults::new().on_request(2, Fault::status(403).header("retry-after", "7200")));
    ran(sandbox.github(), &["-o", &file, "--max-wait", "1s"]).with_code(4);
    sandbox.github().script(Faults::new());
    for other in [
        ["-F", "name=other"],
        ["--select", "number"],
        ["--direction", "backward"],
    ] {
        let ran = ran(
            sandbox.github(),
            &[&["-o", file.as_str()], &other[..]].concat(),
        )
        .with_code(78);
        ran.says("--restart");
    }
    ran(
        sandbox.github(),
        &["-o", &file, "-F", "name=other", "--restart"],
    )
    .with_code(0);
    assert_eq!(folder.read("pulls.ndjson").lines().count(), 250);
}

#[test]
fn stopped_4_a_failure_that_may_pass_and_1_one_that_may_not() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    let api = sandbox.github();
    let down = json!({ "errors": [{ "message": "database is down" }] });
    for (fault, code, text) in [
        (
            Fault::status(500).json(&down),
            4,
            "database is down, with HTTP status 500",
        ),
        (
            Fault::empty_body(),
            4,
            "run the same command again to continue",
        ),
        (
            Fault::cut_body(),
            4,
            "run the same command again to continue",
        ),
        (Fault::status(200).json(&down), 1, "database is down"),
        (
            Fault::status(200).body(vec![b' '; 65 * 1024 * 1024]),
            1,
            "request fewer items with `--page-size`, or fewer fields of each",
        ),
    ] {
        api.script(Faults::new().always(fault));
        let folder = Folder::new();
        let file = folder.file("pulls.ndjson");
        let more = ["-o", &file, "--max-wait", "1s", "--page-size", "1"];
        let ran = ran(api, &more).with_code(code);
        ran.says(text);
        if code == 1 {
            ran.does_not_say("run the same command again");
            ran.does_not_say("max_body_bytes");
        }
    }
}

#[test]
fn summaries_are_appended_one_line_per_run() {
    let folder = Folder::new();
    let file = folder.file("runs.ndjson");
    pulls(&["--summary-file", &file]).with_code(0);
    pulls(&["--summary-file", &file, "--limit", "3"]).with_code(0);
    let runs: Vec<Value> = folder
        .read("runs.ndjson")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        (&runs[0]["items"], &runs[1]["items"]),
        (&250.into(), &3.into())
    );
    assert_eq!(
        (&runs[0]["exit"], &runs[0]["total"]),
        (&"complete".into(), &250.into())
    );
}

#[test]
fn usage_2_is_reported_before_anything_is_sent() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    for more in [
        &["--path", "repository.issues"][..],
        &["--operation", "None"],
        &["--jq", "|"],
        &["--since", "2026-01-01"],
    ] {
        ran(sandbox.github(), more).with_code(2);
    }
    assert_eq!(sandbox.github().requests().len(), 0);
    run(&[&PULLS[..3], &["--query"]].concat()).with_code(2);
}

#[test]
fn partial_errors_3_if_they_are_kept_and_4_or_1_if_not() {
    let errors = json!([{ "message": "no access", "type": "FORBIDDEN", "path": ["repository"] }]);
    let fault = Fault::rewrite(move |body| body["errors"] = errors.clone());
    let faults = Faults::new().on_request(2, fault);
    let sandbox = Sandbox::builder()
        .github_faults(faults.clone())
        .start_blocking()
        .unwrap();
    let kept = ran(sandbox.github(), &["--on-partial-error", "keep"]).with_code(3);
    assert_eq!(kept.stdout.lines().count(), 250);
    kept.says("page 2 has errors beside its data: no access");
    sandbox.github().script(faults);
    let failed = ran(sandbox.github(), &[]).with_code(1);
    assert_eq!(failed.stdout.lines().count(), 100);
    failed.says("no access");
}

#[test]
fn truncated_5_the_list_ends_before_its_announced_total() {
    let fault = Fault::rewrite(|body| {
        body["data"]["repository"]["pullRequests"]["totalCount"] = 4000.into();
    });
    let sandbox = Sandbox::builder()
        .github_faults(Faults::new().always(fault))
        .start_blocking()
        .unwrap();
    let cut = ran(sandbox.github(), &[]).with_code(5);
    assert_eq!(cut.stdout.lines().count(), 250);
    cut.says("ended the list before its announced total");
    ran(sandbox.github(), &["--on-truncation", "warn"]).with_code(0);
}
