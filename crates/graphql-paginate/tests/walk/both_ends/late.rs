//! Tests of walks from both ends on servers that ignore `last`, where one end answers later than the other.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use futures::StreamExt;
use graphql_paginate::{BothEnds, Client, Paginator, RetryPolicy, Transport, TransportFuture};
use http::Request;
use serde_json::{Value, json};

use super::{back, by_name, counted, front, paginator};
use crate::fixture::Widgets;
use crate::script::{Reply, page};

/// A reply that arrives after so many polls.
type LateReply = (usize, Reply);

/// A transport with a script for each end.
#[derive(Clone)]
struct LateScript(Arc<Mutex<[VecDeque<LateReply>; 2]>>);

impl LateScript {
    fn new<const F: usize, const B: usize>(front: [LateReply; F], back: [LateReply; B]) -> Self {
        Self(Arc::new(Mutex::new([front.into(), back.into()])))
    }

    fn client(self) -> Client {
        let builder = Client::builder("https://api.example.test/").retry(RetryPolicy::never());
        builder.transport(self).build().unwrap()
    }
}

impl Transport for LateScript {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        let end = usize::from(!body["variables"]["last"].is_null());
        let reply = self.0.lock().unwrap()[end].pop_front();
        let (polls, reply) = reply.expect("a request beyond the script");
        Box::pin(async move {
            for _ in 0..polls {
                futures::pending!();
            }
            reply.response()
        })
    }
}

/// The names of a walk's items, and whether it ended short. Fails the test if the walk never ends.
fn walk(
    script: LateScript,
    set_up: impl FnOnce(Paginator<Widgets>) -> BothEnds<Widgets>,
) -> (String, bool) {
    let mut items = set_up(paginator()).items(&script.client());
    let mut context = Context::from_waker(Waker::noop());
    let mut names = Vec::new();
    for _ in 0..1_000 {
        match items.poll_next_unpin(&mut context) {
            Poll::Ready(Some(widget)) => names.push(widget.unwrap().name),
            Poll::Ready(None) => return (names.join(" "), items.progress().ended_short),
            Poll::Pending => {}
        }
    }
    panic!("the walk does not end after {names:?}");
}

#[test]
fn the_walk_ends_if_the_back_turns_out_wrong_after_the_forward_walk_has_read_the_list() {
    let flags = json!({ "hasNextPage": true, "endCursor": "b", "hasPreviousPage": false, "startCursor": "a" });
    let wrong = [
        page("a b", flags),
        back("a b", None),
        back("a b", Some("a")),
    ];
    for wrong in wrong {
        for (total, ended_short) in [(Value::Null, false), (json!(5), false), (json!(9), true)] {
            let counted = |reply| counted(total.clone(), reply);
            let script = || {
                let front = [
                    (0, counted(front("a b", Some("b")))),
                    (0, counted(front("c d", Some("d")))),
                    (0, counted(front("e", None))),
                ];
                LateScript::new(front, [(9, counted(wrong.clone()))])
            };
            let expected = ("a b c d e".to_owned(), ended_short);
            assert_eq!(walk(script(), Paginator::both_ends), expected);
            assert_eq!(
                walk(script(), |paginator| paginator.both_ends().ordered()),
                expected
            );
            assert_eq!(walk(script(), by_name), expected);
        }
    }
}

#[test]
fn the_forward_walk_continues_if_the_back_turns_out_wrong_while_it_requests_its_next_page() {
    let script = || {
        let front = [
            (3, front("a b", Some("b"))),
            (0, front("c d", Some("d"))),
            (0, front("e", None)),
        ];
        LateScript::new(
            front,
            [(0, back("a b", Some("a"))), (usize::MAX, back("", None))],
        )
    };
    let walked = |names: &str| (names.to_owned(), false);
    assert_eq!(walk(script(), Paginator::both_ends), walked("b a c d e"));
    let by_pages = |paginator: Paginator<_>| paginator.max_pages(3).both_ends();
    assert_eq!(walk(script(), by_pages), walked("b a c d"));
    let by_items = |paginator: Paginator<_>| paginator.page_size(2).max_items(4).both_ends();
    assert_eq!(walk(script(), by_items), walked("b a c d"));
}
