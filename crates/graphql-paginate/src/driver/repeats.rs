//! Loop detection: pages and cursors that a walk has visited before.

use std::collections::HashSet;

use bytes::Bytes;

use super::seen::Seen;
use super::{Fetched, Source};

/// The first page whose items are compared with those of the page before it; the next ones are 8, 16, 32, …
const FIRST_COMPARED_PAGE: u64 = 4;

/// The number of pages in a row that must equal their predecessor. A moving item can make two pages equal by chance.
const EQUAL_PAGES: u32 = 3;

/// Remembers the pages and cursors of one walk, to detect a server that ignores the cursor or leads in a circle.
#[derive(Default)]
pub(super) struct RepeatGuard {
    cursors: Seen,
    /// Hashes of whole pages, for sources whose pages have no cursor of their own (offsets and page numbers).
    fingerprints: HashSet<u64>,
    /// The last page, if the next one is compared with it.
    last_page: Option<RawPage>,
    /// How many pages in a row had the same items as the page before.
    equal_pages: u32,
}

/// The body of a page and its number of items.
struct RawPage {
    body: Bytes,
    items: usize,
}

impl RepeatGuard {
    /// Whether page number `number` holds the same items as an earlier page.
    pub(super) fn is_repeated<S: Source>(
        &mut self,
        source: &S,
        number: u64,
        fetched: &Fetched<S::Item, S::Data>,
        body: &Bytes,
    ) -> bool {
        if let Some(fingerprint) = fetched.fingerprint {
            return !self.fingerprints.insert(fingerprint);
        }
        let page = RawPage {
            body: body.clone(),
            items: fetched.page.items.len(),
        };
        let last = self.last_page.take();
        if is_compared(number) || self.equal_pages > 0 {
            match last {
                Some(last) if have_same_items(source, &last, &page) => self.equal_pages += 1,
                _ => self.equal_pages = 0,
            }
        }
        // Any other page is not kept, so that its memory is free for the next one.
        if is_compared(number + 1) || self.equal_pages > 0 {
            self.last_page = Some(page);
        }
        self.equal_pages >= EQUAL_PAGES
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

/// Whether the page of this number is compared with the one before it even if those before were different.
fn is_compared(number: u64) -> bool {
    number >= FIRST_COMPARED_PAGE && number.is_power_of_two()
}

/// Whether two pages hold the same items, compared by id.
fn have_same_items(source: &impl Source, last: &RawPage, page: &RawPage) -> bool {
    if last.items != page.items || page.items == 0 {
        return false;
    }
    let Some(inspected) = source.inspect(&page.body, page.items) else {
        return false;
    };
    // Without ids, the page before is not read.
    inspected.is_by_id
        && source
            .inspect(&last.body, last.items)
            .is_some_and(|last| last.identities == inspected.identities)
}
