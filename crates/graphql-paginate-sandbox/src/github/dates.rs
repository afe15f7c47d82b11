//! The dates of creation and update of pull requests and issues that were not changed.

use super::time::{DAY, FIRST, MINUTE, Seconds};

/// The date after which no item of a list of `count` is updated, except by a change.
pub(super) fn latest_update(count: usize) -> Seconds {
    created(count) + DAY + UPDATES * 3 * MINUTE
}

pub(super) fn created(number: usize) -> Seconds {
    FIRST + number as i64 * 37 * MINUTE
}

/// A prime number, which makes the order of updates look random.
const UPDATES: i64 = 65_537;

/// The date of update, which is after the creation. Updates have another order than creations.
pub(super) fn updated_at(number: usize) -> Seconds {
    created(number) + DAY + (number as i64 * 7_919 % UPDATES) * 3 * MINUTE
}
