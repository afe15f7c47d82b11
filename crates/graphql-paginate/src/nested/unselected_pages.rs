//! Nested connections whose `pageInfo`, or whose parent's id, only derived documents select.
//!
//! Generated types do not have these fields. So the pending pages of such connections are read from the JSON of the
//! responses, and tracked here while the items are completed.

use std::ops::Range;
use std::sync::Arc;

use serde_json::Value;
use serde_json::value::RawValue;

use super::flags;
use crate::connection::{Nested, PendingPages, Unselected};
use crate::driver::{Order, Received};
use crate::graphql::{cursor_text, raw_at};

/// A list of items in a response.
#[derive(Debug, Clone)]
pub(crate) struct ItemList {
    /// Response keys from `data` to the connection.
    pub(crate) connection: Vec<&'static str>,
    /// Response keys from the connection to the list, and from an element of it to the item.
    pub(crate) items: (&'static [&'static str], &'static [&'static str]),
    /// The kinds of nested connections inside these items.
    pub(crate) kinds: Range<usize>,
    /// Whether the page has the items in reverse order.
    pub(crate) is_reversed: bool,
}

/// Where the items of a page are in a response.
#[derive(Clone)]
pub(crate) enum ItemLists {
    /// In these lists.
    At(Vec<ItemList>),
    /// Where this function finds them in the body; `None` for each null item. All kinds of nested connections are inside
    /// each item.
    Found(FindItems),
}

/// Finds the items in a body.
type FindItems = Arc<dyn for<'t> Fn(&'t str) -> Vec<Option<&'t RawValue>> + Send + Sync>;

impl ItemLists {
    /// Adds lists, if the places of the lists are known.
    pub(crate) fn extend(&mut self, more: impl IntoIterator<Item = ItemList>) {
        if let Self::At(lists) = self {
            lists.extend(more);
        }
    }

    /// Response keys from `data` to each connection, if the places of the lists are known.
    fn connections(&self) -> Vec<&[&'static str]> {
        match self {
            Self::At(lists) => lists.iter().map(|list| &list.connection[..]).collect(),
            Self::Found(_) => Vec::new(),
        }
    }
}

/// The pending pages of the items of one page.
#[derive(Debug, Default)]
pub(super) struct UnselectedPages {
    /// Indexed by the item's position on the page.
    open: Vec<Vec<Open>>,
}

/// A connection with a pending page.
#[derive(Debug, Clone)]
struct Open {
    pages: PendingPages,
    /// For each kind inside this connection, the length of the list that leads to it; 0 for other kinds.
    lengths: Vec<usize>,
}

/// The response does not have the items that were decoded from it.
#[derive(Debug)]
pub(super) struct Mismatch {
    pub(super) expected: usize,
    pub(super) found: usize,
}

impl UnselectedPages {
    /// Reads the pending pages of a page's items.
    ///
    /// # Errors
    ///
    /// [`Mismatch`] if the lists do not hold the items of the page.
    pub(super) fn read(
        lists: &ItemLists,
        nested: &[Nested],
        received: &Received,
        items: usize,
        order: Order,
    ) -> Result<Self, Mismatch> {
        if nested.iter().all(|nested| nested.unselected.is_none()) {
            return Ok(Self::default());
        }
        let body = std::str::from_utf8(&received.body).unwrap_or_default();
        if flags::only_of_lists(body, &lists.connections(), nested) {
            return Ok(Self::default());
        }
        let mut all = Vec::new();
        match lists {
            ItemLists::At(lists) => {
                for list in lists {
                    all.extend(open_in(body, list, nested));
                }
            }
            ItemLists::Found(items) => {
                for item in items(body) {
                    all.push(item.map(|item| open_of(item, 0..nested.len(), nested)));
                }
            }
        }
        // A walk of edges has an item for each edge; a walk of nodes has none for a null node.
        if all.len() != received.count {
            all.retain(Option::is_some);
        }
        if all.len() != received.count {
            return Err(Mismatch {
                expected: received.count,
                found: all.len(),
            });
        }
        let mut open = Vec::new();
        for (index, pages) in all.into_iter().enumerate() {
            if !received.dropped.contains(&index) {
                open.push(pages.unwrap_or_default());
            }
        }
        let mut pages = Self { open };
        // A limit truncates a page.
        pages.keep_first(items, order);
        Ok(pages)
    }

    /// Keeps the first `items` items, in the order of the walk.
    pub(super) fn keep_first(&mut self, items: usize, order: Order) {
        match order {
            Order::Same => self.open.truncate(items),
            Order::Reversed => {
                let cut = self.open.len().saturating_sub(items);
                self.open.drain(..cut);
            }
        }
    }

    /// The pending pages of one item.
    pub(super) fn of(&self, item: usize) -> impl Iterator<Item = &PendingPages> {
        let open = self.open.get(item).map(Vec::as_slice).unwrap_or_default();
        open.iter().map(|open| &open.pages)
    }

    /// Updates the pending pages after the data of one parent was added to its connection.
    pub(super) fn filled(
        &mut self,
        item: usize,
        filled: &PendingPages,
        answer: &RawValue,
        nested: &[Nested],
    ) {
        let Some(unselected) = &nested[filled.nested].unselected else {
            return;
        };
        let Some(open) = self.open.get_mut(item) else {
            return;
        };
        let is_filled =
            |open: &Open| open.pages.nested == filled.nested && open.pages.at == filled.at;
        let Some(index) = open.iter().position(is_filled) else {
            return;
        };
        let before = open.remove(index);
        let connection = unselected
            .connection_key()
            .and_then(|key| raw_at(answer.get(), &[key]));
        let Some(connection) = connection.map(RawValue::get) else {
            return;
        };
        let added = lengths(connection, filled.nested, nested);
        for (kind, inner) in inner_kinds(filled.nested, nested) {
            let (old, new) = (before.lengths[kind], added[kind]);
            let level = filled.at.len();
            let is_front = inner.in_front[level];
            if is_front {
                for known in open.iter_mut() {
                    if known.pages.nested == kind && known.pages.at.starts_with(&filled.at) {
                        known.pages.at[level] += new;
                    }
                }
            }
            let mut reader = Reader {
                kind,
                unselected: inner,
                nested,
                at: filled.at.clone(),
                seat: filled.seat.clone(),
                found: Vec::new(),
            };
            let span = Span {
                start: if is_front { 0 } else { old },
                length: old + new,
            };
            let mut levels = vec![within(unselected, inner)];
            levels.extend(&inner.levels[level + 1..]);
            reader.list(connection, &levels, Some(span));
            open.append(&mut reader.found);
        }
        if has_more(connection, unselected) {
            let mut after = before;
            after.pages.cursor = cursor(connection, unselected);
            for (length, added) in after.lengths.iter_mut().zip(added) {
                *length += added;
            }
            open.push(after);
        }
    }
}

impl Unselected {
    /// The connection's own response key.
    fn connection_key(&self) -> Option<&'static str> {
        self.levels.last()?.last().copied()
    }
}

/// The pending pages of each item of a list, in the order of the page; `None` for each null item.
fn open_in(body: &str, list: &ItemList, nested: &[Nested]) -> Vec<Option<Vec<Open>>> {
    let mut path = vec!["data"];
    path.extend(&list.connection);
    path.extend(list.items.0);
    let mut all = Vec::new();
    for element in elements(body, &path) {
        let item = match list.items.1 {
            [] => element,
            keys => element.and_then(|element| raw_at(element.get(), keys)),
        };
        let Some(item) = item.filter(|item| item.get() != "null") else {
            all.push(None);
            continue;
        };
        all.push(Some(open_of(item, list.kinds.clone(), nested)));
    }
    if list.is_reversed {
        all.reverse();
    }
    all
}

/// The pending pages of some kinds of nested connections of an item.
fn open_of(item: &RawValue, kinds: Range<usize>, nested: &[Nested]) -> Vec<Open> {
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
struct Reader<'r> {
    kind: usize,
    unselected: &'r Unselected,
    nested: &'r [Nested],
    at: Vec<usize>,
    seat: Vec<usize>,
    found: Vec<Open>,
}

/// The part of a list that a response holds.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: usize,
    /// The length of the whole list.
    length: usize,
}

impl Reader<'_> {
    /// Reads the connections below a value.
    fn list(&mut self, value: &str, levels: &[&[&str]], span: Option<Span>) {
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
        if !has_type(parent, unselected.parent_types) || !has_more(connection, unselected) {
            return;
        }
        self.found.push(Open {
            pages: PendingPages {
                nested: self.kind,
                at: self.at.clone(),
                seat: self.seat.clone(),
                parent: found_by(parent, unselected.parent),
                cursor: cursor(connection, unselected),
            },
            lengths: lengths(connection, self.kind, self.nested),
        });
    }
}

/// The kinds of connections inside those of another kind.
fn inner_kinds(outer: usize, nested: &[Nested]) -> Vec<(usize, &Unselected)> {
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
fn within(outer: &Unselected, inner: &Unselected) -> &'static [&'static str] {
    let level = outer.levels.len() - 1;
    &inner.levels[level][outer.levels[level].len()..]
}

/// For each kind, the length of the list that leads to it.
fn lengths(connection: &str, outer: usize, nested: &[Nested]) -> Vec<usize> {
    let mut lengths = vec![0; nested.len()];
    let Some(unselected) = &nested[outer].unselected else {
        return lengths;
    };
    for (kind, inner) in inner_kinds(outer, nested) {
        lengths[kind] = elements(connection, within(unselected, inner)).len();
    }
    lengths
}

/// The elements of a list, `None` for each null; empty if there is no list.
fn elements<'t>(text: &'t str, path: &[&str]) -> Vec<Option<&'t RawValue>> {
    let list = raw_at(text, path).map(RawValue::get);
    list.and_then(|list| serde_json::from_str(list).ok())
        .unwrap_or_default()
}

fn has_type(parent: &str, types: &[&str]) -> bool {
    if types.is_empty() {
        return true;
    }
    let typename = raw_at(parent, &["__typename"]);
    let typename = typename.and_then(|name| serde_json::from_str::<String>(name.get()).ok());
    typename.is_none_or(|typename| types.contains(&typename.as_str()))
}

fn has_more(connection: &str, unselected: &Unselected) -> bool {
    raw_at(connection, unselected.more).is_some_and(|more| more.get() == "true")
}

fn cursor(connection: &str, unselected: &Unselected) -> Option<String> {
    let cursor = raw_at(connection, unselected.cursor)?;
    cursor_text(&serde_json::from_str(cursor.get()).ok()?)
}

/// The values that identify a parent in a follow-up request.
fn found_by(parent: &str, paths: &[&[&str]]) -> Option<Vec<Value>> {
    if paths.is_empty() {
        return None;
    }
    let mut values = Vec::new();
    for path in paths {
        let value: Value = serde_json::from_str(raw_at(parent, path)?.get()).ok()?;
        if value.is_null() {
            return None;
        }
        values.push(value);
    }
    Some(values)
}
