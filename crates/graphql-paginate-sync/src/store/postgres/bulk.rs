//! Upserts of many rows in one PostgreSQL statement, with an array for each column.

use std::borrow::Cow;

use tokio_postgres::types::{ToSql, Type};

use crate::nul::{without_nul, without_nul_escapes};
use crate::store::last_by_key::last_by_key;
use crate::store::schema::{MARKS, STORED, on_conflict};
use crate::table::{DOSSIER, Kind, Table};
use crate::value::{DossierRows, Row, Value};

/// The values of one column as sent to the server. Timestamps and JSON are sent as text.
#[derive(Debug)]
enum Array<'r> {
    Integers(Vec<Option<i64>>),
    Reals(Vec<Option<f64>>),
    Booleans(Vec<Option<bool>>),
    Texts(Vec<Option<Cow<'r, str>>>),
}

/// An `INSERT … ON CONFLICT … DO UPDATE` statement with the values of several rows.
#[derive(Debug)]
pub(super) struct Upsert<'r> {
    pub(super) statement: String,
    arrays: Vec<Array<'r>>,
}

impl<'r> Upsert<'r> {
    /// The statement that writes rows of one table. Of rows with the same key only the last is written, since one
    /// statement must not touch a row twice.
    pub(super) fn new(table: &'static Table, rows: &[&'r Row]) -> Self {
        let names: Vec<(&str, Kind)> = columns(table);
        Self {
            statement: statement(table, &names, &[]),
            arrays: arrays(
                table,
                &last_by_key(rows.iter().copied(), |row| key(table, row)),
            ),
        }
    }

    /// The statement that writes the rows of dossiers, each once, with their hashes, and removes their marks.
    pub(super) fn dossiers(dossiers: &[&'r DossierRows], now: &'r str) -> Self {
        let mut names = columns(&DOSSIER);
        names.extend(STORED.into_iter().zip([Kind::Text, Kind::Timestamp]));
        let rows: Vec<&Row> = dossiers.iter().map(|one| &one.dossier).collect();
        let mut arrays = arrays(&DOSSIER, &rows);
        let hashes = dossiers.iter().map(|one| Some(Cow::from(&*one.hash)));
        arrays.push(Array::Texts(hashes.collect()));
        arrays.push(Array::Texts(vec![Some(Cow::from(now)); dossiers.len()]));
        Self {
            statement: statement(&DOSSIER, &names, &MARKS),
            arrays,
        }
    }

    /// The parameters of the statement, with their types.
    pub(super) fn parameters(&self) -> Vec<(&(dyn ToSql + Sync), Type)> {
        let mut parameters: Vec<(&(dyn ToSql + Sync), Type)> = Vec::new();
        for array in &self.arrays {
            parameters.push(match array {
                Array::Integers(values) => (values, Type::INT8_ARRAY),
                Array::Reals(values) => (values, Type::FLOAT8_ARRAY),
                Array::Booleans(values) => (values, Type::BOOL_ARRAY),
                Array::Texts(values) => (values, Type::TEXT_ARRAY),
            });
        }
        parameters
    }
}

fn columns(table: &Table) -> Vec<(&'static str, Kind)> {
    let mut columns = Vec::new();
    for column in table.columns {
        columns.push((column.name, column.kind));
    }
    columns
}

/// The values of each column.
fn arrays<'r>(table: &Table, rows: &[&'r Row]) -> Vec<Array<'r>> {
    let mut arrays = Vec::new();
    for (index, column) in table.columns.iter().enumerate() {
        let values = rows.iter().map(|row| &row.values[index]);
        arrays.push(match column.kind {
            Kind::Integer => Array::Integers(values.map(integer).collect()),
            Kind::Real => Array::Reals(values.map(real).collect()),
            Kind::Boolean => Array::Booleans(values.map(boolean).collect()),
            Kind::Timestamp => Array::Texts(values.map(timestamp).collect()),
            Kind::Text | Kind::Json => Array::Texts(values.map(text).collect()),
        });
    }
    arrays
}

/// The statement that writes `columns`; the columns `cleared` of a row that exists become null.
fn statement(table: &Table, columns: &[(&str, Kind)], cleared: &[&str]) -> String {
    let mut quoted = Vec::new();
    let mut selected = Vec::new();
    let mut arrays = Vec::new();
    let mut places = Vec::new();
    let mut names = Vec::new();
    for (index, (name, kind)) in columns.iter().enumerate() {
        let number = index + 1;
        let (array, cast) = match kind {
            Kind::Integer => ("bigint[]", ""),
            Kind::Real => ("double precision[]", ""),
            Kind::Boolean => ("boolean[]", ""),
            Kind::Text => ("text[]", ""),
            Kind::Timestamp => ("text[]", "::timestamptz"),
            Kind::Json => ("text[]", "::jsonb"),
        };
        quoted.push(format!("\"{name}\""));
        selected.push(format!("c{number}{cast}"));
        arrays.push(format!("${number}::{array}"));
        places.push(format!("c{number}"));
        names.push(*name);
    }
    format!(
        "INSERT INTO \"{}\" ({}) SELECT {} FROM UNNEST({}) AS rows({}) {}",
        table.name,
        quoted.join(", "),
        selected.join(", "),
        arrays.join(", "),
        places.join(", "),
        on_conflict(table, &names, cleared),
    )
}

/// A value of a key. No key has more than four.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum KeyPart<'r> {
    None,
    Integer(i64),
    Text(&'r str),
}

fn key<'r>(table: &Table, row: &'r Row) -> [KeyPart<'r>; 4] {
    let mut key = [KeyPart::None; 4];
    for (part, name) in key.iter_mut().zip(table.key) {
        let column = table.columns.iter().position(|column| column.name == *name);
        *part = match &row.values[column.expect("keys are columns")] {
            Value::Integer(number) => KeyPart::Integer(*number),
            value => KeyPart::Text(value.as_text()),
        };
    }
    key
}

fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(number) => Some(*number),
        _ => None,
    }
}

fn real(value: &Value) -> Option<f64> {
    match value {
        Value::Real(number) => Some(*number),
        _ => None,
    }
}

fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Boolean(flag) => Some(*flag),
        _ => None,
    }
}

/// The text of a time. Text that is not a time would fail with its whole page.
fn timestamp(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Timestamp(text) => Some(Cow::Borrowed(text)),
        _ => None,
    }
}

fn text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Text(text) | Value::Timestamp(text) => Some(without_nul(text)),
        Value::Json(json) => Some(without_nul_escapes(json)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::table::DOSSIER_LABEL;

    #[test]
    fn a_zero_character_becomes_the_replacement_character() {
        let check = |value: Value, expected: &str| assert_eq!(text(&value).unwrap(), expected);
        check(Value::Text("a\0b".to_owned()), "a\u{fffd}b");
        check(
            Value::json(&json!({ "a": "x\0y" })),
            "{\"a\":\"x\u{fffd}y\"}",
        );
        check(Value::json(&json!("\\u0000")), "\"\\\\u0000\"");
        check(Value::json(&json!("\\\0")), "\"\\\\\u{fffd}\"");
    }

    #[test]
    fn of_rows_with_one_key_the_last_counts() {
        let row = |label: &str| Row::new(&DOSSIER_LABEL, [7.into(), label.into()]);
        let (one, other, again) = (row("a"), row("b"), row("a"));
        let kept = last_by_key([&one, &other, &again], |row| key(&DOSSIER_LABEL, row));
        assert_eq!(kept, [&again, &other]);
    }

    #[test]
    fn a_table_that_is_all_key_has_nothing_to_update() {
        assert_eq!(
            statement(&DOSSIER_LABEL, &columns(&DOSSIER_LABEL), &[]),
            "INSERT INTO \"dossier_label\" (\"dossier\", \"label\") SELECT c1, c2 \
             FROM UNNEST($1::bigint[], $2::text[]) AS rows(c1, c2) \
             ON CONFLICT (\"dossier\", \"label\") DO NOTHING"
        );
    }
}
