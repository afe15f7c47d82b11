//! Lists whose announced end is wrong, because the server caps the total, or counts only the items of the page.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use graphql_paginate::dynamic::{ItemList, PagingVariables, Query};
use graphql_paginate::{Client, EndMark, Transport, TransportFuture};
use http::{Request, Response};
use serde_json::{Value, json};

/// The most items of a page, whatever size is requested.
const PAGE: u64 = 10;

/// What the server does with a page beyond the end.
#[derive(Debug, Clone, Copy)]
enum Beyond {
    Empty,
    Refuse,
    /// The last page, as Django's `get_page` returns.
    LastPage,
}

/// A list of `items` items of which the server announces at most `announced`.
#[derive(Debug, Clone)]
struct Capped {
    items: u64,
    announced: u64,
    beyond: Beyond,
    requests: Arc<Mutex<u64>>,
}

impl Capped {
    fn new(items: u64, announced: u64) -> Self {
        Self {
            items,
            announced,
            beyond: Beyond::Empty,
            requests: Arc::default(),
        }
    }

    fn answer(&self, variables: &Value) -> Value {
        *self.requests.lock().unwrap() += 1;
        let size = variables["size"]
            .as_u64()
            .map_or(PAGE, |size| size.min(PAGE));
        let mut before = match variables["page"].as_u64() {
            Some(page) => (page - 1) * size,
            None => variables["offset"].as_u64().unwrap_or(0),
        };
        if before >= self.items && self.items > 0 {
            match self.beyond {
                Beyond::Empty => {}
                Beyond::Refuse => {
                    return json!({ "errors": [{ "message": "page out of range" }], "data": null });
                }
                Beyond::LastPage => before = (self.items - 1) / size * size,
            }
        }
        let ids: Vec<Value> = (before..self.items.min(before + size))
            .map(|id| json!({ "id": id }))
            .collect();
        let total = self.announced.min(self.items);
        let pages = total.div_ceil(size);
        json!({ "data": { "list": { "items": ids, "total": total, "pages": pages } } })
    }

    /// Whether a walk ends shorter than it should.
    async fn ends_short(&self, query: Query) -> bool {
        let builder = Client::builder("https://lists.example.test/graphql");
        let client = builder.transport(self.clone()).build().unwrap();
        let mut pages = query.paginate().pages(&client);
        while pages.try_next().await.unwrap().is_some() {}
        pages.progress().ended_short
    }

    /// The number of items of a walk and the number of its requests.
    async fn walk(&self, query: Query, size: Option<u32>) -> (usize, u64) {
        let builder = Client::builder("https://lists.example.test/graphql");
        let client = builder.transport(self.clone()).build().unwrap();
        let mut paginator = query.paginate();
        if let Some(size) = size {
            paginator = paginator.page_size(size);
        }
        let mut items = Vec::new();
        paginator
            .items(&client)
            .append_to(&mut items)
            .await
            .unwrap();
        (items.len(), *self.requests.lock().unwrap())
    }
}

impl Transport for Capped {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        let answer = self.answer(&body["variables"]).to_string();
        Box::pin(async move { Ok(Response::new(answer.into())) })
    }
}

fn list(paging: PagingVariables, mark: EndMark, field: &str) -> Query {
    let items = ItemList::Nodes {
        list: "items".to_owned(),
    };
    let text = "query($size: Int, $offset: Int, $page: Int) { list { items { id } total pages } }";
    Query::new(text, ["list"])
        .items_in(items)
        .total_count_at(["list", "total"])
        .forward(paging.size("size").end_at(mark, ["list", field]))
}

/// A query of each style that counts, with each kind of number that announces the end.
fn queries() -> Vec<Query> {
    let offset = || PagingVariables::cursor("offset").offset(0);
    let page = || PagingVariables::cursor("page").page_number(1);
    vec![
        list(offset(), EndMark::Total, "total"),
        list(page(), EndMark::Total, "total"),
        list(page(), EndMark::Pages, "pages"),
        list(page(), EndMark::LastPage, "pages"),
        list(page().first_assumed(), EndMark::Pages, "pages"),
    ]
}

#[tokio::test]
async fn a_list_does_not_end_at_a_capped_number_if_the_server_chooses_the_page_size() {
    for query in queries() {
        for size in [None, Some(50), Some(10)] {
            let capped = Capped::new(137, 100);
            let (items, requests) = capped.walk(query.clone(), size).await;
            assert_eq!((items, requests >= 14), (137, true), "{size:?} {query:?}");
        }
    }
}

#[tokio::test]
async fn a_total_of_the_page_alone_does_not_end_the_list() {
    for query in queries() {
        for size in [None, Some(50), Some(10)] {
            let (items, _) = Capped::new(37, PAGE).walk(query.clone(), size).await;
            assert_eq!(items, 37, "{size:?} {query:?}");
        }
    }
}

#[tokio::test]
async fn one_more_page_is_requested_only_if_the_last_one_may_be_full() {
    for query in queries() {
        for (items, size, expected) in [
            (37, None, 4),
            (37, Some(50), 4),
            (37, Some(10), 4),
            (30, None, 4),
            (30, Some(50), 4),
            (30, Some(10), 4),
            // One page whose size the server has chosen.
            (10, None, 2),
            // Fewer items than any server's largest page.
            (7, None, 1),
            (7, Some(50), 1),
        ] {
            let server = Capped::new(items, u64::MAX);
            let walked = server.walk(query.clone(), size).await;
            assert_eq!(walked, (items as usize, expected), "{size:?} {query:?}");
        }
    }
}

#[tokio::test]
async fn a_server_may_refuse_the_page_after_the_last_one_or_repeat_the_last_one() {
    for beyond in [Beyond::Refuse, Beyond::LastPage] {
        for query in queries() {
            let server = Capped {
                beyond,
                ..Capped::new(30, u64::MAX)
            };
            if matches!(beyond, Beyond::LastPage) && format!("{query:?}").contains("unit: Item") {
                continue;
            }
            assert_eq!(server.walk(query, None).await, (30, 4), "{beyond:?}");
        }
    }
}

#[tokio::test]
async fn a_refusal_proves_an_announced_number_of_pages_but_not_one_of_items() {
    for query in queries() {
        let server = Capped {
            beyond: Beyond::Refuse,
            ..Capped::new(30, u64::MAX)
        };
        let is_of_items = format!("{query:?}").contains("Total");
        assert_eq!(
            server.ends_short(query.clone()).await,
            is_of_items,
            "{query:?}"
        );
    }
}

#[tokio::test]
async fn a_page_that_grows_after_the_end_is_read_again() {
    let walk = || {
        let page = PagingVariables::cursor("page").page_number(1);
        list(page, EndMark::Total, "total").paginate()
    };
    let client = |items| {
        let builder = Client::builder("https://lists.example.test/graphql");
        let server = Capped::new(items, u64::MAX);
        builder.transport(server).build().unwrap()
    };
    let mut items = walk().items(&client(7));
    let mut read = 0;
    while items.try_next().await.unwrap().is_some() {
        read += 1;
    }
    let mut rest = Vec::new();
    let resumed = walk().resume(items.checkpoint()).items(&client(9));
    resumed.append_to(&mut rest).await.unwrap();
    assert_eq!((read, rest.len()), (7, 2));
}
