//! Cursors of a user-defined scalar type.

use futures::TryStreamExt;
use graphql_paginate::GraphQLQuery;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::script::Script;

/// A cursor that serializes as a string but has its own type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Mark(String);

impl AsRef<str> for Mark {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<String> for Mark {
    fn from(text: String) -> Self {
        Self(text)
    }
}

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/typed/queries/marks_schema.graphql",
    query_path = "tests/typed/queries/marks.graphql"
)]
struct Books;

fn page(ids: [&str; 2], has_more: bool) -> Value {
    let pages = json!({ "nodes": [1, 2], "pageInfo": { "hasNextPage": true, "endCursor": "p" } });
    let edge =
        |id: &str| json!({ "cursor": format!("at {id}"), "node": { "id": id, "pages": pages } });
    let page_info = json!({
        "hasNextPage": has_more, "hasPreviousPage": has_more,
        "startCursor": format!("at {}", ids[0]), "endCursor": format!("at {}", ids[1]),
    });
    json!({ "data": { "books": { "edges": ids.map(edge), "pageInfo": page_info } } })
}

fn cursors(script: &Script, name: &str) -> Vec<Value> {
    script
        .variables()
        .iter()
        .map(|variables| variables[name].clone())
        .collect()
}

#[tokio::test]
async fn a_type_that_converts_from_and_to_strings_is_a_cursor() {
    let script = Script::new([page(["a", "b"], true), page(["c", "d"], false)]);
    let edges = Books::paginate(books::Variables::new()).edges(&script.client());
    let edges: Vec<books::Edge> = edges.try_collect().await.unwrap();
    let marks: Vec<Mark> = edges.into_iter().map(|edge| edge.cursor).collect();
    assert_eq!(
        marks,
        ["at a", "at b", "at c", "at d"].map(|mark| Mark(mark.to_owned()))
    );
    assert_eq!(cursors(&script, "after"), [Value::Null, json!("at b")]);

    let script = Script::new([page(["c", "d"], true), page(["a", "b"], false)]);
    let variables = books::Variables {
        before: Some(Mark("at e".to_owned())),
        ..books::Variables::new()
    };
    let mut pages = Books::paginate(variables)
        .backward()
        .pages(&script.client());
    let first = pages.try_next().await.unwrap().unwrap();
    assert_eq!(
        first
            .truncated
            .iter()
            .map(|cut| cut.connections)
            .sum::<u64>(),
        2
    );
    assert!(pages.try_next().await.unwrap().is_some());
    assert_eq!(cursors(&script, "before"), ["at e", "at c"]);
}

#[tokio::test]
async fn both_ends_meet_at_such_cursors() {
    let script = Script::new([page(["a", "b"], true), page(["b", "c"], true)]);
    let walk = Books::paginate(books::Variables::new())
        .page_size(2)
        .both_ends()
        .items(&script.client());
    let mut ids: Vec<String> = walk.map_ok(|book| book.id).try_collect().await.unwrap();
    ids.sort();
    assert_eq!(ids, ["a", "b", "c"]);
}
