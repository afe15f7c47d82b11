//! Reads list definitions from TOML files.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::view::VIEW_KEYS;
use super::{ColumnType, Deletions, List, ListOrder, Partition};
use crate::error::SyncError;

/// The definition as deserialized.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Definition {
    name: String,
    query: String,
    path: String,
    key: String,
    #[serde(default = "any")]
    order: ListOrder,
    #[serde(default = "keep")]
    deletions: Deletions,
    #[serde(default)]
    paginate: Vec<String>,
    #[serde(default)]
    refetch: Vec<String>,
    #[serde(default)]
    variables: toml::Table,
    #[serde(default)]
    columns: BTreeMap<String, ColumnType>,
}

fn any() -> ListOrder {
    ListOrder::Any
}

fn keep() -> Deletions {
    Deletions::Keep
}

impl List {
    /// Reads a definition in TOML; `read` is called with the name of the query's file and returns its text.
    ///
    /// ```toml
    /// name = "films"
    /// query = "films.graphql"
    /// path = "allFilms"
    /// key = "id"
    /// order = "any"           # or "updated"
    /// deletions = "walk"      # or "keep", "twice", "node"
    /// paginate = ["path=allFilms, style=page, position=p"] # only if it is not recognized
    ///
    /// [variables]
    /// language = "fr"
    ///
    /// [columns]
    /// title = "text"          # or "integer", "real", "boolean", "timestamp", "json"
    /// "director.name" = "text"
    /// ```
    ///
    /// # Errors
    ///
    /// [`SyncError::Definition`] with the line of the mistake, and the errors of `read`.
    pub fn from_toml(
        text: &str,
        read: impl FnOnce(&str) -> Result<String, SyncError>,
    ) -> Result<(Self, Partition), SyncError> {
        let definition: Definition =
            toml::from_str(text).map_err(|error| invalid(error.to_string().trim_end()))?;
        let variables = variables(definition.variables)?;
        let document = read(&definition.query)?;
        let mut list = Self::new(
            &definition.name,
            &document,
            &definition.path,
            &definition.key,
        )?
        .order(definition.order)
        .deletions(definition.deletions);
        list.paginate = definition.paginate;
        list.refetch = definition.refetch;
        check_columns(definition.columns.keys())?;
        for (path, ty) in definition.columns {
            list = list.column(&path, ty);
        }
        Ok((list, Partition::new("", variables)))
    }
}

/// The variables as JSON.
fn variables(table: toml::Table) -> Result<Map<String, Value>, SyncError> {
    let mut variables = Map::new();
    for (name, value) in table {
        let value = json(&name, value)?;
        variables.insert(name, value);
    }
    Ok(variables)
}

/// A value of the variable `name` as JSON: a date or time as its text.
fn json(name: &str, value: toml::Value) -> Result<Value, SyncError> {
    Ok(match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Boolean(flag) => Value::Bool(flag),
        toml::Value::Datetime(moment) => Value::String(moment.to_string()),
        toml::Value::Float(number) if number.is_finite() => number.into(),
        toml::Value::Float(number) => {
            return Err(invalid(format!(
                "the variable `{name}` is `{number}`, which JSON cannot express; give it another number"
            )));
        }
        toml::Value::Array(elements) => {
            let mut array = Vec::new();
            for element in elements {
                array.push(json(name, element)?);
            }
            Value::Array(array)
        }
        toml::Value::Table(table) => Value::Object(variables(table)?),
    })
}

/// How many bytes of a column's name PostgreSQL reads.
const NAME_BYTES: usize = 63;

/// Checks the columns of a view. SQLite does not tell `title` and `Title` apart, and PostgreSQL not what follows 63 bytes.
fn check_columns<'p>(paths: impl Iterator<Item = &'p String>) -> Result<(), SyncError> {
    let mut known: BTreeMap<String, &str> = BTreeMap::new();
    for path in paths {
        keys("column", path)?;
        let name: String = path.chars().take(NAME_BYTES).collect();
        let name = name.to_ascii_lowercase();
        if VIEW_KEYS.contains(&name.as_str()) {
            return Err(invalid(format!(
                "`{path}` cannot be a column, since each view has one of this name; select the field with an alias in the query, such as `item_{path}: {path}`"
            )));
        }
        if let Some(other) = known.insert(name, path) {
            return Err(invalid(format!(
                "`{other}` and `{path}` cannot both be columns, since a database does not tell these names apart; select one of the fields with an alias in the query"
            )));
        }
    }
    Ok(())
}

/// The error for an invalid definition.
pub(super) fn invalid(problem: impl Into<String>) -> SyncError {
    SyncError::Definition {
        problem: problem.into(),
    }
}

/// Checks a name, which becomes part of views and keys.
pub(super) fn check_name(name: &str) -> Result<(), SyncError> {
    let is_valid = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.len() <= 48
        && name.chars().all(|character| {
            character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_'
        });
    if is_valid {
        Ok(())
    } else {
        Err(invalid(format!(
            "`{name}` cannot be the name of a list; use up to 48 lower-case letters, digits and `_`, a letter first"
        )))
    }
}

/// Splits a dotted path into response keys.
pub(super) fn keys(what: &str, path: &str) -> Result<Vec<String>, SyncError> {
    let keys: Vec<String> = path.split('.').map(str::to_owned).collect();
    let is_name = |key: &String| {
        !key.is_empty()
            && key
                .chars()
                .all(|character| character.is_ascii_alphanumeric() || character == '_')
    };
    if keys.iter().all(is_name) {
        Ok(keys)
    } else {
        Err(invalid(format!(
            "`{path}` cannot be a {what}; write response keys with dots, such as `repository.issues`"
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(List, Partition), SyncError> {
        List::from_toml(text, |name| Ok(format!("query of {name}")))
    }

    #[test]
    fn a_definition_says_all_of_a_list() {
        let text = "
            name = 'films'
            query = 'films.graphql'
            path = 'a.films'
            key = 'id'
            order = 'updated'
            deletions = 'node'
            [variables]
            limit = 3
            [columns]
            'director.name' = 'text'
        ";
        let (list, partition) = read(text).unwrap();
        assert_eq!((list.name(), list.order), ("films", ListOrder::Updated));
        assert_eq!(list.deletions, Deletions::Node);
        assert_eq!(list.key, ["id"]);
        assert_eq!(
            list.columns,
            [("director.name".to_owned(), ColumnType::Text)]
        );
        assert_eq!(partition.variables["limit"], 3);
    }

    #[test]
    fn dates_in_variables_are_their_text() {
        let text = "
            name = 'films'
            query = 'films.graphql'
            path = 'films'
            key = 'id'
            [variables]
            since = 2026-01-01
            filter = { until = [2026-11-30T10:00:00Z, 10:00:00], rating = 1.5, seen = true }
        ";
        let (_, partition) = read(text).unwrap();
        let expected = serde_json::json!({
            "since": "2026-01-01",
            "filter": { "until": ["2026-11-30T10:00:00Z", "10:00:00"], "rating": 1.5, "seen": true },
        });
        assert_eq!(Value::Object(partition.variables), expected);
    }

    #[test]
    fn mistakes_are_named() {
        let long = "a".repeat(63);
        let base = "query = 'q'\npath = 'a'\nkey = 'id'\n";
        for (text, expected) in [
            ("name = 'Films'", "cannot be the name of a list"),
            ("name = 'f'\nordre = 'any'", "unknown field `ordre`"),
            ("name = 'f'\norder = 'date'", "unknown variant `date`"),
            (
                "name = 'f'\n[columns]\n'a b' = 'text'",
                "cannot be a column",
            ),
            (
                "name = 'f'\n[columns]\nkey = 'text'",
                "`key` cannot be a column, since each view has one of this name",
            ),
            (
                "name = 'f'\n[columns]\npart = 'text'",
                "with an alias in the query, such as `item_part: part`",
            ),
            (
                "name = 'f'\n[columns]\nKey = 'text'",
                "`Key` cannot be a column, since each view has one of this name",
            ),
            (
                "name = 'f'\n[columns]\nTitle = 'text'\ntitle = 'text'",
                "`Title` and `title` cannot both be columns",
            ),
            (
                &format!("name = 'f'\n[columns]\n{long}_a = 'text'\n{long}_b = 'text'"),
                "cannot both be columns",
            ),
            (
                "name = 'f'\n[variables]\nlimit = [nan]",
                "the variable `limit` is `NaN`, which JSON cannot express",
            ),
            ("", "missing field `name`"),
        ] {
            let error = read(&format!("{base}{text}")).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
