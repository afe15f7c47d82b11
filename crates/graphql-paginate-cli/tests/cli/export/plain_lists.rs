//! Tests of lists with offsets, on a schema of their own.

use std::sync::atomic::{AtomicU64, Ordering};

use graphql_paginate_sandbox::{Fault, Faults};

use super::own_schema::OwnSchema;
use crate::program::Ran;

const SCHEMA: &str = "type Query { films(offset: Int, limit: Int): [Film!]! page(skip: Int, take: Int): Films! }
    type Films { items: [Film!]! total: Int! }
    type Film { id: ID! title: String! tags(offset: Int, limit: Int): [Tag!]! } type Tag { name: String! }";

fn exported(query: &str, script: Faults, more: &[&str]) -> Ran {
    OwnSchema::new(SCHEMA, 120, script).export(query, more)
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
fn a_total_that_falls_during_the_walk_is_exit_code_5() {
    let fewer = Fault::rewrite(|body| body["data"]["page"]["total"] = 119.into());
    for (more, code) in [(&[][..], 5), (&["--on-truncation", "warn"], 0)] {
        let script = Faults::new().on_requests(2.., fewer.clone());
        let arguments = [&["--page-size", "50"], more].concat();
        let ran = exported("{ page { items { id } } }", script, &arguments);
        ran.with_code(code).says("it may have passed over others");
    }
}

/// Answers in which the film at this index has so many tags, since the server returns no more.
fn capped(film: usize, tags: usize) -> Fault {
    Fault::rewrite(move |body| {
        let Some(film) = body.pointer_mut(&format!("/data/films/{film}")) else {
            return;
        };
        let tag = |number: usize| serde_json::json!({ "name": number.to_string() });
        film["tags"] = (0..tags).map(tag).collect();
    })
}

#[test]
fn a_plain_list_inside_the_items_that_the_server_may_have_cut_is_a_warning() {
    for (tags, warnings) in [(9, 0), (100, 1)] {
        let query = "{ films { id tags(limit: 1000) { name } } }";
        let ran = exported(
            query,
            Faults::new().always(capped(3, tags)),
            &["--page-size", "50"],
        );
        let ran = ran.with_code(0);
        assert_eq!(ran.stderr.matches("warning").count(), warnings, "{ran:?}");
        let text = "lists at `films.tags` may lack items";
        assert_eq!(ran.stderr.contains(text), warnings == 1, "{ran:?}");
    }
}

#[test]
fn a_run_that_continues_another_one_warns_of_its_lists_too() {
    let stopped = Faults::new()
        .on_request(1, capped(3, 100))
        .on_request(2, Fault::status(503).header("retry-after", "7200"));
    // The checkpoint knows the endpoint, so both runs have one server.
    let server = OwnSchema::new(SCHEMA, 120, stopped);
    let file = server.folder.file("films.ndjson");
    let run = || {
        server.export(
            "{ films { id tags(limit: 1000) { name } } }",
            &["-o", &file, "--page-size", "50", "--max-wait", "1s"],
        )
    };
    run().with_code(4).does_not_say("may lack items");
    run()
        .with_code(0)
        .says("lists at `films.tags` may lack items");
    assert_eq!(server.folder.read("films.ndjson").lines().count(), 120);
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
