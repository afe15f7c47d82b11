//! Tests of `sync --list` with queries that contain no paging: the pager owns it, as in `export`.

use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
use serde_json::{Value, json};

use super::own_list::OwnList;
use super::{mirror_github_issues, ran, sync};
use crate::program::Folder;

const STYLES: &str = "type Query {
      films(first: Int, after: String, last: Int, before: String): Films!
      shows(limit: Int, nextToken: String): Shows!
      books(offset: Int, limit: Int): [Film!]!
      songs(page: Int, perPage: Int): Songs!
      latest(last: Int, before: String): Latest!
    }
    type Films { pageInfo: PageInfo! edges: [FilmEdge!]! nodes: [Film!]! totalCount: Int! }
    type FilmEdge { cursor: String! node: Film! }
    type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! endCursor: String startCursor: String }
    type Shows { items: [Film!]! nextToken: String }
    type Songs { items: [Film!]! pageInfo: SongsInfo! }
    type SongsInfo { total: Int! hasNextPage: Boolean! currentPage: Int! }
    type Latest { pageInfo: PageInfo! nodes: [Film!]! }
    type Film { id: ID! title: String! }";

#[test]
fn a_query_of_github_without_paging_is_mirrored() {
    let sandbox = Sandbox::builder().connection_size("Repository.issues", 230);
    let sandbox = sandbox.start_blocking().unwrap();
    mirror_github_issues(
        &sandbox,
        "{ repository(owner:\"o\", name:\"n\") { issues { nodes { id title } } } }",
        ["issues: 230 new; 5 pages", "issues: 0 new, 230 the same; "],
    );
}

#[test]
fn lists_of_every_style_are_mirrored_as_the_query_stands() {
    for (query, path) in [
        ("{ films { nodes { id title } } }", "films"),
        (
            "{ films(first: 7) { edges { node { id title } } } }",
            "films",
        ),
        ("{ films(last: 7) { nodes { id title } } }", "films"),
        (
            "query Q($n: Int, $c: String) { all: films(first: $n, after: $c) { nodes { id title } pageInfo { hasNextPage endCursor } } }",
            "all",
        ),
        ("{ latest { nodes { id title } } }", "latest"),
        ("{ shows { items { id title } } }", "shows"),
        ("{ books { id title } }", "books"),
        ("{ songs(perPage: 20) { items { id title } } }", "songs"),
    ] {
        let definition = format!("path = '{path}'\nkey = 'id'\ndeletions = 'walk'");
        let list = OwnList::new(STYLES, 120, query, &definition);
        let first = list.sync(&[]).with_code(0);
        first.says("mirror: 120 new; ");
        first.does_not_say("not seen");
        let items = list.items();
        assert_eq!(items.len(), 120, "{query}");
        for (item, cut) in &items {
            let keys: Vec<&str> = item
                .as_object()
                .unwrap()
                .keys()
                .map(String::as_str)
                .collect();
            assert_eq!((keys, cut.as_str()), (vec!["id", "title"], ""), "{query}");
        }
        let second = list.sync(&[]).with_code(0);
        second.says("mirror: 0 new, 120 the same; ");
    }
}

#[test]
fn the_schema_comes_from_the_server_unless_it_is_named() {
    let query = "{ films { nodes { id title } } }";
    let list = OwnList::new(STYLES, 20, query, "path = 'films'\nkey = 'id'");
    list.sync_without_schema(&[]).with_code(0).says("20 new");

    let refused = json!({ "errors": [{ "message": "introspection is disabled" }] });
    list.script(Faults::new().always(Fault::status(200).json(&refused)));
    let run = list.sync_without_schema(&[]).with_code(1);
    run.says("introspection is disabled");
    run.says("the schema can also be named: `--schema FILE`");

    let folder = Folder::new();
    let arguments = ["--repo", "a/b", "--schema", "schema.graphql"];
    let refused = ran(sync(&folder, &arguments)).with_code(2);
    refused.says("`--schema` is for `--list`");
}

#[test]
fn the_size_of_a_page_is_that_of_the_query_unless_it_is_given() {
    for (query, more, size) in [
        ("{ films(first: 7) { nodes { id } } }", &[][..], 7),
        (
            "query Q($n: Int = 9) { films(first: $n) { nodes { id } } }",
            &[],
            9,
        ),
        ("{ films { nodes { id } } }", &[], 50),
        (
            "{ films(first: 7) { nodes { id } } }",
            &["--page-size", "20"],
            20,
        ),
    ] {
        let list = OwnList::new(STYLES, 60, query, "path = 'films'\nkey = 'id'");
        list.sync(more).with_code(0).says("60 new");
        let sent = list.api().requests()[0].json();
        let variables: Vec<&Value> = sent["variables"].as_object().unwrap().values().collect();
        assert!(variables.contains(&&json!(size)), "{query}: {sent}");
    }
}

#[test]
fn a_cursor_in_the_query_or_its_variables_hides_nothing_from_a_mirror() {
    for (query, path, variables) in [
        (
            "{ films(first: 7, after: \"no-cursor\") { nodes { id } } }",
            "films",
            "",
        ),
        (
            "query Q($after: String) { films(after: $after) { nodes { id } } }",
            "films",
            "after = 'no-cursor'",
        ),
        ("{ books(offset: 50) { id } }", "books", ""),
        (
            "query Q($page: Int) { songs(page: $page, perPage: 20) { items { id } } }",
            "songs",
            "page = 3",
        ),
    ] {
        let definition = format!("path = '{path}'\nkey = 'id'\n[variables]\n{variables}");
        let list = OwnList::new(STYLES, 60, query, &definition);
        list.sync(&[]).with_code(0).says("mirror: 60 new; ");
    }
}

#[test]
fn a_mistake_in_the_query_or_its_variables_is_named_before_anything_is_read() {
    let films = "{ films { nodes { id title } } }";
    for (query, definition, text) in [
        (
            "{ films { nodes { id titel } } }",
            "path = 'films'\nkey = 'id'",
            "titel",
        ),
        (films, "path = 'shows'\nkey = 'id'", "no list at `shows`"),
        (
            "query A { films { nodes { id } } } query B { books { id } }",
            "path = 'films'\nkey = 'id'",
            "the query of a definition is a file with one operation",
        ),
        (
            "{ films { totalCount } }",
            "path = 'films'\nkey = 'id'",
            "it selects no items: add `nodes { … }`",
        ),
        (
            "query Q($n: Int) { films(first: $n) { nodes { id title } } }",
            "path = 'films'\nkey = 'id'\n[variables]\nv = 'x'",
            "the query has no variable `v`",
        ),
    ] {
        let list = OwnList::new(STYLES, 20, query, definition);
        list.sync(&[]).with_code(2).says(text);
        assert!(list.api().requests().is_empty(), "{query}");
    }
}

#[test]
fn a_query_that_does_not_fit_the_schema_does_not_stop_the_other_lists() {
    let query = "{ films { nodes { id title } } }";
    let list = OwnList::new(STYLES, 20, query, "path = 'films'\nkey = 'id'");
    list.folder
        .write("old.graphql", "{ books { id publisher } }");
    let definition = "name = 'old'\nquery = 'old.graphql'\npath = 'books'\nkey = 'id'\n";
    list.folder.write("old.toml", definition);
    let run = list.sync(&["--list", "old.toml"]).with_code(2);
    run.says("no field `publisher` on type `Film`");
    run.says("mirror: 20 new; ");
}

#[test]
fn a_list_without_cursors_has_no_order_of_change_that_a_run_can_continue() {
    for (query, path, code) in [
        ("{ books { id } }", "books", 2),
        ("{ songs { items { id } } }", "songs", 2),
        ("{ films { nodes { id } } }", "films", 0),
    ] {
        let definition = format!("path = '{path}'\nkey = 'id'\norder = 'updated'");
        let list = OwnList::new(STYLES, 230, query, &definition);
        let run = list.sync(&[]).with_code(code);
        if code == 2 {
            run.says(&format!("`{path}` has no cursors"));
        } else {
            list.sync(&[]).with_code(0).says("0 new, 130 the same");
        }
    }
}

#[test]
fn a_list_of_several_parents_is_mirrored() {
    const SCHEMA: &str = "type Query { node(id: ID!): Node groups(ids: [ID!]!): [Group]! } interface Node { id: ID! }
        type Group implements Node { id: ID! name: String! members(first: Int, after: String): Members! }
        type Members { nodes: [Member!]! pageInfo: PageInfo! }
        type PageInfo { hasNextPage: Boolean! endCursor: String }
        type Member { id: ID! name: String! }";
    let query = "query Q($ids: [ID!]!) { groups(ids: $ids) { members { nodes { id name } } } }";
    let definition = "path = 'groups.members'\nkey = 'id'\n[variables]\nids = ['a', 'b']";
    let list = OwnList::new(SCHEMA, 0, query, definition);
    let member = |id: &str| json!({ "id": id, "name": id });
    let members = |ids: &[&str], cursor: Value| {
        let nodes: Vec<Value> = ids.iter().map(|id| member(id)).collect();
        json!({ "nodes": nodes, "pageInfo": { "hasNextPage": !cursor.is_null(), "endCursor": cursor } })
    };
    let group =
        |id: &str, members: Value| json!({ "__typename": "Group", "id": id, "members": members });
    let first = json!({ "groups": [group("a", members(&["1", "2"], json!("c"))), group("b", members(&["4"], Value::Null))] });
    let rest = json!({ "r0": group("a", members(&["3"], Value::Null)) });
    let answer = |data: &Value| Fault::status(200).json(&json!({ "data": data }));
    list.script(
        Faults::new()
            .on_request(1, answer(&first))
            .on_request(2, answer(&rest)),
    );

    list.sync(&[]).with_code(0).says("mirror: 4 new; ");

    let parents: Vec<String> = list
        .items()
        .iter()
        .map(|(item, _)| item["__parent"]["id"].to_string())
        .collect();
    assert_eq!(parents.join(" "), r#""a" "a" "a" "b""#);

    list.define(query, &format!("order = 'updated'\n{definition}"));
    let refused = list.sync(&[]).with_code(2);
    refused.says("`groups.members` is inside a list");
}

#[test]
fn a_list_is_mirrored_as_its_definition_declares_it() {
    let schema = "type Query { films(offset: Int, limit: Int, number: Int): [Film!]! }
        type Film { id: ID! title: String! }";
    let mirror = OwnList::new(
        schema,
        30,
        "{ films { id title } }",
        "path = 'films'\nkey = 'id'\npaginate = ['path=films, style=offset, position=offset, size=limit']",
    );
    mirror.sync(&[]).with_code(0);
    assert_eq!(mirror.items().len(), 30);
    mirror.define(
        "{ films { id title } }",
        "path = 'films'\nkey = 'id'\npaginate = ['path=films, style=offset, position=begin']",
    );
    mirror.sync(&[]).with_code(2).says("begin");
}
