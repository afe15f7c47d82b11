//! Writes the pages of the hand-written loop: prepared statements for SQLite, an array for each column for PostgreSQL.

use std::borrow::Cow;
use std::collections::HashMap;

use rusqlite::{Connection, ToSql, params_from_iter, types::ToSqlOutput};
use tokio_postgres::types::ToSql as ToPostgres;

use crate::support::{Database, connect};

/// A value of a row.
#[derive(Debug, Clone)]
pub(super) enum Cell<'a> {
    Null,
    Integer(i64),
    Real(f64),
    Boolean(bool),
    /// Also times and JSON.
    Text(Cow<'a, str>),
}

/// The rows of a page, in the columns of [`TABLES`].
#[derive(Default)]
pub(super) struct Page<'a> {
    pub(super) dossiers: Vec<[Cell<'a>; 19]>,
    pub(super) labels: Vec<[Cell<'a>; 2]>,
    pub(super) answers: Vec<[Cell<'a>; 17]>,
    /// The places of the answers by their keys: one statement must not write a row twice.
    pub(super) places: HashMap<(i64, &'static str, &'a str, &'a str), usize>,
    pub(super) files: Vec<[Cell<'a>; 8]>,
    pub(super) steps: Vec<[Cell<'a>; 6]>,
}

/// A table, and its columns in the order of the cells.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) key: &'static [&'static str],
    pub(super) columns: &'static [Column],
}

pub(super) struct Column {
    pub(super) name: &'static str,
    kind: Kind,
}

enum Kind {
    Integer,
    Real,
    Boolean,
    Text,
    Time,
    Json,
}

macro_rules! columns {
    ($($name:ident $kind:ident),* $(,)?) => {
        &[$(Column { name: stringify!($name), kind: Kind::$kind }),*]
    };
}

/// The tables, in the order of the fields of [`Page`].
pub(super) static TABLES: [Table; 5] = [
    Table {
        name: "dossier",
        key: &["number"],
        columns: columns![
            number Integer, demarche Integer, id Text, state Text, archived Boolean, date_depot Time,
            date_passage_en_construction Time, date_passage_en_instruction Time, date_traitement Time,
            date_expiration Time, date_derniere_modification Time, motivation Text, usager_email Text,
            demandeur_type Text, demandeur Json, groupe_instructeur Integer, groupe_instructeur_label Text,
            revision Text, raw Json,
        ],
    },
    Table {
        name: "dossier_label",
        key: &["dossier", "label"],
        columns: columns![dossier Integer, label Text],
    },
    Table {
        name: "champ",
        key: &["dossier", "kind", "descriptor_id", "row_id"],
        columns: columns![
            dossier Integer, kind Text, descriptor_id Text, row_id Text, block Text, position Integer,
            row_position Integer, type Text, label Text, value Text, value_integer Integer, value_real Real,
            value_boolean Boolean, value_date Text, value_timestamp Time, columns Json, updated_at Time,
        ],
    },
    Table {
        name: "file",
        key: &["dossier", "owner", "position"],
        columns: columns![
            dossier Integer, owner Text, position Integer, filename Text, content_type Text, checksum Text,
            byte_size Integer, created_at Time,
        ],
    },
    Table {
        name: "traitement",
        key: &["dossier", "id"],
        columns: columns![
            id Text, dossier Integer, event Text, treated_at Time, email Text, motivation Text,
        ],
    },
];

const CURSOR: &str = "CREATE TABLE hand_cursor (list text PRIMARY KEY, after text NOT NULL)";
const SAVE: &str = "INSERT INTO hand_cursor (list, after) VALUES ('dossiers', $1)
    ON CONFLICT (list) DO UPDATE SET after = excluded.after";

/// The database that the loop writes to, with a statement for each table.
pub(super) enum Writer {
    Sqlite(Connection, Vec<String>),
    Postgres {
        client: tokio_postgres::Client,
        statements: Vec<tokio_postgres::Statement>,
        save: tokio_postgres::Statement,
    },
}

impl Writer {
    pub(super) async fn open(database: &Database) -> Self {
        match database {
            Database::Sqlite(path) => {
                let connection = Connection::open(path).unwrap();
                // The durability of a mirror.
                connection
                    .pragma_update(None, "journal_mode", "WAL")
                    .unwrap();
                connection
                    .pragma_update(None, "synchronous", "FULL")
                    .unwrap();
                connection.execute_batch(CURSOR).unwrap();
                Self::Sqlite(connection, TABLES.iter().map(row_statement).collect())
            }
            Database::Postgres(url) => {
                let client = connect(url).await;
                client.batch_execute(CURSOR).await.unwrap();
                let mut statements = Vec::new();
                for table in &TABLES {
                    statements.push(client.prepare(&array_statement(table)).await.unwrap());
                }
                let save = client.prepare(SAVE).await.unwrap();
                Self::Postgres {
                    client,
                    statements,
                    save,
                }
            }
        }
    }

    /// Writes the rows of a page and its cursor in one transaction.
    pub(super) async fn write(&mut self, page: &Page<'_>, after: &str) {
        match self {
            Self::Sqlite(connection, statements) => {
                let transaction = connection.transaction().unwrap();
                insert(&transaction, &statements[0], &page.dossiers);
                insert(&transaction, &statements[1], &page.labels);
                insert(&transaction, &statements[2], &page.answers);
                insert(&transaction, &statements[3], &page.files);
                insert(&transaction, &statements[4], &page.steps);
                let mut save = transaction.prepare_cached(SAVE).unwrap();
                save.execute([after]).unwrap();
                drop(save);
                transaction.commit().unwrap();
            }
            Self::Postgres {
                client,
                statements,
                save,
            } => {
                let transaction = client.transaction().await.unwrap();
                upsert(&transaction, &statements[0], 0, &page.dossiers).await;
                upsert(&transaction, &statements[1], 1, &page.labels).await;
                upsert(&transaction, &statements[2], 2, &page.answers).await;
                upsert(&transaction, &statements[3], 3, &page.files).await;
                upsert(&transaction, &statements[4], 4, &page.steps).await;
                transaction.execute(&*save, &[&after]).await.unwrap();
                transaction.commit().await.unwrap();
            }
        }
    }
}

fn insert<const N: usize>(connection: &Connection, statement: &str, rows: &[[Cell<'_>; N]]) {
    let mut statement = connection.prepare_cached(statement).unwrap();
    for row in rows {
        statement.execute(params_from_iter(row)).unwrap();
    }
}

async fn upsert<const N: usize>(
    transaction: &tokio_postgres::Transaction<'_>,
    statement: &tokio_postgres::Statement,
    table: usize,
    rows: &[[Cell<'_>; N]],
) {
    if rows.is_empty() {
        return;
    }
    let table = &TABLES[table];
    let mut arrays: Vec<Box<dyn ToPostgres + Sync + Send + '_>> = Vec::new();
    for (index, column) in table.columns.iter().enumerate() {
        let cells = rows.iter().map(|row| &row[index]);
        arrays.push(match column.kind {
            Kind::Integer => Box::new(cells.map(Cell::as_integer).collect::<Vec<_>>()),
            Kind::Real => Box::new(cells.map(Cell::as_real).collect::<Vec<_>>()),
            Kind::Boolean => Box::new(cells.map(Cell::as_boolean).collect::<Vec<_>>()),
            Kind::Text | Kind::Time | Kind::Json => {
                Box::new(cells.map(Cell::as_text).collect::<Vec<_>>())
            }
        });
    }
    let parameters: Vec<&(dyn ToPostgres + Sync)> = arrays
        .iter()
        .map(|array| &**array as &(dyn ToPostgres + Sync))
        .collect();
    transaction.execute(statement, &parameters).await.unwrap();
}

/// The statement that writes one row to SQLite.
fn row_statement(table: &Table) -> String {
    let marks = vec!["?"; table.columns.len()].join(", ");
    format!(
        "INSERT INTO {} ({}) VALUES ({marks}) {}",
        table.name,
        names(table).join(", "),
        on_conflict(table)
    )
}

/// The statement that writes the rows of a page to PostgreSQL.
fn array_statement(table: &Table) -> String {
    let mut selected = Vec::new();
    let mut arrays = Vec::new();
    for (index, column) in table.columns.iter().enumerate() {
        let (array, cast) = match column.kind {
            Kind::Integer => ("bigint[]", ""),
            Kind::Real => ("double precision[]", ""),
            Kind::Boolean => ("boolean[]", ""),
            Kind::Text => ("text[]", ""),
            Kind::Time => ("text[]", "::timestamptz"),
            Kind::Json => ("text[]", "::jsonb"),
        };
        selected.push(format!("c{index}{cast}"));
        arrays.push(format!("${}::{array}", index + 1));
    }
    let aliases: Vec<String> = (0..table.columns.len())
        .map(|at| format!("c{at}"))
        .collect();
    format!(
        "INSERT INTO {} ({}) SELECT {} FROM UNNEST({}) AS r({}) {}",
        table.name,
        names(table).join(", "),
        selected.join(", "),
        arrays.join(", "),
        aliases.join(", "),
        on_conflict(table)
    )
}

fn names(table: &Table) -> Vec<&'static str> {
    table.columns.iter().map(|column| column.name).collect()
}

fn on_conflict(table: &Table) -> String {
    let mut updates = Vec::new();
    for name in names(table) {
        if !table.key.contains(&name) {
            updates.push(format!("{name} = excluded.{name}"));
        }
    }
    let action = if updates.is_empty() {
        "NOTHING".to_owned()
    } else {
        format!("UPDATE SET {}", updates.join(", "))
    };
    format!("ON CONFLICT ({}) DO {action}", table.key.join(", "))
}

impl<'a> Cell<'a> {
    pub(super) fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            _ => None,
        }
    }

    fn as_real(&self) -> Option<f64> {
        match self {
            Self::Real(number) => Some(*number),
            _ => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        match self {
            Self::Boolean(flag) => Some(*flag),
            _ => None,
        }
    }

    fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::from(rusqlite::types::Null),
            Self::Integer(number) => ToSqlOutput::from(*number),
            Self::Real(number) => ToSqlOutput::from(*number),
            Self::Boolean(flag) => ToSqlOutput::from(*flag),
            Self::Text(text) => ToSqlOutput::from(&**text),
        })
    }
}
