//! Tests of lists that each run reads in full: their versions, and what marks deleted rows.

use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
use serde_json::json;

use super::Tap;
use super::restart::without_member;

#[test]
fn a_list_that_is_read_in_full_has_a_new_version_each_time() {
    let config = json!({ "api": "position-green", "streams": ["years"], "sandbox": true });
    let mut tap = Tap::new(config);
    let mut versions = Vec::new();
    for _ in 0..2 {
        let messages = tap.run();
        let activated = messages.activated();
        assert_eq!(messages.records("years").len(), 250);
        assert_eq!(messages.versions("years"), [Some(activated[0].1)]);
        assert_eq!(activated.len(), 1);
        versions.push(activated[0].1);
    }
    assert!(versions[1] > versions[0], "{versions:?}");
}

#[test]
fn a_list_without_any_item_marks_no_rows_unless_that_is_allowed() {
    let sandbox = Sandbox::builder().dossiers(3).pending_deleted_dossiers(0);
    let sandbox = sandbox.start_blocking().unwrap();
    let endpoint = sandbox.demarches_simplifiees();
    for (allow_empty, activated) in [(false, 0), (true, 1)] {
        let stream = json!({ "name": "pending_deleted_dossiers", "allow_empty": allow_empty });
        let config =
            json!({ "api": "demarches-simplifiees", "demarches": [1], "streams": [stream] });
        let (messages, stderr) = Tap::on(endpoint, config).run_with(0);
        assert_eq!(messages.activated().len(), activated);
        let note = "`pending_deleted_dossiers`: deleted rows are not marked, because the server listed nothing; ";
        assert_eq!(stderr.contains(note), !allow_empty, "{stderr}");
    }
}

/// Answers in which this list has no items.
fn emptied(path: &'static str) -> Fault {
    Fault::rewrite(move |response| {
        let list = response.pointer_mut(path).unwrap();
        list["nodes"] = json!([]);
        list["pageInfo"]["hasNextPage"] = false.into();
    })
}

#[test]
fn rows_that_are_kept_because_nothing_was_listed_end_with_3() {
    let sandbox = Sandbox::builder().dossiers(3).pending_deleted_dossiers(3);
    let sandbox = sandbox.start_blocking().unwrap();
    let endpoint = sandbox.demarches_simplifiees();
    let stream = |allow_empty: bool| json!([{ "name": "pending_deleted_dossiers", "allow_empty": allow_empty }]);
    let config =
        json!({ "api": "demarches-simplifiees", "demarches": [1], "streams": stream(false) });
    let mut tap = Tap::on(endpoint, config);
    assert_eq!(tap.run().activated().len(), 1);
    endpoint.script(Faults::new().always(emptied("/data/demarche/pendingDeletedDossiers")));
    for _ in 0..2 {
        let (messages, stderr) = tap.run_with(3);
        assert!(messages.activated().is_empty());
        let note = "`pending_deleted_dossiers`: deleted rows are not marked, because the server listed nothing; ";
        assert!(stderr.contains(note), "{stderr}");
    }
    tap.config["streams"] = stream(true);
    assert_eq!(tap.run().activated().len(), 1);
    // Now the target has no rows to keep.
    tap.config["streams"] = stream(false);
    tap.run();
}

#[test]
fn a_partition_that_lists_nothing_any_more_keeps_its_rows() {
    let sandbox = Sandbox::builder()
        .pull_requests(5)
        .start_blocking()
        .unwrap();
    let api = sandbox.github();
    let nothing = || emptied("/data/repository/pullRequests");
    let mut tap = Tap::pulls(&sandbox);
    tap.config["repositories"] = json!(["a/a", "b/b", "c/c"]);
    let stream = |allow_empty: bool| json!([{ "name": "pull_requests", "replication": "full", "allow_empty": allow_empty }]);
    tap.config["streams"] = stream(false);
    // A partition without rows from the start has none to lose, also if its first walk is interrupted.
    let stop = Fault::status(503).header("retry-after", "7200");
    api.script(Faults::new().on_request(1, nothing()).on_request(2, stop));
    tap.run_with(4);
    for activated in [0, 1] {
        api.script(Faults::new().on_request(1, nothing()));
        if activated == 0 {
            api.script(Faults::new());
        }
        let (messages, _) = tap.run_with(0);
        assert_eq!(messages.activated().len(), activated);
    }
    for _ in 0..2 {
        api.script(Faults::new().on_request(2, nothing()));
        let (messages, stderr) = tap.run_with(3);
        assert_eq!(messages.records("pull_requests").len(), 10);
        assert!(messages.activated().is_empty());
        assert!(stderr.contains("in partition `name=b&owner=b`"), "{stderr}");
    }
    api.script(Faults::new().on_request(2, nothing()));
    tap.config["streams"] = stream(true);
    assert_eq!(tap.run().activated().len(), 1);
    api.script(Faults::new().on_request(2, nothing()));
    tap.config["streams"] = stream(false);
    assert_eq!(tap.run().activated().len(), 1);
}

#[test]
fn a_shard_activates_no_version() {
    let config = json!({ "api": "position-green", "streams": ["years"], "sandbox": true });
    let mut tap = Tap::new(config);
    let mut counts = Vec::new();
    for shard in ["1/2", "2/2"] {
        tap.config["shard"] = shard.into();
        let messages = tap.run();
        counts.push(messages.records("years").len());
        assert!(messages.activated().is_empty());
    }
    counts.sort();
    assert_eq!(counts, [0, 250]);
}

/// A tap of whole lists of five pull requests.
fn whole_pulls(sandbox: &Sandbox, repositories: &[&str]) -> Tap {
    let mut tap = Tap::pulls(sandbox);
    tap.config["streams"] = json!([{ "name": "pull_requests", "replication": "full" }]);
    tap.config["repositories"] = json!(repositories);
    tap
}

fn five_pulls() -> Sandbox {
    let builder = Sandbox::builder().pull_requests(5);
    builder.start_blocking().unwrap()
}

#[test]
fn a_new_partition_does_not_keep_the_others_from_being_read() {
    let sandbox = five_pulls();
    let mut tap = whole_pulls(&sandbox, &[]);
    for count in 1..=4 {
        let repositories = &["a/a", "b/b", "c/c", "d/d"][..count];
        tap.config["repositories"] = json!(repositories);
        let messages = tap.run();
        assert_eq!(messages.records("pull_requests").len(), 5 * count);
        assert_eq!(messages.activated().len(), 1, "{count}");
    }
}

#[test]
fn an_interrupted_walk_of_the_whole_list_continues_with_the_partitions_that_it_lacks() {
    let sandbox = five_pulls();
    let api = sandbox.github();
    let mut tap = whole_pulls(&sandbox, &["a/a", "b/b"]);
    let stop = Fault::status(503).header("retry-after", "7200");
    api.script(Faults::new().on_request(2, stop));
    tap.run_with(4);
    api.script(Faults::new());
    let messages = tap.run();
    assert_eq!(messages.records("pull_requests").len(), 5);
    assert!(messages.activated().is_empty());
    let messages = tap.run();
    assert_eq!(messages.records("pull_requests").len(), 10);
    assert_eq!(messages.activated().len(), 1);
}

#[test]
fn a_state_that_does_not_say_which_partitions_have_rows_keeps_rows_without_an_alarm() {
    let sandbox = five_pulls();
    let api = sandbox.github();
    let nothing = || Faults::new().on_request(2, emptied("/data/repository/pullRequests"));
    let mut tap = whole_pulls(&sandbox, &["a/a", "b/b"]);
    api.script(nothing());
    assert_eq!(tap.run().activated().len(), 1);
    without_member(&mut tap, "is_empty");
    for _ in 0..2 {
        api.script(nothing());
        let (messages, stderr) = tap.run_with(0);
        assert!(messages.activated().is_empty());
        assert!(
            stderr.contains("listed nothing in partition `name=b&owner=b`"),
            "{stderr}"
        );
    }
    api.script(nothing());
    tap.config["streams"][0]["allow_empty"] = true.into();
    assert_eq!(tap.run().activated().len(), 1);
    api.script(nothing());
    tap.config["streams"][0]["allow_empty"] = false.into();
    assert_eq!(tap.run().activated().len(), 1);
}
#[test]
fn a_partition_that_the_config_lacks_now_is_named_when_its_rows_are_marked() {
    let sandbox = five_pulls();
    let mut tap = whole_pulls(&sandbox, &["a/a", "b/b", "c/c"]);
    tap.run();
    tap.config["repositories"] = json!(["a/a"]);
    let (messages, stderr) = tap.run_with(0);
    assert_eq!(messages.activated().len(), 1);
    let warning = "`pull_requests`: rows are marked as deleted whose partition the config no longer has: \
                   `name=b&owner=b`, `name=c&owner=c`";
    assert!(stderr.contains(warning), "{stderr}");
    let (messages, stderr) = tap.run_with(0);
    assert_eq!(messages.activated().len(), 1);
    assert!(!stderr.contains("marked as deleted"), "{stderr}");
}
