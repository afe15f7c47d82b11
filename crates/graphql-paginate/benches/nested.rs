//! Measures nested completion, with one parent at a time, several concurrently, and many in one request, on a server that
//! answers after 50 ms.
//!
//! Run it with `cargo bench --package graphql-paginate --bench nested`. The ratios matter; the times depend on the machine.

use std::time::{Duration, Instant};

use graphql_paginate::{Client, GraphQLQuery, Paginator};
use graphql_paginate_sandbox::Sandbox;

const PULL_REQUESTS: usize = 50;
const REVIEWS: usize = 12;
const COMMENTS: usize = 3;
const LATENCY: Duration = Duration::from_millis(50);
/// The number of runs. The shortest one counts, because disturbances only make a run longer.
const RUNS: usize = 3;

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "queries/github/pull_request_reviews.graphql",
    complete_nested
)]
struct PullRequestReviews;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let builder = Sandbox::builder()
        .pull_requests(PULL_REQUESTS)
        .connection_size("PullRequest.reviews", REVIEWS);
    let builder = builder.connection_size("PullRequestReview.comments", COMMENTS);
    let sandbox = builder.latency(LATENCY).start().await.expect("a port");
    let client = Client::builder(sandbox.github().url())
        .bearer_token(Sandbox::TOKEN)
        .build();
    let client = client.expect("a client for loopback");

    println!(
        "{PULL_REQUESTS} items with {REVIEWS} nested ones each, of which a page brings 10; \
         {LATENCY:?} latency; best of {RUNS} runs"
    );
    let one_by_one = measure(&sandbox, &client, || walk().concurrency(1)).await;
    report("one by one", one_by_one, one_by_one);
    let default = measure(&sandbox, &client, walk).await;
    report("concurrency 4, the default", default, one_by_one);
    let concurrent = measure(&sandbox, &client, || walk().concurrency(8)).await;
    report("concurrency 8", concurrent, one_by_one);
    let batched = measure(&sandbox, &client, || walk().concurrency(1).batch(20)).await;
    report("batch 20", batched, one_by_one);
    let both = measure(&sandbox, &client, || walk().concurrency(8).batch(20)).await;
    report("concurrency 8, batch 20", both, one_by_one);
}

/// First pages of ten reviews, so that each pull request lacks some.
fn walk() -> Paginator<PullRequestReviews> {
    let variables = pull_request_reviews::Variables {
        reviews: Some(10),
        ..pull_request_reviews::Variables::new("octo".to_owned(), "repo".to_owned())
    };
    PullRequestReviews::paginate(variables)
        .page_size(50)
        .complete_nested()
        .nested_page_size(50)
}

/// The time and the number of requests of a walk, which has to be complete.
async fn measure(
    sandbox: &Sandbox,
    client: &Client,
    walk: impl Fn() -> Paginator<PullRequestReviews>,
) -> (Duration, usize) {
    let mut best = None;
    for _ in 0..RUNS {
        sandbox.github().clear_requests();
        let start = Instant::now();
        let items: Vec<_> = walk()
            .items(client)
            .try_collect()
            .await
            .expect("a walk without errors");
        let run = (start.elapsed(), sandbox.github().requests().len());
        assert_eq!(
            items.iter().map(reviews).collect::<Vec<_>>(),
            [REVIEWS; PULL_REQUESTS]
        );
        best = best.into_iter().chain([run]).min();
    }
    best.expect("at least one run")
}

fn reviews(item: &pull_request_reviews::Item) -> usize {
    item.reviews
        .iter()
        .flat_map(|reviews| reviews.nodes.iter().flatten().flatten())
        .count()
}

fn report(name: &str, (time, requests): (Duration, usize), (base, _): (Duration, usize)) {
    let ratio = time.as_secs_f64() / base.as_secs_f64();
    println!(
        "{name:<26} {:>6} ms {requests:>4} requests {ratio:>6.2}×",
        time.as_millis()
    );
}
