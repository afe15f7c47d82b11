//! A property test: every item of every parent is yielded once and in order, for any sizes, batch, direction and
//! faults, and wherever the walk is interrupted and resumed.

use graphql_paginate::{Checkpoint, Client, Paginator};
use graphql_paginate_sandbox::{Fault, Faults};
use proptest::prelude::*;

use super::{ReviewsOfNodes, ids, reviewed, reviews_of, truth};
use crate::property_test::check_values;
use crate::sandboxed::github;

#[derive(Debug, Clone)]
struct Case {
    /// The number of reviews of each parent.
    sizes: Vec<usize>,
    is_backward: bool,
    /// The page size and the batch of each run, and after how many items it stops; the last run does not stop.
    runs: Vec<(u32, usize, usize)>,
    /// How many of a hundred requests fail.
    faults: u8,
    seed: u64,
}

#[test]
fn every_item_of_every_parent_once_and_in_order() {
    check_values(256, &cases(), async |case| check(&case).await);
}

fn cases() -> impl Strategy<Value = Case> {
    let sizes = prop::collection::vec(prop_oneof![2 => 0..=3_usize, 1 => 0..=25_usize], 0..=7);
    let run = (1..=12_u32, 1..=4_usize, 0..=20_usize);
    let runs = prop::collection::vec(run, 1..=4);
    let faults = prop_oneof![3 => Just(0_u8), 1 => 1..=20_u8];
    (sizes, any::<bool>(), runs, faults, any::<u64>()).prop_map(
        |(sizes, is_backward, runs, faults, seed)| Case {
            sizes,
            is_backward,
            runs,
            faults,
            seed,
        },
    )
}

async fn check(case: &Case) {
    let sandbox = reviewed(&case.sizes).start_blocking().unwrap();
    let client = github(&sandbox);
    let ids = ids(&client).await;
    let mut expected = truth(&client, &ids).await;
    if case.is_backward {
        expected.iter_mut().for_each(|reviews| reviews.reverse());
    }
    let fault = Fault::something_went_wrong(502);
    let faults = Faults::new().scattered(case.faults, case.seed, fault);
    sandbox.github().script(faults);
    let walked = walk(case, &ids, &client).await;
    assert_eq!(walked, expected, "{case:?}");
}

/// The review ids of each parent in the order of the walk, by several runs.
async fn walk(case: &Case, ids: &[String], client: &Client) -> Vec<Vec<String>> {
    let mut walked = vec![Vec::new(); ids.len()];
    let mut checkpoint: Option<Checkpoint> = None;
    for (index, (size, batch, stop)) in case.runs.iter().enumerate() {
        let is_last = index + 1 == case.runs.len();
        let mut paginator: Paginator<ReviewsOfNodes> =
            reviews_of(ids).page_size(*size).parents_per_request(*batch);
        if case.is_backward {
            paginator = paginator.backward();
        }
        if let Some(checkpoint) = checkpoint.take() {
            paginator = paginator.resume(checkpoint);
        }
        let mut items = paginator.items(client);
        let mut taken = 0;
        while is_last || taken < *stop {
            let Some(child) = items.try_next().await.unwrap() else {
                break;
            };
            walked[child.parent.indices()[0]].push(child.id.clone());
            taken += 1;
        }
        let text = serde_json::to_string(&items.checkpoint()).unwrap();
        checkpoint = Some(serde_json::from_str(&text).unwrap());
    }
    walked
}
