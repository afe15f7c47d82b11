//! Where the items of a page are in a response.

use std::ops::Range;
use std::sync::Arc;

use serde_json::value::RawValue;

use crate::driver::{Order, Received};
use crate::error::ErrorKind;
use crate::graphql::raw_at;

/// Where a list of items is in a response.
#[derive(Debug, Clone)]
pub(crate) struct ItemListPath {
    /// Response keys from `data` to the connection.
    pub(crate) connection: Vec<&'static str>,
    /// Response keys from the connection to the list.
    pub(crate) list: &'static [&'static str],
    /// Response keys from an element of the list to the item.
    pub(crate) item: &'static [&'static str],
    /// The kinds of nested connections inside these items.
    pub(crate) kinds: Range<usize>,
    /// Whether an element with a null item is an item of the page, as in a walk of edges.
    pub(crate) has_null_items: bool,
    /// Whether the page has the items in reverse order.
    pub(crate) is_reversed: bool,
}

/// Where the items of a page are in a response.
#[derive(Clone)]
pub(crate) enum ItemLists {
    /// In these lists, one after the other. A page may lack the items of the last ones.
    At(Vec<ItemListPath>),
    /// Where this function finds them in the body; `None` for each null item. All kinds of nested connections are inside
    /// each item.
    Found(FindItems),
}

/// Finds the items in a body.
type FindItems = Arc<dyn for<'t> Fn(&'t str) -> Vec<Option<&'t RawValue>> + Send + Sync>;

/// An item of a page, as the body has it.
pub(super) struct ItemText<'t> {
    /// `None` if it is null.
    pub(super) item: Option<&'t RawValue>,
    /// The kinds of nested connections inside it.
    pub(super) kinds: Range<usize>,
}

/// The response does not have the items that were decoded from it.
#[derive(Debug)]
pub(super) struct Mismatch {
    expected: usize,
    found: usize,
}

impl From<Mismatch> for ErrorKind {
    fn from(Mismatch { expected, found }: Mismatch) -> Self {
        Self::Decode {
            path: "data".to_owned(),
            problem: format!("expected {expected} items to complete, found {found}"),
        }
    }
}

impl ItemLists {
    /// The items that a page still has, in its order: without those that an earlier run had yielded, and no more than
    /// `items`, because a limit truncates a page. `kinds` is the number of kinds of nested connections.
    ///
    /// # Errors
    ///
    /// [`Mismatch`] if the lists do not hold the items of the page.
    pub(super) fn items_on_page<'t>(
        &self,
        kinds: usize,
        received: &'t Received,
        items: usize,
        order: Order,
    ) -> Result<Vec<ItemText<'t>>, Mismatch> {
        let body = std::str::from_utf8(&received.body).unwrap_or_default();
        let all = self.all(kinds, body, received.count);
        if all.len() != received.count {
            return Err(Mismatch {
                expected: received.count,
                found: all.len(),
            });
        }
        let mut kept = Vec::new();
        for (index, item) in all.into_iter().enumerate() {
            if !received.dropped.contains(&index) {
                kept.push(item);
            }
        }
        order.truncate(&mut kept, items);
        Ok(kept)
    }

    /// All items in a body of which `count` were decoded.
    fn all<'t>(&self, kinds: usize, body: &'t str, count: usize) -> Vec<ItemText<'t>> {
        let mut all = Vec::new();
        match self {
            Self::At(lists) => {
                for list in lists {
                    // The page may lack the items of the last lists.
                    if all.len() < count {
                        all.append(&mut list.items(body));
                    }
                }
            }
            Self::Found(find) => {
                for item in find(body).into_iter().flatten() {
                    let (item, kinds) = (Some(item), 0..kinds);
                    all.push(ItemText { item, kinds });
                }
            }
        }
        all
    }

    /// Response keys from `data` to each connection, if the places of the lists are known.
    pub(super) fn connections(&self) -> Vec<&[&'static str]> {
        match self {
            Self::At(lists) => lists.iter().map(|list| &list.connection[..]).collect(),
            Self::Found(_) => Vec::new(),
        }
    }
}

impl ItemListPath {
    /// The items of the list in a body, in the order of the page.
    fn items<'t>(&self, body: &'t str) -> Vec<ItemText<'t>> {
        let path = [&["data"], &self.connection[..], self.list].concat();
        let mut items = Vec::new();
        for element in elements(body, &path).into_iter().flatten() {
            let item = match self.item {
                [] => Some(element),
                keys => raw_at(element.get(), keys).filter(|item| item.get() != "null"),
            };
            if item.is_some() || self.has_null_items {
                let kinds = self.kinds.clone();
                items.push(ItemText { item, kinds });
            }
        }
        if self.is_reversed {
            items.reverse();
        }
        items
    }
}

/// The elements of a list, with `None` for each null; empty where the list is missing or null.
pub(super) fn elements<'t>(text: &'t str, path: &[&str]) -> Vec<Option<&'t RawValue>> {
    let list = raw_at(text, path).map(RawValue::get);
    list.and_then(|list| serde_json::from_str(list).ok())
        .unwrap_or_default()
}
