//! Finds the lists inside the items of a query that do not show whether they are complete, without a schema.

use apollo_compiler::ast::{Definition, Field, Selection};

use crate::document::{ParsedDocument, is_conditional};

/// Arguments with the number of elements that are requested.
const SIZES: [&str; 8] = [
    "first", "last", "limit", "take", "top", "pageSize", "perPage", "per_page",
];

/// Fields with the elements of a connection.
const ELEMENTS: [&str; 2] = ["nodes", "edges"];

/// How deep lists inside lists are searched: fragments may spread themselves inside fields.
const DEPTH: usize = 12;

/// The paths, from an item, of lists that may have further pages, and for which the query selects no flag that says so:
/// those that take a number of elements, or have `nodes` or `edges`. `path` leads to the connection of the items.
pub(super) fn unverified(text: &str, path: &str) -> Vec<String> {
    // The server says what is wrong with a document that cannot be read.
    let Some(document) = ParsedDocument::parse(text) else {
        return Vec::new();
    };
    let mut search = Search {
        document: &document,
        paths: Vec::new(),
    };
    let Some(operation) = document.operation("") else {
        return Vec::new();
    };
    let mut selected = search.fields(&operation.selection_set);
    for key in path.split('.') {
        let mut inner = Vec::new();
        for field in selected {
            if field.response_name() == key {
                inner.extend(search.fields(&field.selection_set));
            }
        }
        selected = inner;
    }
    for field in selected {
        search.items(field);
    }
    search.paths
}

struct Search<'d> {
    document: &'d ParsedDocument,
    paths: Vec<String>,
}

impl<'d> Search<'d> {
    /// Searches the items below a field of the connection: `nodes`, `edges { node }`, or another list.
    fn items(&mut self, field: &'d Field) {
        for inner in self.fields(&field.selection_set) {
            if field.name == "edges" && inner.name == "node" {
                for inner in self.fields(&inner.selection_set) {
                    self.search("", inner, DEPTH);
                }
            } else {
                self.search("", inner, DEPTH);
            }
        }
    }

    /// Adds the list at a field, and those inside it.
    fn search(&mut self, outer: &str, field: &'d Field, depth: usize) {
        if depth == 0 {
            return;
        }
        let path = match outer {
            "" => field.response_name().to_string(),
            outer => format!("{outer}.{}", field.response_name()),
        };
        if self.is_list(field) && !self.has_flag(field) && !self.paths.contains(&path) {
            self.paths.push(path.clone());
        }
        for inner in self.fields(&field.selection_set) {
            self.search(&path, inner, depth - 1);
        }
    }

    fn is_list(&self, field: &'d Field) -> bool {
        let mut arguments = field.arguments.iter();
        if arguments.any(|argument| SIZES.contains(&argument.name.as_str())) {
            return true;
        }
        let selected = self.fields(&field.selection_set);
        selected
            .iter()
            .any(|field| ELEMENTS.contains(&field.name.as_str()))
    }

    /// Whether the flag of the list's direction is selected, in the list or in an object of it, under its own name.
    fn has_flag(&self, field: &'d Field) -> bool {
        let is_backward = field.arguments.iter().any(|known| known.name == "last");
        let flag = if is_backward {
            "hasPreviousPage"
        } else {
            "hasNextPage"
        };
        let mut selected = self.certain_fields(&field.selection_set);
        for inner in selected.clone() {
            if !ELEMENTS.contains(&inner.name.as_str()) {
                selected.extend(self.certain_fields(&inner.selection_set));
            }
        }
        selected.iter().any(|field| field.response_name() == flag)
    }

    /// The fields of selections, with those of fragments.
    fn fields(&self, selections: &'d [Selection]) -> Vec<&'d Field> {
        let mut fields = Vec::new();
        self.add_fields(selections, |_| false, &mut Vec::new(), &mut fields);
        fields
    }

    /// The same without those that `@include` or `@skip` may leave out.
    fn certain_fields(&self, selections: &'d [Selection]) -> Vec<&'d Field> {
        let mut fields = Vec::new();
        self.add_fields(selections, is_conditional, &mut Vec::new(), &mut fields);
        fields
    }

    /// Adds the fields of selections that are not inside one of the fragments `passed`, which may spread themselves.
    fn add_fields(
        &self,
        selections: &'d [Selection],
        is_left_out: fn(&Selection) -> bool,
        passed: &mut Vec<&'d str>,
        fields: &mut Vec<&'d Field>,
    ) {
        for selection in selections {
            if is_left_out(selection) {
                continue;
            }
            match selection {
                Selection::Field(field) => fields.push(field),
                Selection::InlineFragment(fragment) => {
                    self.add_fields(&fragment.selection_set, is_left_out, passed, fields);
                }
                Selection::FragmentSpread(spread) => {
                    let name = spread.fragment_name.as_str();
                    if passed.contains(&name) {
                        continue;
                    }
                    passed.push(name);
                    for definition in &self.document.ast().definitions {
                        if let Definition::FragmentDefinition(fragment) = definition
                            && fragment.name == name
                        {
                            self.add_fields(&fragment.selection_set, is_left_out, passed, fields);
                        }
                    }
                    passed.pop();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_without_the_flag_of_its_direction_is_found() {
        for (item, expected) in [
            ("id name author { login }", ""),
            (
                "labels(first: 10) { pageInfo { hasNextPage } nodes { name } }",
                "",
            ),
            ("labels(first: 10) { nodes { name } }", "labels"),
            ("labels { nodes { name } }", "labels"),
            ("tags: labels(limit: 5) { name }", "tags"),
            (
                "labels(last: 10) { pageInfo { hasNextPage } nodes { name } }",
                "labels",
            ),
            (
                "labels(last: 10) { pageInfo { hasPreviousPage } edges { node { name } } }",
                "",
            ),
            (
                "labels(first: 10) { pageInfo { more: hasNextPage } nodes { name } }",
                "labels",
            ),
            (
                "labels(first: 10) { pageInfo { hasNextPage @skip(if: $x) } nodes { name } }",
                "labels",
            ),
            (
                "labels(first: 10) { ... @include(if: $x) { pageInfo { hasNextPage } } nodes { name } }",
                "labels",
            ),
            (
                "labels(first: 10) { info: pageInfo { ...P } nodes { name } }",
                "",
            ),
            (
                "labels(page: 1, perPage: 5) { hasNextPage items { name } }",
                "",
            ),
            (
                "... on A { reviews(first: 1) { pageInfo { hasNextPage } nodes { comments(first: 2) { nodes { id } } } } }",
                "reviews.nodes.comments",
            ),
        ] {
            for items in ["nodes { ITEM }", "edges { node { ITEM } }"] {
                let items = items.replace("ITEM", item);
                let text = format!(
                    "query Q {{ r {{ all(first: 5) {{ pageInfo {{ hasNextPage }} {items} }} }} }}
                     fragment P on PageInfo {{ hasNextPage }}"
                );
                assert_eq!(unverified(&text, "r.all").join(" "), expected, "{items}");
            }
        }
    }

    #[test]
    fn fragments_that_spread_themselves_are_passed_once_and_an_invalid_document_has_no_lists() {
        let text = "query Q { all { nodes { ...F } } }
            fragment F on T { labels(first: 1) { name } ...F parent { ...F } }";
        let found = unverified(text, "all");
        assert_eq!(found[..2], ["labels", "parent.labels"]);
        assert_eq!(found.len(), DEPTH);
        assert_eq!(unverified("query Q {", "all"), [""; 0]);
    }
}
