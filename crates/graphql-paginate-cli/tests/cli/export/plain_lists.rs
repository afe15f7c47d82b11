//! Tests of lists with offsets, on a schema of their own.

use std::sync::atomic::{AtomicU64, Ordering};

use graphql_paginate_sandbox::{Fault, Faults, Sandbox};

use crate::program::{Folder, Ran, run};

const SCHEMA: &str = "type Query { films(offset: Int, limit: Int): [Film!]! page(skip: Int, take: Int): Films! }
    type Films { items: [Film!]! total: Int! }
    type Film { id: ID! title: String! tags(offset: Int, limit: Int): [Tag!]! } type Tag { name: String! }";

/// Exports a query on the schema; `script` breaks answers.
fn exported(query: &str, script: Faults, more: &[&str]) -> Ran {
    let sandbox = Sandbox::builder()
        .own_schema(SCHEMA)
        .own_schema_items(120)
        .own_schema_faults(script)
        .start_blocking()
        .unwrap();
    let folder = Folder::new();
    let (schema, query) = (
        folder.write("s.graphql", SCHEMA),
        folder.write("q.graphql", query),
    );
    let url = sandbox.own_schema().unwrap().url();
    let fixed = [
        "export",
        "--endpoint",
        url,
        "--schema",
        &schema,
        "--query",
        &query,
    ];
    run(&[&fixed[..], more].concat())
}

#[test]
fn a_plain_list_is_not_a_list_inside_its_own_items() {
    let ran = exported(
        "{ films { id title } }",
        Faults::new(),
        &["--page-size", "50"],
    );
    let ran = ran.with_code(0);
    assert_eq!(ran.stdout.lines().count(), 120);
    ran.does_not_say("warning");
}

#[test]
fn a_plain_list_inside_the_items_is_complete_if_it_is_shorter_than_requested() {
    for (tags, warning) in [
        ("tags(limit: 50) { name }", None),
        ("tags(limit: 2) { name }", Some("request more than it has")),
        ("tags { name }", Some("set the argument for its size")),
    ] {
        let query = format!("{{ films {{ id {tags} }} }}");
        let ran = exported(&query, Faults::new(), &["--page-size", "50"]).with_code(0);
        assert_eq!(ran.stdout.lines().count(), 120);
        match warning {
            None => assert!(!ran.stderr.contains("warning"), "{}", ran.stderr),
            Some(warning) => {
                assert_eq!(ran.stderr.matches("warning").count(), 1, "{}", ran.stderr);
                ran.says(warning);
            }
        }
    }
}

#[test]
fn a_list_that_changes_while_pages_are_fetched_at_once_is_one_warning() {
    let total = AtomicU64::new(120);
    let changing = Fault::rewrite(move |body| {
        let total = total.fetch_add(1, Ordering::Relaxed);
        body["data"]["page"]["total"] = total.into();
    });
    let query = "{ page { total items { id } } }";
    let more = [
        "--page-size",
        "10",
        "--concurrency",
        "4",
        "--on-truncation",
        "warn",
    ];
    let ran = exported(query, Faults::new().always(changing), &more).with_code(0);
    let warning = "the list changed during the walk";
    assert_eq!(ran.stderr.matches(warning).count(), 1, "{}", ran.stderr);
    ran.says("changes");
}
