//! Tests of blocking iterators, on one background thread and with a real connection pool.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use graphql_paginate::{BlockingItems, Client, Paginator};
use serde_json::{Value, json};

use crate::fixture::{Variables, Widgets};
use crate::script::{Script, page};

const ITEMS: usize = 6;

/// Serves a list in pages of two items, over connections that stay open.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let stream = stream.unwrap();
            thread::spawn(move || answer_all(stream));
        }
    });
    url
}

fn answer_all(mut stream: TcpStream) -> Option<()> {
    loop {
        let mut request = Vec::new();
        let mut buffer = [0; 1024];
        while !request.ends_with(br#""Widgets"}"#) {
            let read = stream.read(&mut buffer).ok()?;
            if read == 0 {
                return None;
            }
            request.extend_from_slice(&buffer[..read]);
        }
        let start = request.windows(4).position(|end| end == b"\r\n\r\n")? + 4;
        let body = answer(&serde_json::from_slice(&request[start..]).ok()?).to_string();
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all((head + &body).as_bytes()).ok()?;
    }
}

fn answer(request: &Value) -> Value {
    let start: usize = match request["variables"]["after"].as_str() {
        Some(cursor) => cursor.parse().unwrap(),
        None => 0,
    };
    let nodes = json!([{ "name": start.to_string() }, { "name": (start + 1).to_string() }]);
    let next = start + 2;
    let page_info = json!({ "hasNextPage": next < ITEMS, "endCursor": next.to_string() });
    json!({ "data": { "shelf": { "widgets": { "pageInfo": page_info, "nodes": nodes } } } })
}

/// A client with short timeouts, so that a connection that is not driven soon causes an error.
fn client() -> Client {
    Client::builder(serve())
        .read_timeout(Duration::from_secs(10))
        .retry(graphql_paginate::RetryPolicy::never())
        .build()
        .unwrap()
}

fn items(client: &Client) -> BlockingItems<Widgets> {
    Paginator::<Widgets>::new(Variables::default()).items_blocking(client)
}

#[test]
fn iterators_of_one_client_can_be_nested() {
    let client = client();
    let mut pairs = 0;
    for outer in items(&client) {
        outer.unwrap();
        for inner in items(&client) {
            inner.unwrap();
            pairs += 1;
        }
    }
    assert_eq!(pairs, ITEMS * ITEMS);
}

#[test]
fn iterators_of_one_client_can_be_zipped_and_used_from_several_threads() {
    let client = client();
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let mut pairs = 0;
                for (left, right) in items(&client).zip(items(&client)) {
                    assert_eq!(left.unwrap(), right.unwrap());
                    pairs += 1;
                }
                assert_eq!(pairs, ITEMS);
            });
        }
    });
}

#[tokio::test]
async fn an_iterator_works_where_a_runtime_allows_blocking() {
    let client = client();
    let count = tokio::task::spawn_blocking(move || {
        let nested = items(&client).map(|item| {
            item.unwrap();
            items(&client).count()
        });
        nested.sum::<usize>()
    });
    assert_eq!(count.await.unwrap(), ITEMS * ITEMS);
}

#[test]
fn pages_and_items_of_both_ends_are_iterators_too() {
    let client = client();
    let paginator = Paginator::<Widgets>::new(Variables::default());
    let mut pages = paginator.pages_blocking(&client);
    assert_eq!(pages.next().unwrap().unwrap().items.len(), 2);
    assert_eq!(pages.progress().items, 2);
    assert_ne!(pages.checkpoint(), items(&client).checkpoint());
    assert_eq!(pages.count(), ITEMS / 2 - 1);

    let whole = json!({ "hasNextPage": false, "hasPreviousPage": false });
    let script = Script::new([page("a b", whole.clone()), page("a b", whole)]);
    let paginator = Paginator::<Widgets>::new(Variables::default());
    let mut both_ends = paginator.both_ends().items_blocking(&script.client());
    let mut names = Vec::new();
    for item in &mut both_ends {
        names.push(item.unwrap().name);
    }
    assert_eq!(names, ["a", "b"]);
    assert_eq!(both_ends.progress().items, 2);
}

#[test]
fn the_background_thread_outlives_a_panic() {
    let panicking = std::panic::catch_unwind(|| {
        let transport = Panicking;
        let client = Client::builder("https://api.example.test/")
            .transport(transport)
            .build()
            .unwrap();
        items(&client).next()
    });
    let panic = panicking.unwrap_err();
    assert_eq!(
        panic.downcast_ref::<&str>(),
        Some(&"a mistake of the caller")
    );
    assert_eq!(items(&client()).count(), ITEMS);
}

#[test]
fn an_iterator_that_panicked_fails_and_does_not_end() {
    let builder = Client::builder("https://api.example.test/");
    let mut items = items(&builder.transport(Panicking).build().unwrap());
    let next = std::panic::AssertUnwindSafe(|| items.next());
    std::panic::catch_unwind(next).unwrap_err();
    let error = items.next().unwrap().unwrap_err().to_string();
    assert!(
        error.ends_with("items may be missing; start over"),
        "{error}"
    );
    assert!(items.next().is_none());
}

struct Panicking;

impl graphql_paginate::Transport for Panicking {
    fn send(&self, _: http::Request<bytes::Bytes>) -> graphql_paginate::TransportFuture<'_> {
        Box::pin(async { panic!("a mistake of the caller") })
    }
}
