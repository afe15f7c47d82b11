//! The copies of a nested connection in the generated types of an item.
//!
//! In `nodes { ...Labels ...Meta }`, both fragments may select `labels`. The response has it once, and each fragment's
//! struct has a copy with the fields that this fragment selects. A further page is added to all of them.

use super::super::rust_step::{Multiplicity, RustStep, steps};
use super::super::selected_connection::SelectedConnection;
use super::super::view::{FieldView, SelectionStep, narrowings, starts_with};
use crate::lower::Responses;
use crate::rust_type::RustType;
use bluejay_core::definition::FieldDefinition as _;
use std::collections::BTreeSet;

/// A copy of a nested connection in the types of an item.
pub(crate) struct ConnectionCopy {
    /// Steps from the item to the first list, then from each list's items to the next list; the last ones lead to the
    /// connection.
    pub(crate) levels: Vec<Vec<RustStep>>,
    /// The connection's type.
    pub(crate) ty: RustType,
    pub(crate) is_optional: bool,
    /// From the connection to every place of its lists.
    pub(crate) lists: Vec<Vec<RustStep>>,
    /// From the connection to every place of its `pageInfo`.
    pub(crate) page_info: Vec<Vec<RustStep>>,
}

impl ConnectionCopy {
    /// The copy at one place of a connection in an item, to which `item` steps lead.
    pub(super) fn new<'v, 'a>(
        nested: &SelectedConnection<'v, 'a>,
        view: &FieldView<'v, 'a>,
        item: usize,
        responses: &Responses<'_, '_, 'a>,
    ) -> Self {
        let all = |name: &str| {
            let mut places = Vec::new();
            for field in &nested.fields {
                if field.field.definition.name() == name && starts_with(&field.steps, &view.steps) {
                    places.push(steps(&field.steps[view.steps.len()..], responses));
                }
            }
            places
        };
        Self {
            levels: levels(steps(&view.steps[item..], responses)),
            ty: responses.field_type(view.field),
            is_optional: view.field.is_conditional || view.shape().is_nullable(),
            lists: nested.list_names().into_iter().flat_map(all).collect(),
            page_info: all("pageInfo"),
        }
    }

    /// Whether it has something of a further page.
    pub(crate) fn is_filled(&self) -> bool {
        !self.lists.is_empty() || !self.page_info.is_empty()
    }
}

/// Whether each response has the connection at all of its places or at none of them.
pub(super) fn are_always_together(nested: &SelectedConnection<'_, '_>) -> bool {
    let shared = nested.shared_steps();
    let mut known = None;
    for view in &nested.views {
        let steps = &view.steps[shared..];
        let Some(terms) = terms(steps) else {
            return false;
        };
        let presence = (narrowings(steps), terms);
        if *known.get_or_insert_with(|| presence.clone()) != presence {
            return false;
        }
    }
    true
}

/// The variables, each with its value, that include all of the steps; `None` if they do not say it exactly.
fn terms<'a>(steps: &[SelectionStep<'_, 'a>]) -> Option<BTreeSet<(&'a str, bool)>> {
    let mut terms = BTreeSet::new();
    for step in steps {
        match step {
            _ if !step.is_conditional() => {}
            // The condition of several occurrences is only what they have in common.
            SelectionStep::Field { set, index } if set.fields[*index].nodes.len() == 1 => {
                terms.extend(set.fields[*index].condition.terms());
            }
            _ => return None,
        }
    }
    Some(terms)
}

/// Splits the steps after each list.
fn levels(steps: Vec<RustStep>) -> Vec<Vec<RustStep>> {
    let mut levels = vec![Vec::new()];
    for step in steps {
        let is_list = matches!(
            step,
            RustStep::Field {
                multiplicity: Multiplicity::List { .. },
                ..
            }
        );
        levels.last_mut().expect("there is one").push(step);
        if is_list {
            levels.push(Vec::new());
        }
    }
    levels
}
