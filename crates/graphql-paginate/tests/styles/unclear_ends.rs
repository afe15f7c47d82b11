//! Pages whose end cannot be read: an error or another request, never the end.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use graphql_paginate::dynamic::{EachParent, FollowUp, ItemList, PagingVariables, Query};
use graphql_paginate::{Client, EndMark, Partial, Transport, TransportFuture};
use http::{Request, Response};
use serde_json::{Value, json};

/// A transport that returns one response after the other. A request beyond the script fails the test.
#[derive(Debug, Clone)]
struct Script(Arc<Mutex<VecDeque<String>>>);

impl Transport for Script {
    fn send(&self, _: Request<Bytes>) -> TransportFuture<'_> {
        let answer = self.0.lock().unwrap().pop_front();
        let answer = answer.expect("a request beyond the script");
        Box::pin(async move { Ok(Response::new(answer.into())) })
    }
}

fn list(paging: PagingVariables) -> Query {
    let items = ItemList::Nodes {
        list: "items".to_owned(),
    };
    Query::new(
        "query($at: String) { list(at: $at) { items { id } } }",
        ["list"],
    )
    .items_in(items)
    .forward(paging)
}

fn token() -> Query {
    list(PagingVariables::cursor("at").token_at(["list", "meta", "next"]))
}

fn numbered(mark: EndMark) -> Query {
    list(
        PagingVariables::cursor("at")
            .page_number(1)
            .end_at(mark, ["list", "end"]),
    )
}

/// The same, but nobody said that the first page has the number 1.
fn assumed(mark: EndMark) -> Query {
    list(
        PagingVariables::cursor("at")
            .page_number(1)
            .end_at(mark, ["list", "end"])
            .first_assumed(),
    )
}

/// A page with these ids, and further fields of the list.
fn page(ids: &[i64], fields: Value) -> Value {
    let items: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
    let mut list = json!({ "items": items });
    list.as_object_mut()
        .unwrap()
        .extend(fields.as_object().unwrap().clone());
    json!({ "data": { "list": list } })
}

/// The number of items of a walk that goes through the whole script, and the text of its error.
async fn walked(query: Query, answers: impl IntoIterator<Item = Value>) -> (usize, String) {
    let answers = answers.into_iter().map(|answer| answer.to_string());
    walked_text(query, answers).await
}

/// The same for answers as text.
async fn walked_text(query: Query, answers: impl IntoIterator<Item = String>) -> (usize, String) {
    let script = Script(Arc::new(Mutex::new(answers.into_iter().collect())));
    let builder = Client::builder("https://lists.example.test/graphql");
    let client = builder.transport(script.clone()).build().unwrap();
    let mut items = Vec::new();
    let walk = query.paginate().on_partial(Partial::Keep).items(&client);
    let walked = walk.append_to(&mut items).await;
    let error = walked.err().map(|error| error.to_string());
    assert!(script.0.lock().unwrap().is_empty(), "{error:?}");
    (items.len(), error.unwrap_or_default())
}

#[tokio::test]
async fn a_token_in_an_unknown_form_is_an_error_and_not_the_end() {
    for next in [json!({ "id": 5 }), json!([5]), json!(true)] {
        let page = page(&[1, 2], json!({ "meta": { "next": next } }));
        let (_, error) = walked(token(), [page]).await;
        assert!(error.contains("`data.list.meta.next`"), "{next}: {error}");
    }
}

#[tokio::test]
async fn a_missing_token_is_an_error_and_a_null_or_empty_one_the_end() {
    for meta in [json!({}), json!({ "meta": {} })] {
        let (items, error) = walked(token(), [page(&[1, 2], meta)]).await;
        assert_eq!(items, 2);
        assert!(
            error.contains("it is unknown whether another page follows"),
            "{error}"
        );
    }
    for meta in [
        json!(null),
        json!({ "next": null }),
        json!({ "next": "" }),
        json!({ "next": false }),
    ] {
        let pages = [
            page(&[1, 2], json!({ "meta": { "next": 7 } })),
            page(&[3], json!({ "meta": meta })),
        ];
        assert_eq!(walked(token(), pages).await, (3, String::new()), "{meta}");
    }
}

#[tokio::test]
async fn an_error_at_the_token_does_not_end_the_list_even_if_partial_data_is_kept() {
    for path in [
        json!(["list", "meta", "next"]),
        json!(["list", "meta"]),
        json!(null),
    ] {
        let mut page = page(&[1, 2], json!({ "meta": { "next": null } }));
        page["errors"] = json!([{ "message": "timed out", "path": path }]);
        let (_, error) = walked(token(), [page]).await;
        assert!(error.contains("timed out"), "{path}: {error}");
    }
    let mut page = page(&[1, 2], json!({ "meta": { "next": null } }));
    page["errors"] = json!([{ "message": "hidden", "path": ["list", "items", 1, "name"] }]);
    assert_eq!(walked(token(), [page]).await, (2, String::new()));
}

#[tokio::test]
async fn an_error_at_the_next_page_does_not_end_the_list() {
    let mut page = page(&[1, 2], json!({ "end": null }));
    page["errors"] = json!([{ "message": "timed out", "path": ["list", "end"] }]);
    let (_, error) = walked(numbered(EndMark::Next), [page]).await;
    assert!(error.contains("timed out"), "{error}");
}

#[tokio::test]
async fn an_empty_page_that_an_error_explains_does_not_end_the_list() {
    let offset = || list(PagingVariables::cursor("at").offset(0));
    for path in [json!(["list", "items"]), json!(["list"]), json!(null)] {
        let mut empty = page(&[], json!({}));
        empty["errors"] = json!([{ "message": "timed out", "path": path }]);
        let (items, error) = walked(offset(), [page(&[1, 2], json!({})), empty]).await;
        assert_eq!(items, 2);
        assert!(error.contains("timed out"), "{path}: {error}");
    }
}

#[tokio::test]
async fn a_missing_next_page_is_an_error() {
    let (items, error) = walked(numbered(EndMark::Next), [page(&[1, 2], json!({}))]).await;
    assert_eq!(items, 2);
    assert!(error.contains("`end` is null"), "{error}");
}

#[tokio::test]
async fn a_number_of_pages_is_read_with_a_fraction_of_zero() {
    let pages = [
        page(&[1, 2], json!({ "end": 2.0 })),
        page(&[3], json!({ "end": 2.0 })),
    ];
    assert_eq!(
        walked(numbered(EndMark::Pages), pages).await,
        (3, String::new())
    );
}

#[tokio::test]
async fn a_number_of_pages_that_cannot_be_right_ends_nothing() {
    for end in [json!(0), json!(-1), json!(1.5), json!("2"), json!(null)] {
        let pages = [
            page(&[1, 2], json!({ "end": end })),
            page(&[3], json!({ "end": end })),
            page(&[], json!({ "end": end })),
        ];
        assert_eq!(
            walked(numbered(EndMark::Pages), pages).await,
            (3, String::new()),
            "{end}"
        );
    }
}

#[tokio::test]
async fn an_empty_list_of_one_page_ends_and_a_list_from_page_zero_is_an_error() {
    let empty = || page(&[], json!({ "end": 1 }));
    let other = |id: i64| page(&[id], json!({ "end": 1 }));
    for mark in [EndMark::Pages, EndMark::LastPage] {
        let ended = (0, String::new());
        assert_eq!(walked(assumed(mark), [empty(), empty()]).await, ended);
        assert_eq!(walked(numbered(mark), [empty()]).await, ended);
        // Page 1 is requested again, to compare it with page 0.
        let (items, error) = walked(assumed(mark), [empty(), other(1), empty()]).await;
        assert_eq!(items, 0);
        assert!(
            error.contains("declare the number of the first page"),
            "{error}"
        );
        let pages = [
            page(&[1], json!({ "end": 2 })),
            page(&[], json!({ "end": 2 })),
        ];
        let (items, error) = walked(assumed(mark), pages).await;
        assert_eq!(items, 1);
        assert!(error.contains("page 2 is empty"), "{error}");
    }
}

#[tokio::test]
async fn a_token_that_is_there_twice_is_an_error() {
    for twice in [r#""next":null,"next":"x""#, r#""next":"x","next":null"#] {
        let text = page(&[1, 2], json!({ "meta": { "next": "TWICE" } })).to_string();
        let text = text.replace(r#""next":"TWICE""#, twice);
        let (_, error) = walked_text(token(), [text]).await;
        assert!(
            error.contains("it is unknown whether another page follows"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_null_object_around_the_next_page_is_the_end() {
    let next = list(
        PagingVariables::cursor("at")
            .page_number(1)
            .end_at(EndMark::Next, ["list", "meta", "next"]),
    );
    for query in [next, token()] {
        let pages = [
            page(&[1, 2], json!({ "meta": { "next": 2 } })),
            page(&[3], json!({ "meta": null })),
        ];
        assert_eq!(walked(query, pages).await, (3, String::new()));
    }
}

#[tokio::test]
async fn an_empty_page_that_an_error_explains_does_not_end_a_relay_list() {
    let info = |cursor: &str| json!({ "pageInfo": { "hasNextPage": true, "endCursor": cursor } });
    for (path, expected) in [
        (json!(["list", "items"]), "slow"),
        (json!(["list", "other"]), ""),
    ] {
        let mut empty = page(&[], info("c1"));
        empty["errors"] = json!([{ "message": "slow", "path": path }]);
        let query = list(PagingVariables::cursor("at"));
        let (items, error) = walked(query, [page(&[1, 2], info("c1")), empty]).await;
        assert_eq!(items, 2, "{path}");
        assert!(
            error.contains(expected) && error.is_empty() == expected.is_empty(),
            "{path}: {error}"
        );
    }
}

#[tokio::test]
async fn a_parent_without_its_connection_is_an_error_if_all_types_have_it() {
    let keys = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
    let follow_up = FollowUp::new("FollowUp", ["shop(id: $id", ") { books { items { id } } }"]);
    let levels = vec![keys(&["shops"]), keys(&["books"])];
    let paging = PagingVariables::cursor("at").each_parent(EachParent::new(levels, follow_up));
    let query = || {
        let items = ItemList::Nodes {
            list: "items".to_owned(),
        };
        Query::new(
            "{ shops { __typename id books { items { id } } } }",
            ["shops", "books"],
        )
        .items_in(items)
        .forward(paging.clone())
    };
    let books = json!({ "items": [{ "id": 1 }], "pageInfo": { "hasNextPage": false } });
    let shop = json!({ "__typename": "Shop", "id": "a", "books": books });
    let without = json!({ "__typename": "Shop", "id": "b" });
    for (shops, expected) in [
        (json!([shop]), (1, "")),
        (
            json!([shop, without]),
            (0, "`data.shops[1].books`: missing"),
        ),
    ] {
        let (items, error) = walked(query(), [json!({ "data": { "shops": shops } })]).await;
        assert_eq!(items, expected.0);
        assert!(
            error.contains(expected.1) && error.is_empty() == expected.1.is_empty(),
            "{error}"
        );
    }
}

/// The number of rows of a walk by offset, and its error. Rows have no ids; an empty page ends the list.
async fn rows_walked(pages: &[&[&str]]) -> (usize, String) {
    let query = Query::new("query($at: Int) { rows(offset: $at) { level } }", ["rows"])
        .items_in(ItemList::Itself)
        .forward(PagingVariables::cursor("at").offset(0));
    let mut answers = Vec::new();
    for levels in pages {
        let rows: Vec<Value> = levels
            .iter()
            .map(|level| json!({ "level": level }))
            .collect();
        answers.push(json!({ "data": { "rows": rows } }));
    }
    walked(query, answers).await
}

#[tokio::test]
async fn equal_pages_of_one_row_without_an_id_are_an_error_only_if_many_follow_each_other() {
    let info: &[&str] = &["INFO"; 3];
    let warn: &[&str] = &["WARN"; 3];
    let pages = [info, info, info, warn, info, info, info, &[]];
    assert_eq!(rows_walked(&pages).await, (21, String::new()));
    let mixed: &[&str] = &["INFO", "WARN", "INFO"];
    for (pages, expected) in [(vec![info; 4], 9), (vec![mixed; 2], 3)] {
        let (rows, error) = rows_walked(&pages).await;
        assert_eq!(rows, expected);
        assert!(
            error.contains("the same items as an earlier one"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_walk_that_ended_at_the_other_first_page_of_an_empty_list_resumes_at_the_first_page() {
    let empty = || page(&[], json!({ "end": 1 })).to_string();
    let full = page(&[1], json!({ "end": 1 })).to_string();
    let script = [empty(), empty(), full, empty()];
    let script = Script(Arc::new(Mutex::new(script.into())));
    let builder = Client::builder("https://lists.example.test/graphql");
    let client = builder.transport(script).build().unwrap();
    let walk = || assumed(EndMark::Pages).paginate();
    let mut items = walk().items(&client);
    assert!(items.try_next().await.unwrap().is_none());
    let added = walk().resume(items.checkpoint()).items(&client);
    let added: Vec<_> = added.try_collect().await.unwrap();
    assert_eq!(added.len(), 1);
}

/// The marks of pages that do not prove the number of the first page, with the fields of a last page.
fn unproven() -> [(Query, Value, Value); 3] {
    [
        (assumed(EndMark::HasMore), json!(true), json!(false)),
        (assumed(EndMark::Next), json!(2), Value::Null),
        (assumed(EndMark::LastPage), json!(2), json!(2)),
    ]
}

#[tokio::test]
async fn a_list_from_page_zero_is_an_error_without_a_number_of_pages_too() {
    for (query, more, last) in unproven() {
        let pages = [
            page(&[3, 4], json!({ "end": more })),
            page(&[5], json!({ "end": last })),
            page(&[1, 2], json!({ "end": more })),
            page(&[3, 4], json!({ "end": more })),
        ];
        let (items, error) = walked(query, pages).await;
        assert_eq!(items, 3);
        let told = "the walk began at page 1, but page 0 has other items; declare the number of the first page, `first = 0` or `first = 1`, and start over";
        assert!(error.ends_with(told), "{error}");
    }
    let query = list(PagingVariables::cursor("at").page_number(1).first_assumed());
    let pages = [
        page(&[], json!({})),
        page(&[1, 2], json!({})),
        page(&[], json!({})),
    ];
    let (items, error) = walked(query, pages).await;
    assert_eq!(items, 0);
    assert!(error.contains("page 0 has other items"), "{error}");
}

#[tokio::test]
async fn a_page_zero_that_is_empty_refused_or_that_of_page_one_is_no_error() {
    let refused = json!({ "data": null, "errors": [{ "message": "page must be positive", "path": ["list"] }] });
    for (query, more, last) in unproven() {
        let walked_pages = || {
            vec![
                page(&[1, 2], json!({ "end": more })),
                page(&[3], json!({ "end": last })),
            ]
        };
        let ends = [
            vec![page(&[], json!({ "end": more }))],
            vec![refused.clone()],
            // Corrected to page 1, or not paged at all.
            vec![
                page(&[1, 2], json!({ "end": more })),
                page(&[1, 2], json!({ "end": more })),
            ],
            vec![
                page(&[1, 2, 3], json!({ "end": more })),
                page(&[1, 2], json!({ "end": more })),
            ],
        ];
        for end in ends {
            let mut pages = walked_pages();
            pages.extend(end);
            assert_eq!(walked(query.clone(), pages).await, (3, String::new()));
        }
    }
}

#[tokio::test]
async fn values_that_change_with_each_request_do_not_make_page_zero_another_page() {
    let page = |names: [&str; 2], views: u64, number: u64, more: bool| {
        let items = names.map(|name| json!({ "name": name, "views": views }));
        json!({ "data": { "list": { "items": items, "number": number, "end": more } } })
    };
    let first = |views: u64| page(["a", "b"], views, 1, true);
    for (zero, is_first) in [
        (page(["a", "b"], 3, 0, true), true),
        (page(["a", "z"], 3, 0, true), false),
    ] {
        let mut pages = vec![first(1), page(["c", "d"], 2, 2, false)];
        pages.extend([zero, first(4), first(5)]);
        let (items, error) = walked(assumed(EndMark::HasMore), pages).await;
        assert_eq!(items, 4);
        assert_eq!(error.is_empty(), is_first, "{error}");
        assert_eq!(
            error.contains("page 0 has other items"),
            !is_first,
            "{error}"
        );
    }
}

#[tokio::test]
async fn an_error_that_says_nothing_about_page_zero_is_an_error() {
    for code in [
        "INTERNAL_SERVER_ERROR",
        "FORBIDDEN",
        "ACCESS_DENIED",
        "SERVICE_UNAVAILABLE",
    ] {
        let error =
            json!({ "message": "failed", "path": ["list"], "extensions": { "code": code } });
        let pages = [
            page(&[1, 2], json!({ "end": true })),
            page(&[3], json!({ "end": false })),
            json!({ "data": null, "errors": [error] }),
        ];
        let (items, error) = walked(assumed(EndMark::HasMore), pages).await;
        assert_eq!(items, 3);
        let told = "; page 0 was requested only to check the number of the first page, so declare it: `first = 1` or `first = 0`, for a REST collection `.first(1)` or `.first(0)`";
        assert!(error.ends_with(told), "{code}: {error}");
    }
}

#[tokio::test]
async fn an_empty_list_whose_last_page_is_zero_ends_if_the_server_refuses_page_zero() {
    let refused = json!({ "data": null, "errors": [{ "message": "page must be positive" }] });
    for last in [0, 1] {
        let empty = page(&[], json!({ "end": last }));
        let walked = walked(assumed(EndMark::LastPage), [empty, refused.clone()]).await;
        assert_eq!(walked, (0, String::new()));
    }
}

#[tokio::test]
async fn page_zero_is_not_requested_if_a_limit_ends_the_walk_or_a_total_proves_its_start() {
    let more = || page(&[1, 2], json!({ "end": true }));
    let script = Script(Arc::default());
    let builder = Client::builder("https://lists.example.test/graphql");
    let client = builder.transport(script.clone()).build().unwrap();
    for limited in [2, 1] {
        script.0.lock().unwrap().push_back(more().to_string());
        let walk = assumed(EndMark::HasMore).paginate().max_items(limited);
        let items: Vec<_> = walk.items(&client).try_collect().await.unwrap();
        assert_eq!(items.len() as u64, limited);
    }
    let pages = [
        page(&[1, 2], json!({ "end": 3 })),
        page(&[3], json!({ "end": 3 })),
    ];
    let walked = walked(assumed(EndMark::Total), pages).await;
    assert_eq!(walked, (3, String::new()));
}
