//! Tests of lists in order of change whose cursors hold positions, which move when items change.

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use graphql_paginate::bytes::Bytes;
use graphql_paginate::http::{Request, Response};
use graphql_paginate::{Client, Transport, TransportFuture};
use graphql_paginate_sync::{List, ListCertificate, ListOrder, Mirror, Partition};
use serde_json::{Map, Value, json};

use crate::postgres::on_both;
use crate::support::Database;

const DOCUMENT: &str = "query Q($first: Int, $after: String) {
    things(first: $first, after: $after) { pageInfo { hasNextPage endCursor } nodes { id title } }
}";

/// A server with a list in order of change, oldest first: each item has an `id` and a `title`.
#[derive(Clone, Default)]
struct Server(Arc<Mutex<Vec<(String, String)>>>);

impl Server {
    fn with(count: usize) -> Self {
        let server = Self::default();
        server.add("i", count);
        server
    }

    fn add(&self, prefix: &str, count: usize) {
        let mut items = self.0.lock().unwrap();
        for number in 0..count {
            items.push((format!("{prefix}{number}"), "old".to_owned()));
        }
    }

    /// Changes the first items, which moves them to the end.
    fn change(&self, count: usize, title: &str) {
        let mut items = self.0.lock().unwrap();
        for mut item in items.drain(..count).collect::<Vec<_>>() {
            item.1 = title.to_owned();
            items.push(item);
        }
    }

    fn delete(&self, count: usize) {
        self.0.lock().unwrap().drain(..count);
    }

    fn answer(&self, variables: &Value) -> Value {
        let items = self.0.lock().unwrap();
        let mut begin = 0;
        if let Some(cursor) = variables["after"].as_str() {
            let text = String::from_utf8(STANDARD.decode(cursor).unwrap()).unwrap();
            let last: usize = text
                .strip_prefix("arrayconnection:")
                .unwrap()
                .parse()
                .unwrap();
            begin = (last + 1).min(items.len());
        }
        let size = variables["first"].as_u64().unwrap() as usize;
        let end = (begin + size).min(items.len());
        let mut nodes = Vec::new();
        for (id, title) in &items[begin..end] {
            nodes.push(json!({ "id": id, "title": title }));
        }
        let cursor = match end {
            0 => Value::Null,
            end => STANDARD
                .encode(format!("arrayconnection:{}", end - 1))
                .into(),
        };
        let page_info = json!({ "hasNextPage": end < items.len(), "endCursor": cursor });
        json!({ "data": { "things": { "pageInfo": page_info, "nodes": nodes } } })
    }
}

impl Transport for Server {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        let answer = self.answer(&body["variables"]).to_string();
        Box::pin(async move { Ok(Response::new(Bytes::from(answer))) })
    }
}

async fn mirror(database: &Database, server: &Server) -> Mirror {
    let client = Client::builder("http://localhost/graphql").transport(server.clone());
    let mirror = database.plain_mirror(client.build().unwrap()).await;
    mirror.page_size(50)
}

async fn sync(mirror: &Mirror) -> ListCertificate {
    let list = List::new("things", DOCUMENT, "things", "id").unwrap();
    let list = list.order(ListOrder::Updated);
    let whole = Partition::new("", Map::new());
    mirror.sync_list(&list, &whole).await.unwrap()
}

/// Checks that the mirror has each item of the server as it is now.
async fn assert_current(database: &Database, server: &Server) {
    let items = server.0.lock().unwrap().clone();
    let mut changed = 0;
    for (_, title) in &items {
        changed += i64::from(title != "old");
    }
    let stored = "SELECT COUNT(*) FROM item WHERE CAST(raw AS TEXT) LIKE '%\"new\"%'";
    assert_eq!(database.count(stored).await, changed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_walk_whose_cursor_skipped_items_starts_over() {
    on_both(async |database, _| {
        let server = Server::with(300);
        let mirror = mirror(database, &server).await;
        assert_eq!(sync(&mirror).await.changes.inserted, 300);

        server.change(200, "new");
        let certificate = sync(&mirror).await;
        let why = certificate.restarted.clone().unwrap();
        assert!(why.contains("so its cursor may have skipped others"));
        assert_eq!(certificate.changes.updated, 200);
        assert!(certificate.complete && certificate.whole);
        assert_current(database, &server).await;

        // The request is beyond the end.
        server.delete(150);
        server.add("n", 40);
        let certificate = sync(&mirror).await;
        assert_eq!(certificate.changes.inserted, 40);
        assert!(certificate.restarted.is_some() && certificate.complete);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_walk_that_receives_one_of_the_last_items_again_continues() {
    on_both(async |database, _| {
        let server = Server::with(300);
        let mirror = mirror(database, &server).await;
        sync(&mirror).await;
        for title in ["new", "newer"] {
            server.change(99, title);
            let certificate = sync(&mirror).await;
            assert_eq!(certificate.restarted, None);
            let changes = certificate.changes;
            assert_eq!((changes.updated, changes.unchanged), (99, 1));
        }
        assert_eq!(sync(&mirror).await.changes.unchanged, 100);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_position_in_the_state_of_an_earlier_version_starts_over_once() {
    on_both(async |database, _| {
        let server = Server::with(300);
        let mirror = mirror(database, &server).await;
        sync(&mirror).await;
        let state = "SELECT checkpoint FROM sync_state WHERE key = 'list:things:'";
        let mut saved: Value = serde_json::from_str(&database.text(state).await).unwrap();
        saved.as_object_mut().unwrap().remove("overlap").unwrap();
        let update = format!("UPDATE sync_state SET checkpoint = '{saved}'");
        database.execute(&update).await;
        for restarts in [true, false] {
            let certificate = sync(&mirror).await;
            assert_eq!(certificate.restarted.is_some(), restarts);
            assert!(certificate.complete);
        }
    })
    .await;
}
