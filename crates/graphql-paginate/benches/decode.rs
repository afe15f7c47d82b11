//! Measures the decoding of a page of 100 items: with our types, with `graphql_client`'s for the same query, and with
//! hand-written structs for the same JSON.
//!
//! There are two measurements. The first decodes only the data from a string, which compares the types. The second decodes a
//! response body in the way of each library: ours is [`Client::execute`] without the network, the others are `reqwest`'s
//! `Response::json`.
//!
//! `cargo bench -p graphql-paginate --bench decode` prints the table. Each row is the best of many short runs, which take
//! turns so that other load on the machine affects all of them equally.

use bytes::Bytes;
use graphql_paginate::{Client, GraphQLQuery, Response, Transport, TransportFuture};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::hint::black_box;
use std::time::{Duration, Instant};

const ITEMS: usize = 100;
const ROUNDS: usize = 300;

macro_rules! derived {
    ($module:ident, $library:ident) => {
        #[allow(warnings)]
        mod $module {
            use $library::GraphQLQuery;

            type DateTime = String;
            type URI = String;
            type HTML = String;

            #[derive(GraphQLQuery)]
            #[graphql(
                schema_path = "../../schemas/github.graphql",
                query_path = "benches/decode.graphql",
                response_derives = "Debug"
            )]
            pub(crate) struct Page;

            #[derive(GraphQLQuery)]
            #[graphql(
                schema_path = "../../schemas/github.graphql",
                query_path = "benches/decode.graphql",
                response_derives = "Debug"
            )]
            pub(crate) struct PossibleTypes;
        }
    };
}

derived!(ours, graphql_paginate);
derived!(theirs, graphql_client);

#[path = "decode/by_hand.rs"]
mod by_hand;

fn page() -> Value {
    let labels = |item: usize| -> Vec<Value> {
        let label = |number| json!({ "name": format!("label-{number}"), "color": "ededed", "isDefault": number == 0, "description": null });
        (0..item % 4).map(label).collect()
    };
    let issue = |item: usize| {
        json!({
            "id": format!("I_{item:08}"), "number": item, "title": format!("Issue number {item}"),
            "bodyText": "It does not do what its name says.", "titleHTML": format!("Issue number {item}"),
            "state": "OPEN", "locked": false, "databaseId": 1000 + item,
            "resourcePath": format!("/owner/name/issues/{item}"),
            "url": format!("https://example.org/owner/name/issues/{item}"),
            "createdAt": "2024-01-01T00:00:00Z", "updatedAt": "2024-02-01T00:00:00Z", "closedAt": null,
            "author": { "__typename": "User", "login": "user-1", "avatarUrl": "https://example.org/1.png" },
            "milestone": { "number": 1, "title": "1.0", "dueOn": null, "createdAt": "2024-01-01T00:00:00Z" },
            "labels": { "nodes": labels(item) },
        })
    };
    let nodes: Vec<Value> = (0..ITEMS).map(issue).collect();
    let page_info = json!({ "hasNextPage": true, "endCursor": "Y3Vyc29y" });
    json!({ "repository": { "issues": { "pageInfo": page_info, "nodes": nodes } } })
}

/// Moves `__typename` from the first to the last key of each node.
fn typename_last(page: &Value) -> String {
    let nodes = page["search"]["nodes"].as_array().expect("a list");
    let node = |node: &Value| {
        let mut node = node.as_object().expect("an object").clone();
        let typename = node.remove("__typename").expect("an object with its type");
        let entries = Value::Object(node).to_string();
        format!(
            "{},\"__typename\":{typename}}}",
            &entries[..entries.len() - 1]
        )
    };
    let nodes: Vec<String> = nodes.iter().map(node).collect();
    format!(r#"{{"search":{{"nodes":[{}]}}}}"#, nodes.join(","))
}

fn possible_types() -> Value {
    let node = |item: usize| match item % 4 {
        0 | 1 => json!({
            "__typename": "Issue", "id": format!("I_{item}"), "number": item, "title": format!("Issue {item}"),
            "createdAt": "2024-01-01T00:00:00Z", "updatedAt": "2024-02-01T00:00:00Z", "closedAt": null,
        }),
        2 => json!({
            "__typename": "PullRequest", "id": format!("P_{item}"), "additions": item, "deletions": 2, "isDraft": false,
        }),
        _ => json!({ "__typename": "User", "login": format!("user-{item}") }),
    };
    json!({ "search": { "nodes": (0..ITEMS).map(node).collect::<Vec<_>>() } })
}

/// A transport that always returns the same body.
struct Canned(Bytes);

impl Transport for Canned {
    fn send(&self, _: http::Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(async { Ok(http::Response::new(self.0.clone())) })
    }
}

fn timed<T>(decode: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let decoded = decode();
    let elapsed = start.elapsed();
    drop(black_box(decoded));
    elapsed
}

fn data<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(black_box(text)).expect("the page decodes")
}

fn body<T: DeserializeOwned>(body: &[u8]) -> Response<T> {
    serde_json::from_slice(black_box(body)).expect("the page decodes")
}

/// The best times of our types, of `graphql_client`, and of the hand-written structs.
fn best(mut round: impl FnMut() -> [Duration; 3]) -> [Duration; 3] {
    let mut best = [Duration::MAX; 3];
    for _ in 0..ROUNDS {
        best.iter_mut()
            .zip(round())
            .for_each(|(best, elapsed)| *best = elapsed.min(*best));
    }
    best
}

fn report(name: &str, bytes: usize, times: [Duration; 3]) {
    let [ours, theirs, by_hand] = times.map(|time| time.as_secs_f64());
    println!("{name}, {bytes} bytes");
    for (name, time) in [
        ("ours", ours),
        ("graphql_client", theirs),
        ("by hand", by_hand),
    ] {
        let throughput = bytes as f64 / time / 1e6;
        println!(
            "  {name:<15} {:>8.1} µs  {throughput:>6.0} MB/s  {:>5.2} × by hand",
            time * 1e6,
            time / by_hand
        );
    }
    println!(
        "  ours is {:.2} times as fast as graphql_client\n",
        theirs / ours
    );
}

fn compare<Ours, Theirs, ByHand>(name: &str, text: &str, variables: impl Fn() -> Ours::Variables)
where
    Ours: GraphQLQuery,
    Theirs: DeserializeOwned,
    ByHand: DeserializeOwned,
{
    let times = best(|| {
        [
            timed(|| data::<Ours::ResponseData>(text)),
            timed(|| data::<Theirs>(text)),
            timed(|| data::<ByHand>(text)),
        ]
    });
    report(&format!("{name}: data"), text.len(), times);

    let bytes = Bytes::from(format!(r#"{{"data":{text}}}"#));
    let client = Client::builder("https://example.org/graphql")
        .transport(Canned(bytes.clone()))
        .build();
    let client = client.expect("a client without network");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let times = best(|| {
        [
            timed(|| {
                runtime
                    .block_on(client.execute::<Ours>(variables()))
                    .expect("the page decodes")
            }),
            timed(|| body::<Theirs>(&bytes)),
            timed(|| body::<ByHand>(&bytes)),
        ]
    });
    report(&format!("{name}: response"), bytes.len(), times);
}

fn main() {
    compare::<ours::Page, theirs::page::ResponseData, by_hand::Page>(
        "fragments in fragments",
        &page().to_string(),
        || ours::page::Variables {},
    );
    let union = possible_types();
    for (name, text) in [
        ("a union", union.to_string()),
        ("a union, `__typename` last", typename_last(&union)),
    ] {
        compare::<ours::PossibleTypes, theirs::possible_types::ResponseData, by_hand::PossibleTypes>(
            name,
            &text,
            || ours::possible_types::Variables {},
        );
    }
}
