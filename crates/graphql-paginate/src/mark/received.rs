//! The raw body of a page, kept to identify its items later.

use std::collections::HashSet;

use bytes::Bytes;

use super::{Identity, Order, PageIdentities};

/// The body of a page, from which its items are identified on demand.
#[derive(Debug, Default)]
pub(crate) struct Received {
    pub(crate) body: Bytes,
    /// The number of items in the body.
    pub(crate) count: usize,
    /// Indices of the items that an earlier run had already yielded.
    pub(crate) dropped: HashSet<usize>,
}

/// Identities and cursors of the items that this run yields from a page, in the order of the walk.
#[derive(Debug, Clone, Default)]
pub(crate) struct IdentifiedItems {
    /// Empty if the source cannot identify items.
    pub(crate) identities: Vec<Identity>,
    /// Empty if the items have no cursors of their own.
    pub(crate) cursors: Vec<String>,
}

impl Received {
    /// Leaves out the items that an earlier run had already yielded.
    pub(crate) fn identified_items(&self, page: PageIdentities, order: Order) -> IdentifiedItems {
        let mut identified = IdentifiedItems::default();
        for index in order.indices(self.count) {
            if self.dropped.contains(&index) {
                continue;
            }
            identified.identities.push(page.identities[index]);
            // A dropped item may come after a kept one; then no single cursor separates the two groups.
            if self.dropped.is_empty() && !page.cursors.is_empty() {
                identified.cursors.push(page.cursors[index].clone());
            }
        }
        identified
    }
}
