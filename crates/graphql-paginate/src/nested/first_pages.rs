//! The first pages of nested connections, with which those of follow-up responses are compared.

use std::cell::OnceCell;

use serde_json::value::RawValue;

use super::item_lists::{ItemLists, ItemText};
use crate::connection::{Nested, PendingPages};
use crate::driver::{Order, Received};
use crate::graphql::{is_read_again, raw_at};

/// The nested connections of a page's items, as the page has them.
pub(super) struct FirstPages<'p> {
    nested: &'static [Nested],
    lists: &'p ItemLists,
    received: &'p Received,
    /// The number of items that the page still has.
    items: usize,
    order: Order,
    /// Read for the first comparison: most pages need none. Empty if the items are not found in the body.
    found: OnceCell<Vec<ItemText<'p>>>,
}

impl<'p> FirstPages<'p> {
    /// The first pages in the `items` items that a page still has.
    pub(super) fn new(
        lists: &'p ItemLists,
        nested: &'static [Nested],
        received: &'p Received,
        items: usize,
        order: Order,
    ) -> Self {
        Self {
            nested,
            lists,
            received,
            items,
            order,
            found: OnceCell::new(),
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
    fn item(&self, index: usize) -> Option<&'p str> {
        let found = self.found.get_or_init(|| {
            self.lists
                .kept(self.nested.len(), self.received, self.items, self.order)
                .unwrap_or_default()
        });
        Some(found.get(index)?.item?.get())
    }
}
