//! Applies changes to the rows, including the deletions that the passing of time causes.

use super::data::{Data, Rows};
use super::objects::{REVISIONS, label_numbers};
use super::rows::{self, DeletedDossier, Dossier, FIRST_DELETED_ID};
use super::time::{DAY, MINUTE, Micros};
use crate::change::Change;

/// The time after which pending and expired dossiers are deleted.
const RETENTION: Micros = 14 * DAY;

/// The data after a change.
pub(super) fn changed(data: &Data, change: Change) -> Data {
    let mut rows = data.rows.clone();
    let now = rows.now;
    rows.now += MINUTE;
    match change {
        Change::Insert => {
            rows.dossiers.push(rows::submitted(rows.next_number, now));
            rows.next_number += 1;
        }
        Change::Update(number) => edit(&mut rows, number, |dossier| dossier.updated = now),
        Change::ReplaceFiles(number) => edit(&mut rows, number, |dossier| {
            dossier.file_version += 1;
            dossier.updated = now;
        }),
        Change::AddLabel(number) => edit(&mut rows, number, add_label),
        Change::RemoveLabel(number) => edit(&mut rows, number, remove_label),
        Change::Rebase(number) => edit(&mut rows, number, |dossier| dossier.revision = REVISIONS),
        Change::PostponeExpiration(number) => {
            edit(&mut rows, number, |dossier| dossier.expires += 30 * DAY)
        }
        Change::Delete(number) => {
            if let Some(dossier) = take(&mut rows.dossiers, number) {
                let gone = gone(&dossier, now, "user_request");
                delete(&mut rows, gone);
            }
        }
        Change::Hide(number) => {
            if let Some(dossier) = take(&mut rows.dossiers, number) {
                rows.pending
                    .push(gone(&dossier, now, hide_reason(&dossier)));
                rows.hidden.push(dossier);
            }
        }
        Change::Expire(number) => {
            if let Some(dossier) = take(&mut rows.dossiers, number) {
                rows.expired.push(gone(&dossier, now, "expired"));
                rows.hidden.push(dossier);
            }
        }
        Change::Restore(number) => restore(&mut rows, number, now),
        Change::UnpublishDemarche(number) => rows.demarches.retain(|known| *known != number),
        Change::PassDays(days) => {
            rows.now += Micros::from(days) * DAY;
            delete_overdue(&mut rows);
        }
    }
    Data::sorted(rows)
}

fn edit(rows: &mut Rows, number: i64, edit: impl FnOnce(&mut Dossier)) {
    if let Ok(index) = rows
        .dossiers
        .binary_search_by_key(&number, |dossier| dossier.number)
    {
        edit(&mut rows.dossiers[index]);
    }
}

fn take(dossiers: &mut Vec<Dossier>, number: i64) -> Option<Dossier> {
    let index = dossiers
        .iter()
        .position(|dossier| dossier.number == number)?;
    Some(dossiers.remove(index))
}

fn add_label(dossier: &mut Dossier) {
    for number in label_numbers() {
        if dossier.labels & (1 << number) == 0 {
            dossier.labels |= 1 << number;
            return;
        }
    }
}

fn remove_label(dossier: &mut Dossier) {
    for number in label_numbers() {
        if dossier.labels & (1 << number) != 0 {
            dossier.labels &= !(1 << number);
            return;
        }
    }
}

/// The reason why a dossier is hidden: by its user, or by the administration once it is under instruction.
fn hide_reason(dossier: &Dossier) -> &'static str {
    match dossier.state {
        "en_construction" => "user_request",
        _ => "instructeur_request",
    }
}

/// The row of a pending, expired or deleted dossier. It has the dossier's id until it is deleted.
fn gone(dossier: &Dossier, at: Micros, reason: &'static str) -> DeletedDossier {
    DeletedDossier {
        id: dossier.number,
        number: dossier.number,
        deleted: at,
        state: dossier.state,
        reason,
        group: dossier.group,
    }
}

fn delete(rows: &mut Rows, gone: DeletedDossier) {
    let id = FIRST_DELETED_ID + rows.deleted.len() as i64;
    rows.deleted.push(DeletedDossier { id, ..gone });
}

/// Lists the dossier again, as updated now.
fn restore(rows: &mut Rows, number: i64, now: Micros) {
    let Some(mut dossier) = take(&mut rows.hidden, number) else {
        return;
    };
    dossier.updated = now;
    rows.pending.retain(|gone| gone.number != number);
    rows.expired.retain(|gone| gone.number != number);
    let index = rows.dossiers.partition_point(|other| other.number < number);
    rows.dossiers.insert(index, dossier);
}

/// Deletes the dossiers that have been pending or expired for two weeks.
///
/// A dossier en construction keeps the date when its user hid it, so newer rows may already precede it in time. A client
/// that continues at its cursor never sees such a row. All other rows have the current date.
fn delete_overdue(rows: &mut Rows) {
    let now = rows.now;
    let is_overdue = |gone: &DeletedDossier| gone.deleted + RETENTION <= now;
    let hidden: Vec<DeletedDossier> = rows
        .pending
        .extract_if(.., |gone| is_overdue(gone))
        .collect();
    let expired: Vec<DeletedDossier> = rows
        .expired
        .extract_if(.., |gone| is_overdue(gone))
        .collect();
    for gone in hidden.into_iter().chain(expired) {
        rows.hidden.retain(|dossier| dossier.number != gone.number);
        let keeps_date = gone.reason == "user_request" && gone.state == "en_construction";
        if keeps_date {
            delete(rows, gone);
        } else {
            delete(
                rows,
                DeletedDossier {
                    deleted: now,
                    ..gone
                },
            );
        }
    }
}
