//! Tests of the command `sandbox`.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use graphql_paginate_sandbox::Sandbox;

use crate::export::PULLS;
use crate::program::{Folder, Ran, command, run};

#[test]
fn the_sandbox_prints_its_urls_and_stops_after_a_time() {
    let ran = run(&["sandbox", "github", "--stop-after", "0ms"]).with_code(0);
    assert!(
        ran.stdout.starts_with("github http://127.0.0.1:"),
        "{}",
        ran.stdout
    );
    assert_eq!(ran.stdout.lines().count(), 1);
    ran.says("token");
    assert_eq!(
        run(&["sandbox", "--stop-after", "0", "--quiet"])
            .with_code(0)
            .stderr,
        ""
    );
}

#[test]
fn an_export_survives_the_faults_of_the_sandbox() {
    let arguments = ["sandbox", "github", "--items", "60", "--faults", "cut-body"];
    let mut sandbox = command(&arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let stdout = sandbox.stdout.take().unwrap();
    BufReader::new(stdout).read_line(&mut line).unwrap();
    let url = line.trim().strip_prefix("github ").unwrap();
    let more = [
        "--endpoint",
        url,
        "--page-size",
        "5",
        "--log-format",
        "json",
    ];
    let mut export = command(&[&PULLS[..], &more].concat());
    let ran: Ran = export
        .env("GITHUB_TOKEN", Sandbox::TOKEN)
        .output()
        .unwrap()
        .into();
    sandbox.kill().unwrap();
    sandbox.wait().unwrap();
    let ran = ran.with_code(0);
    assert_eq!(ran.stdout.lines().count(), 60);
    let summary = ran.stderr.lines().last().unwrap();
    let summary: serde_json::Value = serde_json::from_str(summary).unwrap();
    assert!(summary["retries"].as_u64().unwrap() > 0, "{summary}");
}

const SCHEMA: &str = "
    type Query {
      viewer: Viewer!
      node(id: ID!): Node
      shelf(limit: Int, offset: Int): [Book!]!
      shelves(page: Int, perPage: Int): [Book!]!
    }
    interface Node { id: ID! }
    type Viewer { id: ID! films(first: Int, after: String, last: Int, before: String): Films! }
    type Films { nodes: [Film!]! edges: [FilmEdge!]! pageInfo: PageInfo! totalCount: Int! }
    type FilmEdge { cursor: String! node: Film! }
    type Film implements Node { id: ID! title: String! released: Date cast(first: Int, after: String): Cast! }
    type Cast { nodes: [Person!]! pageInfo: PageInfo! }
    type Person { name: String! }
    type Book { id: ID! title: String! }
    type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
    scalar Date
";

/// A running `sandbox --schema`, ended when it is dropped.
struct Served {
    process: Child,
    url: String,
}

impl Served {
    fn new(schema: &str, more: &[&str]) -> Self {
        let mut process = command(&[&["sandbox", "--schema", schema], more].concat())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let stdout = process.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("schema ").unwrap().to_owned();
        assert!(url.ends_with("/graphql"), "{url}");
        Self { process, url }
    }

    fn export(&self, schema: &str, query: &str, more: &[&str]) -> Ran {
        let fixed = ["export", "--endpoint", &self.url, "--schema", schema];
        run(&[&fixed[..], &["--query", query], more].concat())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn titles(ndjson: &str) -> Vec<String> {
    let mut titles = Vec::new();
    for line in ndjson.lines() {
        let item: serde_json::Value = serde_json::from_str(line).unwrap();
        titles.push(item["title"].as_str().unwrap().to_owned());
    }
    titles
}

#[test]
fn a_custom_schema_is_served_and_exported() {
    let folder = Folder::new();
    let schema = folder.write("schema.graphql", SCHEMA);
    let films = folder.write(
        "films.graphql",
        "{ viewer { films { totalCount nodes { id title released cast(first: 2) { nodes { name } } } } } }",
    );
    let served = Served::new(&schema, &["--items", "130", "--latency", "1ms"]);
    let ran = served
        .export(&schema, &films, &["--page-size", "30"])
        .with_code(0);
    let all = titles(&ran.stdout);
    assert_eq!(all.len(), 130);
    assert!(
        ran.stdout.contains("\"released\":\"2026-"),
        "{}",
        ran.stdout
    );
    let long_cast = ran.stdout.matches("\"name\"").count();
    assert!(long_cast > 260, "casts are read to their ends: {long_cast}");

    let again = served.export(&schema, &films, &["--page-size", "7", "--both-ends"]);
    assert_eq!(again.with_code(0).stdout, ran.stdout);
    let backward = served.export(
        &schema,
        &films,
        &["--direction", "backward", "--page-size", "50"],
    );
    let mut reversed = titles(&backward.with_code(0).stdout);
    reversed.reverse();
    assert_eq!(reversed, all);
    // The endpoint knows its schema too.
    let fetched = run(&[
        "export",
        "--endpoint",
        &served.url,
        "--query",
        &films,
        "--limit",
        "3",
    ]);
    assert_eq!(titles(&fetched.with_code(0).stdout), all[..3]);

    for (field, list) in [("offset", "shelf"), ("page", "shelves")] {
        let query = folder.write("q.graphql", &format!("{{ {list} {{ title }} }}"));
        let ran = served
            .export(&schema, &query, &["--page-size", "40"])
            .with_code(0);
        assert_eq!(ran.stdout.lines().count(), 130, "{field}");
    }
}

/// A schema without `node(id:)`, with this root field for a single film.
fn without_node(film: &str) -> String {
    let schema = SCHEMA.replace("node(id: ID!): Node", film);
    schema.replace(
        "title: String! released",
        "number: Int! title: String! released",
    )
}

#[test]
fn nested_lists_are_completed_by_a_root_field_of_their_parent() {
    let folder = Folder::new();
    let text = "{ viewer { films { nodes { title cast(first: 2) { nodes { name } } } } } }";
    let films = folder.write("films.graphql", text);
    let mut exported = Vec::new();
    for film in ["node(id: ID!): Node", "film(id: ID!): Film"] {
        let schema = folder.write("schema.graphql", &without_node(film));
        let served = Served::new(&schema, &["--items", "12"]);
        let ran = served.export(&schema, &films, &["--page-size", "5"]);
        exported.push(ran.with_code(0).stdout);
    }
    assert!(
        exported[0].matches("\"name\"").count() > 24,
        "{}",
        exported[0]
    );
    assert_eq!(exported[0], exported[1]);
}

#[test]
fn a_root_field_that_returns_another_object_is_an_error() {
    let folder = Folder::new();
    let text = "{ viewer { films { nodes { title cast(first: 2) { nodes { name } } } } } }";
    let films = folder.write("films.graphql", text);
    let schema = folder.write("schema.graphql", &without_node("film(number: Int!): Film"));
    // This server derives a film with another number.
    let served = Served::new(&schema, &["--items", "12"]);
    let ran = served.export(&schema, &films, &["--page-size", "5"]);
    let ran = ran.with_code(1);
    assert!(
        ran.stderr.contains("returned another one"),
        "{}",
        ran.stderr
    );
}

#[test]
fn an_introspection_result_is_served_with_faults() {
    let folder = Folder::new();
    let schema = folder.write("schema.graphql", SCHEMA);
    let query = folder.write("q.graphql", "{ viewer { films { nodes { title } } } }");
    let served = Served::new(&schema, &["--items", "1"]);
    let fetched = run(&[
        "schema",
        "fetch",
        "--endpoint",
        &served.url,
        "--format",
        "json",
    ]);
    let fetched = folder.write("schema.json", &fetched.with_code(0).stdout);
    let served = Served::new(
        &fetched,
        &["--items", "60", "--faults", "cut-body,disconnect"],
    );
    let more = ["--page-size", "5", "--log-format", "json"];
    let ran = served.export(&fetched, &query, &more).with_code(0);
    assert_eq!(ran.stdout.lines().count(), 60);
    let summary = ran.stderr.lines().last().unwrap();
    let summary: serde_json::Value = serde_json::from_str(summary).unwrap();
    assert!(summary["retries"].as_u64().unwrap() > 0, "{summary}");
}

#[test]
fn a_schema_that_cannot_be_served_is_refused() {
    let folder = Folder::new();
    let invalid = folder.write("schema.graphql", "type Query { a: Missing }");
    let ran = run(&["sandbox", "--schema", &invalid]).with_code(78);
    ran.says("Missing");
    run(&["sandbox", "github", "--schema", &invalid]).with_code(2);
    run(&["sandbox", "--schema", &folder.file("none")]).with_code(78);
}

#[test]
fn a_wrong_token_is_rehearsed_as_the_api_answers_it() {
    for (api, variable, export) in [
        ("github", "GITHUB_TOKEN", &PULLS[..]),
        (
            "demarches-simplifiees",
            "DS_TOKEN",
            &[
                "export",
                "--api",
                "demarches-simplifiees",
                "--query",
                "dossiers",
                "-F",
                "demarcheNumber=1",
            ],
        ),
    ] {
        let mut sandbox = command(&["sandbox", api, "--items", "3", "--token-env", "RIGHT"])
            .env("RIGHT", "the-right-one")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let stdout = sandbox.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix(api).unwrap().trim();
        for (token, code) in [("the-right-one", 0), ("another", 77), ("", 77)] {
            let mut export = command(&[export, &["--endpoint", url]].concat());
            let ran: Ran = export.env(variable, token).output().unwrap().into();
            assert_eq!(ran.code, Some(code), "{api}, {token}: {}", ran.stderr);
            if code == 77 {
                ran.says(&format!("check {variable}"));
                assert_eq!(ran.stdout, "");
            }
        }
        sandbox.kill().unwrap();
        sandbox.wait().unwrap();
    }
    let ran = run(&["sandbox", "github", "--token-env", "NOT_THERE"]).with_code(77);
    ran.says("NOT_THERE is not set");
    for arguments in [
        ["jobaffinity", "--token-env", "HOME"],
        ["sage", "--faults", "throttled"],
    ] {
        run(&[&["sandbox"], &arguments[..]].concat()).with_code(2);
    }
}

#[test]
fn lists_inside_objects_are_paged_by_tokens_offsets_and_page_numbers() {
    let folder = Folder::new();
    let schema = folder.write(
        "schema.graphql",
        "type Query { tokens(nextToken: String, limit: Int): Tokens! offsets(offset: Int, limit: Int): Offsets!
           numbers(page: Int, perPage: Int): Numbers! }
         type Tokens { items: [Film!]! nextToken: String }
         type Offsets { results: [Film!]! total: Int! }
         type Numbers { data: [Film!]! meta: Meta! } type Meta { currentPage: Int! lastPage: Int! hasNextPage: Boolean! }
         type Film { id: ID! number: Int! title: String! }",
    );
    let served = Served::new(&schema, &["--items", "130"]);
    for query in [
        "{ tokens { items { id number title } } }",
        "{ offsets { results { id number title } } }",
        "{ offsets { total results { id number title } } }",
        "{ numbers { data { id number title } } }",
    ] {
        let file = folder.write("q.graphql", query);
        for size in ["7", "65", "100"] {
            let ran = served
                .export(&schema, &file, &["--page-size", size])
                .with_code(0);
            ran.does_not_say("warning");
            let mut numbers = Vec::new();
            for line in ran.stdout.lines() {
                let item: serde_json::Value = serde_json::from_str(line).unwrap();
                numbers.push(item["number"].as_i64().unwrap());
            }
            assert_eq!(numbers, Vec::from_iter(1..=130), "{query} {size}");
        }
    }
}
