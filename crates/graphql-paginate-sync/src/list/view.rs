//! Generates the view of a list, with a column for each field in its definition.

use serde::Deserialize;

use super::List;
use crate::dialect::{Dialect, name, text};
use crate::views::View;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ColumnType {
    /// A 64-bit integer.
    Integer,
    /// A double-precision floating-point number.
    Real,
    /// True or false; 1 or 0 in SQLite.
    Boolean,
    /// Text.
    Text,
    /// A date and time with an offset, such as `2026-11-29T03:00:00Z`; text in SQLite.
    Timestamp,
    /// Any value, as JSON.
    Json,
}

/// The columns of each list's view that are not fields of the items.
pub(super) const VIEW_KEYS: [&str; 2] = ["part", "key"];

/// The views of a list and of the lists inside its items. They exclude deleted items.
pub(crate) fn views(list: &List, dialect: Dialect) -> Vec<View> {
    let columns = list.columns.iter();
    let columns = columns.map(|(path, ty)| (path.as_str(), *ty));
    let mut views = vec![view(&list.name, &VIEW_KEYS.join(", "), columns, dialect)];
    for nested in &list.nested {
        let columns = nested.columns.iter().copied();
        views.push(view(nested.name, "part, parent, key", columns, dialect));
    }
    views
}

fn view<'a>(
    list: &str,
    keys: &str,
    fields: impl Iterator<Item = (&'a str, ColumnType)>,
    dialect: Dialect,
) -> View {
    let mut columns = String::new();
    for (path, ty) in fields {
        columns.push_str(&format!(", {} AS {}", value(path, ty, dialect), name(path)));
    }
    View {
        name: format!("v_{list}"),
        query: format!(
            "SELECT {keys}{columns} FROM item WHERE list = {} AND deleted_at IS NULL",
            text(list)
        ),
    }
}

fn value(path: &str, ty: ColumnType, dialect: Dialect) -> String {
    let keys: Vec<&str> = path.split('.').collect();
    match dialect {
        Dialect::Sqlite => {
            let path = format!("$.\"{}\"", keys.join("\".\""));
            format!("json_extract(raw, {})", text(&path))
        }
        Dialect::Postgres => {
            let path = text(&format!("{{{}}}", keys.join(",")));
            match ty {
                ColumnType::Json => format!("raw #> {path}"),
                ColumnType::Text => format!("raw #>> {path}"),
                ColumnType::Integer => format!("(raw #>> {path})::bigint"),
                ColumnType::Real => format!("(raw #>> {path})::double precision"),
                ColumnType::Boolean => format!("(raw #>> {path})::boolean"),
                ColumnType::Timestamp => format!("(raw #>> {path})::timestamptz"),
            }
        }
    }
}
