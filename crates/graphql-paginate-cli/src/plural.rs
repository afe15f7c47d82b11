//! Numbers of things in messages.

/// `3 pages`, `1 page`.
pub(crate) fn count(number: impl Into<Number>, noun: &str) -> String {
    let Number(number) = number.into();
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// How many there are.
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
