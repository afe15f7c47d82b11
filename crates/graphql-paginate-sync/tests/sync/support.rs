//! Helpers: a sandbox, databases, and the comparison of their contents.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use graphql_paginate::Client;
use graphql_paginate_sandbox::Sandbox;
use graphql_paginate_sync::{Mirror, With};
use rusqlite::Connection;
use tempfile::TempDir;
use tokio_postgres::NoTls;

/// The tables whose rows come from the server.
const TABLES: [&str; 9] = [
    "dossier",
    "dossier_label",
    "champ",
    "file",
    "avis",
    "message",
    "traitement",
    "label",
    "item",
];

pub(crate) fn client(sandbox: &Sandbox) -> Client {
    Client::demarches_simplifiees(Sandbox::TOKEN).endpoint(sandbox.demarches_simplifiees().url())
}

pub(crate) fn github(sandbox: &Sandbox) -> Client {
    Client::github(Sandbox::TOKEN).endpoint(sandbox.github().url())
}

/// A directory for databases, deleted at the end of the test.
pub(crate) struct Files(TempDir);

impl Files {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary directory"))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn database(&self, name: &str) -> Database {
        Database::Sqlite(self.path(name))
    }
}

/// The location of a mirror.
#[derive(Debug, Clone)]
pub(crate) enum Database {
    Sqlite(PathBuf),
    Postgres(String),
}

impl Database {
    pub(crate) async fn mirror(&self, sandbox: &Sandbox) -> Mirror {
        self.mirror_with(client(sandbox)).await
    }

    pub(crate) async fn mirror_with(&self, client: Client) -> Mirror {
        let mirror = self.plain_mirror(client).await;
        mirror.with(With::all()).page_size(20)
    }

    /// A mirror with the default settings.
    pub(crate) async fn plain_mirror(&self, client: Client) -> Mirror {
        let mirror = match self {
            Self::Sqlite(path) => Mirror::sqlite(client, path),
            Self::Postgres(url) => Mirror::postgres(client, url).await,
        };
        mirror.expect("the database opens")
    }

    /// The number that a query returns.
    pub(crate) async fn count(&self, sql: &str) -> i64 {
        match self {
            Self::Sqlite(path) => value(path, sql),
            Self::Postgres(url) => {
                let client = connect(url).await;
                client
                    .query_one(sql, &[])
                    .await
                    .expect("the query has a row")
                    .get(0)
            }
        }
    }

    /// The single text that a query returns.
    pub(crate) async fn text(&self, sql: &str) -> String {
        match self {
            Self::Sqlite(path) => value(path, sql),
            Self::Postgres(url) => {
                let client = connect(url).await;
                let row = client.query_one(sql, &[]).await;
                row.expect("the query has a row").get(0)
            }
        }
    }

    /// The numbers in a column, in PostgreSQL.
    pub(crate) async fn numbers(&self, sql: &str) -> Vec<i64> {
        let Self::Postgres(url) = self else {
            panic!("`{sql}` is for PostgreSQL");
        };
        let rows = connect(url).await.query(sql, &[]).await;
        let rows = rows.expect("the query is valid");
        rows.into_iter().map(|row| row.get(0)).collect()
    }

    /// The columns of a view.
    pub(crate) async fn columns(&self, view: &str) -> Vec<String> {
        let sql = format!("SELECT * FROM \"{view}\"");
        match self {
            Self::Sqlite(path) => {
                let connection = Connection::open(path).expect("the database opens");
                let statement = connection.prepare(&sql).expect("the view exists");
                let names = statement.column_names();
                names.into_iter().map(str::to_owned).collect()
            }
            Self::Postgres(url) => {
                let client = connect(url).await;
                let statement = client.prepare(&sql).await.expect("the view exists");
                let columns = statement.columns().iter();
                columns.map(|column| column.name().to_owned()).collect()
            }
        }
    }

    pub(crate) async fn execute(&self, sql: &str) {
        match self {
            Self::Sqlite(path) => {
                let connection = Connection::open(path).expect("the database opens");
                connection
                    .execute_batch(sql)
                    .expect("the statements are valid");
            }
            Self::Postgres(url) => {
                let client = connect(url).await;
                client
                    .batch_execute(sql)
                    .await
                    .expect("the statements are valid");
            }
        }
    }

    /// Every row of the tables as text, without deleted dossiers and storage times.
    async fn content(&self) -> BTreeMap<&'static str, Vec<String>> {
        let mut content = BTreeMap::new();
        for table in TABLES {
            let filter = match table {
                "dossier" => "WHERE deleted_at IS NULL AND pending_deletion_at IS NULL",
                "label" => "",
                "item" => "WHERE deleted_at IS NULL",
                _ => {
                    "WHERE dossier IN (SELECT number FROM dossier WHERE deleted_at IS NULL AND pending_deletion_at IS NULL)"
                }
            };
            let mut rows = match self {
                Self::Sqlite(path) => sqlite_rows(path, table, filter),
                Self::Postgres(url) => postgres_rows(url, table, filter).await,
            };
            rows.sort();
            content.insert(table, rows);
        }
        content
    }
}

fn sqlite_rows(path: &Path, table: &str, filter: &str) -> Vec<String> {
    let connection = Connection::open(path).expect("the database opens");
    let mut statement = connection
        .prepare(&format!("SELECT * FROM \"{table}\" {filter}"))
        .expect("the table exists");
    let names: Vec<String> = statement
        .column_names()
        .iter()
        .map(ToString::to_string)
        .collect();
    let rows = statement.query_map([], |row| {
        let mut text = String::new();
        for (index, name) in names.iter().enumerate() {
            if name != "synced_at" {
                let value: rusqlite::types::Value = row.get(index)?;
                text.push_str(&format!("{name}={value:?} "));
            }
        }
        Ok(text)
    });
    let rows = rows.expect("the rows are readable");
    rows.collect::<Result<_, _>>()
        .expect("the rows are readable")
}

async fn postgres_rows(url: &str, table: &str, filter: &str) -> Vec<String> {
    let client = connect(url).await;
    let sql = format!("SELECT (to_jsonb(t) - 'synced_at')::text FROM \"{table}\" t {filter}");
    let rows = client.query(&sql, &[]).await.expect("the table exists");
    rows.into_iter().map(|row| row.get(0)).collect()
}

/// A connection to PostgreSQL.
pub(crate) async fn connect(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .expect("the database opens");
    tokio::spawn(connection);
    client
}

/// One value of a query on SQLite.
pub(crate) fn value<T: rusqlite::types::FromSql>(path: &Path, sql: &str) -> T {
    let connection = Connection::open(path).expect("the database opens");
    let value = connection.query_row(sql, [], |row| row.get(0));
    value.expect("the query has a row")
}

/// The rows of a query as JSON, with documents as such: their text may differ, and a mirror adds `__typename`.
pub(crate) async fn values(database: &Database, sql: &str) -> Vec<Vec<serde_json::Value>> {
    match database {
        Database::Sqlite(path) => {
            let connection = Connection::open(path).expect("the database opens");
            let mut statement = connection.prepare(sql).expect("the query is valid");
            let width = statement.column_count();
            let rows = statement.query_map([], |row| {
                (0..width).map(|index| json(row.get(index)?)).collect()
            });
            let rows = rows.expect("the rows are readable");
            rows.collect::<Result<_, _>>()
                .expect("the rows are readable")
        }
        Database::Postgres(url) => {
            let client = connect(url).await;
            let sql = format!("SELECT to_jsonb(r)::text FROM ({sql}) AS r");
            let rows = client.query(&sql, &[]).await.expect("the query is valid");
            let mut values = Vec::new();
            for row in &rows {
                let row = serde_json::from_str(row.get(0)).expect("it is JSON");
                values.push(vec![without_type_names(row)]);
            }
            values
        }
    }
}

fn json(value: rusqlite::types::Value) -> rusqlite::Result<serde_json::Value> {
    use rusqlite::types::Value;
    Ok(match value {
        Value::Text(text) => match serde_json::from_str(&text) {
            Ok(document) => without_type_names(document),
            Err(_) => text.into(),
        },
        Value::Integer(number) => number.into(),
        Value::Real(number) => number.into(),
        Value::Null | Value::Blob(_) => serde_json::Value::Null,
    })
}

fn without_type_names(mut document: serde_json::Value) -> serde_json::Value {
    let mut values = vec![&mut document];
    while let Some(value) = values.pop() {
        match value {
            serde_json::Value::Array(elements) => values.extend(elements),
            serde_json::Value::Object(fields) => {
                fields.remove("__typename");
                values.extend(fields.values_mut());
            }
            _ => {}
        }
    }
    document
}

/// Panics with the first rows that only one of two databases has.
pub(crate) async fn assert_same(one: &Database, other: &Database) {
    let (one, other) = (one.content().await, other.content().await);
    for table in TABLES {
        let left = only(&one[table], &other[table]);
        let right = only(&other[table], &one[table]);
        assert!(
            left.is_empty() && right.is_empty(),
            "`{table}`: {left:#?} and {right:#?}"
        );
    }
}

/// The tables in which two databases differ.
pub(crate) async fn differences(one: &Database, other: &Database) -> Vec<&'static str> {
    let (one, other) = (one.content().await, other.content().await);
    let mut tables = Vec::new();
    for table in TABLES {
        if one[table] != other[table] {
            tables.push(table);
        }
    }
    tables
}

fn only<'r>(rows: &'r [String], others: &[String]) -> Vec<&'r String> {
    let missing = rows.iter().filter(|row| !others.contains(row));
    missing.take(2).collect()
}
