//! Tests of connections inside a list, which are walked for each element of it.

use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
use serde_json::Value;

use crate::program::{Folder, Ran, command};

const REVIEWS: &str = "query Reviews($ids: [ID!]!) {
  nodes(ids: $ids) { ... on PullRequest { number reviews { nodes { id author { login } } } } }
}";

fn sandbox() -> Sandbox {
    let builder = Sandbox::builder().pull_requests(3);
    builder
        .connection_size_at("PullRequest.reviews", 1, 5)
        .connection_size_at("PullRequest.reviews", 2, 0)
        .connection_size_at("PullRequest.reviews", 3, 4)
        .start_blocking()
        .unwrap()
}

fn export(sandbox: &Sandbox, arguments: &[&str]) -> Ran {
    let fixed = [
        "export",
        "--api",
        "github",
        "--endpoint",
        sandbox.github().url(),
    ];
    let mut export = command(&[&fixed[..], arguments].concat());
    export.env("GITHUB_TOKEN", Sandbox::TOKEN);
    export.output().unwrap().into()
}

/// The ids of the pull requests, as an argument.
fn ids(sandbox: &Sandbox, folder: &Folder) -> String {
    let text = "{ repository(owner: \"a\", name: \"b\") { pullRequests { nodes { id } } } }";
    let query = folder.write("ids.graphql", text);
    let ran = export(sandbox, &["--query", &query, "--jq", ".id"]).with_code(0);
    sandbox.github().clear_requests();
    let ids: Vec<&str> = ran.stdout.lines().collect();
    format!("ids=[{}]", ids.join(","))
}

fn lines(ran: &Ran) -> Vec<Value> {
    let lines = ran.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn the_items_of_all_parents_are_exported_with_their_parent() {
    let (sandbox, folder) = (sandbox(), Folder::new());
    let ids = ids(&sandbox, &folder);
    let query = folder.write("q.graphql", REVIEWS);
    let arguments = ["--query", &query, "-F", &ids, "--page-size", "2"];
    let ran = export(&sandbox, &arguments).with_code(0);
    let mut counts = [0; 3];
    for item in lines(&ran) {
        let path = item["__parent"]["path"].as_str().unwrap();
        let index: usize = path["nodes[".len()..path.len() - 1].parse().unwrap();
        assert!(ids.contains(item["__parent"]["id"].as_str().unwrap()));
        let keys: Vec<&str> = item
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(keys, ["__parent", "author", "id"]);
        counts[index] += 1;
    }
    assert_eq!(counts, [5, 0, 4]);
    assert_eq!(sandbox.github().requests().len(), 3);

    let table = export(&sandbox, &[&arguments[..], &["--format", "csv"]].concat()).with_code(0);
    let mut rows = table.stdout.lines();
    assert_eq!(
        rows.next(),
        Some("__parent.id,__parent.path,id,author.login")
    );
    assert_eq!(rows.count(), 9);
}

#[test]
fn an_interrupted_export_resumes_inside_a_parent() {
    let (sandbox, folder) = (sandbox(), Folder::new());
    let ids = ids(&sandbox, &folder);
    let query = folder.write("q.graphql", REVIEWS);
    let output = folder.file("out.ndjson");
    let arguments = [
        "--query",
        &query,
        "-F",
        &ids,
        "--page-size",
        "2",
        "--output",
        &output,
    ];
    let whole = export(&sandbox, &arguments[..6]).with_code(0);
    sandbox
        .github()
        .script(Faults::new().on_request(2, Fault::status(401)));
    let failed = export(&sandbox, &arguments);
    assert_ne!(failed.code, Some(0), "{failed:?}");
    sandbox.github().script(Faults::new());
    export(&sandbox, &arguments).with_code(0);
    assert_eq!(std::fs::read_to_string(&output).unwrap(), whole.stdout);
}

#[test]
fn check_prints_how_each_parent_is_walked() {
    let folder = Folder::new();
    let query = folder.write("q.graphql", REVIEWS);
    let check = ["check", &query, "--schema", "github", "--documents"];
    let ran: Ran = command(&check).output().unwrap().into();
    let text = ran.with_code(0).stdout;
    for part in [
        "forward: cursor $after, size $first, for each element of `nodes`",
        "forward, further pages of some parents",
        "r0: node(id: $parentId0)",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}
