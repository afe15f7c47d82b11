//! Lists from which items are deleted while they are walked by offsets or page numbers.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use graphql_paginate::dynamic::{ItemList, PagingVariables, Query};
use graphql_paginate::{Client, EndMark, Transport, TransportFuture};
use http::{Request, Response};
use serde_json::{Value, json};

const PAGE: usize = 10;

/// A list whose first item is deleted after the first page was served.
#[derive(Debug, Clone)]
struct Shrinking(Arc<Mutex<Vec<u64>>>);

impl Transport for Shrinking {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        let variables = &body["variables"];
        let before = match (&variables["page"], &variables["offset"]) {
            (Value::Number(page), _) => (page.as_u64().unwrap() as usize - 1) * PAGE,
            (_, Value::Number(offset)) => offset.as_u64().unwrap() as usize,
            (_, Value::String(cursor)) => cursor.parse().unwrap(),
            _ => 0,
        };
        let mut list = self.0.lock().unwrap();
        let ids = list.iter().skip(before).take(PAGE);
        let ids: Vec<Value> = ids.map(|id| json!({ "id": id })).collect();
        let more = before + ids.len() < list.len();
        let field = json!({ "items": ids, "total": list.len(), "more": more });
        let cursor = json!({ "hasNextPage": more, "endCursor": (before + PAGE).to_string() });
        let answer = json!({ "data": { "list": field, "info": cursor } }).to_string();
        if before == 0 {
            list.remove(0);
        }
        Box::pin(async move { Ok(Response::new(answer.into())) })
    }
}

fn list(paging: PagingVariables) -> Query {
    let items = ItemList::Nodes {
        list: "items".to_owned(),
    };
    let text = "query($offset: String, $page: Int) { list { items { id } total more } }";
    Query::new(text, ["list"])
        .items_in(items)
        .total_count_at(["list", "total"])
        .forward(paging)
}

/// The number of items of a walk, and whether it noticed that the total fell.
async fn walked(query: Query) -> (usize, bool) {
    let list = Shrinking(Arc::new(Mutex::new((0..30).collect())));
    let builder = Client::builder("https://lists.example.test/graphql");
    let client = builder.transport(list).build().unwrap();
    let mut items = query.paginate().items(&client);
    let mut read = 0;
    while items.try_next().await.unwrap().is_some() {
        read += 1;
    }
    (read, items.progress().total_fell)
}

#[tokio::test]
async fn a_total_that_falls_says_that_the_walk_may_have_passed_over_items() {
    let offset = || PagingVariables::cursor("offset").offset(0);
    let page = || PagingVariables::cursor("page").page_number(1);
    let more = ["list", "more"];
    for paging in [
        offset().end_at(EndMark::Total, ["list", "total"]),
        offset().end_at(EndMark::HasMore, more),
        page().end_at(EndMark::HasMore, more),
        page(),
    ] {
        assert_eq!(walked(list(paging.clone())).await, (29, true), "{paging:?}");
    }
}

#[tokio::test]
async fn the_total_of_a_list_with_cursors_may_fall() {
    let info = PagingVariables::cursor("offset");
    let info = info.page_info_at(["info", "hasNextPage"], ["info", "endCursor"]);
    assert!(!walked(list(info)).await.1);
}
