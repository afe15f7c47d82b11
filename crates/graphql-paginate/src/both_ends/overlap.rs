//! Records which end returned which item, and detects when all items were read.
//!
//! The head walks the list from its beginning, the tail from its end. They have met when one of them sees the last item
//! that the other one has read. Any other item of the other end proves nothing: in a list that changes, an item can
//! move, and taking it for the meeting point would lose all items in between. The last item can move as well: if new
//! items follow it, the walks have not met.
//!
//! If pages have a total, the walks are over as soon as that many items were read, and an end does not request items
//! that the other one has already requested. A total that changes, or that is too small, is ignored from then on. As
//! long as the total says that items are missing, a meeting takes two matching items in a row.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::item_hash::ItemHash;
use crate::connection::Direction;

/// An end of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Head,
    Tail,
}

#[derive(Debug, Default)]
pub(super) struct Overlap {
    /// Which end returned each item first, and at which position.
    had: HashMap<ItemHash, (End, u64)>,
    had_from: [u64; 2],
    /// How many items in a row each end has read for the second time.
    repeated: [u64; 2],
    /// Whether one end has seen items of the other one.
    has_seen_other: bool,
    met: Met,
    /// The number of positions of the list that were read, nulls included.
    positions: u64,
    total: Total,
    /// Whether one end has reached the other side of the list.
    has_end: bool,
    /// The first page of each end, in the order of the ends.
    first_pages: [Option<FirstPage>; 2],
    /// Whether the head goes on alone, because the tail did not start at the end of the list.
    is_alone: bool,
}

/// The first page of an end.
#[derive(Debug)]
struct FirstPage {
    items: HashSet<ItemHash>,
    /// Whether it is the end's last page too.
    is_last: bool,
}

/// Whether the last items seen show that the walks have met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Met {
    #[default]
    No,
    /// This end saw the last item that the other one has read.
    At(End),
    /// This end then saw the second-last item of the other one as well.
    Surely,
}

/// The number of items in the list, as pages report it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Total {
    #[default]
    Untold,
    Steady(u64),
    Doubtful,
}

impl End {
    pub(super) fn other(self) -> Self {
        match self {
            Self::Head => Self::Tail,
            Self::Tail => Self::Head,
        }
    }

    /// The end's name in cursors of walks from both ends.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Tail => "tail",
        }
    }

    pub(crate) fn direction(self) -> Direction {
        match self {
            Self::Head => Direction::Forward,
            Self::Tail => Direction::Backward,
        }
    }
}

impl Overlap {
    /// Records an item that an end sees, in the order of its walk. Returns the end that read it first; `None` for a new
    /// item.
    pub(super) fn sees(&mut self, end: End, identity: ItemHash) -> Option<End> {
        match self.had.entry(identity) {
            Entry::Vacant(entry) => {
                self.repeated[end as usize] = 0;
                self.had_from[end as usize] += 1;
                entry.insert((end, self.had_from[end as usize]));
                self.positions += 1;
                self.met = Met::No;
                None
            }
            Entry::Occupied(earlier) => {
                let (of, number) = *earlier.get();
                if of == end {
                    self.repeated[end as usize] += 1;
                    return Some(of);
                }
                self.repeated[end as usize] = 0;
                self.has_seen_other = true;
                self.meets(end, self.had_from[of as usize] - number);
                Some(of)
            }
        }
    }

    /// Whether a page of an end with this many items consists of items that the same end had read before. Two such items
    /// in a row are no accident: the cursors or keys do not identify items.
    pub(super) fn has_repeated(&self, end: End, items: usize) -> bool {
        let repeated = self.repeated[end as usize];
        items > 0 && repeated >= (items as u64).max(2)
    }

    /// An end sees an item of the other one, which has read `since` further items after it.
    fn meets(&mut self, end: End, since: u64) {
        self.met = match (self.met, since) {
            (Met::Surely, _) => Met::Surely,
            (_, 0) => Met::At(end),
            (Met::At(by), 1) if by == end => Met::Surely,
            (Met::At(by), _) if by == end => Met::No,
            (met, _) => met,
        };
    }

    /// Whether the first pages of both ends show that the tail did not start at the end of the list: the head has all
    /// items of the tail, and announces more.
    ///
    /// A server that ignores `last` answers both ends with the first items.
    pub(super) fn tail_is_wrong(
        &mut self,
        came: End,
        page: &[Option<ItemHash>],
        is_last: bool,
    ) -> bool {
        let first = &mut self.first_pages[came as usize];
        if first.is_some() {
            return false;
        }
        *first = Some(FirstPage {
            items: page.iter().flatten().copied().collect(),
            is_last,
        });
        let [Some(head), Some(tail)] = &self.first_pages else {
            return false;
        };
        !head.is_last && !tail.items.is_empty() && tail.items.is_subset(&head.items)
    }

    /// From now on, the head goes on alone until it reaches the end of the list.
    pub(super) fn goes_on_alone(&mut self) {
        self.is_alone = true;
    }

    /// Forgets the items of the tail, none of which was passed on.
    pub(super) fn forget_tail(&mut self) {
        let before = self.had.len();
        self.had.retain(|_, (of, _)| *of != End::Tail);
        self.positions -= (before - self.had.len()) as u64;
        self.had_from[End::Tail as usize] = 0;
        self.has_seen_other = false;
    }

    /// Records the nulls among a page's items, and the total that the page reports.
    pub(super) fn counts(&mut self, nulls: usize, total: Option<i64>) {
        self.positions += nulls as u64;
        let Some(told) = total else { return };
        self.total = match (self.total, u64::try_from(told)) {
            (Total::Untold, Ok(told)) => Total::Steady(told),
            (Total::Steady(before), Ok(told)) if before == told => Total::Steady(told),
            _ => Total::Doubtful,
        };
    }

    /// Records that an end has reached the other side of the list.
    pub(super) fn ends(&mut self) {
        self.has_end = true;
    }

    /// How many items are still to be read; `None` if that is unknown.
    ///
    /// A total alone does not end the walk. If that many items were read, but both ends announce more and have not met,
    /// one more item is requested: it shows that they meet, or that the total is too low.
    pub(super) fn left(&self) -> Option<u64> {
        if self.is_alone {
            return None;
        }
        match self.total {
            Total::Steady(total) if total > self.positions && self.met != Met::Surely => {
                Some(total - self.positions)
            }
            _ if self.met != Met::No => Some(0),
            Total::Steady(total) if total == self.positions && self.has_end => Some(0),
            Total::Steady(total) if total == self.positions => Some(1),
            Total::Steady(_) | Total::Untold | Total::Doubtful => None,
        }
    }

    /// How many of the announced items were not read, if any.
    pub(super) fn missing(&self) -> Option<u64> {
        match self.total {
            Total::Steady(total) if total > self.positions => Some(total - self.positions),
            _ => None,
        }
    }

    /// Whether an end that has reached the other side of the list passed the other end on its way.
    pub(super) fn has_passed_other(&self, end: End) -> bool {
        self.has_seen_other || self.is_alone || self.had_from[end.other() as usize] == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lets the ends see these items in turn, and returns how many are left.
    fn left(total: Option<i64>, seen: &[(End, u64)]) -> Option<u64> {
        let mut meeting = Overlap::default();
        meeting.counts(0, total);
        for (end, item) in seen {
            meeting.sees(*end, [*item, 0]);
        }
        meeting.left()
    }

    #[test]
    fn the_ends_meet_at_the_last_item_of_the_other_end() {
        use End::{Head, Tail};
        let apart = [(Head, 1), (Head, 2), (Tail, 9), (Tail, 8)];
        assert_eq!(left(None, &apart), None);
        assert_eq!(left(None, &[&apart[..], &[(Head, 8)]].concat()), Some(0));
        assert_eq!(left(None, &[&apart[..], &[(Tail, 2)]].concat()), Some(0));
        assert_eq!(
            left(None, &[&apart[..], &[(Tail, 1)]].concat()),
            None,
            "an item that moved"
        );
        assert_eq!(
            left(None, &[&apart[..], &[(Head, 2)]].concat()),
            None,
            "an item seen again"
        );
        assert_eq!(
            left(None, &[&apart[..], &[(Tail, 2), (Tail, 7)]].concat()),
            None,
            "it has moved itself"
        );
    }

    #[test]
    fn below_the_total_one_shared_item_is_not_a_meeting() {
        use End::{Head, Tail};
        let met = [(Head, 1), (Head, 2), (Tail, 9), (Tail, 2)];
        assert_eq!(left(Some(5), &met), Some(2));
        assert_eq!(left(Some(5), &[&met[..], &[(Tail, 1)]].concat()), Some(0));
        assert_eq!(
            left(Some(5), &[&met[..], &[(Head, 3), (Tail, 1)]].concat()),
            Some(1)
        );
    }

    #[test]
    fn a_stable_total_is_trusted_until_more_items_arrive() {
        use End::{Head, Tail};
        assert_eq!(left(Some(3), &[(Head, 1), (Tail, 9)]), Some(1));
        assert_eq!(left(Some(3), &[(Head, 1), (Tail, 9), (Head, 5)]), Some(1));
        assert_eq!(left(Some(2), &[(Head, 1), (Tail, 9), (Head, 5)]), None);
        assert_eq!(left(Some(-1), &[]), None);

        let mut meeting = Overlap::default();
        meeting.counts(1, Some(5));
        meeting.counts(1, None);
        assert_eq!(meeting.left(), Some(3), "nulls have positions");
        meeting.counts(0, Some(4));
        meeting.counts(0, Some(5));
        assert_eq!(meeting.left(), None, "a count that changed");
    }
}
