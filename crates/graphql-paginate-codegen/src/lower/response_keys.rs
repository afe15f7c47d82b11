//! The response keys that the types of a selection set read from one JSON object.

use crate::resolve::{Fragment, SelectionSet};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The fragments of an operation, by name.
pub(super) type Fragments<'i, 'a> = HashMap<&'a str, &'i Fragment<'a>>;

/// The response keys that more than one of a struct's fields, fragments and possible types read.
pub(super) fn shared_keys<'a>(
    set: &SelectionSet<'a>,
    fragments: &Fragments<'_, 'a>,
) -> Vec<String> {
    let mut own = BTreeSet::new();
    add_own_keys(set, &mut own);
    let mut readers = vec![own];
    for spread in &set.spreads {
        let mut keys = BTreeSet::new();
        add_keys(&fragments[spread.fragment].selection, fragments, &mut keys);
        readers.push(keys);
    }
    let mut keys = BTreeSet::new();
    add_variant_keys(set, fragments, &mut keys);
    readers.push(keys);

    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for key in readers.into_iter().flatten() {
        *counts.entry(key).or_default() += 1;
    }
    let mut shared = Vec::new();
    for (key, count) in counts {
        if count > 1 {
            shared.push(key.to_owned());
        }
    }
    shared
}

/// Adds all response keys that the types of a selection set read.
fn add_keys<'a>(
    set: &SelectionSet<'a>,
    fragments: &Fragments<'_, 'a>,
    keys: &mut BTreeSet<&'a str>,
) {
    add_own_keys(set, keys);
    for spread in &set.spreads {
        add_keys(&fragments[spread.fragment].selection, fragments, keys);
    }
    add_variant_keys(set, fragments, keys);
}

/// Adds the keys that the struct of a selection set reads or writes itself.
fn add_own_keys<'a>(set: &SelectionSet<'a>, keys: &mut BTreeSet<&'a str>) {
    for field in &set.fields {
        keys.insert(field.key);
    }
    if set.typename && !set.on.is_abstract() {
        keys.insert("__typename");
    }
}

/// Adds the keys that the enum of the possible types reads.
fn add_variant_keys<'a>(
    set: &SelectionSet<'a>,
    fragments: &Fragments<'_, 'a>,
    keys: &mut BTreeSet<&'a str>,
) {
    for variant in &set.variants {
        if let Some(selection) = &variant.selection {
            add_keys(selection, fragments, keys);
        }
    }
    if !set.variants.is_empty() {
        keys.insert("__typename");
    }
}
