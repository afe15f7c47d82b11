//! A property test: a server that fails and changes during a walk, and a program that is stopped and resumed repeatedly, are
//! compared with a known list.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use graphql_paginate::{Checkpoint, Client, Paginator, Transport, TransportFuture};
use http::Request;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::clock::VirtualClock;
use crate::fixture::{Variables, Widgets};
use crate::script::{Reply, retry_policy};

/// The number of requests for one page that may fail in a row without ending a walk with the default retry policy.
const FAULTS_IN_A_ROW: usize = 4;

/// A fault that replaces the response to a request.
#[derive(Debug, Clone, Copy)]
enum Fault {
    Cut,
    TimedOut,
    Status(u16),
    Throttled,
    RateLimited,
    ResourceLimits,
    Truncated,
    Empty,
    /// The token is refused, which ends the walk at once.
    Refused,
}

/// A change of the list after a request. Items are selected by number, modulo the length of the list.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Change {
    Insert(usize),
    /// Moves the item to the end, as in a list that is ordered by modification time.
    Touch(usize),
    Delete(usize),
}

#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) count: usize,
    backward: bool,
    with_ids: bool,
    /// The fault of each request in turn; further requests have none.
    faults: Vec<Option<Fault>>,
    pub(crate) changes: Vec<Option<Change>>,
    /// The number of items and the page size of each run in turn. The last run continues to the end.
    runs: Vec<(usize, u32)>,
    too_large: u32,
}

/// A list ordered by key, with large gaps between keys. A cursor is a key, which remains a position after its item is deleted.
pub(crate) struct Server {
    list: Mutex<BTreeMap<u64, u64>>,
    plan: Plan,
    requests: Mutex<usize>,
    faults_in_a_row: Mutex<usize>,
}

const APART: u64 = 1 << 20;

impl Server {
    pub(crate) fn new(plan: &Plan) -> Arc<Self> {
        let list = (0..plan.count as u64)
            .map(|item| ((item + 1) * APART, item))
            .collect();
        Arc::new(Self {
            list: Mutex::new(list),
            plan: plan.clone(),
            requests: Mutex::default(),
            faults_in_a_row: Mutex::default(),
        })
    }

    fn reply(&self, variables: &Value) -> Reply {
        let number = {
            let mut requests = self.requests.lock().unwrap();
            *requests += 1;
            *requests - 1
        };
        if let Some(Some(change)) = self.plan.changes.get(number) {
            self.change(*change);
        }
        let mut in_a_row = self.faults_in_a_row.lock().unwrap();
        if let Some(Some(fault)) = self.plan.faults.get(number)
            && *in_a_row < FAULTS_IN_A_ROW
        {
            *in_a_row += 1;
            return fault.reply();
        }
        let size = variables["first"]
            .as_u64()
            .or(variables["last"].as_u64())
            .unwrap();
        if size > u64::from(self.plan.too_large) {
            return Reply::Text(502, "<html><title>502 Bad Gateway</title>");
        }
        *in_a_row = 0;
        Reply::Json(200, self.page(variables, size as usize))
    }

    fn change(&self, change: Change) {
        let mut list = self.list.lock().unwrap();
        let key = |list: &BTreeMap<u64, u64>, index: usize| {
            list.keys().nth(index % list.len().max(1)).copied()
        };
        let last = list.keys().next_back().copied().unwrap_or(0);
        match change {
            Change::Insert(index) => {
                let at = key(&list, index).unwrap_or(APART);
                // A new item, directly after another one.
                let free = (at + 1..).find(|key| !list.contains_key(key)).unwrap();
                list.insert(free, 1_000_000 + free);
            }
            Change::Touch(index) => {
                if let Some(item) = key(&list, index).and_then(|key| list.remove(&key)) {
                    list.insert(last + APART, item);
                }
            }
            Change::Delete(index) => {
                if let Some(key) = key(&list, index) {
                    list.remove(&key);
                }
            }
        }
    }

    fn page(&self, variables: &Value, size: usize) -> Value {
        let list = self.list.lock().unwrap();
        let key = |argument: &str| {
            variables[argument]
                .as_str()
                .map(|cursor| cursor.parse::<u64>().unwrap())
        };
        let page: Vec<(u64, u64)> = if variables["last"].is_u64() {
            let mut page: Vec<_> = list
                .range(..key("before").unwrap_or(u64::MAX))
                .rev()
                .take(size)
                .map(|(k, v)| (*k, *v))
                .collect();
            page.reverse();
            page
        } else {
            list.range(key("after").map_or(0, |key| key + 1)..)
                .take(size)
                .map(|(k, v)| (*k, *v))
                .collect()
        };
        let (first, last) = (
            page.first().map(|item| item.0),
            page.last().map(|item| item.0),
        );
        let page_info = json!({
            "hasNextPage": last.is_some_and(|last| list.range(last + 1..).next().is_some()),
            "hasPreviousPage": first.is_some_and(|first| list.range(..first).next().is_some()),
            "startCursor": first.map(|key| key.to_string()),
            "endCursor": last.map(|key| key.to_string()),
        });
        let node = |(_, item): &(u64, u64)| {
            if self.plan.with_ids {
                json!({ "id": format!("W{item}"), "name": item.to_string() })
            } else {
                json!({ "name": item.to_string() })
            }
        };
        let nodes: Vec<_> = page.iter().map(node).collect();
        let edge = |item: &(u64, u64)| json!({ "cursor": item.0.to_string(), "node": node(item) });
        let edges: Vec<_> = page.iter().map(edge).collect();
        let widgets = json!({ "pageInfo": page_info, "nodes": nodes, "edges": edges });
        json!({ "data": { "shelf": { "widgets": widgets } } })
    }

    pub(crate) fn client(self: &Arc<Self>) -> Client {
        let builder =
            Client::builder("https://api.example.test/").transport(Wire(Arc::clone(self)));
        builder
            .retry(retry_policy())
            .clock(VirtualClock::default())
            .build()
            .unwrap()
    }
}

impl Fault {
    fn reply(self) -> Reply {
        let errors = |code: &str| json!({ "data": { "shelf": null }, "errors": [{ "type": code, "message": "no" }] });
        match self {
            Self::Cut => Reply::Cut,
            Self::TimedOut => Reply::TimedOut,
            Self::Status(status) => Reply::Text(status, "<html>"),
            Self::Throttled => Reply::Text(429, "").with([("retry-after", "3")]),
            Self::RateLimited => Reply::Json(200, errors("RATE_LIMITED")),
            Self::ResourceLimits => Reply::Json(200, errors("RESOURCE_LIMITS_EXCEEDED")),
            Self::Truncated => {
                Reply::Text(200, r#"{"data":{"shelf":{"widgets":{"nodes":[{"name":"0"}"#)
            }
            Self::Empty => Reply::Text(200, ""),
            Self::Refused => Reply::Json(401, json!({ "message": "Bad credentials" })),
        }
    }
}

struct Wire(Arc<Server>);

impl Transport for Wire {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        let response = self.0.reply(&body["variables"]).response();
        Box::pin(async move { response })
    }
}

#[test]
fn deleted_items_do_not_make_a_checkpoint_lose_yielded_ones() {
    let (first, fourth) = (Some(Change::Delete(0)), Some(Change::Delete(3)));
    let plan = Plan {
        count: 19,
        backward: false,
        with_ids: false,
        faults: vec![Some(Fault::Status(503)), Some(Fault::Truncated)],
        changes: vec![first, first, first, first, None, fourth],
        runs: vec![(5, 7), (2, 7), (2, 2)],
        too_large: 7,
    };
    assert_eq!(block_on(walk(&plan)).0, (3..19).collect::<Vec<_>>());
}

/// The items that all runs together yielded, in their order, and the number of requests.
async fn walk(plan: &Plan) -> (Vec<u64>, usize) {
    let server = Server::new(plan);
    let (mut items, mut checkpoint) = (Vec::new(), None::<String>);
    let mut runs: VecDeque<_> = plan.runs.iter().copied().collect();
    // Every refusal ends a run, so there may be more runs than planned.
    for _ in 0..plan.runs.len() + plan.faults.len() + 1 {
        let (take, size) = runs.pop_front().unwrap_or((usize::MAX, 7));
        let paginator = Paginator::<Widgets>::new(Variables::default()).page_size(size);
        let paginator = if plan.backward {
            paginator.backward()
        } else {
            paginator
        };
        let paginator = match &checkpoint {
            Some(stored) => paginator.resume(serde_json::from_str::<Checkpoint>(stored).unwrap()),
            None => paginator,
        };
        // A new client for each run, as if the program were started again.
        let mut stream = paginator.items(&server.client());
        let mut left = take;
        let ended = loop {
            if left == 0 {
                break false;
            }
            match stream.next().await {
                Some(Ok(widget)) => items.push(widget.name.parse().unwrap()),
                Some(Err(error)) => {
                    assert_eq!(error.checkpoint().unwrap(), &stream.checkpoint());
                    break false;
                }
                None => break true,
            }
            left -= 1;
        };
        if ended {
            return (items, *server.requests.lock().unwrap());
        }
        checkpoint = Some(serde_json::to_string(&stream.checkpoint()).unwrap());
    }
    panic!("the walk does not come to an end: {items:?}");
}

fn faults() -> impl Strategy<Value = Vec<Option<Fault>>> {
    let fault = prop_oneof![
        Just(Fault::Cut),
        Just(Fault::TimedOut),
        prop::sample::select(vec![500, 502, 503, 504]).prop_map(Fault::Status),
        Just(Fault::Throttled),
        Just(Fault::RateLimited),
        Just(Fault::ResourceLimits),
        Just(Fault::Truncated),
        Just(Fault::Empty),
        Just(Fault::Refused),
    ];
    prop::collection::vec(prop::option::weighted(0.4, fault), 0..30)
}

pub(crate) fn changes() -> impl Strategy<Value = Vec<Option<Change>>> {
    let change = prop_oneof![
        any::<usize>().prop_map(Change::Insert),
        any::<usize>().prop_map(Change::Touch),
        any::<usize>().prop_map(Change::Delete),
    ];
    prop::collection::vec(prop::option::weighted(0.6, change), 0..30)
}

pub(crate) fn plan(
    changes: impl Strategy<Value = Vec<Option<Change>>>,
) -> impl Strategy<Value = Plan> {
    let runs = prop::collection::vec((0_usize..12, 1_u32..12), 0..8);
    (
        0_usize..40,
        any::<bool>(),
        any::<bool>(),
        faults(),
        changes,
        runs,
        1_u32..12,
    )
        .prop_map(
            |(count, backward, with_ids, faults, changes, runs, too_large)| Plan {
                count,
                backward,
                with_ids,
                faults,
                changes,
                runs,
                too_large,
            },
        )
}

/// The items that no change deletes or moves.
pub(crate) fn there_throughout(plan: &Plan) -> Vec<u64> {
    // Changes are applied in order, so an item that is untouched by all of them is untouched by any prefix of them.
    let server = Server::new(plan);
    plan.changes
        .iter()
        .flatten()
        .for_each(|change| server.change(*change));
    let list = server.list.lock().unwrap().clone();
    list.into_iter()
        .filter(|(key, item)| *key == (item + 1) * APART)
        .map(|(_, item)| item)
        .collect()
}

pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    futures::executor::block_on(future)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::cases::cases(1_500), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_item_of_an_unchanged_list_is_yielded_once_in_order(plan in plan(Just(Vec::new()))) {
        let (items, requests) = block_on(walk(&plan));
        let mut expected: Vec<u64> = (0..plan.count as u64).collect();
        if plan.backward {
            expected.reverse();
        }
        prop_assert_eq!(items, expected);
        // The worst case: a page for each item, a fault or a smaller page for some requests, a repeated page for each run,
        // and larger pages that the server refuses again, tried less and less often.
        let larger = 2 * (plan.count + 1).ilog2() as usize;
        let runs = plan.runs.len() + plan.faults.len() + 1;
        let bound = plan.count + 1 + plan.faults.len() + runs * (6 + larger);
        prop_assert!(requests <= bound, "{} requests, at most {} expected", requests, bound);
    }

    #[test]
    fn a_changing_list_yields_every_item_that_exists_throughout(plan in plan(changes())) {
        let (items, _) = block_on(walk(&plan));
        for item in there_throughout(&plan) {
            prop_assert!(items.contains(&item), "{} of {} is lost in {:?}", item, plan.count, items);
        }
    }
}
