//! The columns of a table.

use serde_json::value::RawValue;

use super::cells::cells;

/// The columns of a table, as dotted paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Columns {
    /// Known before the first item, from the query or from `--select`.
    Known(Vec<String>),
    /// Those of the items on the first page. Other fields of later items go into one last column as JSON.
    FirstPage(Vec<String>),
}

/// The name of that last column.
pub(crate) const OTHER: &str = "_other";

impl Columns {
    /// Takes the columns from the items of the first page, unless they are already known.
    pub(crate) fn learn(&mut self, items: &[Box<RawValue>]) {
        let Self::FirstPage(columns) = self else {
            return;
        };
        for item in items {
            for cell in cells(item, &|_| false) {
                if !cell.path.is_empty() && !columns.contains(&cell.path) {
                    columns.push(cell.path);
                }
            }
        }
        let paths = columns.clone();
        // The field is null in one item and an object in others.
        columns.retain(|path| !paths.iter().any(|other| is_below(other, path)));
    }

    /// The paths, without the last column for other fields.
    pub(crate) fn paths(&self) -> &[String] {
        match self {
            Self::Known(paths) | Self::FirstPage(paths) => paths,
        }
    }

    /// Whether there is a column for other fields.
    pub(crate) fn has_other(&self) -> bool {
        matches!(self, Self::FirstPage(_))
    }
}

/// The name of an added column: `name`, with as many `_` behind it as no other column needs.
pub(crate) fn free_name(name: &str, columns: &[String]) -> String {
    let mut name = name.to_owned();
    while columns.contains(&name) {
        name.push('_');
    }
    name
}

/// Whether `path` is inside `outer`.
pub(crate) fn is_below(path: &str, outer: &str) -> bool {
    path.strip_prefix(outer)
        .is_some_and(|rest| rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_those_of_all_items_of_the_first_page() {
        let items = [
            r#"{"id":1,"author":null,"tags":[]}"#,
            r#"{"id":2,"author":{"login":"x","url":null},"note":"n"}"#,
        ];
        let items = items.map(|item| serde_json::from_str(item).unwrap());
        let mut columns = Columns::FirstPage(Vec::new());
        columns.learn(&items);
        assert_eq!(
            columns.paths(),
            ["id", "tags", "author.login", "author.url", "note"]
        );
        assert_eq!(free_name("id", columns.paths()), "id_");
        assert_eq!(free_name("_row", columns.paths()), "_row");
        let mut known = Columns::Known(vec!["id".to_owned()]);
        known.learn(&items);
        assert_eq!(known.paths(), ["id"]);
    }
}
