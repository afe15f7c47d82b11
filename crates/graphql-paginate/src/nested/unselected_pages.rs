//! Nested connections whose `pageInfo`, or whose parent's id, only derived documents select.
//!
//! Generated types do not have these fields. So the pending pages of such connections are read from the JSON of the
//! responses, and tracked here while the items are completed.

use serde_json::value::RawValue;

use super::flags;
use super::follow_up_context::PendingOfItem;
use super::item_lists::{ItemLists, ItemText};
use super::open_connections::{
    Open, OpenState, Reader, Span, below, cursor, has_more, inner_kinds, is_without_lists, lengths,
    open_of, within,
};
use crate::connection::{Nested, PendingPages, Unselected};
use crate::driver::{Order, Received};
use crate::error::ErrorKind;
use crate::graphql::raw_at;

/// The pending pages of the items of one page.
#[derive(Debug, Default)]
pub(super) struct UnselectedPages {
    /// Indexed by the item's position on the page.
    open: Vec<Vec<Open>>,
}

impl UnselectedPages {
    /// Reads the pending pages of a page's items.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`] if the lists do not hold the items of the page, or if a flag is there twice.
    pub(super) fn read(
        lists: &ItemLists,
        nested: &[Nested],
        received: &Received,
        items: usize,
        order: Order,
    ) -> Result<Self, ErrorKind> {
        if nested.iter().all(|nested| nested.unselected.is_none()) {
            return Ok(Self::default());
        }
        let body = std::str::from_utf8(&received.body).unwrap_or_default();
        if flags::has_no_nested_pages(body, &lists.connections(), nested) {
            return Ok(Self::default());
        }
        let mut open = Vec::new();
        for ItemText { item, kinds } in lists.items_on_page(nested.len(), received, items, order)? {
            open.push(match item {
                Some(item) => open_of(item, kinds, nested)?,
                None => Vec::new(),
            });
        }
        Ok(Self { open })
    }

    /// Keeps the first `items` items, in the order of the walk.
    pub(super) fn keep_first(&mut self, items: usize, order: Order) {
        order.truncate(&mut self.open, items);
    }

    /// The connections of one item that are not known to be complete.
    pub(super) fn of(&self, item: usize) -> &[Open] {
        self.open.get(item).map(Vec::as_slice).unwrap_or_default()
    }

    /// The connections of some items that are incomplete or may be, and of which no page can be requested.
    pub(super) fn stuck(
        &self,
        items: impl IntoIterator<Item = usize>,
    ) -> Vec<(OpenState, PendingOfItem)> {
        let mut stuck = Vec::new();
        for item in items {
            for open in self.of(item) {
                if open.state != OpenState::Pending {
                    let pages = open.pages.clone();
                    stuck.push((open.state, PendingOfItem { item, pages }));
                }
            }
        }
        stuck
    }

    /// Updates the pending pages after the data of one parent was added to its connection.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`] if a flag is there twice. The connection then stays open.
    pub(super) fn filled(
        &mut self,
        item: usize,
        filled: &PendingPages,
        answer: &RawValue,
        nested: &[Nested],
    ) -> Result<(), ErrorKind> {
        let Some(unselected) = &nested[filled.nested].unselected else {
            return Ok(());
        };
        let Some(open) = self.open.get_mut(item) else {
            return Ok(());
        };
        let is_filled = |open: &Open| {
            open.pages.nested == filled.nested && open.pages.list_indices == filled.list_indices
        };
        let Some(index) = open.iter().position(is_filled) else {
            return Ok(());
        };
        let connection = unselected
            .connection_key()
            .and_then(|key| raw_at(answer.get(), &[key]));
        let Some(connection) = connection.map(RawValue::get) else {
            open.remove(index);
            return Ok(());
        };
        let page = AddedPage {
            before: open[index].clone(),
            connection,
            added: lengths(connection, filled.nested, nested),
            unselected,
            nested,
        };
        for (kind, inner) in inner_kinds(filled.nested, nested) {
            page.add_inner(kind, inner, open)?;
        }
        let after = page.after(filled.nested)?;
        open.remove(index);
        open.extend(after);
        Ok(())
    }
}

/// A further page of a connection.
struct AddedPage<'r> {
    /// The connection before the page was added to it.
    before: Open,
    /// The JSON of the page.
    connection: &'r str,
    /// The lengths of the lists in the page that lead to the kinds inside the connection.
    added: Vec<usize>,
    unselected: &'r Unselected,
    nested: &'r [Nested],
}

impl AddedPage<'_> {
    /// Adds the pending pages of the connections of one kind inside the page to those of the item.
    fn add_inner(
        &self,
        kind: usize,
        inner: &Unselected,
        open: &mut Vec<Open>,
    ) -> Result<(), ErrorKind> {
        let outer = &self.before.pages;
        let (old, added) = (self.before.lengths[kind], self.added[kind]);
        let level = outer.list_indices.len();
        let is_front = inner.in_front[level];
        if is_front {
            // The items of the page come before those that the connection had.
            for known in open.iter_mut() {
                if known.pages.nested == kind
                    && known.pages.list_indices.starts_with(&outer.list_indices)
                {
                    known.pages.list_indices[level] += added;
                }
            }
        }
        let mut reader = Reader {
            kind,
            unselected: inner,
            nested: self.nested,
            list_indices: outer.list_indices.clone(),
            stable_indices: outer.stable_indices.clone(),
            found: Vec::new(),
        };
        let span = Span {
            start: if is_front { 0 } else { old },
            length: old + added,
        };
        let mut levels = vec![within(self.unselected, inner)];
        levels.extend(&inner.levels[level + 1..]);
        reader.list(self.connection, &levels, Some(span))?;
        open.append(&mut reader.found);
        Ok(())
    }

    /// The connection with this page, if it has further pages or does not say.
    fn after(self, kind: usize) -> Result<Option<Open>, ErrorKind> {
        let more = has_more(self.connection, self.unselected);
        let more = more.map_err(|problem| below(problem, &self.nested[kind]))?;
        if more == Some(false) || is_without_lists(self.connection, &self.nested[kind]) {
            return Ok(None);
        }
        let mut after = self.before;
        after.pages.cursor = cursor(self.connection, self.unselected);
        if more.is_none() {
            after.state = OpenState::Unknown;
            after.pages.parent = None;
        }
        for (length, added) in after.lengths.iter_mut().zip(self.added) {
            *length += added;
        }
        Ok(Some(after))
    }
}

impl Unselected {
    /// The connection's own response key.
    pub(super) fn connection_key(&self) -> Option<&'static str> {
        self.levels.last()?.last().copied()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::nested::ItemListPath;
    use crate::nested::fixture::LABELS;

    /// The cursors of the pending pages of each item.
    fn cursors(edges: &str, count: usize, has_null_items: bool) -> Result<String, ErrorKind> {
        let received = Received {
            body: format!(r#"{{"data":{{"list":{{"edges":[{edges}]}}}}}}"#).into(),
            count,
            dropped: HashSet::new(),
        };
        let list = ItemListPath {
            connection: vec!["list"],
            list: &["edges"],
            item: &["node"],
            kinds: 0..1,
            has_null_items,
            is_reversed: false,
        };
        let lists = ItemLists::At(vec![list]);
        let pages = UnselectedPages::read(&lists, LABELS, &received, count, Order::Same)?;
        let mut cursors = Vec::new();
        for item in 0..count {
            let mut open = pages.of(item).iter();
            let cursor = open.find_map(|open| open.pages.cursor.clone());
            cursors.push(cursor.unwrap_or("-".to_owned()));
        }
        Ok(cursors.join(" "))
    }

    #[test]
    fn a_null_node_is_an_item_of_a_walk_of_edges_and_a_null_edge_never_is() {
        let edge = |cursor: &str| {
            let labels = format!(
                r#"{{"nodes":[],"pageInfo":{{"hasNextPage":true,"endCursor":"{cursor}"}}}}"#
            );
            format!(r#"{{"node":{{"id":1,"labels":{labels}}}}}"#)
        };
        let edges = format!(r#"{},null,{{"node":null}},{}"#, edge("a"), edge("b"));
        assert_eq!(cursors(&edges, 3, true).unwrap(), "a - b");
        assert_eq!(cursors(&edges, 2, false).unwrap(), "a b");
        let mismatch = cursors(&edges, 3, false).unwrap_err().to_string();
        assert!(
            mismatch.contains("expected 3 items to complete, found 2"),
            "{mismatch}"
        );
    }
}
