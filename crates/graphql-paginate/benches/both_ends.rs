//! Measures a walk from both ends, compared with a walk from one end, on a server that answers after 50 ms.
//!
//! Run it with `cargo bench --package graphql-paginate --bench both_ends`. The ratios matter; the times depend on the machine.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use futures::TryStreamExt;
use graphql_paginate::{BothEnds, Client, GraphQLQuery, Paginator};
use graphql_paginate_sandbox::Sandbox;

const ITEMS: usize = 1_000;
const PAGE_SIZE: u32 = 25;
const LATENCY: Duration = Duration::from_millis(50);
/// The number of runs. The shortest one counts, because disturbances only make a run longer.
const RUNS: usize = 3;

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "queries/github/pull_requests_edges.graphql"
)]
struct PullRequestsEdges;

/// The numbers of the items of a walk.
type Numbers = Result<Vec<i64>, graphql_paginate::Error>;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let sandbox = Sandbox::builder()
        .pull_requests(ITEMS)
        .latency(LATENCY)
        .start()
        .await
        .expect("a port");
    let client = Client::builder(sandbox.github().url())
        .bearer_token(Sandbox::TOKEN)
        .build();
    let client = client.expect("a client for loopback");

    println!("{ITEMS} items in pages of {PAGE_SIZE}, {LATENCY:?} latency; best of {RUNS} runs");
    let one_end = measure(&sandbox, async || from_one_end(&client).await).await;
    report("one end", one_end, one_end);
    let either = measure(&sandbox, async || walk(both_ends(), &client).await).await;
    report("both ends (target 0.55)", either, one_end);
    let ordered = measure(&sandbox, async || {
        walk(both_ends().ordered(), &client).await
    })
    .await;
    report("both ends, ordered", ordered, one_end);
    let paired = measure(&sandbox, async || {
        walk(both_ends().in_one_request(), &client).await
    })
    .await;
    report("both ends, one request", paired, one_end);
}

/// The time and the number of requests of a walk, which must be complete.
async fn measure(sandbox: &Sandbox, walk: impl AsyncFn() -> Numbers) -> (Duration, usize) {
    let mut best = None;
    for _ in 0..RUNS {
        sandbox.github().clear_requests();
        let start = Instant::now();
        let numbers = walk().await.expect("a walk without errors");
        let run = (start.elapsed(), sandbox.github().requests().len());
        assert_eq!(
            (numbers.len(), numbers.iter().collect::<HashSet<_>>().len()),
            (ITEMS, ITEMS)
        );
        best = best.into_iter().chain([run]).min();
    }
    best.expect("at least one run")
}

fn report(name: &str, (time, requests): (Duration, usize), (base, _): (Duration, usize)) {
    let ratio = time.as_secs_f64() / base.as_secs_f64();
    println!(
        "{name:<26} {:>6} ms {requests:>4} requests {ratio:>6.2}×",
        time.as_millis()
    );
}

fn paginator() -> Paginator<PullRequestsEdges> {
    let variables = pull_requests_edges::Variables::new("octo".to_owned(), "repo".to_owned());
    PullRequestsEdges::paginate(variables).page_size(PAGE_SIZE)
}

async fn from_one_end(client: &Client) -> Numbers {
    paginator()
        .items(client)
        .map_ok(|item| item.number)
        .try_collect()
        .await
}

fn both_ends() -> BothEnds<PullRequestsEdges> {
    paginator().both_ends()
}

async fn walk(both_ends: BothEnds<PullRequestsEdges>, client: &Client) -> Numbers {
    both_ends
        .items(client)
        .map_ok(|item| item.number)
        .try_collect()
        .await
}
