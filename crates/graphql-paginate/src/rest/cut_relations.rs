//! Relations inside the rows of OData services that the service cut: they have next links of their own.

use serde_json::value::RawValue;

use super::json;
use crate::driver::CutList;

/// The ends of names that hold the next link of a relation, which they begin with: `Orders@odata.nextLink`.
const LINKS: [&str; 2] = ["@odata.nextLink", "@nextLink"];

/// The cut relations inside a row, the item with the index `item`.
///
/// Versions 4 and 3 write the link beside the relation, version 2 beside its rows: `"Orders": {"results": […], "__next":
/// "…"}`. See [Next Links](https://docs.oasis-open.org/odata/odata-json-format/v4.01/odata-json-format-v4.01.html#sec_ControlInformationnextLinkodatanextLink).
pub(super) fn cut_relations(item: usize, row: &RawValue) -> Vec<CutList> {
    let mut cut = Vec::new();
    add_cut(row, "", DEPTH, &mut cut);
    cut.into_iter().map(|path| CutList { item, path }).collect()
}

/// How deeply values are searched. What is deeper counts as cut.
const DEPTH: usize = 100;

/// Adds the paths of the cut relations below a value. Few values have any, so most are only searched.
fn add_cut(value: &RawValue, path: &str, depth: usize, cut: &mut Vec<String>) {
    let text = value.get();
    if !text.contains("nextLink\"") && !text.contains("\"__next\"") {
        return;
    }
    if depth == 0 {
        return cut.push(path.to_owned());
    }
    if text.starts_with('[') {
        // The body was parsed before, so this cannot fail.
        let _ = json::for_each_element(value, |element| {
            add_cut(element, path, depth - 1, cut);
            Ok(())
        });
        return;
    }
    let is_relation = !path.is_empty() && has_rows(value);
    let _ = json::for_each_field(value, |name, field| {
        let link = LINKS.iter().find_map(|link| name.strip_suffix(link));
        match link {
            Some(relation) if is_link(field) => cut.push(below(path, relation)),
            None if name == "__next" && is_relation && is_link(field) => cut.push(path.to_owned()),
            None if name == "results" && is_relation => add_cut(field, path, depth - 1, cut),
            _ => add_cut(field, &below(path, name), depth - 1, cut),
        }
    });
}

/// Whether an object holds the rows of a relation, as in version 2.
fn has_rows(value: &RawValue) -> bool {
    let rows = json::field(value, |name| name == "results");
    rows.is_ok_and(|rows| rows.is_some_and(|rows| rows.get().starts_with('[')))
}

/// Whether a value is text that is not empty.
fn is_link(value: &RawValue) -> bool {
    value.get().starts_with('"') && value.get() != "\"\""
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}
