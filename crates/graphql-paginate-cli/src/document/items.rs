//! The columns and tables of the items that a document selects.

use apollo_compiler::Schema;

use super::{ParsedDocument, Selected, field_type};
use crate::output::{ColumnType, ItemTable, ListTable, TypedColumn};

impl ParsedDocument {
    /// The table columns of the items: the leaf fields selected at `path`, as dotted paths of response keys.
    pub(crate) fn columns(
        &self,
        schema: &Schema,
        operation: &str,
        path: &[String],
    ) -> Option<Vec<String>> {
        let mut columns = Vec::new();
        let selected = self.selected_at(schema, operation, path)?;
        self.collect("", &selected, schema, &mut columns);
        if columns.is_empty() {
            None
        } else {
            Some(columns)
        }
    }

    /// The columns with their types. A list is one column; items without fields have none.
    pub(crate) fn typed_columns(
        &self,
        schema: &Schema,
        operation: &str,
        path: &[String],
    ) -> Option<Vec<TypedColumn>> {
        let selected = self.selected_at(schema, operation, path)?;
        let mut columns = Vec::new();
        self.collect_typed("", &selected, schema, &mut columns);
        if columns.is_empty() {
            None
        } else {
            Some(columns)
        }
    }

    /// The table of the items that are selected at `path`, with a table for each list inside them; items without fields
    /// have none.
    pub(crate) fn table(
        &self,
        schema: &Schema,
        operation: &str,
        path: &[String],
    ) -> Option<ItemTable> {
        let selected = self.selected_at(schema, operation, path)?;
        let mut table = ItemTable::default();
        self.collect_table("", &selected, schema, &mut table);
        let certain = self.certainly_selected_at(schema, operation, path)?;
        table.has_id = self.has_id(&certain, schema);
        if table.columns.is_empty() && table.lists.is_empty() {
            None
        } else {
            Some(table)
        }
    }

    fn collect(
        &self,
        outer: &str,
        selected: &[Selected<'_>],
        schema: &Schema,
        columns: &mut Vec<String>,
    ) {
        for member in self.members(outer, selected, schema) {
            if member.is_list || member.is_leaf() {
                columns.push(member.path);
            } else {
                self.collect(&member.path, &member.selected, schema, columns);
            }
        }
    }

    fn collect_typed(
        &self,
        outer: &str,
        selected: &[Selected<'_>],
        schema: &Schema,
        columns: &mut Vec<TypedColumn>,
    ) {
        for member in self.members(outer, selected, schema) {
            let ty = match member.selected.first() {
                _ if member.is_list => ColumnType::Json,
                Some((name, [])) => column_type(name),
                _ => {
                    self.collect_typed(&member.path, &member.selected, schema, columns);
                    continue;
                }
            };
            columns.push(TypedColumn {
                path: member.path,
                ty,
            });
        }
    }

    fn collect_table(
        &self,
        outer: &str,
        selected: &[Selected<'_>],
        schema: &Schema,
        table: &mut ItemTable,
    ) {
        for member in self.members(outer, selected, schema) {
            if member.is_list {
                let mut inner = ItemTable::default();
                self.collect_table("", &member.selected, schema, &mut inner);
                table.lists.push(ListTable {
                    path: member.path,
                    table: inner,
                });
            } else if member.is_leaf() {
                table.columns.push(member.path);
            } else {
                self.collect_table(&member.path, &member.selected, schema, table);
            }
        }
    }

    /// Whether every object has an `id` under that key: selected on the type itself without a condition, and never null.
    fn has_id(&self, selected: &[Selected<'_>], schema: &Schema) -> bool {
        self.certain_fields(selected).iter().any(|(parent, field)| {
            let is_id = field.name == "id" && field.response_name() == "id";
            let is_on_all = selected.iter().all(|(ty, _)| ty == parent);
            is_id
                && is_on_all
                && field_type(schema, parent, field).is_some_and(|ty| ty.is_non_null())
        })
    }
}

/// The column type of a scalar or enum.
fn column_type(name: &str) -> ColumnType {
    match name {
        "Int" => ColumnType::Integer,
        "Float" => ColumnType::Number,
        "Boolean" => ColumnType::Boolean,
        _ => ColumnType::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SDL: &str = "type Query { repo(n: Int!): Repo } type Repo { issues: Issues } type Issues { nodes: [Item] }
        union Item = A | B type A { id: ID! by: User tags: [Tag] } type B { id: ID! size: Int }
        type User { login: String url: String } type Tag { name: String }";

    #[test]
    fn an_id_that_a_condition_may_leave_out_is_not_the_key_of_a_row() {
        let sdl =
            "type Query { all: All } type All { nodes: [Item] } type Item { id: ID! size: Int }";
        let schema = Schema::parse(sdl, "s").unwrap();
        for (selection, expected) in [
            ("all { nodes { id size } }", true),
            ("all { nodes { id @include(if: $x) size } }", false),
            ("all { nodes { id @skip(if: $x) id } }", true),
            ("all { nodes { ... @include(if: $x) { id } size } }", false),
            ("all { nodes { ...F @skip(if: $x) size } }", false),
            ("all { nodes { ...F size } }", true),
            (
                "all { nodes { ... { ... @skip(if: $x) { ...F } } size } }",
                false,
            ),
            (
                "all { nodes @include(if: $x) { id } nodes { size } }",
                false,
            ),
            ("all { nodes @include(if: $x) { size } nodes { id } }", true),
            (
                "all { nodes { size } } all @include(if: $x) { nodes { id } }",
                false,
            ),
            ("all @include(if: $x) { nodes { id } }", true),
        ] {
            let text =
                format!("query Q($x: Boolean!) {{ {selection} }} fragment F on Item {{ id }}");
            let document = ParsedDocument::parse(&text).unwrap();
            let path = ["all", "nodes"].map(str::to_owned);
            let table = document.table(&schema, "Q", &path).unwrap();
            assert_eq!(table.has_id, expected, "{selection}");
        }
    }

    #[test]
    fn columns_are_the_selected_leaves_through_fragments_and_aliases() {
        let text = "query Q($n: Int!, $m: [Int!] = [1]) { r: repo(n: $n) { issues { nodes { __typename ...F ... on B { size } } } } }
            fragment F on A { key: id by { login ... on User { url } } tags { name } }";
        let schema = Schema::parse(SDL, "s").unwrap();
        let document = ParsedDocument::parse(text).unwrap();
        let columns = document
            .columns(&schema, "Q", &["r", "issues", "nodes"].map(str::to_owned))
            .unwrap();
        assert_eq!(
            columns,
            ["__typename", "key", "by.login", "by.url", "tags", "size"]
        );
        assert_eq!(document.columns(&schema, "Q", &["none".to_owned()]), None);
        let leaf = ["r", "issues", "nodes", "key"].map(str::to_owned);
        assert_eq!(document.typed_columns(&schema, "Q", &leaf), None);
        assert!(document.table(&schema, "Q", &leaf).is_none());
        let table = document
            .table(&schema, "Q", &["r", "issues", "nodes"].map(str::to_owned))
            .unwrap();
        assert_eq!(
            table.columns,
            ["__typename", "key", "by.login", "by.url", "size"]
        );
        assert!(!table.has_id);
        let typed = document
            .typed_columns(&schema, "Q", &["r", "issues", "nodes"].map(str::to_owned))
            .unwrap();
        let types: Vec<_> = typed.iter().map(|column| column.ty).collect();
        let text = ColumnType::Text;
        assert_eq!(
            types,
            [
                text,
                text,
                text,
                text,
                ColumnType::Json,
                ColumnType::Integer
            ]
        );
        let [tags] = table.lists.as_slice() else {
            panic!("there is one list");
        };
        assert_eq!(
            (tags.path.as_str(), &tags.table.columns[..]),
            ("tags", &["name".to_owned()][..])
        );
        let variables: Vec<_> = document
            .variables("Q")
            .into_iter()
            .map(|variable| (variable.name, variable.ty.to_string(), variable.required))
            .collect();
        assert_eq!(
            variables,
            [
                ("n".to_owned(), "Int!".to_owned(), true),
                ("m".to_owned(), "[Int!]".to_owned(), false)
            ]
        );
    }
}
