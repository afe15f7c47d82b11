//! The first pages of nested connections, with which those of follow-up responses are compared.

use std::cell::OnceCell;

use serde_json::value::RawValue;

use super::item_lists::{ItemLists, ItemText, elements};
use super::open_connections::is_without_lists;
use crate::connection::{Nested, PendingPages};
use crate::driver::{Order, Received};
use crate::graphql::{raw_at, repeats_first_page};

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
    /// server ignores the cursor. Only connections of the page itself are checked, with their indices on it.
    pub(super) fn repeats_first_page(
        &self,
        item: usize,
        pending: &PendingPages,
        answer: &RawValue,
    ) -> bool {
        let path = self.nested[pending.nested].path;
        let (Some(item), Some(key)) = (self.item(item), path.last()) else {
            return false;
        };
        match (
            connection(item, path, &pending.list_indices),
            raw_at(answer.get(), &[key]),
        ) {
            (Some(first), Some(second)) => repeats_first_page(first.get(), second.get()),
            _ => false,
        }
    }

    /// Whether the page has a connection without its lists, because conditions of the query exclude them.
    pub(super) fn is_without_lists(&self, item: usize, pending: &PendingPages) -> bool {
        let nested = &self.nested[pending.nested];
        let item = self.item(item);
        let found = item.and_then(|item| connection(item, nested.path, &pending.list_indices));
        found.is_some_and(|connection| is_without_lists(connection.get(), nested))
    }

    /// The text of an item.
    fn item(&self, index: usize) -> Option<&'p str> {
        let found = self.found.get_or_init(|| {
            self.lists
                .items_on_page(self.nested.len(), self.received, self.items, self.order)
                .unwrap_or_default()
        });
        Some(found.get(index)?.item?.get())
    }
}

/// The connection at a path of keys from an item, with an index for each list on the path.
fn connection<'t>(item: &'t str, path: &[&str], at: &[usize]) -> Option<&'t RawValue> {
    let mut indices = at.iter();
    let mut found = None;
    let mut value = item;
    for key in path {
        if value.trim_start().starts_with('[') {
            let element = elements(value, &[]).into_iter().nth(*indices.next()?)??;
            value = element.get();
        }
        let member = raw_at(value, &[key])?;
        found = Some(member);
        value = member.get();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_found_by_its_indices_in_the_lists() {
        let item = r#"{"a":{"nodes":[null,{"b":[{"c":1},{"c":2}]}]},"c":3}"#;
        let check = |path: &[&str], at: &[usize], expected: Option<&str>| {
            let found = connection(item, path, at).map(RawValue::get);
            assert_eq!(found, expected, "{path:?} {at:?}");
        };
        check(&["c"], &[], Some("3"));
        check(&["a", "nodes", "b", "c"], &[1, 1], Some("2"));
        check(&["a", "nodes", "b", "c"], &[0, 1], None);
        check(&["a", "nodes", "b", "c"], &[1, 2], None);
        check(&["a", "nodes", "b", "c"], &[1], None);
    }
}
