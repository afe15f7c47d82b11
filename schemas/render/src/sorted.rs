//! Sorts the entries of one level, and merges or refuses duplicates.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Display;

use crate::Error;

/// The rendered entries of `owner`, sorted by name.
///
/// Entries are compared by their rendered text, so two fields that differ only in their description are duplicates.
///
/// # Errors
///
/// [`Error::Conflict`] if two entries have the same name and different texts, and any error among `entries`.
pub(crate) fn sorted<Name: Ord + Display>(
    owner: &str,
    entries: impl IntoIterator<Item = Result<(Name, String), Error>>,
) -> Result<Vec<String>, Error> {
    let mut by_name = BTreeMap::new();
    for entry in entries {
        let (name, text) = entry?;
        match by_name.entry(name) {
            Entry::Vacant(vacant) => {
                vacant.insert(text);
            }
            Entry::Occupied(same) if *same.get() == text => {}
            Entry::Occupied(other) => {
                return Err(Error::Conflict {
                    name: other.key().to_string(),
                    owner: owner.to_owned(),
                });
            }
        }
    }
    Ok(by_name.into_values().collect())
}

/// The names in order, without duplicates.
pub(crate) fn sorted_names(names: impl IntoIterator<Item = impl Display>) -> Vec<String> {
    let mut names: Vec<String> = names.into_iter().map(|name| name.to_string()).collect();
    names.sort_unstable();
    names.dedup();
    names
}
