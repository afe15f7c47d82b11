//! Tests of nested connections.

use std::process::Command;

use graphql_paginate_sandbox::{Endpoint, Fault, Faults, Sandbox};
use serde_json::{Value, json};

use crate::program::{Folder, Ran, command};

/// Exports pull requests with reviews and their comments, in pages of these sizes.
fn reviews(api: &Endpoint, reviews: usize, comments: usize, more: &[&str]) -> Command {
    let sizes = [format!("reviews={reviews}"), format!("comments={comments}")];
    let fixed = [
        "export",
        "--api",
        "github",
        "--query",
        "pull_request_reviews",
        "--endpoint",
        api.url(),
        "-F",
        "owner=a",
        "-F",
        "name=b",
        "-F",
        &sizes[0],
        "-F",
        &sizes[1],
    ];
    let mut export = command(&[&fixed[..], more].concat());
    export.env("GITHUB_TOKEN", Sandbox::TOKEN);
    export
}

fn ran(mut export: Command) -> Ran {
    export.output().unwrap().into()
}

/// The items without `pageInfo`, whose cursors depend on the page sizes.
fn items(ndjson: &str) -> Vec<Value> {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.remove("pageInfo");
                members.values_mut().for_each(strip);
            }
            Value::Array(elements) => elements.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut items = Vec::new();
    for line in ndjson.lines() {
        let mut item = serde_json::from_str(line).unwrap();
        strip(&mut item);
        items.push(item);
    }
    items
}

fn sandbox(pull_requests: usize) -> Sandbox {
    Sandbox::builder()
        .pull_requests(pull_requests)
        .start_blocking()
        .unwrap()
}

#[test]
fn nested_lists_are_read_to_their_ends_on_every_level() {
    let sandbox = sandbox(12);
    let large = ran(reviews(sandbox.github(), 50, 50, &[])).with_code(0);
    assert_eq!(sandbox.github().requests().len(), 1);
    let small = ran(reviews(sandbox.github(), 2, 1, &["--log-format", "json"])).with_code(0);
    assert!(items(&small.stdout) == items(&large.stdout));
    assert!(!large.stdout.contains("__typename"));
    assert!(!small.stdout.contains(r#""hasNextPage":true"#));
    let summary: Value = serde_json::from_str(small.stderr.lines().last().unwrap()).unwrap();
    let sent = sandbox.github().requests().len() as u64 - 1;
    assert_eq!(
        (&summary["requests"], &summary["truncated_lists"]),
        (&sent.into(), &0.into())
    );
}

#[test]
fn nested_lists_are_completed_by_path_or_not_at_all() {
    let sandbox = sandbox(12);
    let none = ran(reviews(sandbox.github(), 2, 1, &["--nested", "none"])).with_code(0);
    assert_eq!(sandbox.github().requests().len(), 1);
    assert!(none.stdout.contains(r#""hasNextPage":true"#));
    for path in ["reviews", "repository.pullRequests.nodes.reviews"] {
        let some = ran(reviews(sandbox.github(), 2, 1, &["--nested", path])).with_code(0);
        for item in some.stdout.lines() {
            let item: Value = serde_json::from_str(item).unwrap();
            assert_eq!(item["reviews"]["pageInfo"]["hasNextPage"], false);
        }
        assert!(
            some.stdout.contains(r#""hasNextPage":true"#),
            "comments are chosen too"
        );
    }
    let ran = ran(reviews(sandbox.github(), 2, 1, &["--nested", "labels"])).with_code(2);
    ran.says("choose `all`, `none`, or some of");
}

#[test]
fn lists_that_are_not_chosen_are_counted_and_named() {
    let sandbox = sandbox(12);
    let json = ["--log-format", "json"];
    for (choice, cut, whole) in [
        ("none", &["reviews", "reviews.nodes.comments"][..], &[][..]),
        ("reviews", &["reviews.nodes.comments"], &["nodes.reviews`"]),
    ] {
        let arguments = ["--nested", choice];
        let text = ran(reviews(sandbox.github(), 2, 1, &arguments)).with_code(0);
        let warnings = text.stderr.matches("warning: ").count();
        assert_eq!(warnings, 1, "{}", text.stderr);
        text.says("`--nested` leaves lists inside the items cut: ");
        for path in cut {
            text.says(&format!(" at `repository.pullRequests.nodes.{path}`"));
        }
        for path in whole {
            text.does_not_say(path);
        }
        let ran = ran(reviews(
            sandbox.github(),
            2,
            1,
            &[&arguments[..], &json].concat(),
        ));
        let summary: Value = serde_json::from_str(ran.stderr.lines().last().unwrap()).unwrap();
        assert_eq!(summary["truncated_lists"], 0);
        assert!(
            summary["lists_not_chosen"].as_u64().unwrap() > 0,
            "{summary}"
        );
    }
    let all = ran(reviews(sandbox.github(), 2, 1, &["--nested", "all"])).with_code(0);
    all.does_not_say("warning");
}

#[test]
fn a_run_that_continues_counts_the_lists_that_earlier_ones_did_not_choose() {
    let sandbox = sandbox(30);
    let busy = Fault::status(503).header("retry-after", "7200");
    sandbox.github().script(Faults::new().on_request(2, busy));
    let folder = Folder::new();
    let file = folder.file("pulls.ndjson");
    let arguments = [
        "--nested",
        "none",
        "--page-size",
        "20",
        "-o",
        &file,
        "--max-wait",
        "1s",
        "--log-format",
        "json",
    ];
    ran(reviews(sandbox.github(), 1, 1, &arguments)).with_code(4);
    sandbox.github().script(Faults::new());
    let continued = ran(reviews(sandbox.github(), 1, 1, &arguments)).with_code(0);
    let whole = ran(reviews(sandbox.github(), 1, 1, &arguments)).with_code(0);
    let count = |ran: &Ran| {
        let last: Value = serde_json::from_str(ran.stderr.lines().last().unwrap()).unwrap();
        last["lists_not_chosen"].as_u64().unwrap()
    };
    assert_eq!(count(&continued), count(&whole));
    continued.says("`--nested` leaves lists inside the items cut: ");
}

#[test]
fn a_failure_inside_an_item_stops_before_its_page_and_the_next_run_continues() {
    let sandbox = sandbox(30);
    let busy = Fault::status(503).header("retry-after", "7200");
    sandbox.github().script(Faults::new().on_request(30, busy));
    let folder = Folder::new();
    let file = folder.file("pulls.ndjson");
    let arguments = ["-o", file.as_str(), "--page-size", "10", "--max-wait", "1s"];
    ran(reviews(sandbox.github(), 2, 1, &arguments)).with_code(4);
    let lines = folder.read("pulls.ndjson").lines().count();
    assert!(lines == 10 || lines == 20, "{lines}");
    sandbox.github().script(Faults::new());
    ran(reviews(sandbox.github(), 2, 1, &arguments)).with_code(0);
    let whole = ran(reviews(sandbox.github(), 50, 50, &[])).with_code(0);
    assert!(items(&folder.read("pulls.ndjson")) == items(&whole.stdout));
}

#[test]
fn errors_beside_further_pages_of_a_nested_list_are_reported() {
    let sandbox = Sandbox::builder()
        .pull_requests(1)
        .connection_size("PullRequest.labels", 4)
        .start_blocking()
        .unwrap();
    let forbidden = Fault::rewrite(|body| {
        body["data"]["r0"]["labels"]["nodes"][1] = Value::Null;
        body["errors"] = json!([{ "message": "no access", "path": ["r0", "labels", "nodes", 1] }]);
    });
    sandbox
        .github()
        .script(Faults::new().on_request(2, forbidden));
    let fields = "labels(first: 2) { nodes { name } }";
    let more = ["--on-partial-error", "keep", "--format", "ndjson"];
    let ran = pulls_with(sandbox.github(), fields, &more).with_code(3);
    let item: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(item["labels"]["nodes"].as_array().unwrap().len(), 3);
    ran.says("page 1 has errors beside its data: no access");
}

/// Exports pull requests with these fields, with the query in a file.
fn pulls_with(api: &Endpoint, fields: &str, more: &[&str]) -> Ran {
    let text = format!(
        "{{ repository(owner: \"a\", name: \"b\") {{ pullRequests {{ nodes {{ number {fields} }} }} }} }}"
    );
    exported(api, &text, more)
}

/// Exports the list of a query, with the query in a file.
fn exported(api: &Endpoint, text: &str, more: &[&str]) -> Ran {
    let folder = Folder::new();
    let query = folder.write("q.graphql", text);
    let fixed = [
        "export",
        "--api",
        "github",
        "--query",
        &query,
        "--endpoint",
        api.url(),
    ];
    let mut export = command(&[&fixed[..], more].concat());
    export.env("GITHUB_TOKEN", Sandbox::TOKEN);
    ran(export)
}

/// A query of pull requests whose comments and reviews are each in two fragments.
fn in_two_fragments(size: usize) -> String {
    format!(
        "query Q {{ repository(owner: \"a\", name: \"b\") {{ pullRequests {{ nodes {{ ...A ...B }} }} }} }}
         fragment A on PullRequest {{ comments(first: {size}) {{ nodes {{ id }} }} reviews(first: {size}) {{ nodes {{ comments(first: {size}) {{ nodes {{ id }} }} }} }} }}
         fragment B on PullRequest {{ number comments(first: {size}) {{ nodes {{ body }} }} reviews(first: {size}) {{ nodes {{ state comments(first: {size}) {{ nodes {{ body }} }} }} }} }}"
    )
}

#[test]
fn lists_in_two_fragments_are_completed_with_the_fields_of_both() {
    let builder = Sandbox::builder().pull_requests(3);
    let builder = builder.connection_size("PullRequest.comments", 5);
    let builder = builder.connection_size("PullRequest.reviews", 4);
    let sandbox = builder
        .connection_size("PullRequestReview.comments", 3)
        .start_blocking()
        .unwrap();
    let whole = exported(sandbox.github(), &in_two_fragments(10), &[]).with_code(0);
    assert_eq!(sandbox.github().requests().len(), 1);
    let small = exported(sandbox.github(), &in_two_fragments(1), &[]).with_code(0);
    assert!(sandbox.github().requests().len() > 2);
    assert!(items(&small.stdout) == items(&whole.stdout));
    assert!(small.stdout == whole.stdout, "only the order differs");
}

#[test]
fn a_list_in_two_fragments_under_different_conditions_is_reported() {
    let sandbox = comments(7);
    let text = in_two_fragments(2).replacen("query Q", "query Q($c: Boolean! = true)", 1);
    let (list, under) = ("comments(first: 2)", "comments(first: 2) @include(if: $c)");
    let one = text.replacen(list, under, 1);
    let ran = exported(sandbox.github(), &one, &[]).with_code(5);
    ran.says("3 lists at `repository.pullRequests.nodes.comments` lack items");
    ran.says("or give all places the same conditions");
    let both = one.replace(&format!("number {list}"), &format!("number {under}"));
    let ran = exported(sandbox.github(), &both, &[]).with_code(0);
    let first: Value = serde_json::from_str(ran.stdout.lines().next().unwrap()).unwrap();
    assert_eq!(first["comments"]["nodes"].as_array().unwrap().len(), 7);
}

#[test]
fn a_list_in_one_of_two_fragments_that_select_the_items_is_completed() {
    let sandbox = comments(7);
    let text = "query Q { repository(owner: \"a\", name: \"b\") { ...A ...B } }
                fragment A on Repository { pullRequests { nodes { number } } }
                fragment B on Repository { pullRequests { nodes { comments(first: 2) { nodes { id } } } } }";
    let ran = exported(sandbox.github(), text, &[]).with_code(0);
    assert_eq!(ran.stdout.lines().count(), 3);
    for line in ran.stdout.lines() {
        let item: Value = serde_json::from_str(line).unwrap();
        assert_eq!(item["comments"]["nodes"].as_array().unwrap().len(), 7);
    }
    assert!(!ran.stderr.contains("may lack items"), "{}", ran.stderr);
}

#[test]
fn further_items_have_the_fields_whose_conditions_hold() {
    let sandbox = comments(7);
    let fields = |size: usize| {
        format!(
            "query Q($c: Boolean!) {{ repository(owner: \"a\", name: \"b\") {{ pullRequests {{ nodes {{ comments(first: {size}) {{ nodes {{ id }} }} comments(first: {size}) @include(if: $c) {{ nodes {{ body }} }} }} }} }} }}"
        )
    };
    for condition in ["c=true", "c=false"] {
        let more = ["-F", condition];
        let whole = exported(sandbox.github(), &fields(50), &more).with_code(0);
        let small = exported(sandbox.github(), &fields(2), &more).with_code(0);
        assert_eq!(small.stdout, whole.stdout);
    }
}

#[test]
fn fields_that_are_added_for_paging_are_removed_from_the_items() {
    let sandbox = sandbox(12);
    let small = "reviews(first: 2) { nodes { state author { login } comments(first: 1) { nodes { body } } } }";
    let large = small
        .replace("first: 2", "first: 50")
        .replace("first: 1)", "first: 50)");
    let small = pulls_with(sandbox.github(), small, &[]).with_code(0);
    let large = pulls_with(sandbox.github(), &large, &[]).with_code(0);
    assert!(small.stdout == large.stdout);
    for added in ["pageInfo", "\"id\"", "__typename"] {
        assert!(!small.stdout.contains(added), "{added} in the output");
    }
    let selected = "author { __typename login } reviews(first: 2) { nodes { author { login } } }";
    let selected = pulls_with(sandbox.github(), selected, &[]).with_code(0);
    let first: Value = serde_json::from_str(selected.stdout.lines().nth(2).unwrap()).unwrap();
    assert_eq!(first["author"]["__typename"], "User");
    assert_eq!(first.pointer("/reviews/nodes/0/author/__typename"), None);
}

#[test]
fn incomplete_nested_lists_end_with_5() {
    let sandbox = Sandbox::builder()
        .pull_requests(5)
        .connection_size("ReactionGroup.reactors", 3)
        .start_blocking()
        .unwrap();
    // A group of reactions has no `id` by which it could be requested again.
    let fields = "reactionGroups { reactors(first: 2) { nodes { ... on User { login } } } }";
    let cut = pulls_with(sandbox.github(), fields, &[]).with_code(5);
    assert_eq!(cut.stdout.lines().count(), 5);
    cut.says("lack items that the server has");
    pulls_with(sandbox.github(), fields, &["--on-truncation", "warn"]).with_code(0);
    let named = ["--nested", "reactionGroups.reactors"];
    let named = pulls_with(sandbox.github(), fields, &named).with_code(2);
    named.says("cannot be read to its end");
    pulls_with(sandbox.github(), fields, &["--nested", "none"]).with_code(0);
    let rest = [
        "export",
        "--api",
        "sage",
        "--collection",
        "accounts",
        "--nested",
        "none",
    ];
    crate::program::run(&rest).with_code(2);
}

fn comments(size: usize) -> Sandbox {
    Sandbox::builder()
        .pull_requests(3)
        .connection_size("PullRequest.comments", size)
        .start_blocking()
        .unwrap()
}

#[test]
fn a_list_that_is_requested_from_its_end_is_completed_in_front() {
    let sandbox = comments(250);
    let whole = pulls_with(
        sandbox.github(),
        "comments(first: 100) { nodes { id body } }",
        &[],
    );
    let whole = whole.with_code(0).stdout;
    let first: Value = serde_json::from_str(whole.lines().next().unwrap()).unwrap();
    assert_eq!(first["comments"]["nodes"].as_array().unwrap().len(), 250);
    let last = "comments(last: 10) { nodes { id body } }";
    let last = pulls_with(sandbox.github(), last, &[]).with_code(0);
    assert!(last.stdout == whole);
    let told = "comments(last: 10) { pageInfo { endCursor hasPreviousPage } totalCount nodes { id body } }";
    let told = pulls_with(sandbox.github(), told, &["--log-format", "json"]).with_code(0);
    assert!(!told.stdout.contains(r#""hasPreviousPage":true"#));
    let mut items = items(&told.stdout);
    for item in &mut items {
        assert_eq!(item["comments"]["totalCount"], 250);
        item["comments"]
            .as_object_mut()
            .unwrap()
            .remove("totalCount");
    }
    assert!(items == self::items(&whole));
    let summary: Value = serde_json::from_str(told.stderr.lines().last().unwrap()).unwrap();
    // Each of the three lists has 240 items left, and a page has 100.
    assert_eq!(summary["requests"], 1 + 3 * 3);
}

#[test]
fn a_list_is_completed_wherever_the_query_has_its_page_info() {
    let sandbox = comments(7);
    let whole = "comments(first: 50) { info: pageInfo { hasNextPage endCursor } nodes { id } }";
    let whole = pulls_with(sandbox.github(), whole, &[]).with_code(0).stdout;
    for (fields, expected) in [
        (
            "comments(first: 2) { info: pageInfo { hasNextPage endCursor } nodes { id } }",
            whole.clone(),
        ),
        (
            "comments(first: 2) { info: pageInfo { endCursor } nodes { id } }",
            whole.replace(r#""hasNextPage":false,"#, ""),
        ),
        (
            "comments(first: 2) { pageInfo { endCursor } nodes { id } }",
            whole
                .replace(r#""hasNextPage":false,"#, "")
                .replace(r#""info""#, r#""pageInfo""#),
        ),
        (
            "comments(first: 2) { info: pageInfo { hasNextPage endCursor } list: nodes { id } }",
            whole.replace(r#""nodes""#, r#""list""#),
        ),
    ] {
        let ran = pulls_with(sandbox.github(), fields, &[]).with_code(0);
        assert_eq!(ran.stdout, expected, "{fields}");
        ran.does_not_say("warning");
    }
}

#[test]
fn a_parent_is_found_by_its_id_under_any_key() {
    let sandbox = comments(7);
    let query = |size: usize| format!("id: number comments(first: {size}) {{ nodes {{ body }} }}");
    let whole = pulls_with(sandbox.github(), &query(50), &[]).with_code(0);
    let small = pulls_with(sandbox.github(), &query(2), &[]).with_code(0);
    assert!(small.stdout == whole.stdout);
    assert!(
        small.stdout.starts_with(r#"{"number":1,"id":1,"#),
        "{}",
        small.stdout
    );
}

#[test]
fn a_total_alone_lacks_nothing() {
    let sandbox = comments(7);
    let ran = pulls_with(sandbox.github(), "comments(first: 1) { totalCount }", &[]);
    let ran = ran.with_code(0);
    assert_eq!(ran.stdout.matches(r#""totalCount":7"#).count(), 3);
    ran.does_not_say("warning");
}

#[test]
fn a_list_that_is_selected_twice_is_reported() {
    let sandbox = comments(7);
    let fields = "comments(first: 2) { edges { cursor } nodes { id } }";
    let ran = pulls_with(sandbox.github(), fields, &[]).with_code(5);
    ran.says("3 lists at `repository.pullRequests.nodes.comments` lack items");
    ran.says("select either `nodes` or `edges`");
}

#[test]
fn a_server_that_ignores_last_is_noticed() {
    let sandbox = comments(7);
    let first = Fault::rewrite(|body| {
        let pulls = &mut body["data"]["repository"]["pullRequests"]["nodes"];
        for pull in pulls.as_array_mut().unwrap() {
            pull["comments"]["pageInfo"]["hasPreviousPage"] = false.into();
            pull["comments"]["pageInfo"]["hasNextPage"] = true.into();
        }
    });
    sandbox.github().script(Faults::new().always(first));
    let ran = pulls_with(sandbox.github(), "comments(last: 2) { nodes { id } }", &[]);
    let ran = ran.with_code(5);
    ran.says("3 lists at `repository.pullRequests.nodes.comments` lack items");
    ran.says("the server ignores `last`");
    assert_eq!(sandbox.github().requests().len(), 1);
}

/// The variable of the cursor has no value.
#[test]
fn a_server_that_ignores_last_is_noticed_beside_a_cursor_without_a_value() {
    let first = || {
        Fault::rewrite(|body| {
            let pulls = &mut body["data"]["repository"]["pullRequests"]["nodes"];
            for pull in pulls.as_array_mut().unwrap() {
                pull["comments"]["pageInfo"]["hasPreviousPage"] = false.into();
                pull["comments"]["pageInfo"]["hasNextPage"] = true.into();
            }
        })
    };
    let text = "query Q($c: String) { repository(owner: \"a\", name: \"b\") { pullRequests { nodes { number comments(last: 2, before: $c) { nodes { id } } } } } }";
    let sandbox = comments(7);
    sandbox.github().script(Faults::new().always(first()));
    let ran = exported(sandbox.github(), text, &[]).with_code(5);
    ran.says("3 lists at `repository.pullRequests.nodes.comments` lack items");
    ran.says("the server ignores `last`");

    let all = "{ repository(owner: \"a\", name: \"b\") { pullRequests(first: 1) { nodes { comments(last: 1) { edges { cursor } } } } } }";
    let whole = exported(comments(7).github(), all, &[]);
    let item: Value = serde_json::from_str(whole.stdout.lines().next().unwrap()).unwrap();
    let edges = item["comments"]["edges"].as_array().unwrap();
    let cursor = format!("c={}", edges[edges.len() - 1]["cursor"].as_str().unwrap());
    let sandbox = comments(7);
    sandbox.github().script(Faults::new().always(first()));
    exported(sandbox.github(), text, &["-F", &cursor]).with_code(0);
}
