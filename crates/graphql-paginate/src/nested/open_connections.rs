//! Finds the nested connections with further pages in the JSON of a response.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::Value;
use serde_json::value::RawValue;

use super::item_lists::elements;
use crate::connection::{Above, Nested, PendingPages, Unselected};
use crate::error::ErrorKind;
use crate::graphql::{find, raw_at, text_at, values_at};

/// How many levels of objects of a connection are searched for its list. Below them, there may be one.
const LEVELS_TO_LIST: usize = 8;

/// A connection that is not known to be complete.
#[derive(Debug, Clone)]
pub(super) struct Open {
    /// Without parent and cursor if no page can be requested.
    pub(super) pages: PendingPages,
    pub(super) state: OpenState,
    /// For each kind inside this connection, the length of the list that leads to it; 0 for other kinds.
    pub(super) lengths: Vec<usize>,
}

/// What the flags of a connection say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OpenState {
    /// A page is pending.
    Pending,
    /// The flag for further pages is null or absent.
    Unknown,
    /// Its items are not at the end where its direction begins.
    WrongEnd,
}

/// The pending pages of some kinds of nested connections of an item.
///
/// # Errors
///
/// [`ErrorKind::Decode`] if a flag is there twice.
pub(super) fn open_of(
    item: &RawValue,
    kinds: Range<usize>,
    nested: &[Nested],
) -> Result<Vec<Open>, ErrorKind> {
    let mut open = Vec::new();
    for kind in kinds {
        let Some(unselected) = &nested[kind].unselected else {
            continue;
        };
        let mut reader = Reader {
            kind,
            unselected,
            nested,
            list_indices: Vec::new(),
            stable_indices: Vec::new(),
            found: Vec::new(),
        };
        reader.list(item.get(), unselected.levels, None)?;
        open.append(&mut reader.found);
    }
    Ok(open)
}

/// Finds the connections of one kind that have a pending page.
pub(super) struct Reader<'r> {
    pub(super) kind: usize,
    pub(super) unselected: &'r Unselected,
    pub(super) nested: &'r [Nested],
    pub(super) list_indices: Vec<usize>,
    pub(super) stable_indices: Vec<usize>,
    pub(super) found: Vec<Open>,
}

/// The part of a list that a response holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) start: usize,
    /// The length of the whole list.
    pub(super) length: usize,
}

impl Reader<'_> {
    /// Reads the connections below a value.
    pub(super) fn list(
        &mut self,
        value: &str,
        levels: &[&[&str]],
        span: Option<Span>,
    ) -> Result<(), ErrorKind> {
        let Some((keys, below)) = levels.split_first() else {
            return Ok(());
        };
        if below.is_empty() {
            return self.connection(value, keys);
        }
        let elements = elements(value, keys);
        let span = span.unwrap_or(Span {
            start: 0,
            length: elements.len(),
        });
        let is_front = self.unselected.in_front[self.list_indices.len()];
        for (index, element) in elements.into_iter().enumerate() {
            let Some(element) = element else { continue };
            let index = span.start + index;
            self.list_indices.push(index);
            self.stable_indices
                .push(if is_front { span.length - index } else { index });
            self.list(element.get(), below, None)?;
            self.list_indices.pop();
            self.stable_indices.pop();
        }
        Ok(())
    }

    fn connection(&mut self, value: &str, keys: &[&str]) -> Result<(), ErrorKind> {
        let unselected = self.unselected;
        let Some((key, parent)) = keys.split_last() else {
            return Ok(());
        };
        let Some(parent) = raw_at(value, parent).map(RawValue::get) else {
            return Ok(());
        };
        let Some(connection) = raw_at(parent, &[key]).map(RawValue::get) else {
            return Ok(());
        };
        if connection == "null"
            || !has_type(parent, unselected.parent_types)
            || is_without_lists(connection, &self.nested[self.kind])
        {
            return Ok(());
        }
        let is_backward = self.nested[self.kind].is_backward();
        let below = |kind| below(kind, &self.nested[self.kind]);
        let is_wrong_end = is_wrong_end(connection, unselected).map_err(below)?;
        let state = match has_more(connection, unselected).map_err(below)? {
            // Items before the first ones; behind the last ones, some servers always announce more.
            _ if is_wrong_end && !is_backward => OpenState::WrongEnd,
            Some(true) => OpenState::Pending,
            None => OpenState::Unknown,
            Some(false) if is_wrong_end => OpenState::WrongEnd,
            Some(false) => return Ok(()),
        };
        let mut pages = PendingPages {
            nested: self.kind,
            list_indices: self.list_indices.clone(),
            stable_indices: self.stable_indices.clone(),
            parent: None,
            cursor: None,
        };
        if state == OpenState::Pending {
            pages.parent = found_by(parent, unselected.parent);
            pages.cursor = cursor(connection, unselected);
        }
        self.found.push(Open {
            pages,
            state,
            lengths: lengths(connection, self.kind, self.nested),
        });
        Ok(())
    }
}

/// The error about a field of a connection, with the path of the connection in its item before that of the field.
pub(super) fn below(kind: ErrorKind, nested: &Nested) -> ErrorKind {
    match kind {
        ErrorKind::Decode { path, problem } => ErrorKind::Decode {
            path: format!("{}.{path}", nested.path.join(".")),
            problem,
        },
        other => other,
    }
}

/// The kinds of connections inside those of another kind.
pub(super) fn inner_kinds(outer: usize, nested: &[Nested]) -> Vec<(usize, &Unselected)> {
    let mut kinds = Vec::new();
    for (kind, inner) in nested.iter().enumerate() {
        let is_inside = kind != outer
            && inner.path.len() > nested[outer].path.len()
            && inner.path.starts_with(nested[outer].path);
        if is_inside && let Some(unselected) = &inner.unselected {
            kinds.push((kind, unselected));
        }
    }
    kinds
}

/// Response keys from a connection to the list that leads to a connection inside it.
pub(super) fn within(outer: &Unselected, inner: &Unselected) -> &'static [&'static str] {
    let level = outer.levels.len() - 1;
    &inner.levels[level][outer.levels[level].len()..]
}

/// For each kind, the length of the list that leads to it.
pub(super) fn lengths(connection: &str, outer: usize, nested: &[Nested]) -> Vec<usize> {
    let mut lengths = vec![0; nested.len()];
    let Some(unselected) = &nested[outer].unselected else {
        return lengths;
    };
    for (kind, inner) in inner_kinds(outer, nested) {
        lengths[kind] = elements(connection, within(unselected, inner)).len();
    }
    lengths
}

fn has_type(parent: &str, types: &[&str]) -> bool {
    if types.is_empty() {
        return true;
    }
    let typename = raw_at(parent, &["__typename"]);
    let typename = typename.and_then(|name| serde_json::from_str::<String>(name.get()).ok());
    typename.is_none_or(|typename| types.contains(&typename.as_str()))
}

/// Whether a connection has further pages; `None` if that is unknown: the flag, or the object that holds it, is null, or
/// it is absent although the connection has a list.
///
/// A null token is the end. Without a list, an absent flag is that of a selection which a condition excludes.
///
/// # Errors
///
/// [`ErrorKind::Decode`] if the flag is there twice.
pub(super) fn has_more(
    connection: &str,
    unselected: &Unselected,
) -> Result<Option<bool>, ErrorKind> {
    let path = unselected.more;
    if let Some(above) = unselected.above {
        return is_above(connection, path, above);
    }
    for end in 1..=path.len() {
        let value = find(connection, &path[..end])?.map(RawValue::get);
        match value {
            None if has_list(connection, LEVELS_TO_LIST) => return Ok(None),
            None => return Ok(Some(false)),
            // No token, as in the lists of a walk.
            Some("null") if unselected.is_token => return Ok(Some(false)),
            Some("null") => return Ok(None),
            Some(token) if unselected.is_token && end == path.len() => {
                return Ok(Some(token != "\"\""));
            }
            Some("false") => return Ok(Some(false)),
            Some("true") => return Ok(Some(true)),
            Some(_) => {}
        }
    }
    Ok(None)
}

/// Whether conditions of the query exclude all lists of a connection, so that it lacks no items: their keys are absent. A
/// list that is null is not excluded.
pub(super) fn is_without_lists(connection: &str, nested: &Nested) -> bool {
    let lists = nested.excludable_lists;
    !lists.is_empty() && lists.iter().all(|list| is_absent(connection, list))
}

/// Whether an object on a path has no member of its key.
fn is_absent(connection: &str, path: &[&str]) -> bool {
    let Some((last, parents)) = path.split_last() else {
        return false;
    };
    let mut object = connection;
    for key in parents {
        match raw_at(object, &[key]) {
            Some(inner) => object = inner.get(),
            None => return object.starts_with('{'),
        }
    }
    object.starts_with('{') && raw_at(object, &[last]).is_none()
}

/// Whether an object has a list, in itself or in the objects below it; true if it has more levels than these.
fn has_list(object: &str, levels: usize) -> bool {
    if levels == 0 {
        return true;
    }
    for member in members(object).values() {
        let is_object = member.get().starts_with('{');
        if member.get().starts_with('[') || (is_object && has_list(member.get(), levels - 1)) {
            return true;
        }
    }
    false
}

fn members(object: &str) -> BTreeMap<String, &RawValue> {
    serde_json::from_str(object).unwrap_or_default()
}

/// Whether the number at a path shows further pages; `None` if that is unknown: it is null or no number, or it is absent
/// although the connection has a list.
fn is_above(connection: &str, path: &[&str], above: Above) -> Result<Option<bool>, ErrorKind> {
    let mut number = None;
    for end in 1..=path.len() {
        number = find(connection, &path[..end])?.map(RawValue::get);
        match number {
            None if has_list(connection, LEVELS_TO_LIST) => return Ok(None),
            None => return Ok(Some(false)),
            Some("null") => return Ok(None),
            Some(_) => {}
        }
    }
    let number = number.unwrap_or_default().trim_matches('"');
    let Ok(number) = number.parse::<u64>() else {
        return Ok(None);
    };
    let limit = match above {
        Above::Page(only) => only,
        Above::Elements(list) if find(connection, list)?.is_none() => return Ok(Some(false)),
        Above::Elements(list) => elements(connection, list).len() as u64,
    };
    Ok(Some(number > limit))
}

/// Whether the items of a first page are not at the end where the direction begins.
fn is_wrong_end(connection: &str, unselected: &Unselected) -> Result<bool, ErrorKind> {
    let flag = match unselected.wrong_end {
        [] => None,
        path => find(connection, path)?,
    };
    Ok(flag.is_some_and(|flag| flag.get() == "true"))
}

pub(super) fn cursor(connection: &str, unselected: &Unselected) -> Option<String> {
    text_at(connection, unselected.cursor)
}

/// The values that identify a parent in a follow-up request.
fn found_by(parent: &str, paths: &[&[&str]]) -> Option<Vec<Value>> {
    if paths.is_empty() {
        return None;
    }
    values_at(parent, paths.iter().map(|path| path.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(above: Above, more: &'static [&'static str], list: &str, expected: Option<bool>) {
        let unselected = Unselected {
            more,
            above: Some(above),
            ..Unselected::NONE
        };
        assert_eq!(has_more(list, &unselected).unwrap(), expected, "{list}");
    }

    #[test]
    fn a_list_lacks_elements_if_its_total_is_above_their_number() {
        let check = |list, expected| {
            check(
                Above::Elements(&["items"]),
                &["meta", "total"],
                list,
                expected,
            )
        };
        check(r#"{"items":[1,2],"meta":{"total":90}}"#, Some(true));
        check(r#"{"items":[1,2],"meta":{"total":"90"}}"#, Some(true));
        check(r#"{"items":[1,2],"meta":{"total":2}}"#, Some(false));
        check(r#"{"items":[1,2],"meta":{"total":0}}"#, Some(false));
        check(r#"{"items":null,"meta":{"total":1}}"#, Some(true));
        check(r#"{"items":[],"meta":{"total":null}}"#, None);
        check(r#"{"items":[],"meta":null}"#, None);
        // A condition excludes the list.
        check(r#"{"meta":{"total":90}}"#, Some(false));
        // The server leaves out the total.
        check(r#"{"items":[1]}"#, None);
    }

    #[test]
    fn a_list_is_excluded_if_its_key_is_absent_and_not_if_it_is_null() {
        let check = |excludable_lists, connection, expected| {
            let nested = Nested {
                excludable_lists,
                ..Nested::NONE
            };
            let is_excluded = is_without_lists(connection, &nested);
            assert_eq!(is_excluded, expected, "{connection}");
        };
        let inside: &[&[&str]] = &[&["page", "items"]];
        check(inside, r#"{"page":{"items":null},"hasMore":true}"#, false);
        check(inside, r#"{"page":{"items":[]},"hasMore":true}"#, false);
        check(inside, r#"{"page":null,"hasMore":true}"#, false);
        check(inside, r#"{"page":{"total":null},"hasMore":true}"#, true);
        check(inside, r#"{"hasMore":true}"#, true);
        let either: &[&[&str]] = &[&["edges"], &["nodes"]];
        check(either, r#"{"totalCount":null,"pageInfo":{}}"#, true);
        check(either, r#"{"edges":null,"pageInfo":{}}"#, false);
        check(&[], r#"{"totalCount":3}"#, false);
        check(either, "null", false);
    }

    #[test]
    fn a_list_lacks_elements_if_it_has_more_pages_than_the_first() {
        let check = |list, expected| check(Above::Page(1), &["pages"], list, expected);
        check(r#"{"items":[1],"pages":2}"#, Some(true));
        check(r#"{"items":[1],"pages":1}"#, Some(false));
        check(r#"{"items":[],"pages":0}"#, Some(false));
    }
}
