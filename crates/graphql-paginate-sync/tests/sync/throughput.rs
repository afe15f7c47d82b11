//! Measures rows per second and memory of a large mirror, and of a hand-written loop with the same database libraries.
//!
//! ```text
//! cargo test --release -p graphql-paginate-sync --test sync -- --ignored --nocapture throughput
//! ```
//!
//! The loop sends the same requests with `reqwest`, reads responses as `serde_json::Value`, and writes the same rows of
//! dossiers and answers with fewer columns: prepared statements for SQLite, arrays for PostgreSQL, one transaction per
//! page. It keeps no checkpoint, compares nothing and handles no deletions.

use std::collections::HashSet;
use std::process::{Command, Stdio};
use std::time::Instant;

use graphql_paginate::Client;
use graphql_paginate_sandbox::Sandbox;
use graphql_paginate_sync::{Database as Mirrored, Mirror};
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use crate::postgres::Server;
use crate::support::Files;

const PAGE: u32 = 100;

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
#[ignore = "takes minutes"]
async fn throughput_of_a_mirror_and_of_a_hand_written_loop() {
    let dossiers = match std::env::var("GRAPHQL_PAGINATE_BENCH_DOSSIERS") {
        Ok(text) => text.parse().expect("a number of dossiers"),
        Err(_) => 100_000,
    };
    let sandbox = Sandbox::builder()
        .dossiers(dossiers)
        .deleted_dossiers(0)
        .pending_deleted_dossiers(0);
    let sandbox = sandbox.start().await.unwrap();
    let files = Files::new();
    let sqlite = ["mirror.db", "hand.db"].map(|name| files.path(name).display().to_string());
    measure(&sandbox, "SQLite", &sqlite).await;
    let started = tokio::task::spawn_blocking(|| {
        let server = Server::start()?;
        let urls = ["mirror", "hand"].map(|name| server.database(name));
        Some((server, urls))
    });
    if let Some((_server, urls)) = started.await.unwrap() {
        measure(&sandbox, "PostgreSQL", &urls).await;
    }
}

async fn measure(sandbox: &Sandbox, name: &str, databases: &[String; 2]) {
    let [mirror, hand] = databases;
    let by_hand = child(sandbox, "hand", hand).await;
    let mirrored = child(sandbox, "mirror", mirror).await;
    assert_eq!(mirrored.rows, by_hand.rows, "the same rows");
    for (what, run) in [("mirror", &mirrored), ("by hand", &by_hand)] {
        println!(
            "{name}, {what}: {} rows in {:.1} s, {:.0} rows/s, peak {} MB",
            run.rows,
            run.seconds,
            run.rows as f64 / run.seconds,
            run.peak_kilobytes / 1024
        );
    }
    println!("{name}: ratio {:.2}", by_hand.seconds / mirrored.seconds);
}

/// The measurements of a process.
struct Run {
    rows: u64,
    seconds: f64,
    peak_kilobytes: u64,
}

/// Runs a separate process, so that its memory does not include the sandbox.
async fn child(sandbox: &Sandbox, way: &'static str, database: &str) -> Run {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "throughput::the_measured_process", "--nocapture"])
        .env("BENCH_WAY", way)
        .env("BENCH_ENDPOINT", sandbox.demarches_simplifiees().url())
        .env("BENCH_DATABASE", database)
        .stderr(Stdio::inherit());
    let output = tokio::task::spawn_blocking(move || command.output().unwrap());
    let output = String::from_utf8(output.await.unwrap().stdout).unwrap();
    let line = output.lines().find_map(|line| line.split_once("measured "));
    let (_, line) = line.unwrap_or_else(|| panic!("{output}"));
    let run: Value = serde_json::from_str(line).unwrap();
    Run {
        rows: run["rows"].as_u64().unwrap(),
        seconds: run["seconds"].as_f64().unwrap(),
        peak_kilobytes: run["peak"].as_u64().unwrap(),
    }
}

/// The measured process; does nothing in an ordinary test run.
#[tokio::test]
async fn the_measured_process() {
    let (Ok(way), Ok(endpoint), Ok(database)) = (
        std::env::var("BENCH_WAY"),
        std::env::var("BENCH_ENDPOINT"),
        std::env::var("BENCH_DATABASE"),
    ) else {
        return;
    };
    let started = Instant::now();
    let rows = match way.as_str() {
        "mirror" => mirror(&endpoint, &database).await,
        _ => by_hand(&endpoint, &database).await,
    };
    let seconds = started.elapsed().as_secs_f64();
    let run = json!({ "rows": rows, "seconds": seconds, "peak": peak_kilobytes() });
    println!("measured {run}");
}

/// Peak resident memory, if the system reports it.
fn peak_kilobytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

async fn mirror(endpoint: &str, database: &str) -> u64 {
    // Without the limit of 400 requests per minute, which would dominate the measurement.
    let client = Client::builder(endpoint)
        .bearer_token(Sandbox::TOKEN)
        .build()
        .unwrap();
    let address = match database.starts_with("postgres://") {
        true => database.to_owned(),
        false => format!("sqlite:{database}"),
    };
    let opened = Mirrored::open(&address).await.unwrap();
    let mirror = Mirror::new(client, opened).page_size(PAGE);
    let certificate = mirror.sync(1).await.unwrap();
    assert!(certificate.complete);
    let sql = "SELECT (SELECT COUNT(*) FROM dossier) + (SELECT COUNT(*) FROM champ)";
    count(database, sql).await
}

async fn count(database: &str, sql: &str) -> u64 {
    let rows: i64 = match database.starts_with("postgres://") {
        true => connect(database)
            .await
            .query_one(sql, &[])
            .await
            .unwrap()
            .get(0),
        false => crate::support::value(database.as_ref(), sql),
    };
    u64::try_from(rows).unwrap()
}

async fn connect(url: &str) -> tokio_postgres::Client {
    let connected = tokio_postgres::connect(url, tokio_postgres::NoTls).await;
    let (client, connection) = connected.unwrap();
    tokio::spawn(connection);
    client
}

/// A page of dossiers and answers, in columns.
#[derive(Default)]
struct Page {
    numbers: Vec<i64>,
    states: Vec<String>,
    deposited: Vec<String>,
    modified: Vec<String>,
    emails: Vec<String>,
    raw: Vec<String>,
    owners: Vec<i64>,
    kinds: Vec<String>,
    descriptors: Vec<String>,
    row_ids: Vec<String>,
    labels: Vec<String>,
    values: Vec<Option<String>>,
    columns: Vec<String>,
    updated: Vec<String>,
    /// The keys of the answers so far: one statement must not write a row twice.
    keys: HashSet<(i64, String, String, String)>,
}

impl Page {
    fn add(&mut self, dossier: &Value) {
        let number = dossier["number"].as_i64().unwrap();
        self.numbers.push(number);
        self.states.push(text(&dossier["state"]));
        self.deposited.push(text(&dossier["dateDepot"]));
        self.modified
            .push(text(&dossier["dateDerniereModification"]));
        self.emails.push(text(&dossier["usager"]["email"]));
        self.raw.push(dossier.to_string());
        for (list, kind) in [("champs", "champ"), ("annotations", "annotation")] {
            for answer in dossier[list].as_array().unwrap() {
                self.answer(number, kind, "", answer);
                for row in answer["rows"].as_array().into_iter().flatten() {
                    for inner in row["champs"].as_array().unwrap() {
                        self.answer(number, kind, row["id"].as_str().unwrap(), inner);
                    }
                }
            }
        }
    }

    fn answer(&mut self, dossier: i64, kind: &str, row: &str, answer: &Value) {
        let descriptor = text(&answer["champDescriptorId"]);
        let key = (dossier, kind.to_owned(), descriptor, row.to_owned());
        if !self.keys.insert(key) {
            return;
        }
        self.owners.push(dossier);
        self.kinds.push(kind.to_owned());
        self.descriptors.push(text(&answer["champDescriptorId"]));
        self.row_ids.push(row.to_owned());
        self.labels.push(text(&answer["label"]));
        self.values
            .push(answer["stringValue"].as_str().map(str::to_owned));
        self.columns.push(answer["columns"].to_string());
        self.updated.push(text(&answer["updatedAt"]));
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

async fn by_hand(endpoint: &str, database: &str) -> u64 {
    let mut writer = Writer::open(database).await;
    let client = reqwest::Client::new();
    let mut after = Value::Null;
    loop {
        let body = json!({
            "query": include_str!("../../queries/demarche.graphql"),
            "operationName": "Changes",
            "variables": {
                "demarche": 1, "since": "2000-01-01T00:00:00Z", "first": PAGE, "after": after,
                "withChamps": true, "withAnnotations": true, "withAvis": false, "withMessages": false,
            },
        });
        let request = client
            .post(endpoint)
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {}", Sandbox::TOKEN))
            .body(body.to_string());
        let answer = request.send().await.unwrap().bytes().await.unwrap();
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        let list = &answer["data"]["demarche"]["dossiers"];
        let mut page = Page::default();
        for dossier in list["nodes"].as_array().unwrap() {
            page.add(dossier);
        }
        writer.write(&page).await;
        if list["pageInfo"]["hasNextPage"] != true {
            break;
        }
        after = list["pageInfo"]["endCursor"].clone();
    }
    let sql = "SELECT (SELECT COUNT(*) FROM dossier) + (SELECT COUNT(*) FROM champ)";
    count(database, sql).await
}

/// The database that the loop writes to.
enum Writer {
    Sqlite(Connection),
    Postgres(tokio_postgres::Client),
}

impl Writer {
    async fn open(database: &str) -> Self {
        if database.starts_with("postgres://") {
            let client = connect(database).await;
            let tables = "CREATE TABLE dossier (number bigint PRIMARY KEY, state text, deposited timestamptz,
                     modified timestamptz, email text, raw jsonb);
                 CREATE TABLE champ (dossier bigint, kind text, descriptor text, row_id text, label text, value text,
                     columns jsonb, updated timestamptz, PRIMARY KEY (dossier, kind, descriptor, row_id));
                 CREATE INDEX champ_by_descriptor ON champ (descriptor);";
            client.batch_execute(tables).await.unwrap();
            return Self::Postgres(client);
        }
        let connection = Connection::open(database).unwrap();
        connection
            .pragma_update(None, "journal_mode", "WAL")
            .unwrap();
        connection
            .pragma_update(None, "synchronous", "FULL")
            .unwrap();
        let tables = "CREATE TABLE dossier (number INTEGER PRIMARY KEY, state TEXT, deposited TEXT, modified TEXT,
                 email TEXT, raw TEXT) STRICT;
             CREATE TABLE champ (dossier INTEGER, kind TEXT, descriptor TEXT, row_id TEXT, label TEXT, value TEXT,
                 columns TEXT, updated TEXT, PRIMARY KEY (dossier, kind, descriptor, row_id)) STRICT;
             CREATE INDEX champ_by_descriptor ON champ (descriptor);";
        connection.execute_batch(tables).unwrap();
        Self::Sqlite(connection)
    }

    async fn write(&mut self, page: &Page) {
        match self {
            Self::Sqlite(connection) => write_sqlite(connection, page),
            Self::Postgres(client) => write_postgres(client, page).await,
        }
    }
}

fn write_sqlite(connection: &mut Connection, page: &Page) {
    let transaction = connection.transaction().unwrap();
    {
        let mut dossier = transaction
            .prepare_cached("INSERT OR REPLACE INTO dossier VALUES (?, ?, ?, ?, ?, ?)")
            .unwrap();
        for (at, number) in page.numbers.iter().enumerate() {
            let row = params![
                number,
                page.states[at],
                page.deposited[at],
                page.modified[at],
                page.emails[at],
                page.raw[at]
            ];
            dossier.execute(row).unwrap();
        }
        let mut champ = transaction
            .prepare_cached("INSERT OR REPLACE INTO champ VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
            .unwrap();
        for (at, owner) in page.owners.iter().enumerate() {
            let row = params![
                owner,
                page.kinds[at],
                page.descriptors[at],
                page.row_ids[at],
                page.labels[at],
                page.values[at],
                page.columns[at],
                page.updated[at]
            ];
            champ.execute(row).unwrap();
        }
    }
    transaction.commit().unwrap();
}

async fn write_postgres(client: &mut tokio_postgres::Client, page: &Page) {
    let transaction = client.transaction().await.unwrap();
    transaction
        .execute(
            "INSERT INTO dossier SELECT a, b, c::timestamptz, d::timestamptz, e, f::jsonb
             FROM UNNEST($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) AS r(a, b, c, d, e, f)
             ON CONFLICT (number) DO UPDATE SET state = excluded.state, deposited = excluded.deposited,
                 modified = excluded.modified, email = excluded.email, raw = excluded.raw",
            &[
                &page.numbers,
                &page.states,
                &page.deposited,
                &page.modified,
                &page.emails,
                &page.raw,
            ],
        )
        .await
        .unwrap();
    transaction
        .execute(
            "INSERT INTO champ SELECT a, b, c, d, e, f, g::jsonb, h::timestamptz
             FROM UNNEST($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
                 AS r(a, b, c, d, e, f, g, h)
             ON CONFLICT (dossier, kind, descriptor, row_id) DO UPDATE SET label = excluded.label,
                 value = excluded.value, columns = excluded.columns, updated = excluded.updated",
            &[
                &page.owners,
                &page.kinds,
                &page.descriptors,
                &page.row_ids,
                &page.labels,
                &page.values,
                &page.columns,
                &page.updated,
            ],
        )
        .await
        .unwrap();
    transaction.commit().await.unwrap();
}
