//! Which dossiers of a page differ from the database.

use std::collections::HashMap;

use super::last_by_key::last_by_key;
use crate::certificate::Counts;
use crate::value::DossierRows;

/// The content hashes of the page's dossiers that the database has, by number; `None` for those marked as deleted, and those of
/// another démarche.
pub(super) type Hashes = HashMap<i64, Option<String>>;

/// The numbers of the page's dossiers.
pub(super) fn numbers<'d>(dossiers: impl IntoIterator<Item = &'d DossierRows>) -> Vec<i64> {
    let mut numbers = Vec::new();
    for dossier in dossiers {
        numbers.push(dossier.number);
    }
    numbers
}

/// The dossiers to write, each once: the last version of a dossier wins. Counts all of them.
pub(super) fn changed<'d>(
    dossiers: &'d [DossierRows],
    known: &Hashes,
    counts: &mut Counts,
) -> Vec<&'d DossierRows> {
    let mut changed = Vec::new();
    for dossier in last_by_key(dossiers, |dossier| dossier.number) {
        match known.get(&dossier.number) {
            None => counts.inserted += 1,
            Some(Some(hash)) if *hash == dossier.hash => {
                counts.unchanged += 1;
                continue;
            }
            Some(_) => counts.updated += 1,
        }
        changed.push(dossier);
    }
    changed
}

/// The received dossiers that are equal to those of the database.
pub(super) fn unchanged(received: &[i64], changed: &[i64]) -> Vec<i64> {
    let mut unchanged = received.to_vec();
    unchanged.retain(|number| !changed.contains(number));
    unchanged
}
