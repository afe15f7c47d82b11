//! Tests of what a newcomer types: wrong names, limits, sizes, and names of files.

use graphql_paginate_sandbox::{Fault, Faults, Sandbox};

use super::{PULLS, pulls, pulls_from, values};
use crate::program::{Folder, Ran, run};

#[test]
fn a_wrong_name_comes_with_the_one_that_was_meant() {
    for (more, problem) in [
        (
            &["-F", "nme=x"][..],
            "no variable `nme`; did you mean `name`?",
        ),
        (
            &["--select", "titel"],
            "does not select `titel`; did you mean `title`?",
        ),
        (
            &["--path", "repository.pullRequest"],
            "no list at `repository.pullRequest`; did you mean `repository.pullRequests`?",
        ),
        (
            &["--operation", "PullRequest"],
            "has no operation `PullRequest`; did you mean `PullRequests`?",
        ),
        (
            &["--schema", "githb"],
            "no schema `githb`; did you mean `github`?",
        ),
    ] {
        let ran = pulls(more);
        assert!(matches!(ran.code, Some(2 | 78)), "{ran:?}");
        ran.says(problem);
    }
    let ran = run(&["export", "--api", "github", "--query", "pull_request"]).with_code(78);
    ran.says("no query `pull_request`; did you mean `pull_requests`?");
    let unused = ["--endpoint", "http://127.0.0.1:9/", "--schema", "github"];
    for query in ["pull_requests", "dossiers"] {
        let ran = run(&[&["export", "--query", query], &unused[..]].concat()).with_code(78);
        ran.says(&format!("`{query}` is a query of `--api "));
        ran.says("add `--api ");
    }
    let ran = run(&["export", "--api", "sage", "--collection", "account"]).with_code(2);
    ran.says("no collection `account` of sage; did you mean `accounts`?");
    ran.says("SAGE_URL, SAGE_DATASET and SAGE_TOKEN are not set");
}

#[test]
fn a_query_without_its_flag_comes_with_the_flag() {
    for command in ["export", "plan"] {
        let ran = run(&[command, "q.graphql", "--api", "github"]).with_code(2);
        ran.says("to name a query, use '--query q.graphql'");
    }
}

#[test]
fn a_list_with_items_that_cannot_be_walked_is_not_left_out_for_another_one() {
    let folder = Folder::new();
    let schema = "type Query { users(first: Int, after: String): Users
            posts(first: Int, after: String, offset: Int): Users }
        type Users { totalCount: Int nodes: [User] pageInfo: PageInfo! } type User { id: ID! }
        type PageInfo { hasNextPage: Boolean! endCursor: String }";
    let schema = folder.write("s.graphql", schema);
    let posts = "posts(first: 3, after: $a, offset: 2) { nodes { id } }";
    for (users, problem) in [
        ("nodes { id }", "choose one with `--path`: posts, users"),
        ("nodes { id }", "`posts` cannot be walked: "),
        ("totalCount", "`posts` cannot be walked"),
    ] {
        let text = format!("query Q($a: String) {{ {posts} users(first: 3) {{ {users} }} }}");
        let query = folder.write("q.graphql", &text);
        let endpoint = ["export", "--endpoint", "http://127.0.0.1:1/"];
        let files = ["--schema", &schema, "--query", &query];
        let ran = run(&[&endpoint[..], &files].concat()).with_code(2);
        ran.says(problem);
        ran.says("offset");
    }
}

#[test]
fn the_list_is_the_one_that_can_be_walked_and_has_a_cursor_variable() {
    let folder = Folder::new();
    let export = |selection: &str, more: &[&str]| -> Ran {
        let text = format!(
            "query Q($after: String) {{ repository(owner: \"a\", name: \"b\") {{ {selection} }} }}"
        );
        let query = folder.write("q.graphql", &text);
        let fixed = ["export", "--api", "github", "--query", &query];
        run(&[&fixed[..], more].concat())
    };
    let ran = export(
        "issues { totalCount } pullRequests(after: $after) { nodes { number } }",
        &[],
    );
    assert_eq!(values(&ran.with_code(0).stdout, "/number").len(), 250);
    let ran = export(
        "labels(first: 5) { nodes { name } } pullRequests(after: $after) { nodes { number } }",
        &[],
    );
    assert_eq!(values(&ran.with_code(0).stdout, "/number").len(), 250);
    let two = "labels(first: 5) { nodes { name } } pullRequests(first: 5) { nodes { number } } x: issues(after: $after) { totalCount }";
    export(two, &[])
        .with_code(2)
        .says("choose one with `--path`: repository.labels, repository.pullRequests");

    let types = "one: issueOrPullRequest(number: 1) {
        ... on Issue { comments(after: $after) { nodes { id } } }
        ... on PullRequest { comments(after: $after) { nodes { id } } } }";
    let names = "repository.one.Issue.comments, repository.one.PullRequest.comments";
    export(types, &[]).with_code(2).says(names);
    let ran = export(types, &["--path", "repository.one.comments"]).with_code(2);
    ran.says("several types have a list at `repository.one.comments`");
    ran.says(names);
    let mut codes = Vec::new();
    for name in names.split(", ") {
        codes.push(export(types, &["--path", name]).code);
    }
    assert!(codes.contains(&Some(0)), "{codes:?}");
}

#[test]
fn a_limit_is_about_the_output_and_not_about_one_run() {
    let busy = Fault::status(503).header("retry-after", "7200");
    let sandbox = Sandbox::builder()
        .github_faults(Faults::new().on_request(2, busy))
        .start_blocking()
        .unwrap();
    let folder = Folder::new();
    let file = folder.file("pulls.ndjson");
    let limited = || -> Ran {
        let more = [
            "-o",
            &file,
            "--page-size",
            "10",
            "--limit",
            "15",
            "--max-wait",
            "1s",
        ];
        pulls_from(sandbox.github(), &more).output().unwrap().into()
    };
    let stopped = limited().with_code(4);
    stopped.does_not_say("ends the list here");
    sandbox.github().script(Faults::new());
    let ran = limited().with_code(0);
    assert_eq!(
        values(&folder.read("pulls.ndjson"), "/number"),
        Vec::from_iter(1..=15)
    );
    ran.says("`--limit` ends the list here");
    let whole = pulls(&["--limit", "300"]).with_code(0);
    whole.does_not_say("ends the list here");
    pulls(&["--limit", "0"]).with_code(2);
}

#[test]
fn a_limit_below_what_the_output_has_is_refused_and_loses_nothing() {
    let busy = Fault::status(503).header("retry-after", "7200");
    let sandbox = Sandbox::builder()
        .github_faults(Faults::new().on_request(4, busy))
        .start_blocking()
        .unwrap();
    let folder = Folder::new();
    let file = folder.file("pulls.ndjson");
    let exported = |more: &[&str]| -> Ran {
        let fixed = ["-o", &file, "--page-size", "10", "--max-wait", "1s"];
        let mut export = pulls_from(sandbox.github(), &[&fixed, more].concat());
        export.output().unwrap().into()
    };
    exported(&[]).with_code(4);
    sandbox.github().script(Faults::new());
    sandbox.github().clear_requests();
    let (text, place) = (
        folder.read("pulls.ndjson"),
        folder.read("pulls.ndjson.checkpoint"),
    );
    assert_eq!(text.lines().count(), 30);

    let ran = exported(&["--limit", "20"]).with_code(2);
    ran.says("earlier runs have read 30 items already, and `--limit` is 20");
    assert_eq!(sandbox.github().requests().len(), 0);
    assert_eq!(folder.read("pulls.ndjson"), text);
    assert_eq!(folder.read("pulls.ndjson.checkpoint"), place);

    let ran = exported(&["--limit", "30"]).with_code(0);
    ran.says("`--limit` ends the list here");
    assert_eq!(folder.read("pulls.ndjson"), text);
}

#[test]
fn a_size_that_the_api_does_not_serve_is_said() {
    let ran = pulls(&["--page-size", "1000"]).with_code(0);
    ran.says("the API serves at most 100 items a page");
    let ran = pulls(&["--page-size", "100"]).with_code(0);
    ran.does_not_say("at most");
}

#[test]
fn a_file_named_as_if_it_were_compressed_is_refused() {
    let folder = Folder::new();
    for format in [&[][..], &["--format", "ndjson"]] {
        let file = folder.file("pulls.ndjson.gz");
        let ran = run(&[&PULLS[..], &["-o", &file], format].concat()).with_code(2);
        ran.says("| gzip >");
        assert!(!folder.0.join("pulls.ndjson.gz").exists());
    }
}

#[test]
fn standard_input_has_one_purpose() {
    let ran = pulls(&["--variables", "-", "--token-file", "-"]).with_code(2);
    ran.says("standard input is both variables and token file");
}

#[test]
fn a_table_has_what_is_selected_or_filtered_whatever_its_form() {
    let folder = Folder::new();
    let query = folder.write(
        "q.graphql",
        "{ repository(owner: \"a\", name: \"b\") { pullRequests { nodes { number labels(first: 9) { nodes { id name } } } } } }",
    );
    let fixed = [
        "export",
        "--api",
        "github",
        "--sandbox",
        "--sandbox-items",
        "30",
        "--query",
        &query,
        "--format",
        "csv",
    ];
    let selected = ["--select", "number,labels.nodes.name"];
    let ran = run(&[&fixed[..], &selected].concat()).with_code(0);
    let mut reader = csv::Reader::from_reader(ran.stdout.as_bytes());
    let header: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    assert_eq!(header, ["number", "labels.nodes"]);
    let mut labels = 0;
    for record in reader.records() {
        let names: Vec<serde_json::Value> = serde_json::from_str(&record.unwrap()[1]).unwrap();
        for name in names {
            let keys: Vec<&String> = name.as_object().unwrap().keys().collect();
            assert_eq!(keys, ["name"]);
            labels += 1;
        }
    }
    assert!(labels > 0);
    let ran = run(&[&fixed[..], &["--jq", ".number", "--limit", "2"]].concat()).with_code(0);
    assert_eq!(ran.stdout, "value,_other\n1,\n2,\n");
}
