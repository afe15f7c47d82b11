//! How long a list takes from both ends, compared with a walk from one end, on a server that answers after 50 ms.
//!
//! `cargo bench --package graphql-paginate --bench both_ends`; ratios matter, times are those of this machine. The last
//! walk asks for a page of either end with one request, through two aliases: by hand, since it is measured to know
//! whether it would be worth having.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use futures::TryStreamExt;
use graphql_paginate::{Client, GraphQLQuery, Paginator};
use graphql_paginate_sandbox::Sandbox;

const ITEMS: usize = 1_000;
const PAGE_SIZE: u32 = 25;
const LATENCY: Duration = Duration::from_millis(50);
/// The best of so many runs counts: what disturbs a run makes it longer, never shorter.
const RUNS: usize = 3;

#[derive(GraphQLQuery)]
#[graphql(schema = "github", query_path = "queries/github/pull_requests_edges.graphql")]
struct PullRequestsEdges;

/// A page of either end.
#[derive(Debug, GraphQLQuery)]
#[graphql(schema = "github", query_path = "benches/both_ends.graphql")]
pub struct TwoPages;

/// The numbers of the items of a walk.
type Numbers = Result<Vec<i64>, graphql_paginate::Error>;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let sandbox = Sandbox::builder().pull_requests(ITEMS).latency(LATENCY).start().await.expect("a port");
    let client = Client::builder(sandbox.github().url()).bearer_token(Sandbox::TOKEN).build();
    let client = client.expect("a client for loopback");

    println!("{ITEMS} items in pages of {PAGE_SIZE}, {LATENCY:?} latency; best of {RUNS} runs");
    let one_end = measure(&sandbox, async || from_one_end(&client).await).await;
    report("one end", one_end, one_end);
    let both_ends = measure(&sandbox, async || from_both_ends(&client, false).await).await;
    report("both ends (target 0.55)", both_ends, one_end);
    let ordered = measure(&sandbox, async || from_both_ends(&client, true).await).await;
    report("both ends, ordered", ordered, one_end);
    let aliased = measure(&sandbox, async || through_aliases(&client).await).await;
    report("two aliases, one request", aliased, one_end);
}

/// The time and the number of requests of a walk, which has to be complete.
async fn measure(sandbox: &Sandbox, walk: impl AsyncFn() -> Numbers) -> (Duration, usize) {
    let mut best = None;
    for _ in 0..RUNS {
        sandbox.github().clear_requests();
        let start = Instant::now();
        let numbers = walk().await.expect("a walk without errors");
        let run = (start.elapsed(), sandbox.github().requests().len());
        assert_eq!((numbers.len(), numbers.iter().collect::<HashSet<_>>().len()), (ITEMS, ITEMS));
        best = best.into_iter().chain([run]).min();
    }
    best.expect("at least one run")
}

fn report(name: &str, (time, requests): (Duration, usize), (base, _): (Duration, usize)) {
    let ratio = time.as_secs_f64() / base.as_secs_f64();
    println!("{name:<26} {:>6} ms {requests:>4} requests {ratio:>6.2}×", time.as_millis());
}

fn paginator() -> Paginator<PullRequestsEdges> {
    let variables = pull_requests_edges::Variables::new("octo".to_owned(), "repo".to_owned());
    PullRequestsEdges::paginate(variables).page_size(PAGE_SIZE)
}

async fn from_one_end(client: &Client) -> Numbers {
    paginator().items(client).map_ok(|item| item.number).try_collect().await
}

async fn from_both_ends(client: &Client, is_ordered: bool) -> Numbers {
    let both_ends = paginator().both_ends();
    let both_ends = if is_ordered { both_ends.ordered() } else { both_ends };
    both_ends.items(client).map_ok(|item| item.number).try_collect().await
}

/// As little as it takes on a list that does not change and whose size is a multiple of two pages.
async fn through_aliases(client: &Client) -> Numbers {
    let mut variables = two_pages::Variables::new("octo".to_owned(), "repo".to_owned(), PAGE_SIZE.into());
    let mut numbers = Vec::new();
    loop {
        let data = client.execute::<TwoPages>(variables.clone()).await?;
        let repository = data.repository.expect("the sandbox has every repository");
        let (head, tail) = (repository.head, repository.tail);
        let [heads, tails] = [
            head.nodes.into_iter().flatten().flatten().map(|node| node.number).collect::<Vec<_>>(),
            tail.nodes.into_iter().flatten().flatten().map(|node| node.number).collect(),
        ];
        numbers.extend(heads);
        numbers.extend(tails);
        if numbers.len() as i64 >= head.total_count {
            return Ok(numbers);
        }
        (variables.after, variables.before) = (head.page_info.end_cursor, tail.page_info.start_cursor);
    }
}
