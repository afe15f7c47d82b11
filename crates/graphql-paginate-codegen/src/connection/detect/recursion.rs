//! Connections in and around fragments that spread themselves.
//!
//! In `fragment Reply on Comment { text replies { nodes { ...Reply } } }`, a response may have `replies` on any number of
//! levels. No walk could read all of them to their ends, or count those that are cut off, so there is none.

use super::super::view::{FieldView, Fragments};
use super::style_choice::list_paging;
use crate::resolve::{SelectionSet, spread_names};
use crate::schema::Schema;
use crate::style::Style;
use std::collections::BTreeSet;

/// The relation of a connection to a fragment that spreads itself.
pub(crate) enum Recursion<'a> {
    /// The connection is inside the fragment.
    Inside(&'a str),
    /// The connection's selections spread the fragment, which selects a nested connection on each level.
    Around {
        fragment: &'a str,
        /// The response key of the nested connection.
        nested: &'a str,
    },
}

impl Recursion<'_> {
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Inside(fragment) => format!(
                "it is inside fragment `{fragment}`, which spreads itself, so that a response may have it on any number of levels"
            ),
            Self::Around { fragment, nested } => format!(
                "it contains fragment `{fragment}`, which spreads itself, so that a response may have the connection `{nested}` on any number of levels"
            ),
        }
    }
}

/// The relation of the field at these places to a fragment that spreads itself, if it prevents a walk.
pub(crate) fn recursion<'a>(
    schema: &'a Schema<'a>,
    views: &[FieldView<'_, 'a>],
    fragments: &Fragments<'_, 'a>,
) -> Option<Recursion<'a>> {
    if !fragments.values().any(|fragment| fragment.is_recursive) {
        return None;
    }
    for view in views {
        if let Some(fragment) = view.recursive {
            return Some(Recursion::Inside(fragment));
        }
    }
    for view in views {
        let Some(set) = &view.field.selection else {
            continue;
        };
        for name in reach(spread_names(set), fragments) {
            if fragments[name].is_recursive
                && let Some(nested) = nested_connection(schema, name, fragments)
            {
                return Some(Recursion::Around {
                    fragment: name,
                    nested,
                });
            }
        }
    }
    None
}

/// The response key of a connection that a fragment selects, directly or through others.
fn nested_connection<'a>(
    schema: &'a Schema<'a>,
    fragment: &'a str,
    fragments: &Fragments<'_, 'a>,
) -> Option<&'a str> {
    for name in reach(vec![fragment], fragments) {
        let key = connection_in(schema, &fragments[name].selection);
        if key.is_some() {
            return key;
        }
    }
    None
}

/// The response key of a connection that a selection set selects itself.
fn connection_in<'a>(schema: &'a Schema<'a>, set: &SelectionSet<'a>) -> Option<&'a str> {
    for field in &set.fields {
        let paging = list_paging(schema, field, true);
        if paging.is_some_and(|paging| paging.style == Style::Relay) {
            return Some(field.key);
        }
        let below = field.selection.as_ref();
        let key = below.and_then(|below| connection_in(schema, below));
        if key.is_some() {
            return key;
        }
    }
    for variant in &set.variants {
        let below = variant.selection.as_ref();
        let key = below.and_then(|below| connection_in(schema, below));
        if key.is_some() {
            return key;
        }
    }
    None
}

/// These fragments and all that they spread, directly or through others.
fn reach<'a>(mut pending: Vec<&'a str>, fragments: &Fragments<'_, 'a>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    while let Some(name) = pending.pop() {
        if reached.insert(name) {
            pending.extend(spread_names(&fragments[name].selection));
        }
    }
    reached
}
