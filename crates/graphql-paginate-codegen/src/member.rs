//! The field names of the struct for a selection set.

use crate::name::{Scope, field};
use crate::resolve::SelectionSet;

/// The field names of a struct: those of its response keys and those of its fragment spreads, in order.
pub(crate) struct Members {
    pub(crate) fields: Vec<String>,
    pub(crate) spreads: Vec<String>,
}

/// The field names of the struct for a selection set. `on` is reserved for the enum of the possible types.
pub(crate) fn members(set: &SelectionSet<'_>) -> Members {
    let mut scope = Scope::default();
    if !set.variants.is_empty() {
        scope.claim("on".to_owned());
    }
    let mut members = Members {
        fields: Vec::new(),
        spreads: Vec::new(),
    };
    for selected in &set.fields {
        members.fields.push(scope.claim(field(selected.key)));
    }
    for spread in &set.spreads {
        members.spreads.push(scope.claim(field(spread.fragment)));
    }
    members
}
