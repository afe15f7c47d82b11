//! Tests of `export --csv-lists files`.

use std::fs::OpenOptions;
use std::io::Write;

use graphql_paginate_sandbox::{Endpoint, Fault, Faults, Sandbox};
use serde_json::Value;

use super::pulls;
use crate::program::{Folder, Ran, command, run};

/// The files of an export of [`query`] to `pulls.csv`.
const FILES: [&str; 4] = [
    "pulls.csv",
    "pulls.labels.csv",
    "pulls.reviews.csv",
    "pulls.reviews.comments.csv",
];

fn query(folder: &Folder) -> String {
    folder.write(
        "q.graphql",
        "query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { pullRequests { nodes {
            id number author { login } labels(first: 2) { nodes { id name } }
            reviews(first: 2) { totalCount nodes { state comments(first: 2) { nodes { body } } } } } } } }",
    )
}

fn exported(folder: &Folder, api: &Endpoint, name: &str, more: &[&str]) -> Ran {
    let (query, file) = (query(folder), folder.file(name));
    let fixed = [
        "export",
        "--api",
        "github",
        "--endpoint",
        api.url(),
        "-F",
        "owner=a",
        "-F",
        "name=b",
    ];
    let files = [
        "--query",
        &query,
        "-o",
        &file,
        "--csv-lists",
        "files",
        "--page-size",
        "7",
    ];
    let mut export = command(&[&fixed[..], &files, more].concat());
    export
        .env("GRAPHQL_TOKEN", Sandbox::TOKEN)
        .env("GITHUB_TOKEN", Sandbox::TOKEN);
    export.output().unwrap().into()
}

/// The header and the rows of a table without quoted cells.
fn table(text: &str, separator: char) -> (Vec<String>, Vec<Vec<String>>) {
    let mut rows = Vec::new();
    for line in text.lines() {
        assert!(!line.contains('"'), "{line}");
        rows.push(line.split(separator).map(str::to_owned).collect());
    }
    (rows.remove(0), rows)
}

fn sandbox() -> Sandbox {
    Sandbox::builder()
        .pull_requests(30)
        .start_blocking()
        .unwrap()
}

#[test]
fn each_element_is_a_row_with_the_key_of_its_parent() {
    let (sandbox, folder) = (sandbox(), Folder::new());
    exported(&folder, sandbox.github(), "pulls.csv", &[]).with_code(0);
    let text = |name: &str| table(&folder.read(name), ',');
    let [pulls, labels, reviews, comments] = FILES.map(text);
    assert_eq!(
        pulls.0,
        ["id", "number", "author.login", "reviews.totalCount"]
    );
    assert_eq!(labels.0, ["_parent", "id", "name"]);
    assert_eq!(reviews.0, ["_parent", "_row", "state"]);
    assert_eq!(comments.0, ["_parent", "body"]);
    assert_eq!(pulls.1.len(), 30);

    let ndjson = folder.file("pulls.ndjson");
    let fixed = [
        "export",
        "--api",
        "github",
        "--endpoint",
        sandbox.github().url(),
    ];
    let query = query(&folder);
    let more = [
        "--query", &query, "-F", "owner=a", "-F", "name=b", "-o", &ndjson,
    ];
    let mut export = command(&[&fixed[..], &more].concat());
    Ran::from(export.env("GITHUB_TOKEN", Sandbox::TOKEN).output().unwrap()).with_code(0);
    let (mut expected_labels, mut expected_comments) = (Vec::new(), Vec::new());
    let mut review_count = 0;
    for line in folder.read("pulls.ndjson").lines() {
        let item: Value = serde_json::from_str(line).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        for label in item["labels"]["nodes"].as_array().unwrap() {
            expected_labels.push(vec![
                text(&item["id"]),
                text(&label["id"]),
                text(&label["name"]),
            ]);
        }
        for review in item["reviews"]["nodes"].as_array().unwrap() {
            review_count += 1;
            for comment in review["comments"]["nodes"].as_array().unwrap() {
                expected_comments.push(vec![review_count.to_string(), text(&comment["body"])]);
            }
        }
    }
    assert_eq!(labels.1, expected_labels);
    assert_eq!(comments.1, expected_comments);
    assert_eq!(reviews.1.len(), review_count);
    assert!(
        expected_labels.len() > 30 && expected_comments.len() > 30,
        "{expected_comments:?}"
    );
}

#[test]
fn list_files_match_the_output_wherever_a_run_stops() {
    let (sandbox, folder) = (sandbox(), Folder::new());
    let api = sandbox.github();
    for dialect in ["standard", "excel-fr"] {
        let dialect = ["--csv-dialect", dialect];
        exported(&folder, api, "whole.csv", &dialect).with_code(0);
        api.clear_requests();
        for stop in [2, 5, 9, 12] {
            let busy = Fault::status(503).header("retry-after", "7200");
            api.script(Faults::new().on_request(stop, busy));
            let waiting = [&dialect[..], &["--max-wait", "1s"]].concat();
            exported(&folder, api, "pulls.csv", &waiting).with_code(4);
            for file in FILES {
                let mut torn = OpenOptions::new()
                    .create(true)
                    .append(true)
                    .open(folder.file(file))
                    .unwrap();
                torn.write_all(b"PR_12,\"unclosed").unwrap();
            }
            api.script(Faults::new());
            exported(&folder, api, "pulls.csv", &dialect).with_code(0);
            for file in FILES {
                let whole = folder.read(&file.replace("pulls", "whole"));
                assert!(
                    folder.read(file) == whole,
                    "{file}, stopped at request {stop}"
                );
            }
        }
    }
    let (header, rows) = table(folder.read(FILES[1]).trim_start_matches('\u{feff}'), ';');
    assert_eq!(header, ["_parent", "id", "name"]);
    assert!(rows.iter().all(|row| row.len() == 3), "{rows:?}");
}

#[test]
fn rows_without_an_id_are_numbered_and_values_have_one_column() {
    let folder = Folder::new();
    let query = folder.write(
        "q.graphql",
        "{ repository(owner: \"a\", name: \"b\") { pullRequests { nodes { number labels(first: 9) { nodes { name } } } } } }",
    );
    let file = folder.file("pulls.csv");
    let fixed = [
        "export",
        "--api",
        "github",
        "--sandbox",
        "--sandbox-items",
        "3",
        "--query",
        &query,
        "-o",
        &file,
    ];
    let files = [&fixed[..], &["--csv-lists", "files"]].concat();
    run(&files).with_code(0);
    let (header, rows) = table(&folder.read("pulls.csv"), ',');
    assert_eq!(header, ["_row", "number"]);
    assert_eq!(rows[2], ["3", "3"]);
    let (header, labels) = table(&folder.read("pulls.labels.csv"), ',');
    assert_eq!(header, ["_parent", "name"]);
    assert!(
        labels
            .iter()
            .all(|row| ["1", "2", "3"].contains(&row[0].as_str())),
        "{labels:?}"
    );

    run(&[&files[..], &["--select", "labels.nodes.name"]].concat()).with_code(0);
    assert_eq!(folder.read("pulls.csv"), "_row\n1\n2\n3\n");
    assert_eq!(table(&folder.read("pulls.labels.csv"), ',').1, labels);
    run(&[&files[..], &["--select", "number"]].concat()).with_code(0);
    assert_eq!(folder.read("pulls.csv"), "number\n1\n2\n3\n");
}

#[test]
fn rows_are_numbered_if_a_condition_may_leave_out_their_id() {
    let folder = Folder::new();
    let query = folder.write(
        "q.graphql",
        "query($x: Boolean!) { repository(owner: \"a\", name: \"b\") { pullRequests { nodes {
            id @include(if: $x) number labels(first: 9) { nodes { name } } } } } }",
    );
    let file = folder.file("pulls.csv");
    let fixed = [
        "export",
        "--api",
        "github",
        "--sandbox",
        "--sandbox-items",
        "3",
    ];
    let files = ["--query", &query, "-o", &file, "--csv-lists", "files"];
    for x in ["x=false", "x=true"] {
        run(&[&fixed[..], &files, &["-F", x, "--restart"]].concat()).with_code(0);
        let (header, rows) = table(&folder.read("pulls.csv"), ',');
        assert_eq!(header[..2], ["_row", "id"]);
        assert_eq!(rows[2][0], "3");
        let (_, labels) = table(&folder.read("pulls.labels.csv"), ',');
        assert!(!labels.is_empty());
        for label in labels {
            assert!(["1", "2", "3"].contains(&label[0].as_str()), "{label:?}");
        }
    }
}

#[test]
fn arguments_that_do_not_fit_are_refused() {
    let folder = Folder::new();
    let file = folder.file("pulls.csv");
    for (more, problem) in [
        (&["--csv-lists", "files"][..], "`--csv-lists` is for CSV"),
        (&["--format", "csv", "--csv-lists", "files"], "needs a file"),
        (
            &["-o", &file, "--csv-lists", "files", "--jq", "."],
            "not from a filter",
        ),
    ] {
        let ran = pulls(more).with_code(2);
        ran.says(problem);
    }
    let accounts = ["export", "--api", "sage", "--collection", "accounts"];
    let ran = run(&[&accounts[..], &["-o", &file, "--csv-lists", "files"]].concat()).with_code(2);
    ran.says("REST APIs have none");
}

#[test]
fn rows_of_lists_are_told_apart_by_number_because_an_object_can_be_in_several() {
    let (folder, sandbox) = (Folder::new(), sandbox());
    let query = folder.write(
        "q.graphql",
        "{ repository(owner: \"a\", name: \"b\") { pullRequests { nodes { id
            reviews(first: 2) { nodes { id comments(first: 2) { nodes { id } } } } } } } }",
    );
    let file = folder.file("pulls.csv");
    let fixed = [
        "export",
        "--api",
        "github",
        "--endpoint",
        sandbox.github().url(),
    ];
    let more = ["--query", &query, "-o", &file, "--csv-lists", "files"];
    let mut export = command(&[&fixed[..], &more].concat());
    Ran::from(export.env("GITHUB_TOKEN", Sandbox::TOKEN).output().unwrap()).with_code(0);
    let (header, reviews) = table(&folder.read("pulls.reviews.csv"), ',');
    assert_eq!(header, ["_parent", "_row", "id"]);
    for (index, review) in reviews.iter().enumerate() {
        assert_eq!(review[1], (index + 1).to_string());
    }
    let (_, comments) = table(&folder.read("pulls.reviews.comments.csv"), ',');
    assert!(!comments.is_empty());
    for comment in comments {
        let row: usize = comment[0].parse().unwrap();
        assert!((1..=reviews.len()).contains(&row), "{comment:?}");
    }
}

#[test]
fn added_columns_have_names_that_the_query_does_not_use() {
    let folder = Folder::new();
    let query = folder.write(
        "q.graphql",
        "{ repository(owner: \"a\", name: \"b\") { pullRequests { nodes { _row: number
            labels(first: 9) { nodes { _parent: name } } } } } }",
    );
    let file = folder.file("pulls.csv");
    let fixed = [
        "export",
        "--api",
        "github",
        "--sandbox",
        "--sandbox-items",
        "3",
    ];
    run(&[
        &fixed[..],
        &["--query", &query, "-o", &file, "--csv-lists", "files"],
    ]
    .concat())
    .with_code(0);
    assert_eq!(folder.read("pulls.csv"), "_row_,_row\n1,1\n2,2\n3,3\n");
    let (header, _) = table(&folder.read("pulls.labels.csv"), ',');
    assert_eq!(header, ["_parent_", "_parent"]);

    let parents = folder.write(
        "p.graphql",
        "{ nodes(ids: [\"R_1\"]) { ... on Repository { pullRequests { nodes { __parent: number } } } } }",
    );
    let ran = run(&[&fixed[..], &["--query", &parents]].concat()).with_code(2);
    ran.says("`__parent`");
}
