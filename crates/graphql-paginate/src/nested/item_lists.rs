//! Where the items of a page are in a response.

use std::ops::Range;
use std::sync::Arc;

use serde_json::value::RawValue;

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

impl ItemLists {
    /// Response keys from `data` to each connection, if the places of the lists are known.
    pub(super) fn connections(&self) -> Vec<&[&'static str]> {
        match self {
            Self::At(lists) => lists.iter().map(|list| &list.connection[..]).collect(),
            Self::Found(_) => Vec::new(),
        }
    }
}
