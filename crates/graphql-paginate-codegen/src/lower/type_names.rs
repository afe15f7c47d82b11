//! The names of the generated types, by selection set.

use crate::resolve::SelectionSet;
use std::collections::HashMap;

/// The names of the generated types, by selection set.
///
/// A selection set is identified by its address, which does not change while the resolved operation is borrowed.
#[derive(Default)]
pub(crate) struct TypeNames {
    types: HashMap<usize, String>,
    variants: HashMap<usize, String>,
}

impl TypeNames {
    /// The type of a selection set.
    pub(crate) fn of(&self, set: &SelectionSet<'_>) -> &str {
        &self.types[&address(set)]
    }

    /// The enum of the possible types of a selection set on an interface or union.
    pub(crate) fn variants_of(&self, set: &SelectionSet<'_>) -> &str {
        &self.variants[&address(set)]
    }

    pub(super) fn set_type(&mut self, set: &SelectionSet<'_>, name: String) {
        self.types.insert(address(set), name);
    }

    pub(super) fn set_variants(&mut self, set: &SelectionSet<'_>, name: String) {
        self.variants.insert(address(set), name);
    }
}

fn address(set: &SelectionSet<'_>) -> usize {
    std::ptr::from_ref(set) as usize
}
