//! Merges selections, so that a field that is selected several times is selected once.
//!
//! See [Field Selection Merging](https://spec.graphql.org/October2021/#sec-Field-Selection-Merging).

use super::{Field, InlineFragment, Selection};

/// Adds selections to others of the same object, in a valid document.
pub(crate) fn merge(into: &mut Vec<Selection>, more: Vec<Selection>) {
    for selection in more {
        if !is_merged(into, &selection) {
            into.push(selection);
        }
    }
}

/// Merges a selection with an equal one, if there is one.
fn is_merged(into: &mut [Selection], more: &Selection) -> bool {
    for known in into {
        match (known, more) {
            (Selection::Field(known), Selection::Field(more)) if is_same_field(known, more) => {
                merge(&mut known.selections, more.selections.clone());
                return true;
            }
            (Selection::Inline(known), Selection::Inline(more)) if is_same_part(known, more) => {
                merge(&mut known.selections, more.selections.clone());
                return true;
            }
            (Selection::Spread(known), Selection::Spread(more)) if known == more => return true,
            _ => {}
        }
    }
    false
}

/// Whether two fields are one in the response, under the same conditions. Fields of one response key have the same name
/// and arguments.
fn is_same_field(one: &Field, other: &Field) -> bool {
    one.response_key() == other.response_key() && one.directives == other.directives
}

fn is_same_part(one: &InlineFragment, other: &InlineFragment) -> bool {
    one.on == other.on && one.directives == other.directives
}
