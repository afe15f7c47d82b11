//! The names of the generated types, by selection set.

use crate::resolve::{SelectionSet, SelectionSetId};
use std::collections::HashMap;

/// The names of the generated types, by selection set.
#[derive(Default)]
pub(crate) struct TypeNames {
    types: HashMap<SelectionSetId, String>,
    variants: HashMap<SelectionSetId, String>,
}

impl TypeNames {
    /// The type of a selection set.
    pub(crate) fn of(&self, set: &SelectionSet<'_>) -> &str {
        &self.types[&set.id]
    }

    /// The enum of the possible types of a selection set on an interface or union.
    pub(crate) fn variants_of(&self, set: &SelectionSet<'_>) -> &str {
        &self.variants[&set.id]
    }

    pub(super) fn set_type(&mut self, set: &SelectionSet<'_>, name: String) {
        self.types.insert(set.id, name);
    }

    pub(super) fn set_variants(&mut self, set: &SelectionSet<'_>, name: String) {
        self.variants.insert(set.id, name);
    }
}
