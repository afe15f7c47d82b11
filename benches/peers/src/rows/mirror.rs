//! Measures a mirror in SQLite beside a hand-written loop with the same database library and the same durability.

use std::path::Path;

use anyhow::{Result, ensure};
use graphql_paginate::Client;
use graphql_paginate_sync::{List, Mirror, Partition};
use rusqlite::{Connection, params};
use serde_json::json;
use tokio::runtime::Runtime;

use super::export::rates;
use crate::measure::Contender;
use crate::peers::{Pages, QUERY, Task, walk_pages};
use crate::server::Server;
use crate::table;

const ITEMS: usize = 10_000;
const ROUNDS: usize = 5;

pub(crate) fn mirror(rounds: usize) -> Result<()> {
    let server = Server::start()?;
    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let path = folder.path().join("mirror.db");
    let contenders = vec![
        Contender::here("ours", || ours(&runtime, server.url(), &path)),
        Contender::here("by hand", || by_hand(&runtime, server.url(), &path)),
    ];
    let costs = table::race("mirror of 10,000 items", rounds.min(ROUNDS), contenders)?;
    rates("mirror, items a second", &costs, &["by hand"], ITEMS);
    Ok(())
}

fn ours(runtime: &Runtime, url: &str, path: &Path) -> Result<()> {
    remove(path)?;
    let client = Client::builder(url).build()?;
    let task = Task::plain(ITEMS);
    let variables = json!({ "owner": task.owner(), "name": task.name() });
    let serde_json::Value::Object(variables) = variables else {
        unreachable!("it is an object");
    };
    let list = List::new("pull_requests", QUERY, "repository.pullRequests", "id")?;
    let mirror = Mirror::sqlite(client, path)?.page_size(100);
    let certificate =
        runtime.block_on(mirror.sync_list(&list, &Partition::new("all", variables)))?;
    let inserted = certificate.changes.inserted;
    ensure!(
        inserted == ITEMS as u64,
        "{inserted} rows instead of {ITEMS}"
    );
    Ok(())
}

/// One transaction for each page, with its cursor.
fn by_hand(runtime: &Runtime, url: &str, path: &Path) -> Result<()> {
    remove(path)?;
    let client = reqwest::Client::new();
    let mut database = Connection::open(path)?;
    database.pragma_update(None, "journal_mode", "WAL")?;
    database.pragma_update(None, "synchronous", "FULL")?;
    database.execute_batch(
        "CREATE TABLE item (id TEXT PRIMARY KEY, number INTEGER, title TEXT, state TEXT, json TEXT);
         CREATE TABLE checkpoint (list TEXT PRIMARY KEY, cursor TEXT);",
    )?;
    let task = Task::plain(ITEMS);
    let walk = walk_pages(&client, url, &task, |page| store(&mut database, page));
    let items = runtime.block_on(walk)?;
    ensure!(items == ITEMS, "{items} rows instead of {ITEMS}");
    Ok(())
}

fn store(database: &mut Connection, page: &Pages) -> Result<()> {
    let transaction = database.transaction()?;
    {
        let mut upsert = transaction.prepare_cached(
            "INSERT INTO item (id, number, title, state, json) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (id) DO UPDATE SET number = excluded.number, title = excluded.title,
                 state = excluded.state, json = excluded.json",
        )?;
        for item in page.nodes.iter().flatten().flatten() {
            let json = serde_json::to_string(item)?;
            let state = format!("{:?}", item.state);
            upsert.execute(params![item.id, item.number, item.title, state, json])?;
        }
        let mut checkpoint = transaction.prepare_cached(
            "INSERT INTO checkpoint (list, cursor) VALUES ('pull_requests', ?1)
             ON CONFLICT (list) DO UPDATE SET cursor = excluded.cursor",
        )?;
        checkpoint.execute([&page.page_info.end_cursor])?;
    }
    Ok(transaction.commit()?)
}

fn remove(path: &Path) -> Result<()> {
    for end in ["", "-wal", "-shm", ".lock"] {
        let file = path.with_file_name(format!("mirror.db{end}"));
        if file.exists() {
            std::fs::remove_file(file)?;
        }
    }
    Ok(())
}
