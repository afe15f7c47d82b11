//! The order of the items of a list.

/// The numbers of the items in their order.
pub(super) enum Order {
    /// All numbers from 1 to this one.
    Every(usize),
    /// Selected numbers, ascending.
    Chosen(Vec<usize>),
    /// Selected numbers, ordered by date and then by number.
    Dated(Vec<(i64, usize)>),
}
