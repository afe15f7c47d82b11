//! Finds the lists inside the items of a query, and what shows whether they are complete, without a schema: the analysis of
//! the query knows only those that take paging arguments.

mod names;

use apollo_compiler::ast::{Argument, Field, Selection, Value};
use graphql_paginate_codegen::end_names::normalized;
use graphql_paginate_sync::{InnerEnd, InnerList};

use self::names::{
    ends, is_about_page, is_elements, is_info, is_paging_object, is_position, is_size,
};
use crate::document::{ParsedDocument, fragments, is_conditional};

/// How deep lists inside lists are searched: fragments may spread themselves inside fields.
const DEPTH: usize = 12;

/// A list inside the items.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Inner {
    /// A field shows where it ends.
    Ended(InnerList),
    /// The path, from an item, of a list that may have further pages, and nothing shows it.
    WithoutHasNextPage(String),
}

/// The lists inside the items of the connection at `path`: those of which the query requests a page, and objects with a
/// list beside a field such as `hasNext` or `totalCount`.
pub(super) fn inner_lists(text: &str, path: &str) -> Vec<Inner> {
    // The server says what is wrong with a document that cannot be read.
    let Some(document) = ParsedDocument::parse(text) else {
        return Vec::new();
    };
    let mut search = Search {
        document: &document,
        found: Vec::new(),
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
    search.items(&selected);
    search.found
}

/// The fields with one response key in an object: a server merges them.
type Merged<'d> = Vec<&'d Field>;

struct Search<'d> {
    document: &'d ParsedDocument,
    found: Vec<Inner>,
}

impl<'d> Search<'d> {
    /// Searches the items below the fields of the connection: `nodes`, `edges { node }`, or another list.
    fn items(&mut self, connection: &[&'d Field]) {
        let mut fields = Vec::new();
        for field in connection {
            for inner in self.fields(&field.selection_set) {
                if field.name == "edges" && inner.name == "node" {
                    fields.extend(self.fields(&inner.selection_set));
                } else {
                    fields.push(inner);
                }
            }
        }
        self.search("", fields, DEPTH);
    }

    /// Adds the lists at the fields of an object, and those inside them.
    fn search(&mut self, outer: &str, fields: Vec<&'d Field>, depth: usize) {
        if depth == 0 {
            return;
        }
        for (key, merged) in by_key(fields) {
            let path = match outer {
                "" => key.to_owned(),
                outer => format!("{outer}.{key}"),
            };
            if let Some(found) = self.list(&path, &merged) {
                self.found.push(found);
            }
            self.search(&path, self.below(&merged), depth - 1);
        }
    }

    /// The list at a path, if the fields there are one.
    fn list(&self, path: &str, merged: &[&'d Field]) -> Option<Inner> {
        let is_paged = merged.iter().any(|field| requests_page(field));
        let fields = self.below(merged);
        let elements = elements(&fields);
        let is_list = is_paged || fields.iter().any(|field| is_connection(field));
        let end = self.end(merged, elements, is_list);
        let Some((end, keys)) = end else {
            return match elements {
                // Only the number of its elements is selected, for example.
                None if !fields.is_empty() => None,
                _ if is_list => Some(Inner::WithoutHasNextPage(path.to_owned())),
                _ => None,
            };
        };
        let list = InnerList::new(path, end, &keys).paged(is_paged);
        Some(Inner::Ended(match elements {
            Some(elements) => list.elements(elements.response_name()),
            None => list,
        }))
    }

    /// What shows the end of a list, and the response keys from the list to that field, with dots.
    fn end(
        &self,
        merged: &[&'d Field],
        elements: Option<&'d Field>,
        is_list: bool,
    ) -> Option<(InnerEnd, String)> {
        let elements = elements?;
        let is_backward = merged.iter().any(|field| has_argument(field, "last"));
        let own = self.certain_below(merged);
        let is_page = own
            .iter()
            .all(|field| is_about_page(&field.name) || *field == elements);
        for (end, names) in ends(is_backward) {
            for (key, field) in self.leaves(&own) {
                let is_end = names.contains(&normalized(&field.name).as_str());
                // Objects of other kinds have such fields, too: the number of pages of a book.
                let is_about_list = is_elements(&elements.name) || key.contains('.');
                if is_end && (is_list || (is_page && is_about_list)) {
                    return Some((end, key));
                }
            }
        }
        None
    }

    /// The values among the fields of a list, and those in the objects about it, each with its response keys.
    fn leaves(&self, fields: &[&'d Field]) -> Vec<(String, &'d Field)> {
        let mut leaves = Vec::new();
        for field in fields {
            if field.selection_set.is_empty() {
                leaves.push((field.response_name().to_string(), *field));
            } else if is_info(&field.name) {
                for inner in self.certain_fields(&field.selection_set) {
                    let key = format!("{}.{}", field.response_name(), inner.response_name());
                    leaves.push((key, inner));
                }
            }
        }
        leaves
    }

    /// The fields below merged fields.
    fn below(&self, merged: &[&'d Field]) -> Vec<&'d Field> {
        let mut fields = Vec::new();
        for field in merged {
            fields.extend(self.fields(&field.selection_set));
        }
        fields
    }

    /// The same without those that `@include` or `@skip` may leave out.
    fn certain_below(&self, merged: &[&'d Field]) -> Vec<&'d Field> {
        let mut fields = Vec::new();
        for field in merged {
            fields.extend(self.certain_fields(&field.selection_set));
        }
        fields
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
                    for fragment in fragments(self.document.ast(), name) {
                        self.add_fields(&fragment.selection_set, is_left_out, passed, fields);
                    }
                    passed.pop();
                }
            }
        }
    }
}

/// The fields of an object by response key, in the order of the query.
fn by_key<'d>(fields: Vec<&'d Field>) -> Vec<(&'d str, Merged<'d>)> {
    let mut merged: Vec<(&str, Merged<'d>)> = Vec::new();
    for field in fields {
        let key = field.response_name().as_str();
        match merged.iter_mut().find(|(known, _)| *known == key) {
            Some((_, fields)) => fields.push(field),
            None => merged.push((key, vec![field])),
        }
    }
    merged
}

/// The field with the elements of a list: the one with a usual name, or the only object or value that is not about the page.
fn elements<'d>(fields: &[&'d Field]) -> Option<&'d Field> {
    let mut usual = fields.iter().filter(|field| is_elements(&field.name));
    if let Some(elements) = usual.next() {
        return Some(elements);
    }
    let mut objects = Vec::new();
    let mut values = Vec::new();
    for field in fields {
        if is_about_page(&field.name) {
            continue;
        }
        let kind = if field.selection_set.is_empty() {
            &mut values
        } else {
            &mut objects
        };
        if !kind.contains(field) {
            kind.push(*field);
        }
    }
    match (objects.as_slice(), values.as_slice()) {
        ([only], _) | ([], [only]) => Some(only),
        _ => None,
    }
}

/// Whether a field has the elements of a Relay connection.
fn is_connection(field: &Field) -> bool {
    field.name == "nodes" || field.name == "edges"
}

/// Whether an argument requests a page of a list.
fn requests_page(field: &Field) -> bool {
    let mut arguments = field.arguments.iter();
    arguments.any(|argument| {
        is_size(&argument.name) || is_position(&argument.name) || is_paging(argument)
    })
}

/// Whether an argument is a page number, or an object with paging arguments; not the name of a page.
fn is_paging(argument: &Argument) -> bool {
    if !is_paging_object(&argument.name) {
        return false;
    }
    matches!(
        *argument.value,
        Value::Int(_) | Value::Variable(_) | Value::Object(_)
    )
}

fn has_argument(field: &Field, name: &str) -> bool {
    field.arguments.iter().any(|known| known.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The paths of the lists that do not show their end.
    fn without_has_next_page(text: &str, path: &str) -> Vec<String> {
        let mut paths = Vec::new();
        for list in inner_lists(text, path) {
            if let Inner::WithoutHasNextPage(path) = list {
                paths.push(path);
            }
        }
        paths
    }

    #[test]
    fn the_field_that_shows_the_end_of_a_list_is_found() {
        let list = |path, end, field, elements| InnerList::new(path, end, field).elements(elements);
        for (item, expected) in [
            (
                "labels(first: 1) { pageInfo { more: hasNextPage } nodes { name } }",
                Some(list("labels", InnerEnd::Flag, "pageInfo.more", "nodes").paged(true)),
            ),
            (
                "labels(last: 1) { totalCount list: nodes { name } }",
                Some(list("labels", InnerEnd::Total, "totalCount", "list").paged(true)),
            ),
            (
                "c: comments(page: 1) { content { id } totalPages isLast }",
                Some(list("c", InnerEnd::Pages, "totalPages", "content").paged(true)),
            ),
            (
                "comments { items { id } total }",
                Some(list("comments", InnerEnd::Total, "total", "items")),
            ),
            (
                "comments { ids meta { next_cursor } }",
                Some(list("comments", InnerEnd::Next, "meta.next_cursor", "ids")),
            ),
            (
                "tags { ...T } tags { total }",
                Some(list("tags", InnerEnd::Total, "total", "items")),
            ),
            // Objects of other kinds, whose fields have the same names.
            ("invoice { number total items { id } }", None),
            ("book { pages authors { name } }", None),
            ("book { title pageCount authors { name } }", None),
            ("cart { totalItems lines { sku quantity } }", None),
            ("chapter { hasNext paragraphs { text } }", None),
        ] {
            let text = format!(
                "query Q {{ all {{ nodes {{ {item} }} }} }} fragment T on Tags {{ items {{ name }} }}"
            );
            let expected: Vec<Inner> = expected.into_iter().map(Inner::Ended).collect();
            assert_eq!(inner_lists(&text, "all"), expected, "{item}");
        }
    }

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
                "",
            ),
            ("comments(page: 1, size: 25) { content { id } }", "comments"),
            ("comments(pagination: { page: 1 }) { id }", "comments"),
            ("wiki(page: \"Home\") { text }", ""),
            ("labels(first: 10) { totalCount }", ""),
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
                assert_eq!(
                    without_has_next_page(&text, "r.all").join(" "),
                    expected,
                    "{items}"
                );
            }
        }
    }

    #[test]
    fn fragments_that_spread_themselves_are_passed_once_and_an_invalid_document_has_no_lists() {
        let text = "query Q { all { nodes { ...F } } }
            fragment F on T { labels(first: 1) { name } ...F parent { ...F } }";
        let found = without_has_next_page(text, "all");
        assert_eq!(found[..2], ["labels", "parent.labels"]);
        assert_eq!(found.len(), DEPTH);
        assert_eq!(without_has_next_page("query Q {", "all"), [""; 0]);
    }
}
