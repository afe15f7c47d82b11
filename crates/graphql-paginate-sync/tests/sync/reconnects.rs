//! Tests of workers whose connections to PostgreSQL end.

use graphql_paginate_sandbox::Sandbox;
use graphql_paginate_sync::{Database as Mirrored, SharedQuota};

use crate::support::Database;
use crate::workers::{Nothing, REPOSITORIES, run_all, server, tasks, worker};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_worker_goes_on_when_the_server_ends_its_transaction() {
    let Some((_server, url)) = server().await else {
        return;
    };
    let sandbox = Sandbox::builder().pull_requests(7).start().await.unwrap();
    let mut worker = worker(&sandbox, &url).await;
    let database = Database::Postgres(url);
    // Sequences count writes of transactions that are rolled back, too.
    database
        .execute(
            "CREATE SEQUENCE writes;
             CREATE TABLE limits (seen text);
             CREATE FUNCTION end_one() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN
                    INSERT INTO limits VALUES (current_setting('idle_in_transaction_session_timeout'));
                    IF nextval('writes') = 10 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
                    RETURN NEW;
                 END $$;
             CREATE TRIGGER end_one AFTER INSERT ON item FOR EACH ROW EXECUTE FUNCTION end_one();",
        )
        .await;
    let tasks = tasks();
    let done = run_all(&mut worker, &tasks).await;
    assert_eq!(done.len() as i64, REPOSITORIES);
    let items = "SELECT COUNT(*) FROM item WHERE list = 'github_pull_requests'";
    assert_eq!(database.count(items).await, 7 * REPOSITORIES);
    let unlimited = "SELECT COUNT(*) FROM limits WHERE seen <> '1s'";
    assert_eq!(database.count(unlimited).await, 0);
    let ended = "SELECT COUNT(*) - (SELECT COUNT(*) FROM limits) FROM generate_series(1, (SELECT last_value FROM writes))";
    assert!(
        database.count(ended).await > 0,
        "a transaction was rolled back"
    );
}

/// Ends all other connections to the server, as its restart does.
const END_CONNECTIONS: &str =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()
     AND backend_type = 'client backend'";

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_shared_limit_connects_again_when_the_server_has_restarted() {
    let Some((_server, url)) = server().await else {
        return;
    };
    let mirrored = Mirrored::postgres(&url).await.unwrap();
    let quota = SharedQuota::new(Nothing, &mirrored, 60).unwrap();
    quota.reserve("Bearer one").await.unwrap();
    let database = Database::Postgres(url);
    database.execute(END_CONNECTIONS).await;

    assert!(quota.reserve("Bearer one").await.unwrap().is_zero());

    assert_eq!(database.count("SELECT COUNT(*) FROM quota").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_worker_connects_again_when_its_connection_ends_between_two_tasks() {
    let Some((_server, url)) = server().await else {
        return;
    };
    let sandbox = Sandbox::builder().pull_requests(3).start().await.unwrap();
    let tasks = tasks();
    let mut worker = worker(&sandbox, &url).await;
    let database = Database::Postgres(url);
    let mut done = Vec::new();
    while let Some((task, result)) = worker.next(&tasks).await.unwrap() {
        result.unwrap();
        done.push(task);
        database.execute(END_CONNECTIONS).await;
    }
    done.sort_unstable();
    let all: Vec<usize> = (0..tasks.len()).collect();
    assert_eq!(done, all);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_task_is_done_once_although_the_connection_ends_at_its_end() {
    let Some((_server, url)) = server().await else {
        return;
    };
    let sandbox = Sandbox::builder().pull_requests(3).start().await.unwrap();
    let mut worker = worker(&sandbox, &url).await;
    let database = Database::Postgres(url);
    database
        .execute(
            "CREATE SEQUENCE ends;
             CREATE FUNCTION end_one() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN
                    IF nextval('ends') = 2 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
                    RETURN NEW;
                 END $$;
             CREATE TRIGGER end_one BEFORE UPDATE ON lease FOR EACH ROW
                 WHEN (NEW.done_at IS DISTINCT FROM OLD.done_at) EXECUTE FUNCTION end_one();",
        )
        .await;
    let tasks = tasks();
    let done = run_all(&mut worker, &tasks).await;
    assert_eq!(done.len() as i64, REPOSITORIES);
    let runs = "SELECT COUNT(*) FROM list_run";
    assert_eq!(database.count(runs).await, REPOSITORIES);
    let ends = "SELECT last_value FROM ends";
    assert_eq!(database.count(ends).await, REPOSITORIES + 1);
}
