//! The table of the items of a query, with a table for each list inside them.

use super::columns::is_below;

/// The columns of a table, and the lists inside its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ItemTable {
    /// Dotted paths of single values; empty if the rows are values themselves.
    pub(crate) columns: Vec<String>,
    pub(crate) lists: Vec<ListTable>,
    /// Whether each row has an `id`, which is never null.
    pub(crate) has_id: bool,
}

/// A list inside the rows of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListTable {
    /// The dotted path from the row.
    pub(crate) path: String,
    /// The table of its elements.
    pub(crate) table: ItemTable,
}

impl ItemTable {
    /// The part of the table that `--select` leaves, the columns in the order of the paths.
    pub(crate) fn select(&self, paths: &[&str]) -> Self {
        let mut selected = Self::default();
        for path in paths {
            for column in &self.columns {
                if (column == path || is_below(column, path)) && !selected.columns.contains(column)
                {
                    selected.columns.push(column.clone());
                }
            }
        }
        for list in &self.lists {
            if let Some(list) = list.select(paths) {
                selected.lists.push(list);
            }
        }
        selected.has_id = self.has_id && selected.columns.iter().any(|column| column == "id");
        selected
    }

    /// The name of each list in names of files: `labels` for the list at `labels.nodes`.
    pub(crate) fn list_names(&self) -> Vec<String> {
        let short: Vec<&str> = self.lists.iter().map(|list| short(&list.path)).collect();
        let mut names = Vec::new();
        for (list, name) in self.lists.iter().zip(&short) {
            let count = short.iter().filter(|other| *other == name).count();
            let name = if count == 1 { *name } else { &list.path };
            names.push(name.to_owned());
        }
        names
    }
}

impl ListTable {
    fn select(&self, paths: &[&str]) -> Option<Self> {
        let mut inner = Vec::new();
        for path in paths {
            if self.path == *path || is_below(&self.path, path) {
                return Some(self.clone());
            }
            if is_below(path, &self.path) {
                inner.push(&path[self.path.len() + 1..]);
            }
        }
        let table = self.table.select(&inner);
        if table.columns.is_empty() && table.lists.is_empty() {
            return None;
        }
        Some(Self {
            path: self.path.clone(),
            table,
        })
    }
}

/// The path without the list of a connection.
fn short(path: &str) -> &str {
    match path.rsplit_once('.') {
        Some((connection, "nodes" | "edges")) => connection,
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(columns: &[&str], lists: &[(&str, ItemTable)]) -> ItemTable {
        ItemTable {
            columns: columns.iter().map(ToString::to_string).collect(),
            lists: lists
                .iter()
                .map(|(path, table)| ListTable {
                    path: (*path).to_owned(),
                    table: table.clone(),
                })
                .collect(),
            has_id: columns.contains(&"id"),
        }
    }

    #[test]
    fn a_selection_keeps_the_columns_and_lists_that_it_names() {
        let labels = table(&["id", "name"], &[]);
        let tags = ItemTable::default();
        let all = table(
            &["id", "title", "labels.totalCount"],
            &[("labels.nodes", labels.clone()), ("tags", tags.clone())],
        );
        for (paths, expected) in [
            (&["title", "tags"][..], table(&["title"], &[("tags", tags)])),
            (
                &["labels", "id"],
                table(&["labels.totalCount", "id"], &[("labels.nodes", labels)]),
            ),
            (
                &["title", "labels.nodes.name"],
                table(&["title"], &[("labels.nodes", table(&["name"], &[]))]),
            ),
        ] {
            assert_eq!(all.select(paths), expected, "{paths:?}");
        }
    }

    #[test]
    fn names_are_short_unless_two_lists_would_share_one() {
        let none = ItemTable::default();
        let lists = ["a.nodes", "b.nodes", "b.edges", "c", "d.nodes.nodes"];
        let lists: Vec<(&str, ItemTable)> =
            lists.iter().map(|path| (*path, none.clone())).collect();
        assert_eq!(
            table(&[], &lists).list_names(),
            ["a", "b.nodes", "b.edges", "c", "d.nodes"]
        );
    }
}
