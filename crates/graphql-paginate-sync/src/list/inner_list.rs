//! The lists inside the items that the query of a list selects, and what shows that one has further pages.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// A list inside the items, and the field that shows whether it has further pages.
///
/// ```
/// use graphql_paginate_sync::{InnerList, InnerEnd};
///
/// // comments(page: 1) { items { id } total }
/// let comments = InnerList::new("comments", InnerEnd::Total, "total").elements("items").paged(true);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InnerList {
    /// Response keys from an item to the list, with dots.
    pub(super) path: String,
    end: InnerEnd,
    /// Response keys from the list to the field that shows the end.
    end_keys: Vec<String>,
    /// Response keys from the list to its elements; empty if they are not known.
    elements: Vec<String>,
    /// Whether the query requests a page of it.
    pub(super) is_paged: bool,
}

/// What a field says about the end of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum InnerEnd {
    /// `false` at the end, as `hasNextPage`.
    Flag,
    /// The cursor, number or address of the next page; null or empty at the end.
    Next,
    /// The number of all pages, of which one was requested.
    Pages,
    /// The number of all elements.
    Total,
}

/// The fields of an object in a response.
pub(super) type Fields<'i> = BTreeMap<String, &'i RawValue>;

impl InnerList {
    /// The list at `path` from an item, whose end the field at `field` shows, from the list on. Both are response keys with
    /// dots, such as `reviews.nodes.comments` and `pageInfo.hasNextPage`.
    #[must_use]
    pub fn new(path: &str, end: InnerEnd, field: &str) -> Self {
        Self {
            path: path.to_owned(),
            end,
            end_keys: keys(field),
            elements: Vec::new(),
            is_paged: false,
        }
    }

    /// Response keys from an item to the list, with dots.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Sets the response keys from the list to its elements, such as `nodes`; [`InnerEnd::Total`] is compared with their
    /// number.
    #[must_use]
    pub fn elements(mut self, path: &str) -> Self {
        self.elements = keys(path);
        self
    }

    /// Sets whether the query requests a page of the list with an argument; `false` by default. If such a field has a list
    /// as its value in place of an object, nothing shows whether it is complete, and the certificate says so.
    #[must_use]
    pub fn paged(mut self, paged: bool) -> Self {
        self.is_paged = paged;
        self
    }

    /// Whether the list with these fields has further pages, or does not say that it has none.
    pub(super) fn has_further_pages(&self, fields: &Fields<'_>) -> bool {
        let elements = value_at(fields, &self.elements);
        let Some(end) = value_at(fields, &self.end_keys) else {
            // An object of another type may have neither.
            return elements.is_some() || self.elements.is_empty();
        };
        match self.end {
            InnerEnd::Flag => end != "false",
            InnerEnd::Next => !matches!(end, "null" | "\"\"" | "false"),
            InnerEnd::Pages => !is_at_most(end, 1),
            InnerEnd::Total => elements.is_some_and(|elements| !is_at_most(end, count(elements))),
        }
    }
}

fn keys(path: &str) -> Vec<String> {
    path.split('.').map(str::to_owned).collect()
}

/// The value at these keys, if there is one.
fn value_at<'i>(fields: &Fields<'i>, keys: &[String]) -> Option<&'i str> {
    let (first, others) = keys.split_first()?;
    let mut value = fields.get(first)?.get();
    for key in others {
        // What is not an object has no fields.
        let fields: Fields<'i> = serde_json::from_str(value).unwrap_or_default();
        value = fields.get(key)?.get();
    }
    Some(value)
}

fn is_at_most(number: &str, limit: usize) -> bool {
    // A number may be sent as text.
    let number = number.trim_matches('"').parse::<u64>();
    number.is_ok_and(|number| number <= limit as u64)
}

fn count(elements: &str) -> usize {
    let elements: Vec<&RawValue> = serde_json::from_str(elements).unwrap_or_default();
    elements.len()
}
