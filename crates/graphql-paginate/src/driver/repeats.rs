//! Loop detection: pages and cursors that a walk has visited before.

use std::cell::OnceCell;
use std::collections::HashSet;

use bytes::Bytes;
use memchr::memmem;

use super::seen::Seen;
use super::{Fetched, HashOf, NextPage, PageHash, Source};
use crate::mark::PageIdentities;

/// Pages 3, 7, 15, 31, … are kept as references: each page after a reference is compared with it, until the next one.
const FIRST_REFERENCE: u64 = 3;

/// The longest cycle of pages that is recognized.
const LONGEST_CYCLE: u64 = 8;

/// How often in a row a page must be received again. A moving item can make two pages equal by chance.
const REPETITIONS: u32 = 3;

/// Remembers the pages and cursors of one walk, to detect a server that ignores the cursor or leads in a cycle.
#[derive(Default)]
pub(super) struct RepeatGuard {
    cursors: Seen,
    /// Hashes of whole pages, for sources whose pages have no cursor of their own (offsets and page numbers).
    fingerprints: HashSet<u64>,
    /// The last page, if that consists of one item without an id.
    one_item: Option<OneItem>,
    /// An earlier page that the next ones are compared with.
    reference: Option<Reference>,
    last: Option<LastPage>,
}

/// A page of one item without an id.
struct OneItem {
    hash: u64,
    /// The number of equal pages directly before it.
    repetitions: u32,
}

/// The last page received.
struct LastPage {
    body: Bytes,
    /// The number of its items.
    items: usize,
}

/// A page that was received before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RepeatedPage {
    /// The same page, by the ids of its items.
    Certain,
    /// Probably the same page: its items have no ids.
    Probable,
}

/// A page that should not be received again.
struct Reference {
    number: u64,
    body: Bytes,
    items: usize,
    /// Read for the first comparison. `None` if the items of the page cannot be compared.
    identities: OnceCell<Option<PageIdentities>>,
    /// How many pages after this one the first page with the same items was received.
    cycle: Option<u64>,
    /// How many times in a row it was received again at this distance.
    repetitions: u32,
}

impl RepeatGuard {
    /// Whether page number `number` holds the same items as an earlier page.
    pub(super) fn find<S: Source>(
        &mut self,
        source: &S,
        number: u64,
        fetched: &Fetched<S::Item, S::Data>,
        body: &Bytes,
    ) -> Option<RepeatedPage> {
        if let Some(fingerprint) = fetched.fingerprint {
            return self.find_hash(fingerprint);
        }
        let items = fetched.page.items.len();
        if let Some(mut reference) = self.reference.take() {
            reference.compare(source, number, body, items);
            if reference.repetitions >= REPETITIONS {
                return Some(RepeatedPage::Certain);
            }
            // Any other page is not kept, so that its memory is free for the next one.
            if reference.is_needed_after(number) {
                self.reference = Some(reference);
            }
        }
        if is_reference(number) {
            self.reference = Some(Reference {
                number,
                body: body.clone(),
                items,
                identities: OnceCell::new(),
                cycle: None,
                repetitions: 0,
            });
        }
        None
    }

    /// Whether a page of a list with offsets or page numbers was received before.
    fn find_hash(&mut self, page: PageHash) -> Option<RepeatedPage> {
        let before = self.one_item.take();
        let repeat = match page.of {
            HashOf::OneItem => {
                let repetitions = match before {
                    Some(last) if last.hash == page.hash => last.repetitions + 1,
                    _ => 0,
                };
                self.one_item = Some(OneItem {
                    hash: page.hash,
                    repetitions,
                });
                if repetitions >= REPETITIONS {
                    return Some(RepeatedPage::Probable);
                }
                return None;
            }
            HashOf::Ids => RepeatedPage::Certain,
            HashOf::Contents => RepeatedPage::Probable,
        };
        if self.fingerprints.insert(page.hash) {
            return None;
        }
        Some(repeat)
    }

    /// Whether the last page and the one before it consist of the same item without an id.
    pub(super) fn has_one_item_again(&self) -> bool {
        self.one_item
            .as_ref()
            .is_some_and(|one_item| one_item.repetitions > 0)
    }

    /// Whether a page leads to a visited cursor and holds the items of the page before it, as servers answer that return
    /// the last page for a request past the end. Remembers the page.
    pub(super) fn is_last_page_again<S: Source>(
        &mut self,
        source: &S,
        fetched: &Fetched<S::Item, S::Data>,
        body: &Bytes,
    ) -> bool {
        let items = fetched.page.items.len();
        let page = LastPage {
            body: body.clone(),
            items,
        };
        let last = self.last.replace(page);
        let (NextPage::At(cursor), Some(last)) = (&fetched.next_page, last) else {
            return false;
        };
        let keys = source.loop_keys(cursor);
        if last.items != items || !keys.iter().any(|key| self.cursors.contains(key)) {
            return false;
        }
        let last = source.identify(&last.body, items, None);
        let page = source.identify(body, items, None);
        match (page, last) {
            (Some(page), Some(last)) => page.has_items_of(&last),
            _ => false,
        }
    }

    /// Adds the loop keys of a cursor. Returns the first one that was there already.
    pub(super) fn visit(&mut self, source: &impl Source, cursor: &str) -> Option<String> {
        let mut visited = None;
        for key in source.loop_keys(cursor) {
            if !self.cursors.insert(&key) && visited.is_none() {
                visited = Some(key);
            }
        }
        visited
    }
}

impl Reference {
    /// Compares a later page with this one, if it may be the same one again.
    fn compare(&mut self, source: &impl Source, number: u64, body: &Bytes, items: usize) {
        let distance = number - self.number;
        let is_due = match self.cycle {
            Some(cycle) => distance.is_multiple_of(cycle),
            None => true,
        };
        if !is_due {
            return;
        }
        if self.has_items_of(source, body, items) {
            self.cycle.get_or_insert(distance);
            self.repetitions += 1;
        } else {
            self.cycle = None;
            self.repetitions = 0;
        }
    }

    /// Whether a page holds the same items, compared by id.
    fn has_items_of(&self, source: &impl Source, body: &Bytes, items: usize) -> bool {
        if self.items != items || items == 0 {
            return false;
        }
        let identify = || {
            source
                .identify(&self.body, items, None)
                .filter(|page| page.is_by_id)
        };
        let Some(reference) = self.identities.get_or_init(identify) else {
            return false;
        };
        // Reading a page takes long, searching it does not.
        if let Some(id) = &reference.first_id
            && !has_value(body, id.as_bytes())
        {
            return false;
        }
        source
            .identify(body, items, None)
            .is_some_and(|page| page.has_items_of(reference))
    }

    /// Whether the pages after this number are compared as well. Few are, because each keeps this one in memory.
    fn is_needed_after(&self, number: u64) -> bool {
        let compared = ((self.number + 1) / 8).clamp(1, LONGEST_CYCLE);
        self.cycle.is_some() || number - self.number < compared
    }
}

/// Whether a JSON text may have a value with this text.
fn has_value(body: &[u8], value: &[u8]) -> bool {
    memmem::find_iter(body, value).any(|start| {
        let before = start.checked_sub(1).and_then(|index| body.get(index));
        !is_alphanumeric(before) && !is_alphanumeric(body.get(start + value.len()))
    })
}

fn is_alphanumeric(byte: Option<&u8>) -> bool {
    byte.is_some_and(u8::is_ascii_alphanumeric)
}

/// Whether the pages after the one of this number are compared with it.
fn is_reference(number: u64) -> bool {
    number >= FIRST_REFERENCE && (number + 1).is_power_of_two()
}
