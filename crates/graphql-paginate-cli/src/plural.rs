//! Formats counts with their nouns in messages.

/// A count with its noun: `3 pages`, `1 page`.
pub(crate) fn count(number: impl Into<Number>, noun: &str) -> String {
    let Number(number) = number.into();
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// The number that is formatted.
pub(crate) struct Number(u64);

impl From<u64> for Number {
    fn from(number: u64) -> Self {
        Self(number)
    }
}

impl From<usize> for Number {
    fn from(number: usize) -> Self {
        Self(number as u64)
    }
}
