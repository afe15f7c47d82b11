//! Values and rows to be stored in a database.

use chrono::{DateTime, Datelike, SecondsFormat, Utc};
use serde::Serialize;

use crate::files::FileLink;
use crate::table::Table;

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// Absent or null.
    Null,
    /// A 64-bit integer.
    Integer(i64),
    /// A double-precision floating-point number.
    Real(f64),
    /// True or false.
    Boolean(bool),
    /// Text of any kind.
    Text(String),
    /// A time in UTC, such as `2026-11-29T03:00:00Z`; these texts sort by time.
    Timestamp(String),
    /// The text of a JSON document.
    Json(String),
}

/// The values of one row, in the order of its table's columns.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) table: &'static Table,
    pub(crate) values: Vec<Value>,
}

/// A dossier with everything that belongs to it, ready to be stored.
#[derive(Debug)]
pub(crate) struct DossierRows {
    pub(crate) number: i64,
    /// The row of the table `dossier`.
    pub(crate) dossier: Row,
    /// The rows of its child tables.
    pub(crate) children: Vec<Row>,
    /// The URLs of its files, if they were requested; they are not stored.
    pub(crate) links: Vec<FileLink>,
    /// A hash that changes when any part of the dossier does.
    pub(crate) hash: String,
}

impl Row {
    /// A row of `table`, with a value for each column.
    pub(crate) fn new<const N: usize>(table: &'static Table, values: [Value; N]) -> Self {
        assert_eq!(
            table.columns.len(),
            N,
            "`{}` has another number of columns",
            table.name
        );
        Self {
            table,
            values: values.into(),
        }
    }
}

impl Value {
    /// A part of a response as JSON.
    pub(crate) fn json(part: &impl Serialize) -> Self {
        Self::Json(serde_json::to_string(part).expect("responses are JSON"))
    }

    /// Converts a date and time with any offset. Other text, such as a year of five digits, stays text: SQLite stores
    /// it, and PostgreSQL has null in its place.
    pub(crate) fn timestamp(text: &str) -> Self {
        if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
            let moment = moment.with_timezone(&Utc);
            // In UTC, the year may be another one.
            if (1..=9999).contains(&moment.year()) {
                return Self::Timestamp(utc(moment));
            }
        }
        Self::Text(text.to_owned())
    }

    /// The value of an optional timestamp.
    pub(crate) fn optional_timestamp(text: Option<&String>) -> Self {
        text.map_or(Self::Null, |text| Self::timestamp(text))
    }

    /// The text of a text value; empty for other values.
    pub(crate) fn as_text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Timestamp(text) => text,
            _ => "",
        }
    }

    /// The text of an optional value.
    pub(crate) fn optional_text(text: Option<&String>) -> Self {
        text.map_or(Self::Null, |text| Self::Text(text.clone()))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Boolean(flag)
    }
}

/// Formats a time in UTC, with whole seconds.
pub(crate) fn utc(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The current time in the same format.
pub(crate) fn now() -> String {
    utc(Utc::now())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_are_utc_whatever_their_offset() {
        let check = |text: &str, expected: Value| assert_eq!(Value::timestamp(text), expected);
        check(
            "2019-07-10T00:00:00+02:00",
            Value::Timestamp("2019-07-09T22:00:00Z".to_owned()),
        );
        check(
            "2019-07-10T00:00:00.25Z",
            Value::Timestamp("2019-07-10T00:00:00Z".to_owned()),
        );
        for text in [
            "yesterday",
            "20026-01-01T00:00:00+01:00",
            "0001-01-01T00:00:00+01:00",
            "9999-12-31T23:59:59-01:00",
        ] {
            check(text, Value::Text(text.to_owned()));
        }
    }
}
