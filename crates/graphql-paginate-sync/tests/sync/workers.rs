//! Tests of several workers on one PostgreSQL database, some of which are killed or paused.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use graphql_paginate::Client;
use graphql_paginate_sandbox::{Change, Sandbox};
use graphql_paginate_sync::{
    Database as Mirrored, List, Mirror, Partition, SharedQuota, SyncError, Task, Worker,
};

use crate::postgres::Server;
use crate::support::{Database, Files, assert_same, client, connect, github};

pub(crate) const REPOSITORIES: i64 = 6;
const PULL_REQUESTS: i64 = 40;

pub(crate) fn tasks() -> Vec<Task> {
    let mut tasks = Vec::new();
    for number in 0..REPOSITORIES {
        let partition = Partition::repository(&format!("owner/repository-{number}")).unwrap();
        tasks.push(Task::List(
            Box::new(List::github_pull_requests()),
            partition,
        ));
    }
    tasks
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn tasks_of_workers_that_were_killed_or_paused_are_done_once() {
    let Some(server) = tokio::task::spawn_blocking(Server::start).await.unwrap() else {
        return;
    };
    let urls = tokio::task::spawn_blocking(move || {
        let urls = (server.database("shared"), server.database("fresh"));
        (server, urls)
    });
    let (_server, (shared, fresh)) = urls.await.unwrap();
    let (database, fresh) = (
        Database::Postgres(shared.clone()),
        Database::Postgres(fresh),
    );
    let sandbox = Sandbox::builder()
        .pull_requests(usize::try_from(PULL_REQUESTS).unwrap())
        .latency(Duration::from_millis(150));
    let sandbox = sandbox.start().await.unwrap();
    Mirrored::postgres(&shared).await.unwrap();
    // Logs every committed write of a row.
    database
        .execute(
            "CREATE TABLE written (part text, key text);
             CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN INSERT INTO written VALUES (NEW.part, NEW.key); RETURN NEW; END $$;
             CREATE TRIGGER note AFTER INSERT OR UPDATE ON item FOR EACH ROW
                 WHEN (NEW.list = 'github_pull_requests') EXECUTE FUNCTION note();",
        )
        .await;
    let mut workers: Vec<Child> = (0..4).map(|_| start(&sandbox, &shared)).collect();

    // Two workers in the middle of their tasks.
    let busy = wait_for(&database, &mut workers, 2, BUSY).await;
    let (killed, paused) = (busy[0], busy[1]);
    signal("KILL", killed);
    signal("STOP", paused);
    let paused_task = format!(
        "SELECT COUNT(*) FROM lease WHERE owner = 'process {paused}' AND until > clock_timestamp()"
    );
    wait_for(
        &database,
        &mut workers,
        1,
        &format!("SELECT 1::bigint WHERE ({paused_task}) = 0"),
    )
    .await;
    // The two remaining workers do all tasks.
    let done = format!(
        "SELECT 1::bigint WHERE (SELECT COUNT(*) FROM lease WHERE done_at IS NOT NULL) = {REPOSITORIES}"
    );
    wait_for(&database, &mut workers, 1, &done).await;
    // Everything changes. The page that the paused worker has received is out of date when it resumes.
    for number in 1..=PULL_REQUESTS {
        sandbox.github().change(Change::Update(number));
    }
    let mirror = database.mirror_with(github(&sandbox)).await;
    for task in tasks() {
        mirror.run(&task).await.unwrap();
    }
    signal("CONT", paused);

    for worker in &mut workers {
        let ended = worker.wait().unwrap();
        assert_eq!(ended.success(), i64::from(worker.id()) != killed, "{ended}");
    }
    let rows = REPOSITORIES * PULL_REQUESTS;
    let pull_requests = "SELECT COUNT(*) FROM item WHERE list = 'github_pull_requests'";
    assert_eq!(database.count(pull_requests).await, rows);
    let written = database.count("SELECT COUNT(*) FROM written").await;
    assert_eq!(written, 2 * rows, "each row once, and once more as changed");
    let mirror = fresh.mirror_with(github(&sandbox)).await;
    for task in tasks() {
        mirror.run(&task).await.unwrap();
    }
    assert_same(&database, &fresh).await;
}

/// The processes of workers that have already written pages of their tasks.
const BUSY: &str =
    "SELECT CAST(substring(owner FROM 9) AS bigint) FROM lease WHERE until > clock_timestamp()
    AND done_at IS NULL AND EXISTS (SELECT 1 FROM sync_state WHERE key LIKE 'list:%')
    AND (SELECT COUNT(*) FROM item) > 20";

/// Waits until a query returns `rows` rows, as long as a worker besides the paused one is running.
async fn wait_for(database: &Database, workers: &mut [Child], rows: usize, sql: &str) -> Vec<i64> {
    loop {
        let running = running(workers);
        let found = database.numbers(sql).await;
        if found.len() >= rows {
            return found;
        }
        assert!(
            running > 1,
            "the workers ended, and `{sql}` never had {rows} rows"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The number of workers that have not ended; a paused one is among them.
fn running(workers: &mut [Child]) -> usize {
    let ended = workers.iter_mut().map(|worker| worker.try_wait().unwrap());
    ended.filter(Option::is_none).count()
}

fn start(sandbox: &Sandbox, database: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "workers::the_worker_process", "--nocapture"])
        .env("WORKER_ENDPOINT", sandbox.github().url())
        .env("WORKER_DATABASE", database)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

fn signal(name: &str, process: i64) {
    let sent = Command::new("kill")
        .args([format!("-{name}"), process.to_string()])
        .status();
    assert!(sent.unwrap().success());
}

/// The worker process; does nothing in an ordinary test run.
#[tokio::test]
async fn the_worker_process() {
    let (Ok(endpoint), Ok(url)) = (
        std::env::var("WORKER_ENDPOINT"),
        std::env::var("WORKER_DATABASE"),
    ) else {
        return;
    };
    let client = Client::github(Sandbox::TOKEN).endpoint(&endpoint);
    let database = Mirrored::postgres(&url).await.unwrap();
    let mirror = Mirror::new(client, database).page_size(5);
    let worker = Worker::new(mirror).await.unwrap();
    let mut worker = worker.lease(Duration::from_secs(1));
    let tasks = tasks();
    while let Some((_, result)) = worker.next(&tasks).await.unwrap() {
        result.unwrap();
    }
}

/// A transport that sends nothing.
#[derive(Debug)]
pub(crate) struct Nothing;

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn workers_share_the_limit_of_a_token() {
    let Some((_server, url)) = server().await else {
        return;
    };
    let mut quotas = Vec::new();
    for _ in 0..2 {
        let database = Mirrored::postgres(&url).await.unwrap();
        // 6 requests at once, then one every 10/9 seconds.
        quotas.push(SharedQuota::new(Nothing, &database, 60).unwrap());
    }
    let database = Database::Postgres(url);
    let now = database
        .numbers("SELECT CAST(extract(epoch FROM clock_timestamp()) AS bigint)")
        .await[0];
    let started = Instant::now();
    for number in 0..20_u32 {
        let wait = quotas[usize::from(number % 2 == 1)]
            .reserve("Bearer one")
            .await
            .unwrap();
        if number <= 6 {
            assert!(wait.is_zero(), "{number}: {wait:?}");
        }
        // However slow the machine is, a reservation is due at its turn, or later.
        let turn = Duration::from_secs(10) * number.saturating_sub(6) / 9;
        let due = started.elapsed() + wait;
        assert!(due >= turn, "{number}: {due:?} instead of {turn:?}");
    }
    quotas[0].reserve("Bearer other").await.unwrap();
    // The next one is due 20 - 6 intervals after the first one, or later.
    let late = format!(
        "SELECT COUNT(*) FROM quota WHERE next_at > to_timestamp({now}) + interval '14 seconds'"
    );
    assert_eq!(database.count(&late).await, 1);
}

/// A server with an empty database, or `None` if PostgreSQL is not installed.
pub(crate) async fn server() -> Option<(Server, String)> {
    let started = tokio::task::spawn_blocking(|| {
        let server = Server::start()?;
        let url = server.database("shared");
        Some((server, url))
    });
    started.await.unwrap()
}

pub(crate) async fn worker(sandbox: &Sandbox, url: &str) -> Worker {
    let mirror = Mirror::new(github(sandbox), Mirrored::postgres(url).await.unwrap());
    Worker::new(mirror)
        .await
        .unwrap()
        .lease(Duration::from_secs(1))
}

/// Runs all tasks; returns their indices in the order of their ends.
pub(crate) async fn run_all(worker: &mut Worker, tasks: &[Task]) -> Vec<usize> {
    let mut done = Vec::new();
    while let Some((task, result)) = worker.next(tasks).await.unwrap() {
        result.unwrap();
        done.push(task);
    }
    done
}

/// Runs this number of tasks.
async fn run_some(worker: &mut Worker, tasks: &[Task], number: i64) {
    for _ in 0..number {
        let (_, result) = worker.next(tasks).await.unwrap().unwrap();
        result.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_transaction_that_a_paused_worker_left_open_stops_no_other_worker() {
    let Some((_server, url)) = server().await else {
        return;
    };
    let sandbox = Sandbox::builder().pull_requests(3).start().await.unwrap();
    let tasks = tasks();
    let mut first = worker(&sandbox, &url).await;
    run_all(&mut first, &tasks).await;
    let (mut paused, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    let transaction = paused.transaction().await.unwrap();
    let renew =
        "UPDATE lease SET until = clock_timestamp() WHERE key = (SELECT MIN(key) FROM lease)";
    assert_eq!(transaction.execute(renew, &[]).await.unwrap(), 1);

    // Where it waits for the transaction, it fails instead of waiting for ever.
    let mut other = worker(&sandbox, &format!("{url}?options=-c%20lock_timeout%3D5s")).await;
    run_some(&mut other, &tasks, REPOSITORIES - 1).await;
    transaction.rollback().await.unwrap();
    run_some(&mut other, &tasks, 1).await;
    assert!(other.next(&tasks).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_worker_passes_over_a_task_that_a_run_without_workers_has_locked() {
    let Some((_server, url)) = server().await else {
        return;
    };
    let sandbox = Sandbox::builder().pull_requests(3).start().await.unwrap();
    let tasks = tasks();
    let mut first = worker(&sandbox, &url).await;
    run_all(&mut first, &tasks).await;
    // The lock of a run without workers, on the task that comes first.
    let holder = connect(&url).await;
    let lock = |function: &str| {
        format!(
            "SELECT {function}(1685089650, hashtext((SELECT key FROM lease ORDER BY done_at, key LIMIT 1)))"
        )
    };
    holder
        .batch_execute(&lock("pg_advisory_lock"))
        .await
        .unwrap();
    let mut other = worker(&sandbox, &url).await;
    run_some(&mut other, &tasks, REPOSITORIES - 1).await;
    holder
        .batch_execute("SELECT pg_advisory_unlock_all()")
        .await
        .unwrap();
    run_some(&mut other, &tasks, 1).await;
    assert!(other.next(&tasks).await.unwrap().is_none());
}

#[tokio::test]
async fn workers_need_postgres() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let files = Files::new();
    let mirror = Mirror::sqlite(client(&sandbox), files.path("a.db")).unwrap();
    let error = Worker::new(mirror).await.unwrap_err();
    assert!(matches!(error, SyncError::NeedsPostgres), "{error}");
}
