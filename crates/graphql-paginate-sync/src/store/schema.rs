//! The SQL statements that create and fill the tables.

use std::fmt::Write as _;

use crate::dialect::Dialect;
use crate::table::{DOSSIER, Kind, TABLES, Table};

/// The version of the tables that this program writes.
pub(crate) const VERSION: i64 = 4;

/// The statements that migrate the tables from the previous version to `version`.
pub(crate) fn migration(dialect: Dialect, version: i64) -> String {
    match version {
        1 => create_tables(dialect),
        2 => own_tables(VERSION_2, dialect),
        3 => own_tables(VERSION_3, dialect),
        4 => own_tables(VERSION_4, dialect),
        _ => unreachable!("versions go from 1 to {VERSION}"),
    }
}

/// The tables of version 1.
fn create_tables(dialect: Dialect) -> String {
    let mut sql = String::new();
    for table in TABLES {
        let mut columns = String::new();
        for column in table.columns {
            write!(
                columns,
                "\"{}\" {}, ",
                column.name,
                column_type(dialect, column.kind)
            )
            .expect("writing to a string");
        }
        for (name, kind) in store_columns(table) {
            write!(columns, "\"{name}\" {}, ", column_type(dialect, *kind))
                .expect("writing to a string");
        }
        let key = quoted(table.key.iter().copied());
        writeln!(
            sql,
            "CREATE TABLE \"{}\" ({columns}PRIMARY KEY ({key})){};",
            table.name,
            strict(dialect)
        )
        .expect("writing to a string");
    }
    sql.push_str(&own_tables(OWN_TABLES, dialect));
    sql
}

/// The statements, with names in capitals replaced by the types of the dialect.
fn own_tables(statements: &str, dialect: Dialect) -> String {
    statements
        .replace("ROWID", row_id(dialect))
        .replace("INTEGER", column_type(dialect, Kind::Integer))
        .replace("BOOLEAN", column_type(dialect, Kind::Boolean))
        .replace("TIMESTAMP", column_type(dialect, Kind::Timestamp))
        .replace("JSON", column_type(dialect, Kind::Json))
        .replace("FALSE", falsehood(dialect))
        .replace(")\n;", &format!("){};", strict(dialect)))
}

/// An auto-incrementing primary key.
fn row_id(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "INTEGER PRIMARY KEY",
        Dialect::Postgres => "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    }
}

/// The literal for false; SQLite has no booleans.
fn falsehood(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "0",
        Dialect::Postgres => "FALSE",
    }
}

/// The `STRICT` option of SQLite, which checks types only in such tables.
fn strict(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => " STRICT",
        Dialect::Postgres => "",
    }
}

/// Columns that the store itself fills.
fn store_columns(table: &Table) -> &'static [(&'static str, Kind)] {
    match table.name {
        "dossier" => &[
            ("content_hash", Kind::Text),
            ("synced_at", Kind::Timestamp),
            ("pending_deletion_at", Kind::Timestamp),
            ("deleted_at", Kind::Timestamp),
            ("deletion_reason", Kind::Text),
        ],
        "champ_descriptor" => &[("removed_at", Kind::Timestamp)],
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
    "saved_at" TIMESTAMP NOT NULL
)
;
CREATE TABLE "run" (
    "id" ROWID,
    "demarche" INTEGER NOT NULL,
    "started_at" TIMESTAMP NOT NULL,
    "finished_at" TIMESTAMP,
    "outcome" TEXT,
    "certificate" JSON
)
;
CREATE TABLE "dead_letter" (
    "id" ROWID,
    "demarche" INTEGER NOT NULL,
    "number" INTEGER,
    "path" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "first_seen_at" TIMESTAMP NOT NULL,
    "last_seen_at" TIMESTAMP NOT NULL,
    "resolved_at" TIMESTAMP
)
;
"#;

/// Version 2: settings of the whole database, such as the server that it mirrors; whether a walk reached the end;
/// lists; leases and quotas of workers, which only PostgreSQL uses.
const VERSION_2: &str = r#"
CREATE TABLE "setting" (
    "key" TEXT PRIMARY KEY,
    "value" TEXT NOT NULL
)
;
ALTER TABLE "sync_state" ADD COLUMN "at_end" BOOLEAN NOT NULL DEFAULT FALSE;
CREATE TABLE "item" (
    "list" TEXT NOT NULL,
    "part" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "raw" JSON NOT NULL,
    "content_hash" TEXT NOT NULL,
    "synced_at" TIMESTAMP NOT NULL,
    "deleted_at" TIMESTAMP,
    PRIMARY KEY ("list", "part", "key")
)
;
CREATE TABLE "list_run" (
    "id" ROWID,
    "list" TEXT NOT NULL,
    "part" TEXT NOT NULL,
    "started_at" TIMESTAMP NOT NULL,
    "finished_at" TIMESTAMP,
    "outcome" TEXT,
    "certificate" JSON
)
;
CREATE TABLE "lease" (
    "key" TEXT PRIMARY KEY,
    "owner" TEXT,
    "generation" INTEGER NOT NULL DEFAULT 0,
    "until" TIMESTAMP,
    "done_at" TIMESTAMP
)
;
CREATE TABLE "quota" (
    "token" TEXT PRIMARY KEY,
    "next_at" TIMESTAMP NOT NULL
)
;
"#;

/// Version 3: what is stored of files. Rows of `file` are replaced with their dossier; those of `stored_file` stay as long
/// as the file itself, and exist before it does, so that no file is forgotten: `stored_at` is null until it has its name.
/// And the parents of items, such as the pull request of a review.
const VERSION_3: &str = r#"
ALTER TABLE "file" ADD COLUMN "path" TEXT;
ALTER TABLE "file" ADD COLUMN "state" TEXT;
CREATE TABLE "stored_file" (
    "path" TEXT PRIMARY KEY,
    "demarche" INTEGER NOT NULL,
    "dossier" INTEGER NOT NULL,
    "filename" TEXT NOT NULL,
    "checksum" TEXT NOT NULL,
    "byte_size" INTEGER NOT NULL,
    "stored_at" TIMESTAMP
)
;
CREATE INDEX "stored_file_by_dossier" ON "stored_file" ("dossier");
ALTER TABLE "item" ADD COLUMN "parent" TEXT;
CREATE INDEX "item_by_parent" ON "item" ("list", "part", "parent");
"#;

/// Version 4: the lists inside an item that lack elements, as a JSON object of paths and numbers; null if there are none.
const VERSION_4: &str = r#"
ALTER TABLE "item" ADD COLUMN "cut" TEXT;
CREATE INDEX "item_with_cut_lists" ON "item" ("list", "part") WHERE "cut" IS NOT NULL;
"#;

/// An `INSERT … ON CONFLICT … DO UPDATE` statement for one row, with a `?` for each column.
pub(super) fn upsert(table: &Table) -> String {
    let mut names = Vec::new();
    for column in table.columns {
        names.push(column.name);
    }
    upsert_columns(table, &names, &[])
}

/// The same for a dossier, with its hash and the time of storage as further values; removes its marks.
pub(super) fn upsert_dossier() -> String {
    let mut names = Vec::new();
    for column in DOSSIER.columns {
        names.push(column.name);
    }
    names.extend(STORED);
    upsert_columns(&DOSSIER, &names, &MARKS)
}

/// The columns of a dossier that each write sets, after those of the table.
pub(super) const STORED: [&str; 2] = ["content_hash", "synced_at"];

/// The columns of a dossier that mark it as deleted.
pub(super) const MARKS: [&str; 3] = ["pending_deletion_at", "deleted_at", "deletion_reason"];

fn upsert_columns(table: &Table, names: &[&str], cleared: &[&str]) -> String {
    let marks = vec!["?"; names.len()].join(", ");
    format!(
        "INSERT INTO \"{}\" ({}) VALUES ({marks}) {}",
        table.name,
        quoted(names.iter().copied()),
        on_conflict(table, names, cleared)
    )
}

/// What happens if a row with the key exists: it gets the new values, and the columns `cleared` become null.
pub(super) fn on_conflict(table: &Table, names: &[&str], cleared: &[&str]) -> String {
    let mut updates = Vec::new();
    for name in names {
        if !table.key.contains(name) {
            updates.push(format!("\"{name}\" = excluded.\"{name}\""));
        }
    }
    for name in cleared {
        updates.push(format!("\"{name}\" = NULL"));
    }
    let action = if updates.is_empty() {
        "NOTHING".to_owned()
    } else {
        format!("UPDATE SET {}", updates.join(", "))
    };
    let key = quoted(table.key.iter().copied());
    format!("ON CONFLICT ({key}) DO {action}")
}

fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("\"{name}\"")).collect();
    names.join(", ")
}

fn column_type(dialect: Dialect, kind: Kind) -> &'static str {
    match (dialect, kind) {
        (Dialect::Sqlite, Kind::Integer | Kind::Boolean) => "INTEGER",
        (Dialect::Sqlite, Kind::Real) => "REAL",
        (Dialect::Sqlite, Kind::Text | Kind::Timestamp | Kind::Json) => "TEXT",
        (Dialect::Postgres, Kind::Integer) => "bigint",
        (Dialect::Postgres, Kind::Real) => "double precision",
        (Dialect::Postgres, Kind::Boolean) => "boolean",
        (Dialect::Postgres, Kind::Text) => "text",
        (Dialect::Postgres, Kind::Timestamp) => "timestamptz",
        (Dialect::Postgres, Kind::Json) => "jsonb",
    }
}
