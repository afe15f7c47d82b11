//! Upserts of many rows in one PostgreSQL statement, with an array for each column.

use std::collections::HashMap;

use tokio_postgres::types::{ToSql, Type};

use crate::table::{Kind, Table};
use crate::value::{Row, Value};

/// The values of one column as sent to the server. Timestamps and JSON are sent as text.
#[derive(Debug)]
enum Array {
    Integers(Vec<Option<i64>>),
    Reals(Vec<Option<f64>>),
    Booleans(Vec<Option<bool>>),
    Texts(Vec<Option<String>>),
}

/// An `INSERT … ON CONFLICT … DO UPDATE` statement with the values of several rows.
#[derive(Debug)]
pub(super) struct Upsert {
    pub(super) statement: String,
    arrays: Vec<Array>,
    types: Vec<Type>,
}

impl Upsert {
    /// The statement that writes rows of one table. Of rows with the same key only the last is written, since one
    /// statement must not touch a row twice.
    pub(super) fn new(table: &'static Table, rows: &[&Row]) -> Self {
        let rows = last_by_key(table, rows);
        let mut arrays = Vec::new();
        let mut types = Vec::new();
        for (index, column) in table.columns.iter().enumerate() {
            let values = rows.iter().map(|row| &row.values[index]);
            let (array, ty) = match column.kind {
                Kind::Integer => (
                    Array::Integers(values.map(integer).collect()),
                    Type::INT8_ARRAY,
                ),
                Kind::Real => (Array::Reals(values.map(real).collect()), Type::FLOAT8_ARRAY),
                Kind::Boolean => (
                    Array::Booleans(values.map(boolean).collect()),
                    Type::BOOL_ARRAY,
                ),
                Kind::Text | Kind::Timestamp | Kind::Json => {
                    (Array::Texts(values.map(text).collect()), Type::TEXT_ARRAY)
                }
            };
            arrays.push(array);
            types.push(ty);
        }
        Self {
            statement: statement(table),
            arrays,
            types,
        }
    }

    /// The parameters of the statement, with their types.
    pub(super) fn parameters(&self) -> Vec<(&(dyn ToSql + Sync), Type)> {
        let mut parameters: Vec<(&(dyn ToSql + Sync), Type)> = Vec::new();
        for (array, ty) in self.arrays.iter().zip(&self.types) {
            let value: &(dyn ToSql + Sync) = match array {
                Array::Integers(values) => values,
                Array::Reals(values) => values,
                Array::Booleans(values) => values,
                Array::Texts(values) => values,
            };
            parameters.push((value, ty.clone()));
        }
        parameters
    }
}

fn statement(table: &Table) -> String {
    let mut columns = Vec::new();
    let mut selected = Vec::new();
    let mut arrays = Vec::new();
    let mut names = Vec::new();
    let mut updates = Vec::new();
    for (index, column) in table.columns.iter().enumerate() {
        let number = index + 1;
        let (array, cast) = match column.kind {
            Kind::Integer => ("bigint[]", ""),
            Kind::Real => ("double precision[]", ""),
            Kind::Boolean => ("boolean[]", ""),
            Kind::Text => ("text[]", ""),
            Kind::Timestamp => ("text[]", "::timestamptz"),
            Kind::Json => ("text[]", "::jsonb"),
        };
        columns.push(format!("\"{}\"", column.name));
        selected.push(format!("c{number}{cast}"));
        arrays.push(format!("${number}::{array}"));
        names.push(format!("c{number}"));
        if !table.key.contains(&column.name) {
            updates.push(format!("\"{0}\" = excluded.\"{0}\"", column.name));
        }
    }
    let action = if updates.is_empty() {
        "NOTHING".to_owned()
    } else {
        format!("UPDATE SET {}", updates.join(", "))
    };
    let key: Vec<String> = table.key.iter().map(|name| format!("\"{name}\"")).collect();
    format!(
        "INSERT INTO \"{}\" ({}) SELECT {} FROM UNNEST({}) AS rows({}) ON CONFLICT ({}) DO {action}",
        table.name,
        columns.join(", "),
        selected.join(", "),
        arrays.join(", "),
        names.join(", "),
        key.join(", "),
    )
}

fn last_by_key<'r>(table: &Table, rows: &[&'r Row]) -> Vec<&'r Row> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut kept: Vec<&Row> = Vec::new();
    for row in rows {
        let mut key = String::new();
        for (column, value) in table.columns.iter().zip(&row.values) {
            if table.key.contains(&column.name) {
                key.push_str(&format!("{value:?}\u{1f}"));
            }
        }
        match places.get(&key) {
            Some(place) => kept[*place] = row,
            None => {
                places.insert(key, kept.len());
                kept.push(row);
            }
        }
    }
    kept
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

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) | Value::Timestamp(text) => Some(storable(text)),
        Value::Json(json) => Some(without_nul_escapes(json)),
        _ => None,
    }
}

/// Replaces U+0000, which PostgreSQL's `text` cannot hold.
pub(super) fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// Replaces escapes of U+0000, which `jsonb` cannot hold. After an escaped backslash, `u0000` is plain text.
pub(super) fn without_nul_escapes(json: &str) -> String {
    if !json.contains("\\u0000") {
        return json.to_owned();
    }
    let mut text = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        let escape = &rest[at..];
        let length = if escape.starts_with("\\u0000") {
            text.push('\u{fffd}');
            6
        } else {
            text.push_str(&escape[..2]);
            2
        };
        rest = &escape[length..];
    }
    text.push_str(rest);
    text
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
        let kept = last_by_key(&DOSSIER_LABEL, &[&one, &other, &again]);
        assert_eq!(kept, [&again, &other]);
    }

    #[test]
    fn a_table_that_is_all_key_has_nothing_to_update() {
        assert_eq!(
            statement(&DOSSIER_LABEL),
            "INSERT INTO \"dossier_label\" (\"dossier\", \"label\") SELECT c1, c2 \
             FROM UNNEST($1::bigint[], $2::text[]) AS rows(c1, c2) \
             ON CONFLICT (\"dossier\", \"label\") DO NOTHING"
        );
    }
}
