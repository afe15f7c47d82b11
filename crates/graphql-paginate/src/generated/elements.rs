//! Iterating over a list inside a response type, without its nulls.

use std::slice::Iter;

/// The elements of a list that were fetched, without nulls; none if the list or a field on the way to it is null.
///
/// Generated methods such as `issue.labels()` return it. That is faster to compile than an `impl Iterator`, whose type
/// the compiler would have to infer for each of them.
#[derive(Debug, Clone)]
pub struct Elements<'a, T>(Slice<'a, T>);

#[derive(Debug, Clone)]
enum Slice<'a, T> {
    Nullable(Iter<'a, Option<T>>),
    Required(Iter<'a, T>),
}

/// A list of elements of a type: it may be null, and so may its elements.
pub trait List<T> {
    /// The elements, without nulls.
    fn elements(&self) -> Elements<'_, T>;

    /// Moves the elements out, nulls included; `None` if the list is null.
    fn take(&mut self) -> Option<Vec<Option<T>>>;
}

impl<T> List<T> for Vec<T> {
    fn elements(&self) -> Elements<'_, T> {
        Elements(Slice::Required(self.iter()))
    }

    fn take(&mut self) -> Option<Vec<Option<T>>> {
        Some(std::mem::take(self).into_iter().map(Some).collect())
    }
}

impl<T> List<T> for Vec<Option<T>> {
    fn elements(&self) -> Elements<'_, T> {
        Elements(Slice::Nullable(self.iter()))
    }

    fn take(&mut self) -> Option<Vec<Option<T>>> {
        Some(std::mem::take(self))
    }
}

impl<T, L: List<T>> List<T> for Option<L> {
    fn elements(&self) -> Elements<'_, T> {
        self.as_ref().map(L::elements).unwrap_or_default()
    }

    fn take(&mut self) -> Option<Vec<Option<T>>> {
        Option::take(self)?.take()
    }
}

impl<T> Default for Elements<'_, T> {
    fn default() -> Self {
        Self(Slice::Required([].iter()))
    }
}

impl<'a, T> Iterator for Elements<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        match &mut self.0 {
            Slice::Nullable(elements) => elements.find_map(Option::as_ref),
            Slice::Required(elements) => elements.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.0 {
            Slice::Nullable(elements) => (0, Some(elements.len())),
            Slice::Required(elements) => elements.size_hint(),
        }
    }
}
