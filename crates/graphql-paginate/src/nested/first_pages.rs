//! The first pages of nested connections, with which those of follow-up responses are compared.

use std::ops::Range;

use bytes::Bytes;
use serde_json::value::RawValue;

use super::item_lists::{ItemListPath, ItemLists};
use crate::connection::{Nested, PendingPages};
use crate::driver::{Order, Received};
use crate::graphql::{is_read_again, raw_at};

/// The nested connections of a page's items, as the page has them.
pub(crate) struct FirstPages {
    nested: &'static [Nested],
    body: Bytes,
    /// The place of each item in the body; `None` for a null item.
    places: Vec<Option<Range<usize>>>,
}

impl FirstPages {
    /// The first pages of the `items` items that a page still has. Empty if they are not found in its body.
    pub(super) fn read(
        lists: &ItemLists,
        nested: &'static [Nested],
        received: &Received,
        items: usize,
        order: Order,
    ) -> Self {
        let text = std::str::from_utf8(&received.body).unwrap_or_default();
        let mut places = Vec::new();
        let found = items_in(lists, text, received.count);
        if found.len() == received.count {
            for (index, item) in found.into_iter().enumerate() {
                if !received.dropped.contains(&index) {
                    places.push(item.map(|item| place(text, item)));
                }
            }
            order.truncate(&mut places, items);
        }
        Self {
            nested,
            body: received.body.clone(),
            places,
        }
    }

    /// Whether the answer to the first follow-up request has the items that the connection already has, because the
    /// server ignores the cursor. Only connections directly inside an item are checked.
    pub(super) fn is_read_again(
        &self,
        item: usize,
        pending: &PendingPages,
        answer: &RawValue,
    ) -> bool {
        if !pending.at.is_empty() {
            return false;
        }
        let path = self.nested[pending.nested].path;
        let (Some(item), Some(key)) = (self.item(item), path.last()) else {
            return false;
        };
        match (raw_at(item, path), raw_at(answer.get(), &[key])) {
            (Some(first), Some(second)) => is_read_again(first.get(), second.get()),
            _ => false,
        }
    }

    /// The text of an item.
    fn item(&self, index: usize) -> Option<&str> {
        let place = self.places.get(index)?.clone()?;
        std::str::from_utf8(self.body.get(place)?).ok()
    }
}

/// The items in a body, with `None` for each null that counts as one.
fn items_in<'t>(lists: &ItemLists, body: &'t str, count: usize) -> Vec<Option<&'t RawValue>> {
    let lists = match lists {
        ItemLists::At(lists) => lists,
        ItemLists::Found(find) => return find(body).into_iter().flatten().map(Some).collect(),
    };
    let mut items = Vec::new();
    for list in lists {
        // The page may lack the items of the last lists.
        if items.len() < count {
            items.append(&mut items_of(list, body));
        }
    }
    items
}

fn items_of<'t>(list: &ItemListPath, body: &'t str) -> Vec<Option<&'t RawValue>> {
    let path = [&["data"], &list.connection[..], list.list].concat();
    let elements = raw_at(body, &path).map(RawValue::get);
    let elements: Vec<Option<&RawValue>> = elements
        .and_then(|elements| serde_json::from_str(elements).ok())
        .unwrap_or_default();
    let mut items = Vec::new();
    for element in elements.into_iter().flatten() {
        let item = match list.item {
            [] => Some(element),
            keys => raw_at(element.get(), keys).filter(|item| item.get() != "null"),
        };
        if item.is_some() || list.has_null_items {
            items.push(item);
        }
    }
    if list.is_reversed {
        items.reverse();
    }
    items
}

/// The place of a part of a text.
fn place(text: &str, part: &RawValue) -> Range<usize> {
    let start = part.get().as_ptr() as usize - text.as_ptr() as usize;
    start..start + part.get().len()
}
