//! Measures rows per second, processor time and memory of a large mirror, and of a hand-written loop that writes the
//! same rows.
//!
//! ```text
//! cargo test --release -p graphql-paginate-sync --test sync -- --ignored --nocapture throughput
//! ```
//!
//! Both run in turns, each in a process of its own and into a new database. `GRAPHQL_PAGINATE_BENCH_DOSSIERS` has the
//! numbers of dossiers, by default `10000,100000`.

mod by_hand;
mod measure;
mod writer;

use graphql_paginate::Client;
use graphql_paginate_sandbox::Sandbox;
use graphql_paginate_sync::{Database as Mirrored, Mirror};

use self::measure::{Run, child, cost};
use crate::postgres::{Server, on_both};
use crate::support::{Database, Files, values};

const PAGE: u32 = 100;
/// Rounds of a measurement of few dossiers; of many, the machine's other load evens out within one round.
const ROUNDS: usize = 5;
const MANY: usize = 50_000;

/// The rows of all tables that both fill.
const ROWS: &str = "SELECT (SELECT COUNT(*) FROM dossier) + (SELECT COUNT(*) FROM dossier_label)
    + (SELECT COUNT(*) FROM champ) + (SELECT COUNT(*) FROM file) + (SELECT COUNT(*) FROM traitement)";

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
#[ignore = "takes minutes"]
async fn throughput_of_a_mirror_and_of_a_hand_written_loop() {
    let sizes = std::env::var("GRAPHQL_PAGINATE_BENCH_DOSSIERS");
    let sizes = sizes.unwrap_or_else(|_| "10000,100000".to_owned());
    let started = tokio::task::spawn_blocking(Server::start);
    let server = started.await.unwrap();
    for size in sizes.split(',') {
        let dossiers = size.parse().expect("numbers of dossiers");
        let sandbox = sandbox(dossiers).await;
        let rounds = if dossiers < MANY { ROUNDS } else { 1 };
        let files = Files::new();
        let sqlite = |name: &str| files.path(name).display().to_string();
        compare(&sandbox, "SQLite", rounds, sqlite).await;
        if let Some(server) = &server {
            let postgres = |name: &str| server.database(&format!("{name}-{dossiers}"));
            compare(&sandbox, "PostgreSQL", rounds, postgres).await;
        }
    }
}

/// Only dossiers: the loop handles no deletions.
async fn sandbox(dossiers: usize) -> Sandbox {
    let sandbox = Sandbox::builder()
        .dossiers(dossiers)
        .deleted_dossiers(0)
        .pending_deleted_dossiers(0);
    sandbox.start().await.unwrap()
}

/// Measures both in turns; `database` returns the address of a new database.
async fn compare(sandbox: &Sandbox, name: &str, rounds: usize, database: impl Fn(&str) -> String) {
    let mut runs: [Vec<Run>; 2] = Default::default();
    for round in 0..rounds {
        for (way, runs) in ["mirror", "hand"].into_iter().zip(&mut runs) {
            let database = tokio::task::block_in_place(|| database(&format!("{way}-{round}")));
            runs.push(child(sandbox.demarches_simplifiees().url(), way, &database).await);
        }
    }
    let [mirror, hand] = &runs;
    assert_eq!(mirror[0].rows, hand[0].rows, "the same rows");
    for (what, runs) in [("mirror", mirror), ("by hand", hand)] {
        let (seconds, processor) = cost(runs);
        println!(
            "{name}, {what}: {} rows in {seconds:.2} s, {:.0} rows/s, processor {processor:.2} s, peak {} MB",
            runs[0].rows,
            runs[0].rows as f64 / seconds,
            runs[0].peak_kilobytes / 1024
        );
    }
    let ((ours, our_processor), (theirs, their_processor)) = (cost(mirror), cost(hand));
    println!(
        "{name}: the mirror has {:.2} of the loop's rows/s, and {:.2} of its rows per processor second",
        theirs / ours,
        their_processor / our_processor
    );
}

/// Mirrors démarche 1 into a new database; returns the number of rows.
async fn mirror(endpoint: &str, database: &Database) -> u64 {
    // Without the limit of 400 requests per minute, which would dominate the measurement.
    let client = Client::builder(endpoint)
        .bearer_token(Sandbox::TOKEN)
        .build()
        .unwrap();
    let opened = Mirrored::open(&address(database)).await.unwrap();
    let mirror = Mirror::new(client, opened).page_size(PAGE);
    let certificate = mirror.sync(1).await.unwrap();
    assert!(certificate.complete);
    rows(database).await
}

/// Does the same with a loop; returns the number of rows.
async fn by_hand(endpoint: &str, database: &Database) -> u64 {
    // The tables and indexes of the mirror.
    drop(Mirrored::open(&address(database)).await.unwrap());
    by_hand::run(endpoint, database).await;
    rows(database).await
}

fn address(database: &Database) -> String {
    match database {
        Database::Sqlite(path) => format!("sqlite:{}", path.display()),
        Database::Postgres(url) => url.clone(),
    }
}

async fn rows(database: &Database) -> u64 {
    u64::try_from(database.count(ROWS).await).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_hand_written_loop_writes_the_rows_of_the_mirror() {
    on_both(async |one, other| {
        let sandbox = sandbox(130).await;
        let url = sandbox.demarches_simplifiees().url();
        assert_eq!(mirror(url, one).await, by_hand(url, other).await);
        for table in &writer::TABLES {
            let columns: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
            let (columns, key) = (columns.join(", "), table.key.join(", "));
            let sql = format!("SELECT {columns} FROM {} ORDER BY {key}", table.name);
            let (mirrored, written) = (values(one, &sql).await, values(other, &sql).await);
            assert!(mirrored == written, "{}", table.name);
        }
    })
    .await;
}
