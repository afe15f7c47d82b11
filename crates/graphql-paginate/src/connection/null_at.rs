//! Nulls on the path to the items of a connection.

/// A null on the path to the items of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NullAt {
    /// Response keys from `data` to the null, e.g. `["repository"]` or `["repository", "pullRequests", "nodes"]`.
    pub path: &'static [&'static str],
}

impl NullAt {
    /// A null at response keys from `data`.
    #[must_use]
    pub const fn at(path: &'static [&'static str]) -> Self {
        Self { path }
    }
}

/// Reads nullable fields on the way to the items of a connection; for implementations of
/// [`Connection::take`](super::Connection::take).
///
/// ```
/// use graphql_paginate::{NullAt, OrNullAt};
///
/// let mut repository: Option<&str> = None;
/// assert_eq!(repository.mut_at(&["repository"]), Err(NullAt::at(&["repository"])));
/// ```
pub trait OrNullAt<T> {
    /// A mutable reference to the value.
    ///
    /// # Errors
    ///
    /// [`NullAt`] with the response keys from `data` if there is none.
    fn mut_at(&mut self, path: &'static [&'static str]) -> Result<&mut T, NullAt>;

    /// A reference to the value.
    ///
    /// # Errors
    ///
    /// [`NullAt`] with the response keys from `data` if there is none.
    fn ref_at(&self, path: &'static [&'static str]) -> Result<&T, NullAt>;
}

impl<T> OrNullAt<T> for Option<T> {
    #[inline]
    fn mut_at(&mut self, path: &'static [&'static str]) -> Result<&mut T, NullAt> {
        self.as_mut().ok_or(NullAt { path })
    }

    #[inline]
    fn ref_at(&self, path: &'static [&'static str]) -> Result<&T, NullAt> {
        self.as_ref().ok_or(NullAt { path })
    }
}
