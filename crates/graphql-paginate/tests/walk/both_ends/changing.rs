//! A property test: a list that changes and a server that fails are walked from both ends; a forward walk resumes a
//! failed ordered one.

use graphql_paginate::{Checkpoint, Client, Paginator};
use proptest::prelude::*;

use super::by_name;
use crate::changing::{Change, Plan, Server, block_on, changes, plan, there_throughout};
use crate::fixture::{Variables, Widgets};

#[derive(Debug)]
struct Walked {
    items: Vec<u64>,
    /// Whether it ended with an error.
    failed: bool,
    checkpoint: Option<Checkpoint>,
}

async fn from_both_ends(client: &Client, size: u32, has_key: bool, is_ordered: bool) -> Walked {
    let both_ends = if has_key {
        by_name(paginator(size))
    } else {
        paginator(size).both_ends()
    };
    let both_ends = if is_ordered {
        both_ends.ordered()
    } else {
        both_ends
    };
    let mut stream = both_ends.items(client);
    let mut walked = Walked {
        items: Vec::new(),
        failed: false,
        checkpoint: None,
    };
    while let Some(item) = stream.next().await {
        match item {
            Ok(widget) => walked.items.push(widget.name.parse().unwrap()),
            Err(error) => {
                (walked.failed, walked.checkpoint) = (true, error.checkpoint().cloned());
            }
        }
    }
    walked
}

/// The items after a checkpoint, resumed after each failure.
async fn forward(client: &Client, size: u32, mut checkpoint: Checkpoint) -> Vec<u64> {
    let mut items = Vec::new();
    loop {
        let mut stream = paginator(size).resume(checkpoint).items(client);
        let error = loop {
            match stream.next().await {
                Some(Ok(widget)) => items.push(widget.name.parse().unwrap()),
                Some(Err(error)) => break error,
                None => return items,
            }
        };
        checkpoint = error.checkpoint().unwrap().clone();
    }
}

fn paginator(size: u32) -> Paginator<Widgets> {
    Paginator::new(Variables::default()).page_size(size)
}

/// Changes without moves: an item that moves from between the ends to after the last item is read by neither.
fn additions_and_deletions() -> impl Strategy<Value = Vec<Option<Change>>> {
    let stays = |change: &Change| !matches!(change, Change::Touch(_));
    changes().prop_map(move |changes| {
        changes
            .into_iter()
            .map(|change| change.filter(stays))
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::cases::cases(1_500), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_changing_list_yields_every_item_that_exists_throughout(
        plan in plan(additions_and_deletions()),
        size in 1_u32..12,
        has_key in any::<bool>(),
        is_ordered in any::<bool>(),
    ) {
        check(&plan, size, has_key, is_ordered)?;
    }
}

fn check(plan: &Plan, size: u32, has_key: bool, is_ordered: bool) -> Result<(), TestCaseError> {
    let client = Server::new(plan).client();
    let Walked {
        mut items,
        failed,
        checkpoint,
    } = block_on(from_both_ends(&client, size, has_key, is_ordered));
    let mut once = items.clone();
    once.sort_unstable();
    once.dedup();
    prop_assert_eq!(once.len(), items.len(), "an item came twice: {:?}", &items);
    match checkpoint {
        Some(checkpoint) => items.extend(block_on(forward(&client, size, checkpoint))),
        None if failed => return Ok(()),
        None => {}
    }
    for item in there_throughout(plan) {
        prop_assert!(
            items.contains(&item),
            "{} of {} is lost in {:?}",
            item,
            plan.count,
            &items
        );
    }
    Ok(())
}
