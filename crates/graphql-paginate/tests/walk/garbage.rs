//! A property test: arbitrary bytes, statuses and headers cause no panic, no endless walk, and no walk that looks
//! complete.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use graphql_paginate::{Client, Paginator, Partial, Transport, TransportFuture};
use http::{HeaderName, HeaderValue, Request, Response};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::clock::VirtualClock;
use crate::fixture::{Variables, Widgets};
use crate::script::retry_policy;

#[derive(Debug, Clone)]
struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

/// Repeats these responses.
struct Garbage {
    answers: Vec<Answer>,
    requests: Arc<AtomicUsize>,
}

impl Transport for Garbage {
    fn send(&self, _: Request<Bytes>) -> TransportFuture<'_> {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let Answer {
            status,
            headers,
            body,
        } = self.answers[number % self.answers.len()].clone();
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = status.try_into().unwrap();
        for (name, value) in headers {
            if let Ok(value) = HeaderValue::try_from(value) {
                response
                    .headers_mut()
                    .append(HeaderName::from_static(name), value);
            }
        }
        Box::pin(async move { Ok(response) })
    }
}

/// Whether the body says that no page follows.
fn is_last_page(answer: &Answer, flag: &str) -> bool {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let widgets = &body["data"]["shelf"]["widgets"];
    (200..300).contains(&answer.status)
        && widgets["nodes"].is_array()
        && (widgets["pageInfo"][flag] == false || widgets["nodes"] == json!([]))
}

fn check(answers: Vec<Answer>, keep: bool, backward: bool) {
    let requests = Arc::<AtomicUsize>::default();
    let flag = if backward {
        "hasPreviousPage"
    } else {
        "hasNextPage"
    };
    let may_end = answers.iter().any(|answer| is_last_page(answer, flag));
    let bound = 40 * (answers.len() + 1);
    let transport = Garbage {
        answers: answers.clone(),
        requests: requests.clone(),
    };
    let builder = Client::builder("https://api.example.test/").transport(transport);
    let client = builder
        .retry(retry_policy())
        .clock(VirtualClock::default())
        .build()
        .unwrap();
    let paginator = Paginator::<Widgets>::new(Variables::default()).page_size(100);
    let paginator = if keep {
        paginator.on_partial(Partial::Keep)
    } else {
        paginator
    };
    let paginator = if backward {
        paginator.backward()
    } else {
        paginator
    };
    let mut pages = paginator.pages(&client);
    let ended = futures::executor::block_on(async {
        loop {
            match pages.next().await {
                Some(Ok(_)) => {}
                Some(Err(error)) => {
                    let _ = format!(
                        "{error} {error:?} {:?}",
                        error.partial_data::<Widgets>().is_some()
                    );
                    serde_json::to_string(error.checkpoint().unwrap()).unwrap();
                    return false;
                }
                None => return true,
            }
        }
    });
    assert!(!ended || may_end, "complete on {answers:?}");
    let requests = requests.load(Ordering::Relaxed);
    assert!(requests <= bound, "{requests} requests for {answers:?}");
}

/// JSON with the keys of the protocol in arbitrary positions.
fn json_body() -> impl Strategy<Value = Vec<u8>> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "c[0-3]|[a-z]{0,3}|RATE_LIMITED|timeout".prop_map(Value::from),
    ];
    let key = prop::sample::select(vec![
        "data",
        "errors",
        "shelf",
        "widgets",
        "pageInfo",
        "nodes",
        "hasNextPage",
        "endCursor",
        "message",
        "type",
        "extensions",
        "path",
        "code",
        "name",
    ]);
    leaf.prop_recursive(6, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::hash_map(key.clone(), inner, 0..5).prop_map(|map| Value::Object(
                map.into_iter()
                    .map(|(key, value)| (key.to_owned(), value))
                    .collect()
            )),
        ]
    })
    .prop_map(|value| value.to_string().into_bytes())
}

/// A page whose parts are each valid or invalid.
fn page_body() -> impl Strategy<Value = Vec<u8>> {
    let flag = prop_oneof![
        Just(json!(true)),
        Just(json!(false)),
        Just(Value::Null),
        Just(json!("true"))
    ];
    let cursor = prop_oneof![Just(Value::Null), "|c[0-9]".prop_map(Value::from)];
    let nodes = prop_oneof![
        Just(Value::Null),
        prop::collection::vec(
            prop_oneof![Just(Value::Null), Just(json!({ "name": "a" }))],
            0..4
        )
        .prop_map(Value::from),
    ];
    let errors = prop_oneof![
        3 => Just(Value::Null),
        1 => Just(json!([{ "message": "no", "path": [0, "x"] }])),
        1 => Just(json!([{ "type": "RESOURCE_LIMITS_EXCEEDED" }])),
        1 => Just(json!([])),
    ];
    (flag.clone(), flag, cursor, nodes, errors).prop_map(|(next, previous, cursor, nodes, errors)| {
        let page_info =
            json!({ "hasNextPage": next, "hasPreviousPage": previous, "endCursor": cursor, "startCursor": cursor });
        let data = json!({ "shelf": { "widgets": { "pageInfo": page_info, "nodes": nodes } } });
        json!({ "data": data, "errors": errors }).to_string().into_bytes()
    })
}

fn answer() -> impl Strategy<Value = Answer> {
    let body = prop_oneof![
        1 => prop::collection::vec(any::<u8>(), 0..200),
        2 => json_body(),
        4 => page_body(),
        1 => (page_body(), any::<prop::sample::Index>()).prop_map(|(body, end)| body[..end.index(body.len())].to_vec()),
    ];
    let status = prop_oneof![
        4 => Just(200_u16),
        1 => prop::sample::select(vec![201, 204, 206, 301, 400, 401, 403, 404, 429, 500, 502, 503, 504]),
        1 => 100_u16..1000,
    ];
    let name = prop::sample::select(vec![
        "retry-after",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "x-ratelimit-limit",
        "ratelimit-reset",
        "date",
        "content-type",
    ]);
    let value = prop_oneof![
        any::<u64>().prop_map(|number| number.to_string()),
        (0_u64..100).prop_map(|number| number.to_string()),
        Just("Mon, 21 Sep 2026 14:13:27 GMT".to_owned()),
        Just("Fri, 31 Dec 9999 23:59:59 GMT".to_owned()),
        "[ -~]{0,20}",
    ];
    let headers = prop::collection::vec((name, value), 0..4);
    (status, headers, body).prop_map(|(status, headers, body)| Answer {
        status,
        headers,
        body,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::cases::cases(2_000), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_responses_end_in_an_error_or_a_last_page(
        answers in prop::collection::vec(answer(), 1..5),
        keep in any::<bool>(),
        backward in any::<bool>(),
    ) {
        check(answers, keep, backward);
    }
}
