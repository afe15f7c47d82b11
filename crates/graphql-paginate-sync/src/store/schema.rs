//! The statements that make and fill the tables.

use std::fmt::Write as _;

use crate::table::{Kind, TABLES, Table};

/// The version of the tables that this program writes.
pub(crate) const VERSION: i64 = 1;

/// The tables of version 1 for SQLite.
pub(crate) fn create_tables() -> String {
    let mut sql = String::new();
    for table in TABLES {
        let mut columns = String::new();
        for column in table.columns {
            write!(
                columns,
                "\"{}\" {}, ",
                column.name,
                sqlite_type(column.kind)
            )
            .expect("writing to a string");
        }
        for extra in store_columns(table) {
            write!(columns, "{extra}, ").expect("writing to a string");
        }
        let key = quoted(table.key.iter().copied());
        writeln!(
            sql,
            "CREATE TABLE \"{}\" ({columns}PRIMARY KEY ({key})) STRICT;",
            table.name
        )
        .expect("writing to a string");
    }
    sql.push_str(OWN_TABLES);
    sql
}

/// Columns that the store itself fills.
fn store_columns(table: &Table) -> &'static [&'static str] {
    match table.name {
        "dossier" => &[
            "\"content_hash\" TEXT",
            "\"synced_at\" TEXT",
            "\"pending_deletion_at\" TEXT",
            "\"deleted_at\" TEXT",
            "\"deletion_reason\" TEXT",
        ],
        "champ_descriptor" => &["\"removed_at\" TEXT"],
        _ => &[],
    }
}

const OWN_TABLES: &str = r#"
CREATE INDEX "dossier_by_demarche" ON "dossier" ("demarche");
CREATE INDEX "champ_by_descriptor" ON "champ" ("descriptor_id");
CREATE TABLE "sync_state" (
    "key" TEXT PRIMARY KEY,
    "since" TEXT NOT NULL,
    "checkpoint" TEXT NOT NULL,
    "saved_at" TEXT NOT NULL
) STRICT;
CREATE TABLE "run" (
    "id" INTEGER PRIMARY KEY,
    "demarche" INTEGER NOT NULL,
    "started_at" TEXT NOT NULL,
    "finished_at" TEXT,
    "outcome" TEXT,
    "certificate" TEXT
) STRICT;
CREATE TABLE "dead_letter" (
    "id" INTEGER PRIMARY KEY,
    "demarche" INTEGER NOT NULL,
    "number" INTEGER,
    "path" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "first_seen_at" TEXT NOT NULL,
    "last_seen_at" TEXT NOT NULL,
    "resolved_at" TEXT
) STRICT;
"#;

/// `INSERT … ON CONFLICT … DO UPDATE` for one row, with a `?` for each column.
pub(crate) fn upsert(table: &Table) -> String {
    let columns = quoted(table.columns.iter().map(|column| column.name));
    let marks = vec!["?"; table.columns.len()].join(", ");
    let mut updates = Vec::new();
    for column in table.columns {
        if !table.key.contains(&column.name) {
            updates.push(format!("\"{0}\" = excluded.\"{0}\"", column.name));
        }
    }
    let action = if updates.is_empty() {
        "DO NOTHING".to_owned()
    } else {
        format!("DO UPDATE SET {}", updates.join(", "))
    };
    format!(
        "INSERT INTO \"{}\" ({columns}) VALUES ({marks}) ON CONFLICT ({}) {action}",
        table.name,
        quoted(table.key.iter().copied())
    )
}

fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("\"{name}\"")).collect();
    names.join(", ")
}

fn sqlite_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Integer | Kind::Boolean => "INTEGER",
        Kind::Real => "REAL",
        Kind::Text | Kind::Timestamp | Kind::Json => "TEXT",
    }
}
