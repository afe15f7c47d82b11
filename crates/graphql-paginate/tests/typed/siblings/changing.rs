//! A property test: three lists change while they are walked together, and the walk is interrupted and resumed
//! repeatedly.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures::StreamExt;
use graphql_paginate::{Checkpoint, Transport, TransportFuture};
use http::{Request, Response};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{DossiersAndDeletions, FLAGS, name, variables};
use crate::script::client;

/// A change of the lists after a request. Lists and items are given by number, modulo their count.
#[derive(Debug, Clone, Copy)]
enum Change {
    /// Appends an item to a list.
    Append(usize),
    Delete(usize, usize),
    /// Moves an item to the end of another list, or of its own.
    Move(usize, usize, usize),
}

#[derive(Debug, Clone)]
struct Plan {
    counts: [u64; 3],
    /// For each request in turn.
    changes: Vec<Option<Change>>,
    /// For each run in turn, how many items it takes and its page size; the last runs to the end.
    runs: Vec<(usize, u32)>,
}

/// Lists by key. The key is the cursor, and stays a valid position after its item is deleted.
#[derive(Clone)]
struct Server(Arc<Mutex<State>>);

struct State {
    lists: [BTreeMap<u64, u64>; 3],
    changes: Vec<Option<Change>>,
    next: u64,
}

impl Server {
    fn new(plan: &Plan) -> Self {
        let list = |count: u64| (1..=count).map(|item| (item, item)).collect();
        let changes = plan.changes.iter().rev().copied().collect();
        Self(Arc::new(Mutex::new(State {
            lists: plan.counts.map(list),
            changes,
            next: 1_000,
        })))
    }
}

impl State {
    fn change(&mut self, change: Change) {
        self.next += 1;
        let next = self.next;
        let key = |list: &BTreeMap<u64, u64>, index: usize| {
            list.keys().nth(index % list.len().max(1)).copied()
        };
        match change {
            Change::Append(list) => drop(self.lists[list % 3].insert(next, next)),
            Change::Delete(list, index) => {
                let list = &mut self.lists[list % 3];
                key(list, index).and_then(|key| list.remove(&key));
            }
            Change::Move(from, index, to) => {
                let list = &mut self.lists[from % 3];
                if let Some(item) = key(list, index).and_then(|key| list.remove(&key)) {
                    self.lists[to % 3].insert(next, item);
                }
            }
        }
    }

    fn answer(&self, variables: &Value) -> Value {
        let keys = [
            ("dossiers", "first", "after"),
            ("deletedDossiers", "firstDeleted", "afterDeleted"),
            ("pendingDeletedDossiers", "firstPending", "afterPending"),
        ];
        let mut demarche = json!({ "title": "Démarche" });
        for (index, (key, first, after)) in keys.into_iter().enumerate() {
            if variables[FLAGS[index]] == true {
                let after = variables[after]
                    .as_str()
                    .map_or(0, |cursor| cursor.parse::<u64>().unwrap());
                let size = variables[first].as_u64().unwrap() as usize;
                let rest: Vec<_> = self.lists[index].range(after + 1..).collect();
                let page = &rest[..size.min(rest.len())];
                let node = |(_, item): &(&u64, &u64)| match index {
                    0 => {
                        json!({ "id": item.to_string(), "number": item, "state": "accepte", "dateDerniereModification": "2024-01-02T03:04:05Z" })
                    }
                    _ => {
                        json!({ "id": item.to_string(), "number": item, "dateSupression": "2024-01-02T03:04:05Z", "reason": "expired" })
                    }
                };
                let page_info = json!({ "hasNextPage": rest.len() > size, "endCursor": page.last().map(|item| item.0.to_string()) });
                demarche[key] = json!({ "pageInfo": page_info, "nodes": page.iter().map(node).collect::<Vec<_>>() });
            }
        }
        json!({ "data": { "demarche": demarche } })
    }
}

impl Transport for Server {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        let mut state = self.0.lock().unwrap();
        if let Some(change) = state.changes.pop().flatten() {
            state.change(change);
        }
        let answer = state.answer(&body["variables"]);
        Box::pin(async move { Ok(Response::new(answer.to_string().into())) })
    }
}

/// The names of the items that all runs together handed out, in this order.
async fn walk(plan: &Plan) -> Vec<String> {
    let client = client(Server::new(plan));
    let (mut names, mut stored) = (Vec::new(), None::<String>);
    for (take, size) in plan.runs.iter().copied().chain([(usize::MAX, 7)]) {
        let walk = DossiersAndDeletions::paginate_all(variables()).page_size(size);
        let walk = match &stored {
            Some(stored) => walk.resume(serde_json::from_str::<Checkpoint>(stored).unwrap()),
            None => walk,
        };
        let mut items = walk.items(&client);
        names.extend(
            items
                .by_ref()
                .take(take)
                .map(|item| name(&item.unwrap()))
                .collect::<Vec<_>>()
                .await,
        );
        stored = Some(serde_json::to_string(&items.checkpoint()).unwrap());
    }
    names
}

fn plans(changes: impl Strategy<Value = Vec<Option<Change>>>) -> impl Strategy<Value = Plan> {
    let counts = [0..14_u64, 0..14_u64, 0..14_u64];
    let runs = vec((0..14_usize, 1..9_u32), 0..6);
    (counts, changes, runs).prop_map(|(counts, changes, runs)| Plan {
        counts,
        changes,
        runs,
    })
}

fn changes() -> impl Strategy<Value = Vec<Option<Change>>> {
    let change = prop_oneof![
        any::<usize>().prop_map(Change::Append),
        any::<(usize, usize)>().prop_map(|(list, index)| Change::Delete(list, index)),
        any::<(usize, usize, usize)>().prop_map(|(from, index, to)| Change::Move(from, index, to)),
    ];
    vec(prop::option::weighted(0.6, change), 0..20)
}

fn of_lists(lists: [BTreeMap<u64, u64>; 3]) -> Vec<String> {
    let named = |(kind, list): (char, BTreeMap<u64, u64>)| {
        list.into_iter()
            .filter(|(key, item)| key == item)
            .map(move |(_, item)| format!("{kind}{item}"))
    };
    ['d', 'x', 'p']
        .into_iter()
        .zip(lists)
        .flat_map(named)
        .collect()
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    futures::executor::block_on(future)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::cases::cases(1_500), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_item_of_unchanged_lists_is_yielded_once_at_every_page_size(plan in plans(Just(Vec::new()))) {
        let mut names = block_on(walk(&plan));
        let mut expected = of_lists(plan.counts.map(|count| (1..=count).map(|item| (item, item)).collect()));
        names.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(names, expected);
    }

    #[test]
    fn changing_lists_yield_every_item_that_exists_throughout(plan in plans(changes())) {
        let names = block_on(walk(&plan));
        // What all changes leave alone, any number of them does.
        let server = Server::new(&plan);
        let mut state = server.0.lock().unwrap();
        plan.changes.iter().flatten().for_each(|change| state.change(*change));
        for item in of_lists(state.lists.clone()).into_iter().filter(|name| name.len() < 4) {
            prop_assert!(names.contains(&item), "{} is lost in {:?}", item, names);
        }
    }
}
