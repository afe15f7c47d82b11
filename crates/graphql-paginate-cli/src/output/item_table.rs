//! The table of the items of a query, with a table for each list inside them.

use std::collections::BTreeMap;

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

    /// The name in names of files of each list and those inside its elements, by its path from the row: `labels` for the
    /// list at `labels.nodes`. A name that several would have is the path.
    pub(crate) fn list_names(&self) -> BTreeMap<String, String> {
        let mut names = BTreeMap::new();
        self.add_short_names("", "", &mut names);
        loop {
            let mut uses: BTreeMap<String, usize> = BTreeMap::new();
            for name in names.values() {
                *uses.entry(name.clone()).or_default() += 1;
            }
            let mut is_changed = false;
            for (path, name) in &mut names {
                if uses[name] > 1 && name != path {
                    name.clone_from(path);
                    is_changed = true;
                }
            }
            // Paths are unique, so this ends.
            if !is_changed {
                return names;
            }
        }
    }

    fn add_short_names(&self, path: &str, name: &str, names: &mut BTreeMap<String, String>) {
        for list in &self.lists {
            let list_path = format!("{path}{}", list.path);
            let list_name = format!("{name}{}", short(&list.path));
            list.table
                .add_short_names(&format!("{list_path}."), &format!("{list_name}."), names);
            names.insert(list_path, list_name);
        }
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
    fn each_list_has_a_name_of_its_own() {
        let check = |lists: &[(&str, ItemTable)], expected: &[(&str, &str)]| {
            let names = table(&[], lists).list_names();
            let found: Vec<(&str, &str)> = names
                .iter()
                .map(|(path, name)| (path.as_str(), name.as_str()))
                .collect();
            assert_eq!(found, expected);
        };
        let list = ItemTable::default;
        check(
            &[("labels.nodes", list()), ("tags", list())],
            &[("labels.nodes", "labels"), ("tags", "tags")],
        );
        check(
            &[("labels.nodes", list()), ("labels.edges", list())],
            &[
                ("labels.edges", "labels.edges"),
                ("labels.nodes", "labels.nodes"),
            ],
        );
        let lists = ["a.nodes", "b.nodes", "b.edges", "c", "d.nodes.nodes"];
        check(
            &lists.map(|path| (path, list())),
            &[
                ("a.nodes", "a"),
                ("b.edges", "b.edges"),
                ("b.nodes", "b.nodes"),
                ("c", "c"),
                ("d.nodes.nodes", "d.nodes"),
            ],
        );
        let with_xs = table(&["id"], &[("xs", list())]);
        check(
            &[("c.xs", list()), ("c.nodes", with_xs)],
            &[
                ("c.nodes", "c"),
                ("c.nodes.xs", "c.nodes.xs"),
                ("c.xs", "c.xs"),
            ],
        );
    }
}
