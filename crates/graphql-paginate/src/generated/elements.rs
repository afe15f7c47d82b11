//! Iterating over a list inside a response type, without its nulls.

use std::slice::Iter;

/// The elements of a list that were fetched, without nulls; none if the list or a field on the way to it is null.
///
/// Generated methods such as `issue.labels()` return it. That is faster to compile than an `impl Iterator`, whose type
/// the compiler would have to infer for each of them.
#[derive(Debug, Clone)]
pub struct Elements<'a, T>(List<'a, T>);

#[derive(Debug, Clone)]
enum List<'a, T> {
    Nullable(Iter<'a, Option<T>>),
    Required(Iter<'a, T>),
}

impl<'a, T> Elements<'a, T> {
    /// The elements of a list whose elements may be null.
    #[must_use]
    pub fn nullable(list: Option<&'a Vec<Option<T>>>) -> Self {
        let elements = list.map(Vec::as_slice).unwrap_or_default();
        Self(List::Nullable(elements.iter()))
    }

    /// The elements of a list whose elements are never null.
    #[must_use]
    pub fn required(list: Option<&'a Vec<T>>) -> Self {
        let elements = list.map(Vec::as_slice).unwrap_or_default();
        Self(List::Required(elements.iter()))
    }
}

impl<'a, T> Iterator for Elements<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        match &mut self.0 {
            List::Nullable(elements) => elements.find_map(Option::as_ref),
            List::Required(elements) => elements.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.0 {
            List::Nullable(elements) => (0, Some(elements.len())),
            List::Required(elements) => elements.size_hint(),
        }
    }
}
