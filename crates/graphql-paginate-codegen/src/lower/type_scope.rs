//! The names of generated types that are taken, and those that shared fragments give.

use crate::name::Scope;
use crate::shared_names::{FragmentPlace, SharedNames};
use std::collections::BTreeMap;

/// The names of the types of one module.
pub(super) struct TypeScope<'i> {
    scope: Scope,
    /// The names of the types of shared fragments, which the scope has.
    shared: Option<&'i SharedNames>,
    /// The names of the types of fragments.
    pub(super) places: BTreeMap<FragmentPlace, String>,
}

impl<'i> TypeScope<'i> {
    pub(super) fn new(scope: Scope, shared: Option<&'i SharedNames>) -> Self {
        Self {
            scope,
            shared,
            places: BTreeMap::new(),
        }
    }

    /// The name of a type: that of the shared type at this place of a fragment, or a new one.
    pub(super) fn claim(&mut self, place: Option<FragmentPlace>, name: String) -> String {
        let Some(place) = place else {
            return self.scope.claim(name);
        };
        let name = match self.shared.and_then(|shared| shared.types.get(&place)) {
            Some(shared) => shared.clone(),
            None => self.scope.claim(name),
        };
        self.places.insert(place, name.clone());
        name
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.scope.has(name)
    }
}
