//! Which connections a request asks for.

use std::ops::{Deref, DerefMut};

use serde::{Serialize, Serializer};

/// The caller's variables, and beside them one for each connection that says whether the request asks for it.
#[derive(Debug, Clone, Serialize)]
pub struct Choice<V> {
    #[serde(flatten)]
    variables: V,
    #[serde(flatten)]
    flags: Flags,
}

#[derive(Debug, Clone)]
struct Flags {
    names: &'static [&'static str],
    chosen: Vec<bool>,
}

impl<V> Choice<V> {
    /// Asks for one of the connections whose flags have these names.
    pub fn one(variables: V, names: &'static [&'static str], index: usize) -> Self {
        let chosen = (0..names.len()).map(|other| other == index).collect();
        Self {
            variables,
            flags: Flags { names, chosen },
        }
    }

    /// Asks for all of them.
    pub fn all(variables: V, names: &'static [&'static str]) -> Self {
        Self {
            variables,
            flags: Flags {
                names,
                chosen: vec![true; names.len()],
            },
        }
    }

    pub(super) fn choose(&mut self, index: usize, is_chosen: bool) {
        self.flags.chosen[index] = is_chosen;
    }
}

impl<V> Deref for Choice<V> {
    type Target = V;

    fn deref(&self) -> &V {
        &self.variables
    }
}

impl<V> DerefMut for Choice<V> {
    fn deref_mut(&mut self) -> &mut V {
        &mut self.variables
    }
}

impl Serialize for Flags {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.names.iter().zip(&self.chosen))
    }
}
