//! Tests of `export`'s arguments: variables, queries, credentials.

use graphql_paginate_sandbox::Sandbox;

use super::{PULLS, pulls, values};
use crate::program::{Folder, Ran, command, run};

#[test]
fn variables_come_from_flags_and_files_with_the_types_of_the_query() {
    let folder = Folder::new();
    let name = folder.write("name.txt", "rust\n");
    let file = folder.write("variables.json", r#"{"owner":"nobody","name":"x"}"#);
    let arguments = [
        "export",
        "--api",
        "github",
        "--query",
        "pull_requests",
        "--limit",
        "1",
        "--variables",
        &file,
        "-f",
        "owner=rust-lang",
        "-F",
        &format!("name=@{name}"),
    ];
    let ran = run(&arguments).with_code(0);
    assert!(ran.stdout.contains("rust-lang/rust/"), "{}", ran.stdout);

    let dossiers = [
        "export",
        "--api",
        "demarches-simplifiees",
        "--query",
        "dossiers",
        "--limit",
        "2",
    ];
    let ran = run(&[&dossiers[..], &["-F", "demarcheNumber=7"]].concat()).with_code(0);
    assert_eq!(values(&ran.stdout, "/number"), [60_010_001, 60_010_002]);
    let ran = run(&[&dossiers[..], &["-F", "demarcheNumber=seven"]].concat()).with_code(2);
    ran.says("expected an integer for `Int`, got `seven`");
    let ran = run(&[
        &dossiers[..],
        &["-F", "demarcheNumber=7", "-F", "state=acepte"],
    ]
    .concat())
    .with_code(2);
    ran.says("expected one of");
}

#[test]
fn variables_are_an_argument_or_come_from_standard_input() {
    let folder = Folder::new();
    let input = folder.write("name.txt", "rust\n");
    let fixed = [
        "export",
        "--api",
        "github",
        "--query",
        "pull_requests",
        "--limit",
        "1",
        "--variables",
        r#"{"owner":"rust-lang","name":"x"}"#,
    ];
    let mut export = command(&[&fixed[..], &["-F", "name=@-"]].concat());
    let ran: Ran = export
        .stdin(std::fs::File::open(input).unwrap())
        .output()
        .unwrap()
        .into();
    let ran = ran.with_code(0);
    assert!(ran.stdout.contains("rust-lang/rust/"), "{}", ran.stdout);
    let twice = run(&[&fixed[..], &["-F", "name=@-", "-F", "owner=@-"]].concat()).with_code(2);
    twice.says("standard input is both value of a variable and");
    let torn = run(&[&fixed[..8], &["{\"owner\":"]].concat()).with_code(2);
    torn.says("`--variables` is not a JSON object of variables");
}

#[test]
fn headers_with_credentials_come_from_the_environment_and_are_not_said() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    let more = ["--header-env", "X-Api-Key=KEY_OF_TEST", "-vv"];
    let mut export = super::pulls_from(sandbox.github(), &more);
    let ran: Ran = export
        .env("KEY_OF_TEST", "a-secret-value")
        .output()
        .unwrap()
        .into();
    ran.with_code(0).does_not_say("a-secret-value");
    for request in sandbox.github().requests() {
        assert_eq!(request.headers["x-api-key"], "a-secret-value");
    }
    let mut unset = super::pulls_from(sandbox.github(), &more);
    let ran: Ran = unset.env_remove("KEY_OF_TEST").output().unwrap().into();
    ran.with_code(77).says("KEY_OF_TEST is not set");
    let odd = pulls(&["--header-env", "X-Api-Key"]).with_code(2);
    odd.says("write `--header-env X-Api-Key=API_KEY`");
}

#[test]
fn credentials_in_a_header_never_lead_to_generated_data() {
    let more = ["--header-env", "Authorization=KEY_OF_TEST"];
    let mut export = command(&[&PULLS[..], &more].concat());
    export.env("KEY_OF_TEST", "a-secret-value");
    let ran: Ran = export.env_remove("GITHUB_TOKEN").output().unwrap().into();
    let ran = ran.with_code(77);
    ran.says("`--header-env` does not replace it");
    assert_eq!(ran.stdout, "");
}

#[test]
fn more_pages_at_once_than_are_requested_are_refused() {
    pulls(&["--concurrency", "9"]).with_code(2).says("1..=8");
}

#[test]
fn missing_and_unknown_variables_are_named() {
    let ran = run(&PULLS[..7]).with_code(2);
    ran.says("add `-F name=…` (String!)");
    let ran = pulls(&["-F", "nmae=x"]).with_code(2);
    ran.says("no variable `nmae`");
}

#[test]
fn a_query_comes_from_a_file_or_standard_input_and_is_validated_first() {
    use std::io::Write;
    use std::process::Stdio;

    let query = "query Q($after: String) { repository(owner: \"a\", name: \"b\") {
        issues(first: 50, after: $after) { nodes { number } pageInfo { hasNextPage endCursor } } } }";
    let mut child = command(&["export", "--api", "github", "--query", "-", "--limit", "60"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(query.as_bytes())
        .unwrap();
    let ran: Ran = child.wait_with_output().unwrap().into();
    assert_eq!(
        values(&ran.with_code(0).stdout, "/number"),
        // Issues are numbered after the pull requests.
        Vec::from_iter(251..=310)
    );

    let folder = Folder::new();
    let typo = folder.write("q.graphql", &query.replace("number", "nummer"));
    let ran = run(&["export", "--api", "github", "--query", &typo]).with_code(2);
    ran.says("`nummer`");
    ran.says("q.graphql:2:");
    let ran = run(&["export", "--api", "github", "--query", "none"]).with_code(78);
    ran.says("shipped queries: pull_requests");
}

#[test]
fn the_schema_of_an_endpoint_is_fetched_by_introspection() {
    let sandbox = Sandbox::builder()
        .pull_requests(5)
        .start_blocking()
        .unwrap();
    let file = "queries/github/pull_requests.graphql";
    let variables = ["-F", "owner=a", "-F", "name=b"];
    let endpoint = [
        "export",
        "--endpoint",
        sandbox.github().url(),
        "--query",
        file,
    ];
    let mut export = command(&[&endpoint[..], &variables, &["--page-size", "2"]].concat());
    export.env("GRAPHQL_TOKEN", Sandbox::TOKEN);
    let ran = Ran::from(export.output().unwrap()).with_code(0);
    assert_eq!(values(&ran.stdout, "/number"), [1, 2, 3, 4, 5]);

    // The server has no known profile, so no page size is assumed.
    let mut export = command(&[&endpoint[..], &variables].concat());
    export.env("GRAPHQL_TOKEN", Sandbox::TOKEN);
    let ran = Ran::from(export.output().unwrap()).with_code(1);
    ran.says("add `--page-size 100`");

    let ran = run(&[&endpoint[..], &variables].concat()).with_code(77);
    ran.says("check GRAPHQL_TOKEN");
    ran.says("`--schema FILE`");
}

#[test]
fn credentials_are_not_accepted_as_arguments() {
    let ran = pulls(&["-H", "authorization: Bearer x"]).with_code(2);
    ran.says("does not take credentials");
}

#[test]
fn incomplete_credentials_are_an_error_and_do_not_start_the_sandbox() {
    let mut sage = command(&["export", "--api", "sage", "--collection", "accounts"]);
    let ran: Ran = sage
        .env("SAGE_URL", "http://127.0.0.1:1")
        .output()
        .unwrap()
        .into();
    let ran = ran.with_code(77);
    ran.says("SAGE_DATASET and SAGE_TOKEN are not set");
}

#[test]
fn arguments_that_would_change_nothing_are_refused() {
    for (arguments, problem) in [
        (
            &["--csv-dialect", "excel-fr"][..],
            "`--csv-dialect` is for CSV",
        ),
        (&["--concurrency", "2"], "`--concurrency` needs an API"),
        (&["--collection", "jobs"], "`--collection` is for REST APIs"),
        (&["-o", "pulls.txt"], "no format has the extension `.txt`"),
        (
            &["--select", "nummer"],
            "the query does not select `nummer`",
        ),
        (
            &["--sandbox", "--endpoint", "http://127.0.0.1:1"],
            "cannot be used with",
        ),
        (
            &["--sandbox-items", "10000000"],
            "expected a number up to 1000000",
        ),
    ] {
        let ran = pulls(arguments).with_code(2);
        ran.says(problem);
        assert_eq!(ran.stdout, "");
    }
}

#[test]
fn since_sets_the_variable_of_the_query_or_the_parameter_of_the_api() {
    let sandbox = Sandbox::builder().dossiers(50).start_blocking().unwrap();
    let api = sandbox.demarches_simplifiees();
    let dossiers = [
        "export",
        "--api",
        "demarches-simplifiees",
        "--endpoint",
        api.url(),
        "--query",
        "dossiers",
        "-F",
        "demarcheNumber=1",
        "--since",
    ];
    let exported = |since: &str| {
        let mut export = command(&[&dossiers[..], &[since]].concat());
        export.env("DS_TOKEN", Sandbox::TOKEN);
        Ran::from(export.output().unwrap())
    };
    assert_eq!(
        exported("2000-01-01").with_code(0).stdout.lines().count(),
        50
    );
    let sent = api.requests()[0].json();
    assert_eq!(sent["variables"]["updatedSince"], "2000-01-01T00:00:00Z");
    let later = exported("2999-01-01T12:00:00+02:00").with_code(0);
    assert_eq!(later.stdout, "");
    let wrong = exported("yesterday").with_code(2);
    wrong.says("`--since 2026-01-31`");

    let jobs = [
        "export",
        "--api",
        "jobaffinity",
        "--collection",
        "candidates",
        "--since",
    ];
    let all = run(&[&jobs[..], &["0"]].concat()).with_code(0).stdout;
    let some = run(&[&jobs[..], &["200"]].concat()).with_code(0).stdout;
    assert!(some.lines().count() < all.lines().count(), "{some}");
    run(&[&jobs[..], &["2026-01-01"]].concat()).with_code(2);
}

#[test]
fn messages_are_json_on_request_and_absent_with_quiet() {
    let ran = pulls(&["--sandbox", "--log-format", "json"]).with_code(0);
    let mut levels = Vec::new();
    for line in ran.stderr.lines() {
        let message: serde_json::Value = serde_json::from_str(line).unwrap();
        levels.push(message["level"].as_str().unwrap().to_owned());
    }
    levels.dedup();
    assert_eq!(levels, ["note", "progress", "summary"]);
    assert_eq!(pulls(&["--sandbox", "--quiet"]).with_code(0).stderr, "");
    let verbose = pulls(&["-v"]).with_code(0).stderr;
    assert_eq!(
        verbose.matches("request, attempt 1").count(),
        3,
        "{verbose}"
    );
}
