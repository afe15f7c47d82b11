//! Tests of nested lists on schemas of their own, with scripted answers.

use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
use serde_json::{Value, json};

use crate::program::{Folder, Ran, run};

/// Exports a query on a schema from an API that gives these answers, with `data` around each. Returns the requests,
/// too.
pub(super) fn exported(
    schema: &str,
    query: &str,
    answers: &[Value],
    more: &[&str],
) -> (Ran, Vec<Value>) {
    let mut script = Faults::new();
    for (index, data) in answers.iter().enumerate() {
        let body = json!({ "data": data });
        script = script.on_request(index + 1, Fault::status(200).json(&body));
    }
    let sandbox = Sandbox::builder()
        .own_schema(schema)
        .own_schema_faults(script)
        .start_blocking()
        .unwrap();
    let folder = Folder::new();
    let (schema, query) = (
        folder.write("s.graphql", schema),
        folder.write("q.graphql", query),
    );
    let api = sandbox.own_schema().unwrap();
    let fixed = ["export", "--endpoint", api.url(), "--schema", &schema];
    let ran = run(&[&fixed[..], &["--query", &query], more].concat());
    let mut sent = Vec::new();
    for request in api.requests() {
        sent.push(request.json());
    }
    (ran, sent)
}

const SEARCH: &str = "
    interface Node { id: ID! }
    union Result = Issue | PullRequest | Repository
    type Issue implements Node { id: ID! labels(first: Int, after: String): Labels! repository: Repository! }
    type PullRequest implements Node { id: ID! labels(first: Int, after: String): Labels! repository: Repository! }
    type Repository implements Node { id: ID! labels(first: Int, after: String): Labels! }
    type Labels { nodes: [Label] pageInfo: PageInfo! }
    type Label { name: String! color: String! }
    type Results { nodes: [Result] pageInfo: PageInfo! }
    type PageInfo { hasNextPage: Boolean! endCursor: String }
    type Query { node(id: ID!): Node search(first: Int, after: String): Results! }";

/// A connection with one item, which another page follows or not.
fn labels(item: Value, has_more: bool) -> Value {
    let page_info = json!({ "hasNextPage": has_more, "endCursor": "c" });
    json!({ "nodes": [item], "pageInfo": page_info })
}

fn results(items: Value) -> Value {
    let page_info = json!({ "hasNextPage": false, "endCursor": "e" });
    json!({ "search": { "nodes": items, "pageInfo": page_info } })
}

fn lines(ran: &Ran) -> Vec<Value> {
    let mut lines = Vec::new();
    for line in ran.stdout.lines() {
        lines.push(serde_json::from_str(line).unwrap());
    }
    lines
}

#[test]
fn lists_of_several_types_under_the_same_keys_are_completed_for_their_own_type() {
    let query = "{ search { nodes {
        ... on Issue { id labels(first: 1) { nodes { name } } }
        ... on PullRequest { id labels(first: 1) { nodes { color } } }
    } } }";
    let name = |name: &str| json!({ "name": name });
    let color = |color: &str| json!({ "color": color });
    let items = json!([
        { "__typename": "PullRequest", "id": "P", "labels": labels(color("p1"), true) },
        { "__typename": "Issue", "id": "I", "labels": labels(name("i1"), true) },
        { "__typename": "Repository" },
    ]);
    let rest = |kind: &str, item: Value| json!({ "r0": { "__typename": kind, "labels": labels(item, false) } });
    let answers = [
        results(items),
        rest("Issue", name("i2")),
        rest("PullRequest", color("p2")),
    ];
    for more in [&[][..], &["--nested", "search.nodes.labels"]] {
        let (ran, sent) = exported(SEARCH, query, &answers, more);
        let ran = ran.with_code(0);
        let expected = [
            json!({ "id": "P", "labels": { "nodes": [color("p1"), color("p2")] } }),
            json!({ "id": "I", "labels": { "nodes": [name("i1"), name("i2")] } }),
            json!({}),
        ];
        assert_eq!(lines(&ran), expected);
        let parents: Vec<&Value> = sent
            .iter()
            .map(|sent| &sent["variables"]["parentId0"])
            .collect();
        assert_eq!(parents, [&Value::Null, &json!("I"), &json!("P")]);
    }
}

#[test]
fn a_type_above_the_parent_decides_too() {
    let query = "{ search { nodes {
        ... on Issue { repository { id labels(first: 1) { nodes { name } } } }
        ... on PullRequest { repository { id labels(first: 1) { nodes { color } } } }
    } } }";
    let color = |color: &str| json!({ "color": color });
    let repository = json!({ "id": "R", "labels": labels(color("1"), true) });
    let items = json!([{ "__typename": "PullRequest", "repository": repository }]);
    let rest = json!({ "r0": { "labels": labels(color("2"), false) } });
    let (ran, sent) = exported(SEARCH, query, &[results(items), rest], &[]);
    let expected =
        json!({ "repository": { "id": "R", "labels": { "nodes": [color("1"), color("2")] } } });
    assert_eq!(lines(&ran.with_code(0)), [expected]);
    let follow_up = sent[1]["query"].as_str().unwrap();
    assert!(follow_up.contains("color"), "{follow_up}");
}

#[test]
fn lists_of_several_types_that_cannot_be_completed_are_counted_once() {
    let schema = SEARCH.replace("node(id: ID!): Node ", "");
    let query = "{ search { nodes {
        ... on Issue { labels(first: 1) { nodes { name } } }
        ... on PullRequest { labels(first: 1) { nodes { name } } }
    } } }";
    let cut = || labels(json!({ "name": "1" }), true);
    let items = json!([
        { "__typename": "PullRequest", "labels": cut() },
        { "__typename": "Issue", "labels": cut() },
    ]);
    let (ran, _) = exported(&schema, query, &[results(items)], &[]);
    ran.with_code(5)
        .says("2 lists at `search.nodes.labels` lack items");
}

#[test]
fn a_list_of_an_interface_and_of_one_of_its_types_is_not_completed_in_part() {
    let schema = SEARCH
        .replace("union Result = Issue | PullRequest | Repository", "")
        .replace("nodes: [Result]", "nodes: [Node]")
        .replace(
            "interface Node { id: ID! }",
            "interface Node { id: ID! labels(first: Int, after: String): Labels! }",
        );
    let query = "{ search { nodes {
        id labels(first: 1) { nodes { name } }
        ... on Issue { labels(first: 1) { nodes { color } } }
    } } }";
    let label = json!({ "name": "1", "color": "red" });
    let items =
        json!([{ "__typename": "Issue", "id": "I", "labels": labels(label.clone(), true) }]);
    let (ran, sent) = exported(&schema, query, &[results(items)], &[]);
    let ran = ran.with_code(5);
    ran.says("at `search.nodes.labels` lack");
    ran.says("select it once");
    let expected = json!({ "id": "I", "labels": { "nodes": [label] } });
    assert_eq!(lines(&ran), [expected]);
    assert_eq!(sent.len(), 1);
}

#[test]
fn a_list_that_may_hold_the_items_of_a_connection_is_not_complete_in_silence() {
    let schema = "
        interface Node { id: ID! }
        type Query { node(id: ID!): Node owners(first: Int, after: String): Owners! }
        type Owners { nodes: [Owner!]! pageInfo: PageInfo! }
        type Owner implements Node { id: ID! systems(first: Int, after: String): Systems! }
        type Systems { stars: [Star!]! planets: [Star!]! EDGES pageInfo: PageInfo! }
        type SystemEdge { node: System }
        type System { id: ID! }
        type Star { name: String! }
        type PageInfo { hasNextPage: Boolean! endCursor: String }";
    let page_info = |has_more: bool| json!({ "hasNextPage": has_more, "endCursor": "c" });
    for edges in ["", "edges: [SystemEdge!]!"] {
        let schema = schema.replace("EDGES", edges);
        let query = "{ owners { nodes { id systems(first: 1) { planets { name } } } } }";
        for (has_more, code) in [(true, 5), (false, 0)] {
            let systems =
                json!({ "planets": [{ "name": "Mars" }], "pageInfo": page_info(has_more) });
            let items = json!([{ "id": "O", "systems": systems }]);
            let answer = json!({ "owners": { "nodes": items, "pageInfo": page_info(false) } });
            let (ran, _) = exported(&schema, query, &[answer], &[]);
            let ran = ran.with_code(code);
            if has_more {
                ran.says("1 list at `owners.nodes.systems` lacks items");
            }
        }
    }
}

#[test]
fn a_parent_is_found_by_the_id_that_the_schema_declares() {
    let schema = "
        interface Node { nodeId: ID! }
        type Query { node(nodeId: ID!): Node films(first: Int, after: Cursor): Films! }
        scalar Cursor
        type Films { nodes: [Film]! pageInfo: PageInfo! }
        type Film implements Node { nodeId: ID! id: Int! actors(first: Int, after: Cursor): Actors! }
        type Actors { nodes: [Actor]! pageInfo: PageInfo! }
        type Actor { name: String! }
        type PageInfo { hasNextPage: Boolean! endCursor: Cursor }";
    let page = |list: Value, has_more: bool| {
        let page_info = json!({ "hasNextPage": has_more, "endCursor": "c" });
        json!({ "nodes": list, "pageInfo": page_info })
    };
    for (id, output) in [("id", json!({ "id": 7 })), ("", json!({}))] {
        let query =
            format!("{{ films {{ nodes {{ {id} actors(first: 1) {{ nodes {{ name }} }} }} }} }}");
        let mut film = json!({ "nodeId": "F", "actors": page(json!([{ "name": "A" }]), true) });
        let mut expected = json!({ "actors": { "nodes": [{ "name": "A" }, { "name": "B" }] } });
        for (key, value) in output.as_object().unwrap() {
            film[key] = value.clone();
            expected[key] = value.clone();
        }
        let rest = page(json!([{ "name": "B" }]), false);
        let answers = [
            json!({ "films": page(json!([film]), false) }),
            json!({ "r0": { "__typename": "Film", "actors": rest } }),
        ];
        let (ran, sent) = exported(schema, &query, &answers, &[]);
        assert_eq!(lines(&ran.with_code(0)), [expected]);
        assert_eq!(
            sent[1]["variables"],
            json!({ "parentNodeId0": "F", "pageSize0": 1, "pageCursor0": "c" })
        );
    }
}

#[test]
fn a_variable_of_the_query_never_holds_the_id_of_a_parent() {
    let schema = SEARCH.replace(
        "first: Int, after: String): Labels!",
        "first: Int, after: String, like: String): Labels!",
    );
    let query = "query Q($parentIdLike: String) { search { nodes { ... on Issue {
        id labels(first: 1, like: $parentIdLike) { nodes { name } }
    } } } }";
    let name = |name: &str| json!({ "name": name });
    let items = json!([{ "__typename": "Issue", "id": "I", "labels": labels(name("1"), true) }]);
    let rest = json!({ "r0": { "labels": labels(name("2"), false) } });
    let answers = [results(items), rest];
    for (more, like) in [
        (&[][..], None),
        (&["-F", "parentIdLike=x"], Some(&json!("x"))),
    ] {
        let (ran, sent) = exported(&schema, query, &answers, more);
        ran.with_code(0);
        assert_eq!(sent[1]["variables"].get("parentIdLike"), like, "{sent:?}");
        let ids = sent[1]["variables"].as_object().unwrap().values();
        assert_eq!(ids.filter(|value| **value == "I").count(), 1, "{sent:?}");
    }
}

#[test]
fn the_rest_of_a_list_has_the_size_that_the_query_requests() {
    let schema = SEARCH.replace("labels(first: Int,", "labels(first: Int!,");
    let name = |name: &str| json!({ "name": name });
    for (declared, first, more, size) in [
        ("", "1", &[][..], 1),
        ("", "1", &["--page-size", "20"], 20),
        ("query Q($size: Int!)", "$size", &["-F", "size=3"], 3),
        ("query Q($size: Int! = 4)", "$size", &[], 4),
    ] {
        let query = format!(
            "{declared} {{ search(first: 50) {{ nodes {{ ... on Issue {{
                id labels(first: {first}) {{ nodes {{ name }} }}
            }} }} }} }}"
        );
        let items =
            json!([{ "__typename": "Issue", "id": "I", "labels": labels(name("1"), true) }]);
        let rest = json!({ "r0": { "labels": labels(name("2"), false) } });
        let (ran, sent) = exported(&schema, &query, &[results(items), rest], more);
        ran.with_code(0);
        assert_eq!(sent[1]["variables"]["pageSize0"], size, "{query}");
    }
}

#[test]
fn a_list_from_whose_end_the_server_does_not_start_is_not_complete() {
    let schema = "
        interface Node { id: ID! }
        type Query { node(id: ID!): Node owners(first: Int, after: String): Owners! }
        type Owners { nodes: [Owner!]! pageInfo: PageInfo! }
        type Owner implements Node { id: ID! stars(first: Int, after: String, last: Int, before: String): Stars! }
        type Stars { nodes: [Star!]! pageInfo: PageInfo! }
        type Star { name: String! }
        type PageInfo { hasNextPage: Boolean! endCursor: String hasPreviousPage: Boolean! startCursor: String }";
    let flags = json!({ "hasPreviousPage": false, "hasNextPage": true, "startCursor": "c" });
    let end = json!({ "hasNextPage": false, "endCursor": "e" });
    for page_info in ["", "pageInfo { hasPreviousPage startCursor }"] {
        let query = format!(
            "{{ owners {{ nodes {{ id stars(last: 2) {{ nodes {{ name }} {page_info} }} }} }} }}"
        );
        let stars =
            json!({ "nodes": [{ "name": "Sol" }], "pageInfo": flags, "walkPageInfo": flags });
        let items = json!([{ "id": "O", "stars": stars }]);
        let answer = json!({ "owners": { "nodes": items, "pageInfo": end } });
        let (ran, sent) = exported(schema, &query, &[answer], &[]);
        ran.with_code(5).says("the server ignores `last`");
        let sent = sent[0]["query"].as_str().unwrap();
        assert_eq!(sent.matches("hasNextPage").count(), 2, "{sent}");
    }
}

/// Page 3 of pages of 50 items is not page 3 of pages of 5.
#[test]
fn a_page_number_in_the_query_is_one_of_its_page_size() {
    let schema = "
        type Query { books(page: Int, perPage: Int): Books! }
        type Books { items: [Book!]! total: Int! }
        type Book { id: ID! }";
    let answer = json!({ "books": { "items": [{ "id": "101" }, { "id": "102" }], "total": 102 } });
    let query = "{ books(page: 3, perPage: 50) { items { id } } }";
    let (ran, sent) = exported(schema, query, &[answer], &["--limit", "2"]);
    ran.with_code(0);
    assert_eq!(sent[0]["variables"], json!({ "page": 3, "perPage": 50 }));

    let (ran, sent) = exported(schema, query, &[], &["--page-size", "10"]);
    ran.with_code(0);
    assert_eq!(sent[0]["variables"], json!({ "page": 3, "perPage": 50 }));
}
