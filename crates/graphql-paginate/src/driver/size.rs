//! Page sizes that fit the server.
//!
//! A page that is too much for the server is asked for again at half the size, and so are the pages after it. After a few
//! good pages the size doubles: most often the server was only slow for a moment. A size that proves too large soon after
//! the growth is the server's limit; the next growth then waits twice as long.

const GOOD_PAGES: u32 = 3;
const MOST_GOOD_PAGES: u32 = 192;

/// The sizes that a walk wants, and those that it asks for.
#[derive(Debug, Clone)]
pub(crate) struct Sizes {
    outer: Size,
    /// The largest size of nested connections, where those may shrink.
    nested: Size,
    /// Good pages since the size last changed.
    good: u32,
    /// How many good pages let the size grow.
    good_needed: u32,
    /// Whether the size is one that the walk grew back to.
    has_grown: bool,
}

#[derive(Debug, Clone, Copy)]
struct Size {
    wanted: Option<u32>,
    now: Option<u32>,
}

impl Sizes {
    pub(crate) fn new(wanted: Option<u32>, now: Option<u32>, nested: Option<u32>) -> Self {
        // A size of an earlier run is no reason to ask for more than is wanted.
        let now = now.map_or(wanted, |now| wanted.map(|wanted| wanted.min(now.max(1))));
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

    /// The page size, or what is wanted where that is less.
    pub(super) fn within(&self, most: Option<u64>) -> Option<u32> {
        let most = most.map(|most| u32::try_from(most).unwrap_or(u32::MAX));
        self.now()
            .map(|size| most.map_or(size, |most| size.min(most)))
    }

    /// Takes over what a fetcher beside came to: a size that was too much there is too much here.
    pub(crate) fn learn(&mut self, beside: Self) {
        if beside.outer.now < self.outer.now || beside.nested.now < self.nested.now {
            *self = beside;
        } else {
            self.worked();
        }
    }

    /// The most that a nested connection may ask for; `None` leaves it as it is.
    pub(super) fn nested(&self) -> Option<u32> {
        self.nested.now.filter(|_| self.nested.is_small())
    }

    /// The least that a nested connection may be made to ask for; `None` where it must stay as it is.
    pub(super) fn nested_at_least(&self) -> Option<u32> {
        self.nested.wanted.map(|_| 1)
    }

    /// Whether less can be asked for than with this request.
    pub(crate) fn can_shrink(&self, sent: Option<u32>) -> bool {
        sent.is_some_and(|size| size > 1) || self.nested.now.is_some_and(|size| size > 1)
    }

    /// What counts is the size on the wire, which may be less than the size of the walk. The larger factor of the
    /// product is halved.
    pub(crate) fn shrink(&mut self, sent: Option<u32>) {
        let (outer, nested) = (sent.unwrap_or(0), self.nested.now.unwrap_or(0));
        if nested > outer {
            self.nested.now = Some((nested / 2).max(1));
        } else {
            self.outer.now = Some((outer / 2).max(1));
        }
        if self.has_grown && self.good < GOOD_PAGES {
            self.good_needed = (2 * self.good_needed).min(MOST_GOOD_PAGES);
        }
        self.good = 0;
        self.has_grown = false;
    }

    pub(super) fn worked(&mut self) {
        self.good = self.good.saturating_add(1);
        if self.good < self.good_needed || !(self.outer.is_small() || self.nested.is_small()) {
            return;
        }
        self.good = 0;
        self.has_grown = true;
        self.outer.grow();
        self.nested.grow();
    }
}

impl Size {
    fn is_small(self) -> bool {
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

    /// The sizes of the pages of a walk on a server that serves at most so many items.
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
    fn sizes_halve_at_once_and_grow_back_soon() {
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
    fn a_limit_of_the_server_is_tried_less_and_less() {
        let sent = sizes_at(25, 1_000);
        let refused = sent.iter().filter(|size| **size > 25).count();
        assert_eq!(sent[..7], [100, 50, 25, 25, 25, 50, 25]);
        assert!(refused <= 14, "{refused} of 1,000 requests were refused");
    }

    #[test]
    fn the_size_on_the_wire_counts() {
        let mut sizes = Sizes::new(Some(100), None, None);
        sizes.shrink(Some(7));
        assert_eq!(sizes.now(), Some(3));
        assert!(!sizes.can_shrink(Some(1)) && !sizes.can_shrink(None));
    }

    #[test]
    fn the_larger_factor_shrinks() {
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
    fn an_earlier_run_does_not_raise_the_size() {
        assert_eq!(Sizes::new(Some(10), Some(100), None).now(), Some(10));
        assert_eq!(Sizes::new(Some(10), Some(5), None).now(), Some(5));
        assert_eq!(Sizes::new(None, Some(5), None).now(), None);
    }
}
