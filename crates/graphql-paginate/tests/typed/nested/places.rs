//! Tests of nested connections whose parts are selected in unusual places.

use graphql_paginate::{Connection, GraphQLQuery, Paginator};
use serde_json::{Value, json};

use crate::script::Script;

#[allow(non_camel_case_types)]
type usize = String;

/// The derive of a query of shelves.
macro_rules! shelves {
    ($($name:ident $query:literal $($complete:ident)?;)*) => {$(
        #[derive(GraphQLQuery)]
        #[graphql(
            schema_path = "tests/typed/queries/places_schema.graphql",
            query = $query,
            response_derives = "Debug, Serialize"
            $(, $complete)?
        )]
        struct $name;
    )*};
}

shelves! {
    OtherList "query OtherList { shelves { nodes { id width things(first: 2) { items { id } pageInfo { hasNextPage endCursor } } } } }" complete_nested;
    InfoBeside "query InfoBeside { shelves { nodes { id books(first: 2) { nodes { id } } ...Info } pageInfo { hasNextPage endCursor } } } fragment Info on Shelf { books(first: 2) { pageInfo { hasNextPage endCursor } } }";
    Conditional "query Conditional($x: Boolean!) { shelves { nodes { id books(first: 2) { ...Nodes @include(if: $x) pageInfo { hasNextPage endCursor } } } } } fragment Nodes on Books { nodes { id } }";
    NullTotal "query NullTotal($x: Boolean!) { shelves { nodes { id tags(first: 2) { total nodes @include(if: $x) { id } pageInfo { hasNextPage endCursor } } } } }" complete_nested;
    Abstract "query Abstract { shelves { nodes { id media(first: 2) { ... on Films { nodes { id } length } pageInfo { hasNextPage endCursor } } } } }";
    SomeEdges "query SomeEdges { shelves { nodes { id media(first: 2) { nodes { id } edges { cursor ... on OneEdge { node { id } } } pageInfo { hasNextPage endCursor } } } } }" complete_nested;
    TwoEdges "query TwoEdges { shelves { nodes { id books(first: 2) { c: edges { cursor } n: edges { node { id } } pageInfo { hasNextPage endCursor } } } } }" complete_nested;
}

fn info(cursor: Option<&str>) -> Value {
    json!({ "hasNextPage": cursor.is_some(), "endCursor": cursor })
}

/// A page with one shelf, which has these fields.
fn shelf(mut fields: Value) -> Value {
    fields["id"] = json!("s1");
    let page = json!({ "nodes": [fields], "pageInfo": info(None) });
    json!({ "data": { "shelves": page } })
}

fn books(ids: &[&str]) -> Value {
    ids.iter().map(|id| json!({ "id": id })).collect()
}

/// The number of connections inside the items of the first page that have more pages.
async fn cut<C: Connection>(paginator: Paginator<C>, answer: Value) -> u64 {
    let mut pages = paginator.pages(&Script::new([answer]).client());
    let page = pages.try_next().await.unwrap().unwrap();
    page.truncated.iter().map(|cut| cut.connections).sum()
}

#[tokio::test]
async fn a_list_of_any_name_is_completed() {
    let things = |ids: &[&str], cursor| json!({ "items": books(ids), "pageInfo": info(cursor) });
    let first = shelf(json!({ "width": "w", "things": things(&["b1", "b2"], Some("c2")) }));
    let rest = json!({ "__typename": "Shelf", "things": things(&["b3"], None) });
    let script = Script::new([first, json!({ "data": { "r0": rest } })]);
    let walk = OtherList::paginate(other_list::Variables {}).complete_nested();
    let items: Vec<_> = walk.items(&script.client()).try_collect().await.unwrap();
    assert_eq!(
        serde_json::to_value(&items).unwrap(),
        json!([{ "id": "s1", "width": "w", "things": things(&["b1", "b2", "b3"], None) }])
    );
}

#[tokio::test]
async fn the_edges_of_each_key_are_completed() {
    let page = |cursor: &str, id: &str, more| json!({ "c": [{ "cursor": cursor }], "n": [{ "node": { "id": id } }], "pageInfo": info(more) });
    let first = shelf(json!({ "books": page("c1", "b1", Some("c1")) }));
    let rest = json!({ "__typename": "Shelf", "books": page("c2", "b2", None) });
    let script = Script::new([first, json!({ "data": { "r0": rest } })]);
    let walk = TwoEdges::paginate(two_edges::Variables {}).complete_nested();
    let items: Vec<_> = walk.items(&script.client()).try_collect().await.unwrap();
    let completed = json!({
        "c": [{ "cursor": "c1" }, { "cursor": "c2" }],
        "n": [{ "node": { "id": "b1" } }, { "node": { "id": "b2" } }],
        "pageInfo": info(None),
    });
    assert_eq!(serde_json::to_value(&items).unwrap()[0]["books"], completed);
}

#[tokio::test]
async fn further_pages_are_counted_wherever_page_info_is() {
    let page = |more| json!({ "nodes": books(&["b1", "b2"]), "pageInfo": info(more) });
    for (more, expected) in [(Some("c2"), 1), (None, 0)] {
        let answer = || shelf(json!({ "books": page(more) }));
        let walk = InfoBeside::paginate(info_beside::Variables {});
        assert_eq!(cut(walk, answer()).await, expected);
        let walk = Conditional::paginate(conditional::Variables { x: true });
        assert_eq!(cut(walk, answer()).await, expected);

        let mut media = page(more);
        media["__typename"] = json!("Films");
        media["length"] = json!(1);
        let walk = Abstract::paginate(abstract_::Variables {});
        assert_eq!(cut(walk, shelf(json!({ "media": media }))).await, expected);

        media["edges"] =
            json!([{ "__typename": "OneEdge", "cursor": "c", "node": { "id": "b1" } }]);
        let walk = SomeEdges::paginate(some_edges::Variables {});
        assert_eq!(cut(walk, shelf(json!({ "media": media }))).await, expected);
    }
}

#[tokio::test]
async fn a_list_is_excluded_if_its_key_is_absent_and_not_if_it_is_null() {
    let walk = |x| NullTotal::paginate(null_total::Variables { x });
    let tags = |mut tags: Value| {
        tags["total"] = Value::Null;
        tags["pageInfo"] = info(Some("c2"));
        shelf(json!({ "tags": tags }))
    };
    let null = || tags(json!({ "nodes": null }));
    let excluded = || tags(json!({}));
    assert_eq!(cut(walk(true), null()).await, 1);
    assert_eq!(cut(walk(false), excluded()).await, 0);

    let complete = async |x, answer| {
        let client = Script::new([answer]).client();
        let items = walk(x).complete_nested().collect(&client).await;
        items.map(|items| items.len()).unwrap_or_default()
    };
    assert_eq!(complete(false, excluded()).await, 1);
}
