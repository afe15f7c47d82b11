//! Items at which an error of the response points.

use std::collections::HashSet;

use serde_json::Value;
use serde_json::value::RawValue;

use super::{ItemList, Query};
use crate::error::{GraphQLError, PathSegment};
use crate::graphql::identify_items;
use crate::mark::PageIdentities;
use crate::partial::Partial;

/// Keeps pages all of whose errors point at items.
pub(super) fn policy(query: &Query) -> Partial {
    let list: Vec<String> = query.list_path().into_iter().map(str::to_owned).collect();
    Partial::keep_if(move |error| index(error, &list).is_some())
}

/// Puts null in the place of each item at which an error points. Returns whether every error points at an item of the
/// page.
#[must_use]
pub(super) fn remove(
    items: &mut [Option<Box<RawValue>>],
    errors: &[GraphQLError],
    query: &Query,
) -> bool {
    let list: Vec<String> = query.list_path().into_iter().map(str::to_owned).collect();
    for error in errors {
        let item = index(error, &list).and_then(|index| items.get_mut(index));
        let Some(item) = item else {
            return false;
        };
        *item = None;
    }
    true
}

/// Identifies the items of a page at which no error points; `None` if that cannot be read, or if there are not `count`.
pub(super) fn identify(body: &[u8], query: &Query, count: usize) -> Option<PageIdentities> {
    let response: Value = serde_json::from_slice(body).ok()?;
    let errors = response.get("errors").cloned().unwrap_or_default();
    let errors: Option<Vec<GraphQLError>> = serde_json::from_value(errors).ok()?;
    let path: Vec<String> = query.list_path().into_iter().map(str::to_owned).collect();
    let mut failed = HashSet::new();
    for error in errors.iter().flatten() {
        failed.extend(index(error, &path));
    }
    let mut list = response.get("data")?;
    for key in &path {
        list = list.get(key)?;
    }
    let mut items = Vec::new();
    for (index, element) in list.as_array()?.iter().enumerate() {
        let item = match &query.items {
            ItemList::Edges { node, .. } => element.get(node).unwrap_or(&Value::Null),
            _ => element,
        };
        if !item.is_null() && !failed.contains(&index) {
            items.push((0, item.clone()));
        }
    }
    if items.len() == count {
        Some(identify_items(&items))
    } else {
        None
    }
}

/// The index in the list of the item at which the error points, or in which.
fn index(error: &GraphQLError, list: &[String]) -> Option<usize> {
    let (place, below) = error.path.split_at_checked(list.len())?;
    for (segment, key) in place.iter().zip(list) {
        if !matches!(segment, PathSegment::Key(found) if found == key) {
            return None;
        }
    }
    match below.first() {
        Some(PathSegment::Index(index)) => usize::try_from(*index).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_at_an_index_beyond_the_page_points_at_no_item() {
        let query = Query::new("{ list { nodes { id } } }", ["list"]);
        for (index, expected) in [(0, true), (1, true), (2, false), (u64::MAX, false)] {
            let error = format!(r#"{{"message":"m","path":["list","nodes",{index},"id"]}}"#);
            let error: GraphQLError = serde_json::from_str(&error).unwrap();
            let item = || Some(RawValue::from_string("{}".to_owned()).unwrap());
            let mut items = [item(), item()];
            assert_eq!(remove(&mut items, &[error], &query), expected, "{index}");
            let left = items.iter().filter(|item| item.is_some()).count();
            assert_eq!(left, if expected { 1 } else { 2 }, "{index}");
        }
    }

    #[test]
    fn an_item_is_found_by_its_index_after_the_path_of_the_list() {
        let list = ["repository", "issues", "nodes"].map(str::to_owned);
        for (path, expected) in [
            (r#"["repository","issues","nodes",3]"#, Some(3)),
            (
                r#"["repository","issues","nodes",3,"author","login"]"#,
                Some(3),
            ),
            (r#"["repository","issues","nodes"]"#, None),
            (r#"["repository","issues","edges",3]"#, None),
            (r#"["repository","issues","nodes","x"]"#, None),
            ("[]", None),
        ] {
            let error = format!(r#"{{"message":"m","path":{path}}}"#);
            let error: GraphQLError = serde_json::from_str(&error).unwrap();
            assert_eq!(index(&error, &list), expected, "{path}");
        }
    }
}
