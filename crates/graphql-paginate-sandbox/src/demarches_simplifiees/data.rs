//! The data: dossiers, deleted dossiers and demarches.
//!
//! All demarches have the same dossiers, each under numbers of its own.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use super::cursor::Position;
use super::objects::{self, FIRST_DOSSIER};
use super::rows::{self, DeletedDossier, Dossier};
use super::time::{self, DAY, FIRST, Micros};
use crate::graphql::{Call, Failure, Object};
use crate::settings::Settings;

/// The data that one request can read.
pub(super) struct Access {
    pub(super) data: Arc<Data>,
    /// Whether the request has a token. Without one it can read only public descriptors.
    pub(super) has_token: bool,
    /// Scheme, host and port of the URLs of files.
    pub(super) origin: String,
    /// The time since the epoch, from which those URLs are valid.
    pub(super) now: Duration,
    /// The size of files in bytes; `None` for various sizes.
    pub(super) file_size: Option<usize>,
}

/// The rows, with the orders in which they are listed.
#[derive(Debug)]
pub(super) struct Data {
    pub(super) rows: Rows,
    by_deposit: Vec<Position>,
    by_update: Vec<Position>,
}

/// All rows, unordered unless noted.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    /// The dossiers in ascending order of their numbers.
    pub(super) dossiers: Vec<Dossier>,
    pub(super) deleted: Vec<DeletedDossier>,
    pub(super) pending: Vec<DeletedDossier>,
    /// Expired dossiers before their deletion, which are in no list.
    pub(super) expired: Vec<DeletedDossier>,
    /// Dossiers that a change made pending or expired. They can be restored.
    pub(super) hidden: Vec<Dossier>,
    /// The numbers of the demarches in `demarcheDescriptors`, in their order.
    pub(super) demarches: Vec<i64>,
    /// The number of the next dossier.
    pub(super) next_number: i64,
    /// The time of the next change, later than all dates so far.
    pub(super) now: Micros,
}

impl Data {
    pub(super) fn new(settings: &Settings) -> Self {
        let count = settings.dossiers as i64;
        let dossiers: Vec<Dossier> = (0..count)
            .map(|index| rows::dossier(index, count))
            .collect();
        let latest = dossiers
            .iter()
            .map(|dossier| dossier.updated)
            .max()
            .unwrap_or(FIRST);
        Self::sorted(Rows {
            dossiers,
            deleted: (0..settings.deleted_dossiers as i64)
                .map(rows::deleted)
                .collect(),
            pending: (0..settings.pending_deleted_dossiers as i64)
                .map(rows::pending)
                .collect(),
            expired: vec![],
            hidden: vec![],
            demarches: (1..)
                .filter(|number| *number != objects::MISSING_DEMARCHE)
                .take(settings.demarches)
                .collect(),
            next_number: FIRST_DOSSIER + count,
            now: latest + DAY,
        })
    }

    pub(super) fn sorted(rows: Rows) -> Self {
        let sorted = |at: fn(&Dossier) -> Micros| {
            let position = |dossier| Position {
                at: at(dossier),
                id: dossier.number,
            };
            let mut positions: Vec<Position> = rows.dossiers.iter().map(position).collect();
            positions.sort_unstable();
            positions
        };
        Self {
            by_deposit: sorted(|dossier| dossier.deposited),
            by_update: sorted(|dossier| dossier.updated),
            rows,
        }
    }

    pub(super) fn dossier(&self, number: i64) -> Option<&Dossier> {
        let dossiers = &self.rows.dossiers;
        let index = dossiers
            .binary_search_by_key(&number, |dossier| dossier.number)
            .ok()?;
        Some(&dossiers[index])
    }

    pub(super) fn deleted_dossier(&self, id: i64) -> Option<&DeletedDossier> {
        let rows = &self.rows;
        rows.deleted
            .iter()
            .chain(&rows.pending)
            .find(|dossier| dossier.id == id)
    }

    /// The rows of a connection field, filtered and sorted by its arguments.
    pub(super) fn rows(
        &self,
        parent: &Object,
        call: &Call<'_>,
    ) -> Result<Cow<'_, [Position]>, Failure> {
        let group = match parent.type_name {
            "GroupeInstructeurWithDossiers" => Some(objects::number(parent)),
            _ => None,
        };
        match call.name() {
            "dossiers" => self.dossier_rows(group, call),
            "deletedDossiers" => Ok(deleted_rows(&self.rows.deleted, group, call).into()),
            _ => Ok(deleted_rows(&self.rows.pending, group, call).into()),
        }
    }

    /// The object of a row of [`rows`](Self::rows).
    pub(super) fn object(&self, parent: &Object, call: &Call<'_>, row: Position) -> Object {
        let demarche = objects::demarche_number(parent);
        match call.name() {
            "dossiers" => objects::dossier(demarche, row.id),
            _ => Object::new(
                "DeletedDossier",
                format!("{demarche}/deletedDossiers/{}", row.id),
            ),
        }
    }

    /// The rows of `dossiers`. `updatedSince` changes the sort column and disables `createdSince`.
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

/// The filters of `dossiers` that do not change the order.
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
        let revision = |name| call.text(name).map(objects::revision_number).transpose();
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
