//! The depth limit: the number of nested fields, including leaves.

use apollo_compiler::executable::{Selection, SelectionSet};

use crate::graphql::{Prepared, RequestError};

const MAX_DEPTH: usize = 15;

/// The error for an operation that exceeds the depth limit.
pub(super) fn check(prepared: &Prepared) -> Option<RequestError> {
    let depth = depth(prepared, &prepared.operation.selection_set);
    if depth <= MAX_DEPTH {
        return None;
    }
    let message = format!("Query has depth of {depth}, which exceeds max depth of {MAX_DEPTH}");
    Some(RequestError::new(message))
}

/// The depth of a selection set. Fragments do not add to it. Valid documents have no fragment cycles.
fn depth(prepared: &Prepared, set: &SelectionSet) -> usize {
    let of_selection = |selection: &Selection| match selection {
        Selection::Field(field) => 1 + depth(prepared, &field.selection_set),
        Selection::InlineFragment(inline) => depth(prepared, &inline.selection_set),
        Selection::FragmentSpread(spread) => {
            let fragments = &prepared.document.executable.fragments;
            fragments
                .get(&spread.fragment_name)
                .map_or(0, |fragment| depth(prepared, &fragment.selection_set))
        }
    };
    set.selections.iter().map(of_selection).max().unwrap_or(0)
}
