//! The rows of a sandbox: dossiers and deleted dossiers, the same for every demarche.

use std::borrow::Cow;

use super::cursor::Position;
use super::fields;
use super::time::{self, DAY, FIRST, MINUTE, Micros};
use crate::change::Change;
use crate::graphql::{Call, Failure, Object, seed};
use crate::settings::Settings;

/// Everything that can be listed, with the orders it is listed in.
#[derive(Debug)]
pub(super) struct Data {
    /// By number, ascending.
    dossiers: Vec<Dossier>,
    by_deposit: Vec<Position>,
    by_update: Vec<Position>,
    deleted: Vec<DeletedDossier>,
    pending: Vec<DeletedDossier>,
    next: Next,
}

/// What the next change gives out.
#[derive(Debug, Clone, Copy)]
struct Next {
    number: i64,
    /// After every date so far.
    at: Micros,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Dossier {
    pub(super) number: i64,
    pub(super) deposited: Micros,
    pub(super) updated: Micros,
    pub(super) state: &'static str,
    pub(super) archived: bool,
    /// From 1 to [`REVISIONS`].
    pub(super) revision: i64,
    /// From 1 to [`GROUPS`].
    pub(super) group: i64,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct DeletedDossier {
    /// What ids are made of: a row of its own once deleted, the dossier itself while pending.
    pub(super) id: i64,
    pub(super) number: i64,
    pub(super) deleted: Micros,
    pub(super) state: &'static str,
    group: i64,
}

pub(super) const REVISIONS: i64 = 3;
pub(super) const GROUPS: i64 = 3;

pub(super) const FIRST_DOSSIER: i64 = 10_001;
const FIRST_DELETED_ID: i64 = 501;
const FIRST_DELETED: i64 = 2_000_001;
const FIRST_PENDING: i64 = 3_000_001;

const STATES: [&str; 5] = [
    "accepte",
    "en_construction",
    "en_instruction",
    "refuse",
    "sans_suite",
];

impl Data {
    pub(super) fn new(settings: &Settings) -> Self {
        let count = settings.dossiers as i64;
        let dossiers: Vec<Dossier> = (0..count).map(|index| dossier(index, count)).collect();
        let deleted = (0..settings.deleted_dossiers as i64).map(deleted).collect();
        let pending = (0..settings.pending_deleted_dossiers as i64)
            .map(pending)
            .collect();
        let latest = dossiers
            .iter()
            .map(|dossier| dossier.updated)
            .max()
            .unwrap_or(FIRST);
        let next = Next {
            number: FIRST_DOSSIER + count,
            at: latest + DAY,
        };
        Self::sorted(dossiers, deleted, pending, next)
    }

    /// The data after a change.
    pub(super) fn changed(&self, change: Change) -> Self {
        let (mut dossiers, mut deleted) = (self.dossiers.clone(), self.deleted.clone());
        let mut next = Next {
            at: self.next.at + MINUTE,
            ..self.next
        };
        let at = |number| {
            self.dossiers
                .binary_search_by_key(&number, |dossier| dossier.number)
        };
        match change {
            Change::Insert => {
                dossiers.push(submitted(self.next));
                next.number += 1;
            }
            Change::Update(number) => {
                at(number)
                    .into_iter()
                    .for_each(|index| dossiers[index].updated = self.next.at);
            }
            Change::Delete(number) => {
                let gone = at(number).map(|index| dossiers.remove(index));
                let id = FIRST_DELETED_ID + deleted.len() as i64;
                deleted.extend(gone.map(|gone| DeletedDossier {
                    id,
                    number,
                    deleted: self.next.at,
                    state: gone.state,
                    group: gone.group,
                }));
            }
        }
        Self::sorted(dossiers, deleted, self.pending.clone(), next)
    }

    fn sorted(
        dossiers: Vec<Dossier>,
        deleted: Vec<DeletedDossier>,
        pending: Vec<DeletedDossier>,
        next: Next,
    ) -> Self {
        let sorted = |at: fn(&Dossier) -> Micros| {
            let position = |dossier| Position {
                at: at(dossier),
                id: dossier.number,
            };
            let mut rows: Vec<Position> = dossiers.iter().map(position).collect();
            rows.sort_unstable();
            rows
        };
        Self {
            by_deposit: sorted(|dossier| dossier.deposited),
            by_update: sorted(|dossier| dossier.updated),
            dossiers,
            deleted,
            pending,
            next,
        }
    }

    pub(super) fn dossier(&self, number: i64) -> Option<&Dossier> {
        let index = self
            .dossiers
            .binary_search_by_key(&number, |dossier| dossier.number)
            .ok()?;
        Some(&self.dossiers[index])
    }

    pub(super) fn deleted_dossier(&self, id: i64) -> Option<&DeletedDossier> {
        self.deleted
            .iter()
            .chain(&self.pending)
            .find(|dossier| dossier.id == id)
    }

    /// The rows of a connection field, filtered and sorted as its arguments say.
    pub(super) fn rows(
        &self,
        parent: &Object,
        call: &Call<'_>,
    ) -> Result<Cow<'_, [Position]>, Failure> {
        let group =
            (parent.type_name == "GroupeInstructeurWithDossiers").then(|| fields::number(parent));
        match call.name() {
            "dossiers" => self.dossier_rows(group, call),
            "deletedDossiers" => Ok(deleted_rows(&self.deleted, group, call).into()),
            _ => Ok(deleted_rows(&self.pending, group, call).into()),
        }
    }

    /// The object of a row of [`rows`](Self::rows).
    pub(super) fn object(&self, parent: &Object, call: &Call<'_>, row: Position) -> Object {
        let demarche = fields::demarche_number(parent);
        match call.name() {
            "dossiers" => fields::dossier(demarche, row.id),
            _ => Object::new(
                "DeletedDossier",
                format!("{demarche}/deletedDossiers/{}", row.id),
            ),
        }
    }

    /// `updatedSince` switches the sorting column, and silences `createdSince`.
    fn dossier_rows(
        &self,
        group: Option<i64>,
        call: &Call<'_>,
    ) -> Result<Cow<'_, [Position]>, Failure> {
        let updated_since = date(call, "updatedSince");
        let (rows, since) = match updated_since {
            Some(_) => (&self.by_update, updated_since),
            None => (&self.by_deposit, date(call, "createdSince")),
        };
        let start = since.map_or(0, |since| rows.partition_point(|row| row.at < since));
        let rows = &rows[start..];
        let filter = Filter::read(group, call)?;
        if filter == Filter::default() {
            return Ok(rows.into());
        }
        let passes = |row: &&Position| {
            self.dossier(row.id)
                .is_some_and(|dossier| filter.passes(dossier))
        };
        Ok(rows.iter().filter(passes).copied().collect())
    }
}

/// The filters of `dossiers` that leave the order alone.
#[derive(Debug, Default, PartialEq)]
struct Filter<'a> {
    group: Option<i64>,
    state: Option<&'a str>,
    archived: Option<bool>,
    min_revision: Option<i64>,
    max_revision: Option<i64>,
}

impl<'a> Filter<'a> {
    fn read(group: Option<i64>, call: &Call<'a>) -> Result<Self, Failure> {
        let revision = |name| call.text(name).map(fields::revision_number).transpose();
        let exact = revision("revision")?;
        Ok(Self {
            group,
            state: call.text("state"),
            archived: call.boolean("archived"),
            min_revision: exact.or(revision("minRevision")?),
            max_revision: exact.or(revision("maxRevision")?),
        })
    }

    fn passes(&self, dossier: &Dossier) -> bool {
        self.group.is_none_or(|group| group == dossier.group)
            && self.state.is_none_or(|state| state == dossier.state)
            && self
                .archived
                .is_none_or(|archived| archived == dossier.archived)
            && self
                .min_revision
                .is_none_or(|revision| revision <= dossier.revision)
            && self
                .max_revision
                .is_none_or(|revision| revision >= dossier.revision)
    }
}

fn deleted_rows(dossiers: &[DeletedDossier], group: Option<i64>, call: &Call<'_>) -> Vec<Position> {
    let since = date(call, "deletedSince");
    let kept = dossiers.iter().filter(|dossier| {
        group.is_none_or(|group| group == dossier.group)
            && since.is_none_or(|since| dossier.deleted >= since)
    });
    let mut rows: Vec<Position> = kept
        .map(|dossier| Position {
            at: dossier.deleted,
            id: dossier.id,
        })
        .collect();
    rows.sort_unstable();
    rows
}

fn date(call: &Call<'_>, argument: &str) -> Option<Micros> {
    call.text(argument).and_then(time::parse)
}

/// One in ten shares its `dateDepot` with the one before, so that ids break ties.
fn dossier(index: i64, count: i64) -> Dossier {
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
    }
}

/// A dossier nobody has looked at yet.
fn submitted(next: Next) -> Dossier {
    Dossier {
        number: next.number,
        deposited: next.at,
        updated: next.at,
        state: "en_construction",
        archived: false,
        revision: REVISIONS,
        group: 1 + (next.number - FIRST_DOSSIER) % GROUPS,
    }
}

fn deleted(index: i64) -> DeletedDossier {
    let number = FIRST_DELETED + index;
    let deleted = FIRST + index * 91 * MINUTE + index * 161_803 % 1_000_000;
    DeletedDossier {
        id: FIRST_DELETED_ID + index,
        number,
        deleted,
        state: state(number),
        group: 1 + index % GROUPS,
    }
}

fn pending(index: i64) -> DeletedDossier {
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
