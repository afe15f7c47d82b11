//! Measures one walk of the three dossier lists of a démarche, compared with a separate walk of each, on a server that
//! answers after 50 ms.
//!
//! Run it with `cargo bench --package graphql-paginate --bench siblings`. The ratios matter; the times depend on the machine.

use std::time::{Duration, Instant};

use graphql_paginate::{Client, Connection, Error, GraphQLQuery, Paginator, Profile, SizedPages};
use graphql_paginate_sandbox::Sandbox;

const DOSSIERS: usize = 600;
const DELETED: usize = 500;
const PENDING: usize = 400;
const PAGE_SIZE: u32 = 25;
const LATENCY: Duration = Duration::from_millis(50);
/// The number of runs. The shortest one counts, because disturbances only make a run longer.
const RUNS: usize = 3;

#[derive(GraphQLQuery)]
#[graphql(
    schema = "demarches-simplifiees",
    query_path = "queries/demarches-simplifiees/dossiers_and_deletions.graphql"
)]
struct DossiersAndDeletions;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let builder = Sandbox::builder()
        .dossiers(DOSSIERS)
        .deleted_dossiers(DELETED);
    let sandbox = builder
        .pending_deleted_dossiers(PENDING)
        .latency(LATENCY)
        .start()
        .await
        .expect("a port");
    let mut profile = Profile::demarches_simplifiees();
    // With the pacing for the real API, only the pauses would be measured.
    profile.requests_per_minute = None;
    let builder = Client::builder(sandbox.demarches_simplifiees().url()).profile(profile);
    let client = builder
        .bearer_token(Sandbox::TOKEN)
        .build()
        .expect("a client for loopback");

    println!(
        "{DOSSIERS} + {DELETED} + {PENDING} items in pages of {PAGE_SIZE}, {LATENCY:?} latency; best of {RUNS} runs"
    );
    let each = measure(&sandbox, async || one_after_the_other(&client).await).await;
    report("one after the other", each, each);
    let beside = measure(&sandbox, async || beside_each_other(&client).await).await;
    report("three walks at once", beside, each);
    let all = measure(&sandbox, async || {
        count(DossiersAndDeletions::paginate_all(variables()), &client).await
    });
    report("paginate_all", all.await, each);
}

/// The time and the number of requests of a walk, which must be complete.
async fn measure(
    sandbox: &Sandbox,
    walk: impl AsyncFn() -> Result<usize, Error>,
) -> (Duration, usize) {
    let mut best = None;
    for _ in 0..RUNS {
        sandbox.demarches_simplifiees().clear_requests();
        let start = Instant::now();
        let items = walk().await.expect("a walk without errors");
        let run = (
            start.elapsed(),
            sandbox.demarches_simplifiees().requests().len(),
        );
        assert_eq!(items, DOSSIERS + DELETED + PENDING);
        best = best.into_iter().chain([run]).min();
    }
    best.expect("at least one run")
}

fn report(name: &str, (time, requests): (Duration, usize), (base, _): (Duration, usize)) {
    let ratio = time.as_secs_f64() / base.as_secs_f64();
    println!(
        "{name:<20} {:>6} ms {requests:>4} requests {ratio:>6.2}×",
        time.as_millis()
    );
}

fn variables() -> dossiers_and_deletions::Variables {
    dossiers_and_deletions::Variables::new(1)
}

async fn count<C: Connection + SizedPages>(
    paginator: Paginator<C>,
    client: &Client,
) -> Result<usize, Error> {
    let mut pages = paginator.page_size(PAGE_SIZE).pages(client);
    let mut items = 0;
    while let Some(page) = pages.try_next().await? {
        items += page.items.len();
    }
    Ok(items)
}

async fn one_after_the_other(client: &Client) -> Result<usize, Error> {
    let dossiers = count(
        DossiersAndDeletions::paginate_demarche_dossiers(variables()),
        client,
    )
    .await?;
    let deleted = count(
        DossiersAndDeletions::paginate_demarche_deleted_dossiers(variables()),
        client,
    )
    .await?;
    let pending = DossiersAndDeletions::paginate_demarche_pending_deleted_dossiers(variables());
    Ok(dossiers + deleted + count(pending, client).await?)
}

async fn beside_each_other(client: &Client) -> Result<usize, Error> {
    let (dossiers, deleted, pending) = futures::try_join!(
        count(
            DossiersAndDeletions::paginate_demarche_dossiers(variables()),
            client
        ),
        count(
            DossiersAndDeletions::paginate_demarche_deleted_dossiers(variables()),
            client
        ),
        count(
            DossiersAndDeletions::paginate_demarche_pending_deleted_dossiers(variables()),
            client
        ),
    )?;
    Ok(dossiers + deleted + pending)
}
