//! When pull requests and issues are created and updated, unless a change says otherwise.

use super::time::{DAY, FIRST, MINUTE, Seconds};

/// No item of a list of `count` is updated after this date, except by a change.
pub(super) fn latest_update(count: usize) -> Seconds {
    created(count) + DAY + UPDATES * 3 * MINUTE
}

pub(super) fn created(number: usize) -> Seconds {
    FIRST + number as i64 * 37 * MINUTE
}

/// A prime, so that the order of updates looks like none.
const UPDATES: i64 = 65_537;

/// Always after the creation, and in another order.
pub(super) fn updated_at(number: usize) -> Seconds {
    created(number) + DAY + (number as i64 * 7_919 % UPDATES) * 3 * MINUTE
}
