//! The order in which a walk goes through the items of a page.

/// How the order of a page relates to the order of the walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Forward: the first item of the page comes first.
    Same,
    /// Backward: the last item of the page comes first. The page itself keeps the server's order.
    Reversed,
}

impl Order {
    /// The indices of a page's items in the order of the walk: `[0, 1, 2]` forward, `[2, 1, 0]` backward.
    pub(super) fn indices(self, count: usize) -> impl Iterator<Item = usize> {
        (0..count).map(move |index| match self {
            Self::Same => index,
            Self::Reversed => count - 1 - index,
        })
    }

    /// Keeps the items that come before the first one that fails `passes`, in the order of the walk. `passes` takes the
    /// index of an item on the page.
    pub(crate) fn keep_first<T>(self, items: &mut Vec<T>, passes: impl Fn(usize) -> bool) {
        let mut kept = 0;
        for index in self.indices(items.len()) {
            if !passes(index) {
                break;
            }
            kept += 1;
        }
        self.truncate(items, kept);
    }

    /// Keeps the first `count` items in the order of the walk.
    pub(crate) fn truncate<T>(self, items: &mut Vec<T>, count: usize) {
        match self {
            Self::Same => items.truncate(count),
            Self::Reversed => {
                let surplus = items.len().saturating_sub(count);
                items.drain(..surplus);
            }
        }
    }
}
