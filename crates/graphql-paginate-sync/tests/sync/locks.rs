//! Tests of runs without workers on PostgreSQL whose lock another process wants, has or takes over.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use graphql_paginate::bytes::Bytes;
use graphql_paginate::http::Request;
use graphql_paginate::{Client, Profile, ReqwestTransport, Transport, TransportFuture};
use graphql_paginate_sandbox::Sandbox;
use graphql_paginate_sync::{Database as Mirrored, List, Mirror, SyncError, Task, Worker};
use tokio::sync::Notify;

use crate::files::transport;
use crate::lists::repository;
use crate::support::{Database, github};
use crate::workers::server;

/// The number of items per page.
const PAGE: u32 = 5;

/// A transport that sends the second request only once the gate is open.
struct Gated {
    inner: ReqwestTransport,
    sent: AtomicUsize,
    gate: Arc<Notify>,
}

impl Transport for Gated {
    fn send(&self, request: Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(async move {
            if self.sent.fetch_add(1, Ordering::Relaxed) == 1 {
                self.gate.notified().await;
            }
            self.inner.send(request).await
        })
    }
}

fn gated(sandbox: &Sandbox) -> (Client, Arc<Notify>) {
    let gate = Arc::new(Notify::new());
    let gated = Gated {
        inner: transport(),
        sent: AtomicUsize::new(0),
        gate: Arc::clone(&gate),
    };
    let builder = Client::builder(sandbox.github().url()).profile(Profile::github());
    let builder = builder.bearer_token(Sandbox::TOKEN).transport(gated);
    (builder.build().unwrap(), gate)
}

async fn mirror(client: Client, url: &str) -> Mirror {
    Mirror::new(client, Mirrored::postgres(url).await.unwrap()).page_size(PAGE)
}

fn task() -> Task {
    Task::List(Box::new(List::github_pull_requests()), repository())
}

/// Waits until the first page is stored.
async fn first_page(database: &Database) {
    let stored = "SELECT COUNT(*) FROM item WHERE list = 'github_pull_requests'";
    while database.count(stored).await < i64::from(PAGE) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_paused_worker_writes_nothing_after_a_run_without_workers() {
    let Some((_server, url)) = server().await else {
        return;
    };
    let sandbox = Sandbox::builder().pull_requests(12).start().await.unwrap();
    let (client, gate) = gated(&sandbox);
    let worker = Worker::new(mirror(client, &url).await).await.unwrap();
    let mut worker = worker.lease(Duration::from_secs(3_600));
    let working = tokio::spawn(async move { worker.next(&[task()]).await.unwrap() });
    let database = Database::Postgres(url.clone());
    first_page(&database).await;
    let expire = "UPDATE lease SET until = clock_timestamp() - interval '1 second'";
    database.execute(expire).await;
    let plain = mirror(github(&sandbox), &url).await;
    plain.run(&task()).await.unwrap();

    gate.notify_one();

    let (_, result) = working.await.unwrap().unwrap();
    result.unwrap();
    // The paused run was refused, and the worker has run the task again.
    let unfinished = "SELECT COUNT(*) FROM list_run WHERE finished_at IS NULL";
    assert_eq!(database.count(unfinished).await, 1);
    let finished = "SELECT COUNT(*) FROM list_run WHERE outcome = 'complete'";
    assert_eq!(database.count(finished).await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_run_whose_lock_was_lost_and_taken_writes_nothing() {
    let Some((_server, url)) = server().await else {
        return;
    };
    let sandbox = Sandbox::builder().pull_requests(12).start().await.unwrap();
    let (client, gate) = gated(&sandbox);
    let paused = mirror(client, &url).await;
    let running = tokio::spawn(async move { paused.run(&task()).await });
    let database = Database::Postgres(url.clone());
    first_page(&database).await;
    let end = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2";
    database.execute(end).await;
    let other = mirror(github(&sandbox), &url).await;
    while let Err(error) = other.run(&task()).await {
        // The server ends the connection in a moment.
        assert!(matches!(error, SyncError::Locked { .. }), "{error}");
    }

    gate.notify_one();

    let error = running.await.unwrap().unwrap_err();
    assert_eq!(
        error.to_string(),
        "github_pull_requests of rust-lang/rust is being mirrored by another process, which took over when this one lost \
         its connection; wait for it to end, or stop it"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_lock_that_another_role_holds_is_reported() {
    let Some((_server, url)) = server().await else {
        return;
    };
    let sandbox = Sandbox::builder().pull_requests(12).start().await.unwrap();
    let (client, gate) = gated(&sandbox);
    let holder = mirror(client, &url).await;
    let running = tokio::spawn(async move { holder.run(&task()).await });
    let database = Database::Postgres(url.clone());
    first_page(&database).await;
    database
        .execute(
            "CREATE ROLE other LOGIN; GRANT CREATE ON SCHEMA public TO other;
             GRANT ALL ON ALL TABLES IN SCHEMA public TO other",
        )
        .await;

    let url = url.replace("postgres://postgres@", "postgres://other@");
    let other = mirror(github(&sandbox), &url).await;
    let error = other.run(&task()).await.unwrap_err().to_string();

    assert!(
        error.contains(" is being mirrored by another process;"),
        "{error}"
    );
    gate.notify_one();
    running.await.unwrap().unwrap();
}
