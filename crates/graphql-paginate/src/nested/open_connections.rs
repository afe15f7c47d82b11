//! Finds the nested connections with further pages in the JSON of a response.

use std::ops::Range;

use serde_json::Value;
use serde_json::value::RawValue;

use super::item_lists::elements;
use crate::connection::{Above, Nested, PendingPages, Unselected};
use crate::graphql::{raw_at, text_at, values_at};

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
    /// The flag for further pages is null.
    Unknown,
    /// Its items are not at the end where its direction begins.
    WrongEnd,
}

/// The pending pages of some kinds of nested connections of an item.
pub(super) fn open_of(item: &RawValue, kinds: Range<usize>, nested: &[Nested]) -> Vec<Open> {
    let mut open = Vec::new();
    for kind in kinds {
        let Some(unselected) = &nested[kind].unselected else {
            continue;
        };
        let mut reader = Reader {
            kind,
            unselected,
            nested,
            at: Vec::new(),
            seat: Vec::new(),
            found: Vec::new(),
        };
        reader.list(item.get(), unselected.levels, None);
        open.append(&mut reader.found);
    }
    open
}

/// Finds the connections of one kind that have a pending page.
pub(super) struct Reader<'r> {
    pub(super) kind: usize,
    pub(super) unselected: &'r Unselected,
    pub(super) nested: &'r [Nested],
    pub(super) at: Vec<usize>,
    pub(super) seat: Vec<usize>,
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
    pub(super) fn list(&mut self, value: &str, levels: &[&[&str]], span: Option<Span>) {
        let Some((keys, below)) = levels.split_first() else {
            return;
        };
        if below.is_empty() {
            self.connection(value, keys);
            return;
        }
        let elements = elements(value, keys);
        let span = span.unwrap_or(Span {
            start: 0,
            length: elements.len(),
        });
        let is_front = self.unselected.in_front[self.at.len()];
        for (index, element) in elements.into_iter().enumerate() {
            let Some(element) = element else { continue };
            let index = span.start + index;
            self.at.push(index);
            self.seat
                .push(if is_front { span.length - index } else { index });
            self.list(element.get(), below, None);
            self.at.pop();
            self.seat.pop();
        }
    }

    fn connection(&mut self, value: &str, keys: &[&str]) {
        let unselected = self.unselected;
        let Some((key, parent)) = keys.split_last() else {
            return;
        };
        let Some(parent) = raw_at(value, parent).map(RawValue::get) else {
            return;
        };
        let Some(connection) = raw_at(parent, &[key]).map(RawValue::get) else {
            return;
        };
        if connection == "null" || !has_type(parent, unselected.parent_types) {
            return;
        }
        let is_backward = self.nested[self.kind].is_backward();
        let is_wrong_end = is_wrong_end(connection, unselected);
        let state = match has_more(connection, unselected) {
            // Items before the first ones; behind the last ones, some servers always announce more.
            _ if is_wrong_end && !is_backward => OpenState::WrongEnd,
            Some(true) => OpenState::Pending,
            None => OpenState::Unknown,
            Some(false) if is_wrong_end => OpenState::WrongEnd,
            Some(false) => return,
        };
        let mut pages = PendingPages {
            nested: self.kind,
            at: self.at.clone(),
            seat: self.seat.clone(),
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

/// Whether a connection has further pages; `None` if the flag, or the object that holds it, is null.
///
/// A null token is the end. An absent flag is that of a selection which a condition excludes, and so are the items.
pub(super) fn has_more(connection: &str, unselected: &Unselected) -> Option<bool> {
    let path = unselected.more;
    if let Some(above) = unselected.above {
        return is_above(connection, path, above);
    }
    for end in 1..=path.len() {
        let value = raw_at(connection, &path[..end]).map(RawValue::get);
        if unselected.is_token && end == path.len() {
            return Some(!matches!(value, None | Some("null" | "\"\"")));
        }
        match value {
            None | Some("false") => return Some(false),
            Some("true") => return Some(true),
            // No token, as in the lists of a walk.
            Some("null") if unselected.is_token => return Some(false),
            Some("null") => return None,
            Some(_) => {}
        }
    }
    None
}

/// Whether the number at a path shows further pages; `None` if it is null, or no number. A list that a condition excludes
/// lacks nothing.
fn is_above(connection: &str, path: &[&str], above: Above) -> Option<bool> {
    for end in 1..path.len() {
        match raw_at(connection, &path[..end]).map(RawValue::get) {
            None => return Some(false),
            Some("null") => return None,
            Some(_) => {}
        }
    }
    let Some(number) = raw_at(connection, path) else {
        return Some(false);
    };
    let number: u64 = number.get().trim_matches('"').parse().ok()?;
    match above {
        Above::Page(only) => Some(number > only),
        Above::Elements(list) => {
            let is_selected = raw_at(connection, list).is_some();
            let count = elements(connection, list).len() as u64;
            Some(is_selected && number > count)
        }
    }
}

/// Whether the items of a first page are not at the end where the direction begins.
fn is_wrong_end(connection: &str, unselected: &Unselected) -> bool {
    let flag = match unselected.wrong_end {
        [] => None,
        path => raw_at(connection, path),
    };
    flag.is_some_and(|flag| flag.get() == "true")
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
        assert_eq!(has_more(list, &unselected), expected, "{list}");
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
        // Conditions exclude the list, or what is added to it.
        check(r#"{"meta":{"total":90}}"#, Some(false));
        check(r#"{"items":[1]}"#, Some(false));
    }

    #[test]
    fn a_list_lacks_elements_if_it_has_more_pages_than_the_first() {
        let check = |list, expected| check(Above::Page(1), &["pages"], list, expected);
        check(r#"{"items":[1],"pages":2}"#, Some(true));
        check(r#"{"items":[1],"pages":1}"#, Some(false));
        check(r#"{"items":[],"pages":0}"#, Some(false));
    }
}
