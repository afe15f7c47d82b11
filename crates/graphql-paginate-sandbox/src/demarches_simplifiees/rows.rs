//! The rows of dossiers and deleted dossiers, and those that exist at the start.

use super::objects::{FIRST_DOSSIER, GROUPS, REVISIONS};
use super::time::{DAY, FIRST, MINUTE, Micros};
use crate::graphql::seed;

#[derive(Debug, Clone, Copy)]
pub(super) struct Dossier {
    pub(super) number: i64,
    pub(super) deposited: Micros,
    pub(super) updated: Micros,
    pub(super) state: &'static str,
    pub(super) archived: bool,
    /// The revision, from 1 to [`REVISIONS`].
    pub(super) revision: i64,
    /// The group, from 1 to [`GROUPS`].
    pub(super) group: i64,
    /// The bit set of the labels' numbers.
    pub(super) labels: u32,
    pub(super) expires: Micros,
    /// How often the files of its answers were replaced.
    pub(super) file_version: u32,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct DeletedDossier {
    /// The row id, from which the id is made: that of the dossier while it is pending, a new one once it is deleted.
    pub(super) id: i64,
    pub(super) number: i64,
    pub(super) deleted: Micros,
    pub(super) state: &'static str,
    pub(super) reason: &'static str,
    pub(super) group: i64,
}

/// The row id of the first deleted dossier.
pub(super) const FIRST_DELETED_ID: i64 = 501;
const FIRST_DELETED: i64 = 2_000_001;
const FIRST_PENDING: i64 = 3_000_001;

const STATES: [&str; 5] = [
    "accepte",
    "en_construction",
    "en_instruction",
    "refuse",
    "sans_suite",
];

/// The dossier at `index` of the `count` that exist at the start.
///
/// One in ten has the same `dateDepot` as the one before, so that they are ordered by id.
pub(super) fn dossier(index: i64, count: i64) -> Dossier {
    let number = FIRST_DOSSIER + index;
    let slot = if index % 10 == 9 { index - 1 } else { index };
    let all_deposited = FIRST + count * 37 * MINUTE;
    let shuffled = (index * 7_919 + 13) % count.max(1);
    Dossier {
        number,
        deposited: FIRST + slot * 37 * MINUTE + slot * 271_828 % 1_000_000,
        updated: all_deposited + DAY + shuffled * 11 * MINUTE + shuffled * 314_159 % 1_000_000,
        state: state(number),
        archived: index % 10 == 3,
        revision: 1 + index * REVISIONS / count,
        group: 1 + index % GROUPS,
        labels: [0, 0b010, 0b110][(number % 3) as usize],
        expires: FIRST + slot * 37 * MINUTE + 365 * DAY,
        file_version: 0,
    }
}

/// A new dossier that nobody has processed yet.
pub(super) fn submitted(number: i64, at: Micros) -> Dossier {
    Dossier {
        number,
        deposited: at,
        updated: at,
        state: "en_construction",
        archived: false,
        revision: REVISIONS,
        group: 1 + (number - FIRST_DOSSIER) % GROUPS,
        labels: 0,
        expires: at + 365 * DAY,
        file_version: 0,
    }
}

pub(super) fn deleted(index: i64) -> DeletedDossier {
    let number = FIRST_DELETED + index;
    let deleted = FIRST + index * 91 * MINUTE + index * 161_803 % 1_000_000;
    DeletedDossier {
        id: FIRST_DELETED_ID + index,
        number,
        deleted,
        state: state(number),
        reason: "user_request",
        group: 1 + index % GROUPS,
    }
}

pub(super) fn pending(index: i64) -> DeletedDossier {
    let number = FIRST_PENDING + index;
    DeletedDossier {
        id: number,
        number,
        ..deleted(index)
    }
}

fn state(number: i64) -> &'static str {
    STATES[seed(&["state", &number.to_string()]).below(STATES.len() as u64) as usize]
}
