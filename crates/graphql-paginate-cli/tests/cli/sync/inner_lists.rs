//! Tests of `sync --list` with lists inside the items: they are read to their ends, and what cannot be is counted.

use std::sync::Mutex;

use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
use serde_json::{Value, json};

use super::mirror_github_issues;
use super::own_list::{OwnList, items};

const SCHEMA: &str = "
    interface Node { id: ID! }
    type Query { node(id: ID!): Node issues(first: Int, after: String): Issues! }
    type Issues { nodes: [Issue] pageInfo: PageInfo! }
    type PageInfo { hasNextPage: Boolean hasPreviousPage: Boolean endCursor: String startCursor: String }
    type Issue implements Node {
        id: ID!
        labels(first: Int, after: String, last: Int, before: String): Labels
        flags(page: Int): Flags
        pages(page: Int = 1, perPage: Int): Pages
        totals(offset: Int, limit: Int): Totals
        tokens(token: String, limit: Int): Tokens
        sums(pagination: Paging): Totals
        tags(offset: Int, limit: Int): [Label]
        some(limit: Int): [Label]
        whole: Totals
        few(limit: Int): Totals
        chapters: Chapters
    }
    input Paging { page: Int, size: Int }
    type Labels { nodes: [Label] edges: [LabelEdge] pageInfo: PageInfo totalCount: Int }
    type LabelEdge { node: Label }
    type Label implements Node { id: ID! }
    type Flags { items: [Label] hasMore: Boolean }
    type Pages { content: [Label] totalPages: Int }
    type Totals { items: [Label] meta: Meta }
    type Meta { total: Int }
    type Chapters { list: [Label] hasNext: Boolean }
    type Tokens { items: [Label] nextToken: String }";

const DEFINITION: &str = "path = 'issues'\nkey = 'id'\ndeletions = 'walk'";

/// A mirror of issues with these fields.
fn issues(fields: &str) -> OwnList {
    let query = format!("{{ issues {{ nodes {{ id {fields} }} }} }}");
    OwnList::new(SCHEMA, 0, &query, DEFINITION)
}

/// The list of issues, with these items.
fn listed(items: &[Value]) -> Value {
    let page_info = json!({ "hasNextPage": false, "endCursor": "e" });
    json!({ "issues": { "nodes": items, "pageInfo": page_info } })
}

/// An issue with these labels, and whether the server has more of them.
fn issue(id: &str, labels: &[&str], has_more: Value) -> Value {
    json!({ "id": id, "labels": list(labels, has_more) })
}

fn list(ids: &[&str], has_more: Value) -> Value {
    let nodes: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
    json!({ "nodes": nodes, "pageInfo": { "hasNextPage": has_more, "endCursor": "c" } })
}

/// The answer to a request for the further labels of an issue.
fn further(id: &str, labels: Value) -> Value {
    json!({ "r0": { "__typename": "Issue", "id": id, "labels": labels } })
}

fn answers(answers: &[Value]) -> Faults {
    let mut script = Faults::new();
    for (index, data) in answers.iter().enumerate() {
        let body = json!({ "data": data });
        script = script.on_request(index + 1, Fault::status(200).json(&body));
    }
    script
}

/// The ids of the labels of an item.
fn labels(item: &Value) -> String {
    let mut ids = Vec::new();
    for label in item["labels"]["nodes"].as_array().unwrap() {
        ids.push(label["id"].as_str().unwrap());
    }
    ids.join(" ")
}

/// Mirrors the issues of a repository of GitHub, with these fields, and returns the items.
fn github_issues(sandbox: &Sandbox, fields: &str) -> Vec<Value> {
    let query = format!(
        "{{ repository(owner: \"a\", name: \"b\") {{ issues {{ nodes {{ id {fields} }} }} }} }}"
    );
    let summaries = ["issues: 3 new; ", "issues: 0 new, 3 the same; "];
    let (folder, runs) = mirror_github_issues(sandbox, &query, summaries);
    for run in &runs {
        run.does_not_say("without all elements");
    }
    let items = items(&folder, "demarches.db");
    assert!(items.iter().all(|(_, cut)| cut.is_empty()), "{items:?}");
    items.into_iter().map(|(item, _)| item).collect()
}

#[test]
fn lists_inside_the_items_are_read_to_their_ends() {
    let sandbox = Sandbox::builder()
        .connection_size("Repository.issues", 3)
        .connection_size("Issue.comments", 25);
    let sandbox = sandbox.start_blocking().unwrap();
    for (fields, list) in [
        (
            "comments(first: 10) { pageInfo { hasNextPage } nodes { id } }",
            "nodes",
        ),
        ("comments(first: 10) { totalCount nodes { id } }", "nodes"),
        ("comments(last: 10) { nodes { id } }", "nodes"),
        ("comments(first: 10) { edges { node { id } } }", "edges"),
        (
            "comments(first: 10) { nodes { id } } comments(first: 10) { sum: totalCount }",
            "nodes",
        ),
    ] {
        for item in github_issues(&sandbox, fields) {
            let comments = &item["comments"];
            assert_eq!(comments[list].as_array().unwrap().len(), 25, "{fields}");
            let page_info = if fields.contains("pageInfo") {
                json!({ "hasNextPage": false })
            } else {
                Value::Null
            };
            assert_eq!(comments["pageInfo"], page_info, "{fields}");
        }
    }
}

#[test]
fn lists_inside_lists_are_read_to_their_ends() {
    let sandbox = Sandbox::builder()
        .connection_size("Repository.issues", 3)
        .connection_size("Issue.comments", 12)
        .connection_size("IssueComment.reactions", 15);
    let sandbox = sandbox.start_blocking().unwrap();
    let fields = "comments(first: 5) { nodes { id reactions(first: 10) { nodes { id } } } }";
    for item in github_issues(&sandbox, fields) {
        let comments = item["comments"]["nodes"].as_array().unwrap();
        assert_eq!(comments.len(), 12);
        for comment in comments {
            let reactions = comment["reactions"]["nodes"].as_array().unwrap();
            assert_eq!(reactions.len(), 15);
        }
    }
}

#[test]
fn a_list_that_the_server_does_not_complete_is_counted_and_healed_by_the_next_run() {
    let broken = json!({ "errors": [{ "message": "labels are down", "path": ["r0", "labels"] }], "data": { "r0": null } });
    let gone = json!({ "data": { "r0": null } });
    let nulls = json!({ "data": further("a", json!({ "nodes": [null], "pageInfo": { "hasNextPage": false } })) });
    for (answer, problem) in [(broken, "labels are down"), (gone, ""), (nulls, "")] {
        let mirror = issues("labels { nodes { id } }");
        let whole = issue("b", &["9"], json!(false));
        let main = listed(&[issue("a", &["1", "2"], json!(true)), whole.clone()]);
        let good = answers(&[main.clone(), further("a", list(&["3"], json!(false)))]);
        mirror.script(good.clone());
        mirror.sync(&[]).with_code(0).says("mirror: 2 new; ");

        let first = Fault::status(200).json(&json!({ "data": main }));
        let second = Fault::status(200).json(&answer);
        mirror.script(Faults::new().on_request(1, first).on_request(2, second));
        let run = mirror.sync(&["--deleted", "remove"]).with_code(5);

        run.says("; 1 list inside them without all elements");
        run.says("  elements of 1 lists at `labels`, since the server has further pages of them");
        run.says(problem);
        run.does_not_say("deleted,");
        let items = mirror.items();
        let cut: Vec<&str> = items.iter().map(|(_, cut)| cut.as_str()).collect();
        assert_eq!(cut, [r#"{"labels":1}"#, ""], "{answer}");
        mirror.script(good);
        let healed = mirror.sync(&[]).with_code(0);
        healed.says("mirror: 0 new, 1 changed, 1 the same; ");
        healed.does_not_say("not seen");
        assert_eq!(labels(&mirror.items()[0].0), "1 2 3");
    }
}

#[test]
fn an_error_that_is_not_about_a_list_stops_the_run_before_its_page() {
    let mirror = issues("labels { nodes { id } }");
    let main = json!({ "data": listed(&[issue("a", &["1"], json!(true))]) });
    let main = Fault::status(200).json(&main);
    mirror.script(
        Faults::new()
            .on_request(1, main)
            .on_request(2, Fault::status(401)),
    );
    mirror.sync(&[]).with_code(77);
    assert_eq!(mirror.items(), []);
}

/// Issues of which only the first one has further labels, which the server returns or not.
fn first_has_more(returns: bool) -> Fault {
    let first_id = Mutex::new(None);
    Fault::rewrite(move |body| {
        let mut first_id = first_id.lock().unwrap();
        if let Some(Value::Array(issues)) = body.pointer_mut("/data/issues/nodes") {
            for issue in issues {
                let is_first = first_id.is_none();
                issue["labels"] = list(&["1"], json!(is_first));
                first_id.get_or_insert(issue["id"].clone());
            }
        } else if returns {
            let id = first_id.as_ref().unwrap().as_str().unwrap();
            *body = json!({ "data": further(id, list(&["2"], json!(false))) });
        } else {
            let error = json!({ "message": "labels are down", "path": ["r0", "labels"] });
            *body = json!({ "data": { "r0": null }, "errors": [error] });
        }
    })
}

#[test]
fn a_list_in_order_of_change_is_read_again_from_an_item_that_is_not_complete() {
    let query = "{ issues { nodes { id labels { nodes { id } } } } }";
    let definition = "path = 'issues'\nkey = 'id'\norder = 'updated'";
    let mirror = OwnList::new(SCHEMA, 230, query, definition);
    mirror.script(Faults::new().always(first_has_more(false)));
    let first = mirror.sync(&[]).with_code(5);
    first.says("mirror: 230 new; 5 pages; 1 list inside them without all elements");
    first.says("the last request for one failed: ");
    first.says("labels are down");

    mirror.script(Faults::new().always(first_has_more(true)));
    let second = mirror.sync(&[]).with_code(0);
    second.says("mirror: 0 new, 1 changed, 229 the same; 5 pages");
    let third = mirror.sync(&[]).with_code(0);
    third.says("the same; 3 pages");
}

#[test]
fn a_list_whose_further_pages_are_not_read_is_counted_unless_it_is_whole() {
    let two = json!([{ "id": "1" }, { "id": "2" }]);
    for (fields, list, elements, field, whole, cut) in [
        (
            "flags(page: 1) { items { id } hasMore }",
            "flags",
            "items",
            "hasMore",
            json!(false),
            json!(true),
        ),
        (
            "flags { items { id } }",
            "flags",
            "items",
            "hasMore",
            json!(false),
            json!(true),
        ),
        (
            "flags { items { id } }",
            "flags",
            "items",
            "hasMore",
            json!(false),
            json!(null),
        ),
        (
            "pages(page: 1) { content { id } }",
            "pages",
            "content",
            "totalPages",
            json!(1),
            json!(4),
        ),
        (
            "pages { content { id } }",
            "pages",
            "content",
            "totalPages",
            json!(1),
            json!(null),
        ),
        (
            "totals(limit: 2) { items { id } }",
            "totals",
            "items",
            "meta",
            json!({ "total": 2 }),
            json!({ "total": 3 }),
        ),
        (
            "sums(pagination: { page: 1 }) { items { id } }",
            "sums",
            "items",
            "meta",
            json!({ "total": 2 }),
            json!({ "total": 3 }),
        ),
        (
            "totals { items { id } meta { total } }",
            "totals",
            "items",
            "meta",
            json!({ "total": 2 }),
            json!(null),
        ),
        (
            "tokens { items { id } }",
            "tokens",
            "items",
            "nextToken",
            json!(null),
            json!("t"),
        ),
        (
            "sum: totals { list: items { id } all: meta { n: total } }",
            "sum",
            "list",
            "meta",
            json!({ "total": 2 }),
            json!({ "total": 3 }),
        ),
        (
            "whole { items { id } meta { total } }",
            "whole",
            "items",
            "meta",
            json!({ "total": 2 }),
            json!({ "total": 3 }),
        ),
        (
            "few(limit: 2) { items { id } meta { total } }",
            "few",
            "items",
            "meta",
            json!({ "total": 2 }),
            json!({ "total": 3 }),
        ),
        (
            "chapters { list { id } more: hasNext }",
            "chapters",
            "list",
            "more",
            json!(false),
            json!(true),
        ),
    ] {
        let mirror = issues(fields);
        let item = |value: &Value| json!({ "id": "a", list: { elements: two, field: value } });
        mirror.script(answers(&[listed(&[item(&cut)])]));
        let run = mirror.sync(&[]).with_code(5);
        run.says("; 1 list inside them without all elements");
        run.says(&format!("  elements of 1 lists at `{list}`, since"));
        mirror.script(answers(&[listed(&[item(&whole)])]));
        let healed = mirror.sync(&[]).with_code(0);
        healed.does_not_say("not seen");
        assert_eq!(mirror.items()[0].1, "", "{fields}");
    }
}

#[test]
fn a_list_that_does_not_show_its_end_is_named() {
    let ten: Vec<Value> = (0..10).map(|id| json!({ "id": id.to_string() })).collect();
    for (fields, elements, is_named) in [
        ("tags(limit: 1000) { id }", &ten[..9], false),
        ("tags(limit: 1000) { id }", &ten[..], true),
        ("tags { id }", &ten[..1], true),
    ] {
        let mirror = issues(fields);
        mirror.script(answers(&[listed(&[
            json!({ "id": "a", "tags": elements }),
        ])]));
        let run = mirror.sync(&[]).with_code(0);
        let unseen = "  elements of the lists at `tags`, if they have further pages: the query does not show it; ";
        assert_eq!(run.stderr.contains(unseen), is_named, "{run:?}");
    }
}
