//! Lists inside an item that lack elements, by what the item itself shows and by what its query is known to select.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::value::RawValue;

use super::inner_list::{Fields, InnerList};

/// The flags of Relay connections, which say whether there are further pages. An object with one of them is a list.
const RELAY_FLAGS: [&str; 2] = ["hasNextPage", "hasPreviousPage"];

/// The object that usually has them, beside the elements.
const PAGE_INFO: &str = "pageInfo";

/// The objects about a list that may have its flags, without case and underscores.
const INFOS: [&str; 8] = [
    "pageinfo",
    "info",
    "meta",
    "pagination",
    "paginatorinfo",
    "paging",
    "pager",
    "page",
];

/// The flags of other lists, without case and underscores. They are beside the elements, or in an object beside them.
const FLAGS: [&str; 8] = [
    "hasnextpage",
    "haspreviouspage",
    "hasnext",
    "hasprevious",
    "hasmore",
    "hasmorepages",
    "hasmoreitems",
    "hasnextchunk",
];

/// How deeply objects and lists are searched. What is deeper counts as cut.
const DEPTH: usize = 100;

/// What an item shows of the lists inside it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct InnerLists {
    /// The number of lists that lack elements, by the path from the item, such as `labels`.
    pub(super) cut: BTreeMap<String, u64>,
    /// The paths of lists of which a page was requested, and which are plain lists that show no end.
    pub(super) plain: BTreeSet<String>,
}

impl InnerLists {
    /// Searches an item for lists that lack elements: one of their flags is not false, or the end that `known` names for
    /// them says so.
    pub(super) fn of(item: &str, known: &[InnerList]) -> Self {
        let mut lists = Self::default();
        // Most items have none of these names, and are not read another time.
        let may_have_flags = item.contains("\"has") || item.contains(PAGE_INFO);
        if may_have_flags || !known.is_empty() {
            let mut search = Search {
                known,
                lists: &mut lists,
            };
            search.value(item, "", DEPTH);
        }
        lists
    }
}

struct Search<'s> {
    known: &'s [InnerList],
    lists: &'s mut InnerLists,
}

impl Search<'_> {
    /// Adds the lists in a value at `path`.
    fn value(&mut self, value: &str, path: &str, depth: usize) {
        if !value.starts_with(['{', '[']) {
            return;
        }
        if depth == 0 {
            return self.add(path);
        }
        if value.starts_with('{') {
            let fields = read(value);
            // The item itself is not a list, whatever the names of its fields.
            let may_be_list = !path.is_empty();
            if self.names_further_pages(&fields, path) || has_further_pages(&fields, may_be_list) {
                self.add(path);
            }
            return self.inner(&fields, path, depth);
        }
        let mut known = self.known.iter();
        if known.any(|list| list.path == path && list.is_paged) {
            self.lists.plain.insert(path.to_owned());
        }
        // The item was read before, so this is valid.
        let elements: Vec<&RawValue> = serde_json::from_str(value).unwrap_or_default();
        for element in elements {
            self.element(element.get(), path, depth - 1);
        }
    }

    /// Adds the lists in an element of a list. It is not the list that is known at this path.
    fn element(&mut self, value: &str, path: &str, depth: usize) {
        if depth == 0 || !value.starts_with('{') {
            return self.value(value, path, depth);
        }
        let fields = read(value);
        if has_further_pages(&fields, false) {
            self.add(path);
        }
        self.inner(&fields, path, depth);
    }

    /// Adds the lists in the fields of an object.
    fn inner(&mut self, fields: &Fields<'_>, path: &str, depth: usize) {
        for (name, value) in fields {
            let below = if name == PAGE_INFO {
                path.to_owned()
            } else {
                below(path, name)
            };
            match info(name, value) {
                // Its flags are those of the list beside it.
                Some(info) if depth > 1 => self.inner(&info, &below, depth - 1),
                _ => self.value(value.get(), &below, depth - 1),
            }
        }
    }

    /// Whether the end that is known for the list at `path` says that it has further pages.
    fn names_further_pages(&self, fields: &Fields<'_>, path: &str) -> bool {
        let mut known = self.known.iter().filter(|list| list.path == path);
        known.any(|list| list.has_further_pages(fields))
    }

    fn add(&mut self, path: &str) {
        *self.lists.cut.entry(path.to_owned()).or_default() += 1;
    }
}

/// Whether the flags of a list do not say that there are no further pages: its own ones, and those of the objects about
/// it. For an object that cannot be a list of another style, only the flags of Relay connections are read.
fn has_further_pages(fields: &Fields<'_>, may_be_list: bool) -> bool {
    let has_list = may_be_list && has_list(fields);
    if has_flag(fields, has_list) {
        return true;
    }
    for (name, value) in fields {
        if name == PAGE_INFO && value.get() == "null" {
            return true;
        }
        if info(name, value).is_some_and(|info| has_flag(&info, has_list)) {
            return true;
        }
    }
    false
}

/// Whether a flag is not false: one of a Relay connection, or also of other lists.
fn has_flag(fields: &Fields<'_>, of_any_list: bool) -> bool {
    for (name, value) in fields {
        let is_flag = RELAY_FLAGS.contains(&name.as_str())
            || (of_any_list && FLAGS.contains(&normalized(name).as_str()));
        if is_flag && value.get() != "false" {
            return true;
        }
    }
    false
}

/// The fields of an object about the list beside it; `None` for another value, such as a list of its own.
fn info<'i>(name: &str, value: &'i RawValue) -> Option<Fields<'i>> {
    if !INFOS.contains(&normalized(name).as_str()) {
        return None;
    }
    let fields = read(value.get());
    let is_list = name != PAGE_INFO && has_list(&fields);
    if is_list { None } else { Some(fields) }
}

fn has_list(fields: &Fields<'_>) -> bool {
    fields.values().any(|value| value.get().starts_with('['))
}

/// The fields of an object; none of another value.
fn read(value: &str) -> Fields<'_> {
    serde_json::from_str(value).unwrap_or_default()
}

/// A name without case and underscores.
fn normalized(name: &str) -> String {
    name.replace('_', "").to_lowercase()
}

fn below(path: &str, name: &str) -> String {
    match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::InnerEnd;

    #[test]
    fn a_list_is_complete_if_its_flags_are_false() {
        for (item, expected) in [
            (
                r#"{"a":{"pageInfo":{"hasNextPage":true},"nodes":[1]}}"#,
                "a",
            ),
            (r#"{"a":{"pageInfo":{"hasNextPage":false},"nodes":[]}}"#, ""),
            (r#"{"a":{"pageInfo":{"hasPreviousPage": true }}}"#, "a"),
            (
                r#"{"a":{"pageInfo":{"hasNextPage":true,"hasPreviousPage":true}}}"#,
                "a",
            ),
            (r#"{"a":{"pageInfo":{"hasNextPage":null}}}"#, "a"),
            (r#"{"a":{"pageInfo":null,"nodes":[1]}}"#, "a"),
            (r#"{"a":{"hasNextPage":true,"items":[1]}}"#, "a"),
            (
                r#"{"a":{"nodes":[{"b":{"pageInfo":{"hasNextPage":true}}},{"b":{"pageInfo":{"hasNextPage":true}}}]}}"#,
                "a.nodes.b a.nodes.b",
            ),
            (r#"{"a":{"hasNext":true,"content":[1]}}"#, "a"),
            (r#"{"a":{"has_more":null,"content":[1]}}"#, "a"),
            (r#"{"a":{"meta":{"hasNextPage":true},"data":[1]}}"#, "a"),
            (r#"{"a":{"pagination":{"has_more":false},"data":[1]}}"#, ""),
            (
                r#"{"page":{"hasNextPage":true,"nodes":[1]},"ids":[1]}"#,
                "page",
            ),
            // The item and the elements of a plain list are no lists.
            (r#"{"hasNext":true,"tags":["a"]}"#, ""),
            (r#"{"messages":[{"has_more":null,"reactions":[]}]}"#, ""),
            // No list is beside it.
            (r#"{"chapter":{"hasNext":true,"title":"t"}}"#, ""),
            (
                r#"{"a":[{"b":{"pageInfo":{"hasNextPage":true}}}],"b":{"page":{"c":{"hasNextPage":true}}}}"#,
                "a.b b.page.c",
            ),
            (r#"{"a":"hasNextPage","n":1e999}"#, ""),
            ("[]", ""),
        ] {
            let mut found = Vec::new();
            for (path, lists) in InnerLists::of(item, &[]).cut {
                for _ in 0..lists {
                    found.push(path.clone());
                }
            }
            assert_eq!(found.join(" "), expected, "{item}");
        }
    }

    #[test]
    fn the_known_end_of_a_list_is_compared() {
        let comments = |end, field: &str| {
            InnerList::new("comments", end, field)
                .elements("items")
                .paged(true)
        };
        let total = || comments(InnerEnd::Total, "total");
        let more = || comments(InnerEnd::Flag, "info.more");
        let next = || comments(InnerEnd::Next, "next");
        let pages = || comments(InnerEnd::Pages, "pages");
        for (list, comments, is_cut) in [
            (total(), r#"{"items":[1,2],"total":2}"#, false),
            (total(), r#"{"items":[1,2],"total":3}"#, true),
            (total(), r#"{"items":[1,2],"total":"3"}"#, true),
            (total(), r#"{"items":[1,2],"total":null}"#, true),
            (total(), r#"{"items":[1,2]}"#, true),
            (total(), r#"{"id":7}"#, false),
            (total(), "null", false),
            (more(), r#"{"items":[],"info":{"more":false}}"#, false),
            (more(), r#"{"items":[],"info":{"more":true}}"#, true),
            (more(), r#"{"items":[],"info":null}"#, true),
            (next(), r#"{"items":[],"next":null}"#, false),
            (next(), r#"{"items":[],"next":""}"#, false),
            (next(), r#"{"items":[],"next":2}"#, true),
            (pages(), r#"{"items":[],"pages":1}"#, false),
            (pages(), r#"{"items":[],"pages":2}"#, true),
            (pages(), r#"{"items":[],"pages":null}"#, true),
        ] {
            let item = format!(r#"{{"id":1,"comments":{comments}}}"#);
            let found = InnerLists::of(&item, &[list]);
            assert_eq!(found.cut.contains_key("comments"), is_cut, "{item}");
        }
        // An invoice has a total of its own.
        let item = r#"{"comments":[{"items":[1],"total":120}]}"#;
        let found = InnerLists::of(item, &[total()]);
        assert_eq!(found.cut.len(), 0);
        assert_eq!(found.plain, BTreeSet::from(["comments".to_owned()]));
        assert_eq!(
            InnerLists::of(item, &[total().paged(false)]),
            InnerLists::default()
        );
    }

    #[test]
    fn what_is_too_deep_to_be_searched_counts_as_cut() {
        let levels = 50_000;
        let deep = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        let item = format!(r#"{{"a":{deep},"b":{{"hasNextPage":false}}}}"#);
        let expected = BTreeMap::from([("a".to_owned(), 1)]);
        assert_eq!(InnerLists::of(&item, &[]).cut, expected);
    }
}
