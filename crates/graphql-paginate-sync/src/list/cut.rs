//! Lists inside an item that lack elements, by what the item itself shows: no schema is known.

use std::collections::BTreeMap;

use graphql_paginate::Truncated;
use serde_json::value::RawValue;

/// The fields that say whether a list has further pages.
const FLAGS: [&str; 2] = ["hasNextPage", "hasPreviousPage"];

/// The object that usually has them, beside the elements.
const PAGE_INFO: &str = "pageInfo";

/// How the name of the link to the rest of an OData relation ends, such as `Lines@odata.nextLink`.
const LINKS: [&str; 2] = ["@odata.nextLink", "@nextLink"];

/// How deeply objects and lists are searched. What is deeper counts as cut.
const DEPTH: usize = 100;

/// The number of lists inside an item that lack elements, by the path from the item, such as `labels`.
///
/// A list is complete if each of its flags is false, and it has no link to its rest.
pub(super) fn cut_lists(item: &str) -> BTreeMap<String, u64> {
    let mut cut = BTreeMap::new();
    // Most items have none of these names, and are not read another time.
    let mut names = FLAGS.iter().chain(&LINKS).chain([&PAGE_INFO]);
    if names.any(|name| item.contains(name)) {
        collect(item, "", DEPTH, &mut cut);
    }
    cut
}

/// Adds the lists that the library has counted on a page.
pub(super) fn add_truncated(cut: &mut BTreeMap<String, u64>, page: &[Truncated]) {
    for lists in page {
        *cut.entry(lists.path.clone()).or_default() += lists.connections;
    }
}

/// Raises the counts to those of another count of the same lists.
pub(super) fn raise(cut: &mut BTreeMap<String, u64>, other: BTreeMap<String, u64>) {
    for (path, lists) in other {
        let known = cut.entry(path).or_default();
        *known = lists.max(*known);
    }
}

/// Adds the lists in a value at `path`.
fn collect(value: &str, path: &str, depth: usize, cut: &mut BTreeMap<String, u64>) {
    let is_nested = value.starts_with(['{', '[']);
    if is_nested && depth == 0 {
        add(cut, path);
    } else if value.starts_with('{') {
        // The item was read before, so this is valid.
        let fields: BTreeMap<String, &RawValue> = serde_json::from_str(value).unwrap_or_default();
        if has_further_pages(&fields) {
            add(cut, path);
        }
        for (name, value) in &fields {
            collect_field(name, value.get(), path, depth, cut);
        }
    } else if value.starts_with('[') {
        let elements: Vec<&RawValue> = serde_json::from_str(value).unwrap_or_default();
        for element in elements {
            collect(element.get(), path, depth - 1, cut);
        }
    }
}

/// Adds the list that a field is about, or those in its value.
fn collect_field(
    name: &str,
    value: &str,
    path: &str,
    depth: usize,
    cut: &mut BTreeMap<String, u64>,
) {
    if name == PAGE_INFO {
        if value == "null" {
            add(cut, path);
        }
        return collect(value, path, depth - 1, cut);
    }
    for link in LINKS {
        if let Some(relation) = name.strip_suffix(link)
            && value != "null"
        {
            return add(cut, &below(path, relation));
        }
    }
    collect(value, &below(path, name), depth - 1, cut);
}

/// Whether one of an object's flags does not say that there are no further pages.
fn has_further_pages(fields: &BTreeMap<String, &RawValue>) -> bool {
    let mut flags = FLAGS.iter().filter_map(|flag| fields.get(*flag));
    flags.any(|flag| flag.get() != "false")
}

fn below(path: &str, name: &str) -> String {
    match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    }
}

fn add(cut: &mut BTreeMap<String, u64>, path: &str) {
    *cut.entry(path.to_owned()).or_default() += 1;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_complete_if_its_flags_are_false_and_it_has_no_link() {
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
            (r#"{"a":[1],"a@odata.nextLink":"https://h/?skip=1"}"#, "a"),
            (r#"{"o":{"a@nextLink":"https://h/?skip=1"}}"#, "o.a"),
            (r#"{"a":[1],"a@odata.nextLink":null}"#, ""),
            (r#"{"a":"hasNextPage","n":1e999}"#, ""),
            ("[]", ""),
        ] {
            let mut found = Vec::new();
            for (path, lists) in cut_lists(item) {
                for _ in 0..lists {
                    found.push(path.clone());
                }
            }
            assert_eq!(found.join(" "), expected, "{item}");
        }
    }

    #[test]
    fn lists_that_are_counted_twice_are_not_added_up() {
        let count = |lists: &[(&str, u64)]| {
            let owned = lists
                .iter()
                .map(|(path, count)| ((*path).to_owned(), *count));
            BTreeMap::from_iter(owned)
        };
        let mut cut = count(&[("lines", 3), ("tags", 1)]);
        raise(&mut cut, count(&[("lines", 2), ("tags", 4), ("notes", 1)]));
        assert_eq!(cut, count(&[("lines", 3), ("tags", 4), ("notes", 1)]));
    }

    #[test]
    fn what_is_too_deep_to_be_searched_counts_as_cut() {
        let levels = 50_000;
        let deep = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        let item = format!(r#"{{"a":{deep},"b":{{"hasNextPage":false}}}}"#);
        let expected = BTreeMap::from([("a".to_owned(), 1)]);
        assert_eq!(cut_lists(&item), expected);
    }
}
