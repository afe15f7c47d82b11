//! The first pages of both ends, which show whether the backward walk began at the end of the list.

use std::collections::HashSet;

use super::end::{End, PerEnd};
use super::identify::ItemHash;

/// The first page of each end, once it was received.
#[derive(Debug, Default)]
pub(super) struct FirstPages(PerEnd<Option<FirstPage>>);

#[derive(Debug)]
struct FirstPage {
    items: HashSet<ItemHash>,
    /// Whether it is the last page of its walk, too.
    is_last: bool,
}

impl FirstPages {
    /// Records a page of an end, if it is the first one of that end. Returns whether both first pages together show that
    /// the backward walk did not begin at the end of the list: that of the forward walk has all items of the other one,
    /// and announces more.
    ///
    /// A server that ignores `last` answers both ends with the first items.
    pub(super) fn record(&mut self, end: End, items: &[Option<ItemHash>], is_last: bool) -> bool {
        if self.0[end].is_some() {
            return false;
        }
        self.0[end] = Some(FirstPage {
            items: items.iter().flatten().copied().collect(),
            is_last,
        });
        let (Some(front), Some(back)) = (&self.0.front, &self.0.back) else {
            return false;
        };
        !front.is_last && !back.items.is_empty() && back.items.is_subset(&front.items)
    }
}
