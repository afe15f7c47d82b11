//! Tests that fields not selected in the catalog are neither requested nor written.

use graphql_paginate_sandbox::Sandbox;
use serde_json::{Value, json};

use super::Tap;

/// Sets in the catalog whether a property is selected; an empty path means the stream.
fn select(catalog: &mut Value, stream: &str, path: &[&str], selected: bool) {
    let mut breadcrumb = Vec::new();
    for name in path {
        breadcrumb.extend(["properties", name]);
    }
    let breadcrumb = json!(breadcrumb);
    for entry in catalog["streams"].as_array_mut().unwrap() {
        if entry["stream"] != stream {
            continue;
        }
        for metadata in entry["metadata"].as_array_mut().unwrap() {
            if metadata["breadcrumb"] == breadcrumb {
                metadata["metadata"]["selected"] = selected.into();
                return;
            }
        }
    }
    panic!("no {path:?} in {stream}");
}

/// The distinct documents that were sent.
fn documents(sandbox: &Sandbox) -> Vec<String> {
    let mut documents = Vec::new();
    for request in sandbox.github().requests() {
        let text = request.json()["query"].as_str().unwrap().to_owned();
        if !documents.contains(&text) {
            documents.push(text);
        }
    }
    documents
}

#[test]
fn a_property_that_is_not_selected_is_pruned_from_the_query() {
    let sandbox = Sandbox::builder()
        .pull_requests(30)
        .start_blocking()
        .unwrap();
    let mut tap = Tap::pulls(&sandbox);
    let mut catalog = tap.discover();
    for path in [&["title"][..], &["author", "login"], &["comments"], &["id"]] {
        select(&mut catalog, "pull_requests", path, false);
    }
    tap.catalog = Some(catalog);
    let messages = tap.run();
    assert_eq!(messages.numbers("pull_requests").len(), 30);
    let properties = &messages.schemas["pull_requests"]["schema"]["properties"];
    for gone in ["title", "author", "comments"] {
        assert_eq!(properties.get(gone), None, "{gone}");
    }
    assert!(properties.get("id").is_some(), "keys are always read");
    let sent = documents(&sandbox);
    assert_eq!(sent.len(), 1);
    for gone in ["title", "author", "login", "comments"] {
        assert!(!sent[0].contains(gone), "{gone}: {}", sent[0]);
    }
    assert!(sent[0].contains("pageInfo"), "{}", sent[0]);
}

#[test]
fn a_choice_counts_more_than_a_default() {
    for (of_stream, default, expected) in [
        (json!(false), true, 0),
        (json!(true), false, 5),
        (Value::Null, true, 5),
        (Value::Null, false, 0),
    ] {
        let sandbox = Sandbox::builder()
            .pull_requests(5)
            .start_blocking()
            .unwrap();
        let mut tap = Tap::pulls(&sandbox);
        let mut catalog = tap.discover();
        let stream = &mut catalog["streams"][0];
        stream["selected"] = of_stream.clone();
        stream["metadata"] = json!([
            { "breadcrumb": [], "metadata": { "selected-by-default": default } },
        ]);
        tap.catalog = Some(catalog);
        let records = tap.run().records("pull_requests").len();
        assert_eq!(records, expected, "{of_stream} {default}");
    }
}

#[test]
fn an_unselected_stream_is_not_requested() {
    let sandbox = Sandbox::builder()
        .pull_requests(30)
        .start_blocking()
        .unwrap();
    let mut tap = Tap::pulls(&sandbox);
    tap.config["streams"] = json!(["pull_requests", "issues", "reviews"]);
    let mut catalog = tap.discover();
    select(&mut catalog, "issues", &[], false);
    select(&mut catalog, "reviews", &[], false);
    tap.catalog = Some(catalog);
    let messages = tap.run();
    assert_eq!(Vec::from_iter(messages.schemas.keys()), ["pull_requests"]);
    assert_eq!(documents(&sandbox).len(), 1);
}

#[test]
fn a_child_stream_can_be_selected_without_its_parent() {
    let sandbox = Sandbox::builder()
        .pull_requests(30)
        .start_blocking()
        .unwrap();
    let mut tap = Tap::pulls(&sandbox);
    tap.config["streams"] = json!(["pull_requests", "reviews"]);
    let all = tap.run();
    sandbox.github().clear_requests();
    let mut catalog = tap.discover();
    select(&mut catalog, "pull_requests", &[], false);
    tap.catalog = Some(catalog);
    tap.state = None;
    let messages = tap.run();
    assert_eq!(Vec::from_iter(messages.schemas.keys()), ["reviews"]);
    assert_eq!(messages.records("reviews"), all.records("reviews"));
    let sent = documents(&sandbox);
    assert!(
        !sent[0].contains("title"),
        "the parent lends its keys alone: {}",
        sent[0]
    );
}

#[test]
fn a_catalog_that_does_not_fit_is_refused() {
    let sandbox = Sandbox::builder().start_blocking().unwrap();
    let mut tap = Tap::pulls(&sandbox);
    for (catalog, expected) in [
        (
            json!({ "streams": [{ "tap_stream_id": "x", "selected": true }] }),
            "the catalog selects `x`",
        ),
        (json!({ "streams": 7 }), "is not a catalog"),
        (
            json!({ "streams": [{ "selected": true }] }),
            "a stream without `tap_stream_id`",
        ),
    ] {
        tap.catalog = Some(catalog);
        let (messages, stderr) = tap.run_with(78);
        assert!(stderr.contains(expected), "{stderr}");
        assert!(messages.all.is_empty());
    }
    // A catalog that selects nothing gives a run without records.
    tap.catalog = Some(json!({ "streams": [{ "tap_stream_id": "x" }] }));
    assert!(tap.run().schemas.is_empty());
}
