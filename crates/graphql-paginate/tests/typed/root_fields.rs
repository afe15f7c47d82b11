//! Parents that are found by a root field of their type, in a schema without `node(id:)`. Its name does not promise that it
//! returns the parent, so responses repeat the `id`.

use graphql_paginate::{Error, ErrorKind, GraphQLQuery, Partial};
use serde_json::{Value, json};

use crate::script::Script;

/// The comments of a page of issues.
#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/typed/queries/issues.graphqls",
    query = "query OfPage { issues { nodes { comments(first: 1) { nodes { body } } } } }",
    complete_nested
)]
struct OfPage;

/// The same with the fields that completing them needs.
#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/typed/queries/issues.graphqls",
    query = "query WithIds { issues { nodes { id comments(first: 1) { nodes { body } pageInfo { hasNextPage endCursor } } } } }",
    complete_nested
)]
struct WithIds;

/// The comments of a list of issues.
#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/typed/queries/issues.graphqls",
    query = "query OfList { all { comments { nodes { body } } } }"
)]
struct OfList;

fn comments(body: &str, cursor: Option<&str>) -> Value {
    json!({
        "nodes": [{ "body": body }],
        "pageInfo": { "hasNextPage": cursor.is_some(), "endCursor": cursor },
    })
}

/// The first comments of the issues `a` and `b`, both of which have another one.
fn first() -> Value {
    json!([
        { "id": "a", "comments": comments("a1", Some("a1")) },
        { "id": "b", "comments": comments("b1", Some("b1")) },
    ])
}

fn page() -> Value {
    json!({ "data": { "issues": { "nodes": first(), "pageInfo": { "hasNextPage": false, "endCursor": null } } } })
}

fn list() -> Value {
    json!({ "data": { "all": first() } })
}

/// The second comment of the issue with this `id`, as the answer for the parent under the alias.
fn second(alias: &str, id: Option<&str>) -> Value {
    let mut issue = json!({ "parentId": id, "comments": comments("second", None) });
    if id.is_none() {
        issue.as_object_mut().unwrap().remove("parentId");
    }
    json!({ "data": { alias: issue } })
}

async fn completed(script: &Script) -> Result<Vec<Vec<String>>, Error> {
    let walk = OfPage::paginate(of_page::Variables::new())
        .complete_nested()
        .concurrency(1)
        .batch(1);
    let items: Vec<of_page::Item> = walk.items(&script.client()).try_collect().await?;
    let bodies = |item: of_page::Item| {
        item.comments()
            .map(|comment| comment.body.clone())
            .collect()
    };
    Ok(items.into_iter().map(bodies).collect())
}

async fn listed(script: &Script) -> Result<Vec<String>, Error> {
    let walk = OfList::paginate(of_list::Variables::new()).parents_per_request(1);
    let items: Vec<_> = walk.items(&script.client()).try_collect().await?;
    Ok(items.into_iter().map(|child| child.body.clone()).collect())
}

#[tokio::test]
async fn connections_inside_items_are_completed() {
    let script = Script::new([page(), second("r0", Some("a")), second("r0", Some("b"))]);
    let items = completed(&script).await.unwrap();
    assert_eq!(items, [["a1", "second"], ["b1", "second"]]);
    assert_eq!(script.variables()[2]["parentId0"], "b");
}

#[tokio::test]
async fn connections_inside_a_list_are_walked() {
    let script = Script::new([list(), second("r0", Some("a")), second("r1", Some("b"))]);
    let bodies = listed(&script).await.unwrap();
    assert_eq!(bodies, ["a1", "b1", "second", "second"]);
}

#[tokio::test]
async fn data_of_another_object_is_an_error_and_is_not_added() {
    let script = Script::new([page(), second("r0", Some("a")), second("r0", Some("c"))]);
    check(completed(&script).await.unwrap_err(), "data.r0.parentId");
    let script = Script::new([list(), second("r0", Some("a")), second("r1", Some("c"))]);
    check(listed(&script).await.unwrap_err(), "data.r1.parentId");
}

fn check(error: Error, place: &str) {
    let ErrorKind::Decode { path, problem } = error.kind() else {
        panic!("{error}");
    };
    assert_eq!(path, place);
    assert!(
        problem.starts_with("expected \"b\", found \"c\""),
        "{problem}"
    );
}

#[tokio::test]
async fn data_of_an_unknown_object_is_an_error_and_is_not_added() {
    let script = Script::new([page(), second("r0", Some("a")), second("r0", None)]);
    let error = completed(&script).await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::NullConnection { .. }),
        "{error}"
    );
    let script = Script::new([list(), second("r0", Some("a")), second("r1", None)]);
    let error = listed(&script).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Decode { .. }), "{error}");
}

#[tokio::test]
async fn ids_may_be_numbers() {
    let number = |mut answer: Value, pointer: &str, number: u64| {
        *answer.pointer_mut(pointer).unwrap() = json!(number);
        answer
    };
    let first = number(page(), "/data/issues/nodes/0/id", 1);
    let script = Script::new([
        number(first, "/data/issues/nodes/1/id", 2),
        number(second("r0", Some("")), "/data/r0/parentId", 1),
        number(second("r0", Some("")), "/data/r0/parentId", 2),
    ]);
    let items = completed(&script).await.unwrap();
    assert_eq!(items, [["a1", "second"], ["b1", "second"]]);
    let walk = WithIds::paginate(with_ids::Variables::new());
    let script = Script::new([
        number(page(), "/data/issues/nodes/0/id", 1),
        json!({ "data": {
            "r0": { "parentId": 1, "comments": comments("second", None) },
            "r1": { "parentId": "b", "comments": comments("second", None) },
        } }),
    ]);
    let items: Vec<_> = walk
        .complete_nested()
        .items(&script.client())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(
        items
            .iter()
            .map(|item| item.comments.nodes.len())
            .collect::<Vec<_>>(),
        [2, 2]
    );
}

#[tokio::test]
async fn an_object_that_is_gone_or_unknown_is_counted_where_nulls_are_kept() {
    let gone = json!({ "data": { "r0": null } });
    let mut unknown = second("r0", None);
    unknown["errors"] = json!([{ "message": "no id", "path": ["r0", "parentId"] }]);
    for answer in [gone, unknown] {
        check_counted(answer).await;
    }
}

async fn check_counted(answer: Value) {
    let script = Script::new([page(), second("r0", Some("a")), answer]);
    let walk = OfPage::paginate(of_page::Variables::new()).on_partial(Partial::Keep);
    let mut pages = walk
        .complete_nested()
        .concurrency(1)
        .batch(1)
        .pages(&script.client());
    let page = pages.try_next().await.unwrap().unwrap();
    assert_eq!(page.items.len(), 2);
    assert_eq!(page.truncated[0].connections, 1, "{:?}", page.truncated);
}
