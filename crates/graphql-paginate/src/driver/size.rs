//! Adaptive page sizes.
//!
//! A page that is too large for the server is requested again at half the size, and so are the pages after it. After a
//! few successful pages the size doubles, because most often the server was only slow for a moment. If the doubled size
//! fails soon, it is above the server's limit, and the next doubling waits for twice as many pages.

/// The number of successful pages after which the size first doubles.
const GOOD_PAGES: u32 = 3;
/// The largest number of successful pages that a doubling waits for.
const MAX_GOOD_PAGES: u32 = 192;

/// The page sizes that a walk wants, and those that it currently requests.
#[derive(Debug, Clone)]
pub(crate) struct Sizes {
    outer: Size,
    /// The largest size of the nested connections, if those may shrink.
    nested: Size,
    /// Successful pages since the size last changed.
    good: u32,
    /// The number of successful pages after which the size doubles.
    good_needed: u32,
    /// Whether the last change of the size was a doubling.
    has_grown: bool,
}

#[derive(Debug, Clone, Copy)]
struct Size {
    wanted: Option<u32>,
    now: Option<u32>,
}

impl Sizes {
    pub(crate) fn new(wanted: Option<u32>, now: Option<u32>, nested: Option<u32>) -> Self {
        // The size of an earlier run never raises the wanted size.
        let now = match (wanted, now) {
            (Some(wanted), Some(now)) => Some(wanted.min(now.max(1))),
            (wanted, _) => wanted,
        };
        let outer = Size { wanted, now };
        Self {
            outer,
            nested: Size {
                wanted: nested,
                now: nested,
            },
            good: 0,
            good_needed: GOOD_PAGES,
            has_grown: false,
        }
    }

    pub(crate) fn now(&self) -> Option<u32> {
        self.outer.now
    }

    /// The page size of a request for at most `max_items` items.
    pub(super) fn within(&self, max_items: Option<u64>) -> Option<u32> {
        let size = self.now()?;
        let Some(max_items) = max_items else {
            return Some(size);
        };
        Some(size.min(u32::try_from(max_items).unwrap_or(u32::MAX)))
    }

    /// Takes over smaller sizes from a fetcher that ran at the same time.
    pub(crate) fn learn(&mut self, other: Self) {
        if other.outer.now < self.outer.now || other.nested.now < self.nested.now {
            *self = other;
        } else {
            self.worked();
        }
    }

    /// The largest size that a nested connection may request; `None` leaves nested sizes unchanged.
    pub(super) fn nested(&self) -> Option<u32> {
        if self.nested.is_reduced() {
            self.nested.now
        } else {
            None
        }
    }

    /// The smallest size that nested connections can shrink to; `None` if they must keep theirs.
    pub(super) fn nested_at_least(&self) -> Option<u32> {
        self.nested.wanted.map(|_| 1)
    }

    /// Whether a request can ask for less than one with the page size `sent`.
    pub(crate) fn can_shrink(&self, sent: Option<u32>) -> bool {
        sent.is_some_and(|size| size > 1) || self.nested.now.is_some_and(|size| size > 1)
    }

    /// Halves the outer or the nested size, whichever is larger. `sent` is the page size of the failed request, which may
    /// be smaller than that of the walk.
    pub(crate) fn shrink(&mut self, sent: Option<u32>) {
        let (outer, nested) = (sent.unwrap_or(0), self.nested.now.unwrap_or(0));
        if nested > outer {
            self.nested.now = Some((nested / 2).max(1));
        } else {
            self.outer.now = Some((outer / 2).max(1));
        }
        if self.has_grown && self.good < GOOD_PAGES {
            self.good_needed = (2 * self.good_needed).min(MAX_GOOD_PAGES);
        }
        self.good = 0;
        self.has_grown = false;
    }

    /// Counts a successful page, and doubles reduced sizes after enough of them.
    pub(super) fn worked(&mut self) {
        self.good = self.good.saturating_add(1);
        let is_reduced = self.outer.is_reduced() || self.nested.is_reduced();
        if self.good < self.good_needed || !is_reduced {
            return;
        }
        self.good = 0;
        self.has_grown = true;
        self.outer.grow();
        self.nested.grow();
    }
}

impl Size {
    fn is_reduced(self) -> bool {
        self.now < self.wanted
    }

    fn grow(&mut self) {
        if let (Some(now), Some(wanted)) = (self.now, self.wanted) {
            self.now = Some(now.saturating_mul(2).min(wanted));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The page sizes of a walk's requests to a server that serves at most `limit` items.
    fn sizes_at(limit: u32, pages: usize) -> Vec<u32> {
        let mut sizes = Sizes::new(Some(100), None, None);
        let mut sent = Vec::new();
        for _ in 0..pages {
            let size = sizes.now().unwrap();
            sent.push(size);
            if size <= limit {
                sizes.worked();
            } else {
                sizes.shrink(Some(size));
            }
        }
        sent
    }

    #[test]
    fn sizes_halve_at_once_and_double_after_three_pages() {
        let mut sizes = Sizes::new(Some(100), None, None);
        sizes.shrink(Some(100));
        sizes.shrink(sizes.now());
        let mut seen = Vec::new();
        for _ in 0..8 {
            seen.push(sizes.now().unwrap());
            sizes.worked();
        }
        assert_eq!(seen, [25, 25, 25, 50, 50, 50, 100, 100]);
    }

    #[test]
    fn sizes_above_the_limit_of_the_server_are_tried_less_and_less_often() {
        let sent = sizes_at(25, 1_000);
        let refused = sent.iter().filter(|size| **size > 25).count();
        assert_eq!(sent[..7], [100, 50, 25, 25, 25, 50, 25]);
        assert!(refused <= 14, "{refused} of 1,000 requests were refused");
    }

    #[test]
    fn half_of_the_size_sent_is_the_next_size() {
        let mut sizes = Sizes::new(Some(100), None, None);
        sizes.shrink(Some(7));
        assert_eq!(sizes.now(), Some(3));
        assert!(!sizes.can_shrink(Some(1)) && !sizes.can_shrink(None));
    }

    #[test]
    fn the_larger_of_outer_and_nested_size_shrinks() {
        let mut sizes = Sizes::new(Some(20), None, Some(50));
        assert_eq!((sizes.now(), sizes.nested()), (Some(20), None));
        let mut pairs = Vec::new();
        while sizes.can_shrink(sizes.now()) {
            sizes.shrink(sizes.now());
            pairs.push((sizes.now().unwrap(), sizes.nested().unwrap()));
        }
        assert_eq!(
            pairs,
            [
                (20, 25),
                (20, 12),
                (10, 12),
                (10, 6),
                (5, 6),
                (5, 3),
                (2, 3),
                (2, 1),
                (1, 1)
            ]
        );
    }

    #[test]
    fn the_size_of_an_earlier_run_does_not_raise_the_size() {
        assert_eq!(Sizes::new(Some(10), Some(100), None).now(), Some(10));
        assert_eq!(Sizes::new(Some(10), Some(5), None).now(), Some(5));
        assert_eq!(Sizes::new(None, Some(5), None).now(), None);
    }
}
