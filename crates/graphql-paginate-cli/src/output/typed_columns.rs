//! The columns of a table with types, from the types of the query.

use serde_json::value::RawValue;

use super::cells::value_at;
use super::columns::is_below;
use super::compact::compacted;

/// A column: the response keys from an item, joined with dots, and its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypedColumn {
    pub(crate) path: String,
    pub(crate) ty: ColumnType,
}

impl TypedColumn {
    /// A column of text.
    pub(crate) fn text(path: String) -> Self {
        Self {
            path,
            ty: ColumnType::Text,
        }
    }
}

/// The type of a column. Every column may have nulls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColumnType {
    /// `Int`.
    Integer,
    /// `Float`.
    Number,
    /// `Boolean`.
    Boolean,
    /// `ID`, `String`, enums and custom scalars. Values that are not text are written as JSON.
    Text,
    /// Lists and values without a known type, as JSON.
    Json,
}

/// A value of a column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum CellValue {
    Null,
    Integer(i64),
    Number(f64),
    Boolean(bool),
    Text(String),
}

/// The columns that `--select` leaves, in the order of its paths.
pub(crate) fn select_columns(columns: &[TypedColumn], paths: &[String]) -> Vec<TypedColumn> {
    let mut selected: Vec<TypedColumn> = Vec::new();
    for path in paths {
        for column in columns {
            // A path below a list selects a part of its elements.
            let is_meant = column.path == *path
                || is_below(&column.path, path)
                || is_below(path, &column.path);
            if is_meant && !selected.contains(column) {
                selected.push(column.clone());
            }
        }
    }
    selected
}

impl TypedColumn {
    /// The column's value of an item.
    ///
    /// # Errors
    ///
    /// A value is not of the type that the schema promises.
    pub(crate) fn value(&self, item: &RawValue) -> Result<CellValue, String> {
        let Some(value) = value_at(item, self.path.split('.')) else {
            self.check_way(item)?;
            return Ok(CellValue::Null);
        };
        self.converted(value).ok_or_else(|| {
            format!(
                "`{}` is {value}, which is not {}",
                self.path,
                self.ty.name()
            )
        })
    }

    /// Refuses a value on the way to the column that is neither an object nor null: the column cannot hold it.
    fn check_way(&self, item: &RawValue) -> Result<(), String> {
        let mut outer = String::new();
        for key in self.path.split('.') {
            let value = match outer.as_str() {
                "" => Some(item),
                path => value_at(item, path.split('.')),
            };
            let Some(value) = value else {
                return Ok(());
            };
            if !value.get().starts_with(['{', 'n']) {
                let name = match outer.as_str() {
                    "" => "the item".to_owned(),
                    path => format!("`{path}`"),
                };
                return Err(format!("{name} is {value}, which is not an object"));
            }
            if !outer.is_empty() {
                outer.push('.');
            }
            outer.push_str(key);
        }
        Ok(())
    }

    fn converted(&self, value: &RawValue) -> Option<CellValue> {
        let text = value.get();
        if text == "null" {
            return Some(CellValue::Null);
        }
        match self.ty {
            ColumnType::Integer => serde_json::from_str(text).ok().map(CellValue::Integer),
            ColumnType::Number => serde_json::from_str(text).ok().map(CellValue::Number),
            ColumnType::Boolean => serde_json::from_str(text).ok().map(CellValue::Boolean),
            ColumnType::Text if text.starts_with('"') => {
                serde_json::from_str(text).ok().map(CellValue::Text)
            }
            ColumnType::Text | ColumnType::Json => {
                Some(CellValue::Text(compacted(value).into_owned()))
            }
        }
    }
}

impl ColumnType {
    fn name(self) -> &'static str {
        match self {
            Self::Integer => "an integer",
            Self::Number => "a number",
            Self::Boolean => "true or false",
            Self::Text => "a text",
            Self::Json => "JSON",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_another_type_than_their_column_are_refused() {
        let item = r#"{"a":{"b":12},"t":"x","s":{"k":[1, 2]},"n":null,"f":1}"#;
        let item: Box<RawValue> = serde_json::from_str(item).unwrap();
        let value = |path: &str, ty| {
            let path = path.to_owned();
            TypedColumn { path, ty }.value(&item)
        };
        let text = |text: &str| Ok(CellValue::Text(text.to_owned()));
        assert_eq!(
            value("a.b", ColumnType::Integer),
            Ok(CellValue::Integer(12))
        );
        assert_eq!(value("f", ColumnType::Number), Ok(CellValue::Number(1.0)));
        assert_eq!(value("t", ColumnType::Text), text("x"));
        assert_eq!(value("a.b", ColumnType::Text), text("12"));
        assert_eq!(value("s.k", ColumnType::Json), text("[1,2]"));
        assert_eq!(value("t", ColumnType::Json), text("\"x\""));
        for path in ["n", "n.x", "none"] {
            assert_eq!(value(path, ColumnType::Integer), Ok(CellValue::Null));
        }
        for (path, error) in [
            ("t.x", "`t` is \"x\", which is not an object"),
            ("s.k.x", "`s.k` is [1, 2], which is not an object"),
        ] {
            assert_eq!(value(path, ColumnType::Integer), Err(error.to_owned()));
        }
        assert_eq!(
            value("t", ColumnType::Integer),
            Err("`t` is \"x\", which is not an integer".to_owned())
        );
    }

    #[test]
    fn a_selection_keeps_the_types() {
        let columns =
            ["id", "author.login", "author.url", "labels.nodes"].map(|path| TypedColumn {
                path: path.to_owned(),
                ty: ColumnType::Text,
            });
        let paths = ["labels.nodes.name", "author", "id"].map(str::to_owned);
        let mut selected = Vec::new();
        for column in select_columns(&columns, &paths) {
            selected.push(column.path);
        }
        assert_eq!(
            selected,
            ["labels.nodes", "author.login", "author.url", "id"]
        );
    }
}
