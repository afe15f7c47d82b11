//! A sandbox, a database, and what both hold.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use graphql_paginate::Client;
use graphql_paginate_sandbox::Sandbox;
use graphql_paginate_sync::{Mirror, With};
use rusqlite::Connection;
use tempfile::TempDir;

/// The tables whose rows come from the server.
pub(crate) const TABLES: [&str; 8] = [
    "dossier",
    "dossier_label",
    "champ",
    "file",
    "avis",
    "message",
    "traitement",
    "label",
];

pub(crate) fn client(sandbox: &Sandbox) -> Client {
    Client::demarches_simplifiees(Sandbox::TOKEN).endpoint(sandbox.demarches_simplifiees().url())
}

/// A directory for databases that ends with the test.
pub(crate) struct Files(TempDir);

impl Files {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary directory"))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

pub(crate) fn mirror(sandbox: &Sandbox, path: &Path) -> Mirror {
    Mirror::sqlite(client(sandbox), path)
        .expect("the database opens")
        .with(With::all())
        .page_size(20)
}

/// Every row of the tables as text, deleted dossiers and the times of storing left out.
pub(crate) fn content(path: &Path) -> BTreeMap<&'static str, Vec<String>> {
    let connection = Connection::open(path).expect("the database opens");
    let mut content = BTreeMap::new();
    for table in TABLES {
        let filter = match table {
            "dossier" => "WHERE deleted_at IS NULL AND pending_deletion_at IS NULL",
            "label" => "",
            _ => {
                "WHERE dossier IN (SELECT number FROM dossier WHERE deleted_at IS NULL AND pending_deletion_at IS NULL)"
            }
        };
        let mut statement = connection
            .prepare(&format!("SELECT * FROM \"{table}\" {filter}"))
            .expect("the table exists");
        let names: Vec<String> = statement
            .column_names()
            .iter()
            .map(ToString::to_string)
            .collect();
        let mut rows: Vec<String> = statement
            .query_map([], |row| {
                let mut text = String::new();
                for (index, name) in names.iter().enumerate() {
                    if name != "synced_at" {
                        let value: rusqlite::types::Value = row.get(index)?;
                        text.push_str(&format!("{name}={value:?} "));
                    }
                }
                Ok(text)
            })
            .expect("the rows are readable")
            .collect::<Result<_, _>>()
            .expect("the rows are readable");
        rows.sort();
        content.insert(table, rows);
    }
    content
}

/// One value of a query.
pub(crate) fn value<T: rusqlite::types::FromSql>(path: &Path, sql: &str) -> T {
    let connection = Connection::open(path).expect("the database opens");
    connection
        .query_row(sql, [], |row| row.get(0))
        .expect("the query has a row")
}

/// Fails with the first rows that only one of two databases has.
pub(crate) fn assert_same(one: &Path, other: &Path) {
    let (one, other) = (content(one), content(other));
    for table in TABLES {
        let only = |rows: &[String], others: &[String]| -> Vec<String> {
            let missing = rows.iter().filter(|row| !others.contains(row));
            missing.take(2).cloned().collect()
        };
        let (left, right) = (
            only(&one[table], &other[table]),
            only(&other[table], &one[table]),
        );
        assert!(
            left.is_empty() && right.is_empty(),
            "`{table}`: {left:#?} and {right:#?}"
        );
    }
}
