//! Tests of states that do not fit the run: what starts over, and what is refused.

use graphql_paginate_sandbox::Sandbox;
use serde_json::{Value, json};

use super::{Tap, github_with};

#[test]
fn another_selection_or_endpoint_restarts_the_list() {
    let sandbox = Sandbox::builder()
        .pull_requests(125)
        .start_blocking()
        .unwrap();
    let mut tap = Tap::pulls(&sandbox);
    tap.run();
    let mut catalog = tap.discover();
    let metadata = catalog["streams"][0]["metadata"].as_array_mut().unwrap();
    for entry in metadata {
        if entry["breadcrumb"] == json!(["properties", "title"]) {
            entry["metadata"]["selected"] = false.into();
        }
    }
    tap.catalog = Some(catalog);
    let (messages, stderr) = tap.run_with(0);
    assert!(
        stderr.contains("starts over") && stderr.contains("another query"),
        "{stderr}"
    );
    assert_eq!(messages.records("pull_requests").len(), 125);
    assert_eq!(tap.run().records("pull_requests").len(), 105);

    let other = Sandbox::builder()
        .pull_requests(7)
        .start_blocking()
        .unwrap();
    tap.config["endpoint"] = other.github().url().into();
    let (messages, stderr) = tap.run_with(0);
    assert!(stderr.contains("another endpoint"), "{stderr}");
    assert_eq!(messages.records("pull_requests").len(), 7);
}

#[test]
fn a_start_date_skips_items_that_did_not_change_since() {
    let sandbox = Sandbox::builder().dossiers(60).start_blocking().unwrap();
    let config = json!({
        "api": "demarches-simplifiees", "demarches": [1], "streams": ["dossiers"],
    });
    let mut tap = Tap::on(sandbox.demarches_simplifiees(), config);
    let all = tap.run();
    let all = all.records("dossiers");
    let middle = all[30]["dateDerniereModification"].as_str().unwrap();
    tap.config["start_date"] = middle.into();
    tap.state = None;
    let some = tap.run();
    let some = some.records("dossiers");
    assert_eq!(some, all[all.len() - some.len()..]);
    assert!((20..=30).contains(&some.len()), "{}", some.len());
}

#[test]
fn a_damaged_state_is_refused_and_a_damaged_checkpoint_restarts_the_list() {
    let sandbox = Sandbox::builder()
        .pull_requests(25)
        .start_blocking()
        .unwrap();
    let mut tap = Tap::pulls(&sandbox);
    tap.state = Some(json!({ "bookmarks": { "pull_requests": 7 } }));
    let (_, stderr) = tap.run_with(78);
    assert!(stderr.contains("is not a state of this tap"), "{stderr}");

    let partition = json!({ "name=rust&owner=rust-lang": { "checkpoint": "{torn" } });
    tap.state = Some(json!({ "bookmarks": { "pull_requests": partition } }));
    let (messages, stderr) = tap.run_with(0);
    assert!(stderr.contains("its checkpoint is damaged"), "{stderr}");
    assert_eq!(messages.records("pull_requests").len(), 25);
}

#[test]
fn a_state_is_not_continued_with_data_of_the_sandbox_unless_it_is_requested() {
    let sandbox = Sandbox::builder()
        .pull_requests(5)
        .start_blocking()
        .unwrap();
    let mut tap = Tap::pulls(&sandbox);
    tap.run();
    let members = tap.config.as_object_mut().unwrap();
    members.remove("endpoint");
    for token in [Value::Null, " ".into()] {
        tap.config["token"] = token;
        let (messages, stderr) = tap.run_with(77);
        assert!(messages.all.is_empty(), "{:?}", messages.all);
        let problem =
            "GITHUB_TOKEN is not set, and data of the sandbox does not continue the state";
        assert!(stderr.contains(problem), "{stderr}");
    }
    tap.config["sandbox"] = true.into();
    assert!(!tap.run().all.is_empty());
}

#[test]
fn some_of_the_credentials_do_not_mean_the_sandbox() {
    let credentials = json!({ "JOBAFFINITY_LOGIN": "me" });
    let mut tap = Tap::new(json!({ "api": "jobaffinity", "credentials": credentials }));
    let (messages, stderr) = tap.run_with(77);
    assert!(messages.all.is_empty(), "{:?}", messages.all);
    assert!(
        stderr.contains("JOBAFFINITY_PASSWORD is not set"),
        "{stderr}"
    );
}

/// The number of reviews and their comments, if all are read.
fn all_below_pulls(sandbox: &Sandbox) -> (usize, usize) {
    let mut fresh = Tap::pulls(sandbox);
    fresh.config["streams"] = json!(["pull_requests", "reviews", "review_comments"]);
    let all = fresh.run();
    let count = |stream| all.records(stream).len();
    assert!(count("reviews") > 100, "{}", count("reviews"));
    (count("reviews"), count("review_comments"))
}

#[test]
fn a_child_stream_that_is_selected_later_gets_its_history() {
    let sandbox = github_with(160);
    let (reviews, comments) = all_below_pulls(&sandbox);
    let mut tap = Tap::pulls(&sandbox);
    tap.run();
    tap.config["streams"] = json!(["pull_requests", "reviews"]);
    let (messages, stderr) = tap.run_with(0);
    let why = "`pull_requests`, partition `name=rust&owner=rust-lang` starts over: the stream `reviews` was not read with it";
    assert!(stderr.contains(why), "{stderr}");
    assert_eq!(messages.records("pull_requests").len(), 160);
    assert_eq!(messages.records("reviews").len(), reviews);
    // A child of the child, and then as before.
    tap.config["streams"] = json!(["pull_requests", "reviews", "review_comments"]);
    let messages = tap.run();
    assert_eq!(messages.records("review_comments").len(), comments);
    let (messages, stderr) = tap.run_with(0);
    assert_eq!(messages.records("pull_requests").len(), 100);
    assert!(!stderr.contains("starts over"), "{stderr}");
}

#[test]
fn a_child_stream_that_was_deselected_for_a_run_gets_its_history() {
    let sandbox = github_with(160);
    let (reviews, _) = all_below_pulls(&sandbox);
    let mut tap = Tap::pulls(&sandbox);
    tap.config["streams"] = json!(["pull_requests", "reviews"]);
    tap.run();
    let catalog = tap.discover();
    let mut without = catalog.clone();
    without["streams"][1]["metadata"][0]["metadata"]["selected"] = false.into();
    for (selection, read) in [(without, 0), (catalog.clone(), reviews)] {
        tap.catalog = Some(selection);
        assert_eq!(tap.run().records("reviews").len(), read);
    }
    // Another column of the child is new in all records.
    let mut fewer = catalog.clone();
    for entry in fewer["streams"][1]["metadata"].as_array_mut().unwrap() {
        if entry["breadcrumb"] == json!(["properties", "body"]) {
            entry["metadata"]["selected"] = false.into();
        }
    }
    tap.catalog = Some(fewer);
    tap.run();
    tap.catalog = Some(catalog);
    let (messages, stderr) = tap.run_with(0);
    assert_eq!(messages.records("reviews").len(), reviews);
    assert!(
        stderr.contains("the stream `reviews` was read with another query"),
        "{stderr}"
    );
}

/// Removes a member of each bookmark, as if an earlier version of the tap had written the state.
pub(super) fn without_member(tap: &mut Tap, member: &str) {
    let bookmarks = tap.state.as_mut().unwrap()["bookmarks"].as_object_mut();
    for partitions in bookmarks.unwrap().values_mut() {
        for bookmark in partitions.as_object_mut().unwrap().values_mut() {
            bookmark.as_object_mut().unwrap().remove(member).unwrap();
        }
    }
}

#[test]
fn a_state_that_does_not_say_what_was_read_starts_over_only_with_children() {
    let sandbox = Sandbox::builder()
        .pull_requests(125)
        .start_blocking()
        .unwrap();
    let mut tap = Tap::pulls(&sandbox);
    tap.run();
    without_member(&mut tap, "scope");
    assert_eq!(tap.run().records("pull_requests").len(), 105);
    without_member(&mut tap, "scope");
    tap.config["streams"] = json!(["pull_requests", "reviews"]);
    let (messages, stderr) = tap.run_with(0);
    assert_eq!(messages.records("pull_requests").len(), 125);
    assert!(
        stderr.contains("starts over: its state does not say what was read"),
        "{stderr}"
    );
}
