//! The order in which a list shows its items.

/// The numbers of the items, in order.
pub(super) enum Order {
    /// Numbers from 1 to this.
    Every(usize),
    /// Some numbers, ascending.
    Chosen(Vec<usize>),
    /// Some numbers, by date and then by number.
    Dated(Vec<(i64, usize)>),
}
