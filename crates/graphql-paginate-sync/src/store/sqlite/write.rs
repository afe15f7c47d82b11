//! Writes the changes of a page to SQLite.

use rusqlite::{Transaction, params};

use super::upserts::Upserts;
use crate::certificate::Counts;
use crate::error::SyncError;
use crate::store::{Batch, Deletion, ItemFailure};
use crate::table::DOSSIER_CHILDREN;

/// Replaces the description of the démarche's forms; removed fields keep their last label and get a removal date.
pub(super) fn describe(transaction: &Transaction<'_>, batch: &Batch) -> Result<(), SyncError> {
    transaction.execute(
        "UPDATE champ_descriptor SET removed_at = COALESCE(removed_at, ?) WHERE demarche = ?",
        params![batch.now, batch.demarche],
    )?;
    transaction.execute("DELETE FROM label WHERE demarche = ?", [batch.demarche])?;
    let mut upserts = Upserts::new(transaction);
    for row in &batch.description {
        upserts.write(row)?;
    }
    let mut present = transaction.prepare_cached(
        "UPDATE champ_descriptor SET removed_at = NULL WHERE id = ? AND revision = ?",
    )?;
    for row in &batch.description {
        if row.table.name == "champ_descriptor" {
            present.execute(params![row.values[0], row.values[1]])?;
        }
    }
    Ok(())
}

pub(super) fn delete(
    transaction: &Transaction<'_>,
    batch: &Batch,
    deletion: &Deletion,
    counts: &mut Counts,
) -> Result<(), SyncError> {
    resolve(transaction, batch, &[deletion.number], Resolved::Everything)?;
    if deletion.pending {
        let marked = transaction
            .prepare_cached(
                "UPDATE dossier SET pending_deletion_at = ?, deletion_reason = ?
                 WHERE number = ? AND deleted_at IS NULL",
            )?
            .execute(params![deletion.at, deletion.reason, deletion.number])?;
        counts.pending += marked as u64;
        return Ok(());
    }
    if batch.remove_deleted {
        remove_children(transaction, &[deletion.number])?;
        let removed =
            transaction.execute("DELETE FROM dossier WHERE number = ?", [deletion.number])?;
        counts.deleted += removed as u64;
        return Ok(());
    }
    let was_deleted = transaction
        .prepare_cached("SELECT 1 FROM dossier WHERE number = ? AND deleted_at IS NOT NULL")?
        .exists([deletion.number])?;
    transaction
        .prepare_cached(
            "INSERT INTO dossier (number, demarche, state, deleted_at, deletion_reason)
             VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (number) DO UPDATE SET deleted_at = excluded.deleted_at,
                 deletion_reason = excluded.deletion_reason, pending_deletion_at = NULL",
        )?
        .execute(params![
            deletion.number,
            batch.demarche,
            deletion.state,
            deletion.at,
            deletion.reason
        ])?;
    if !was_deleted {
        counts.deleted += 1;
    }
    Ok(())
}

pub(super) fn remove_children(
    transaction: &Transaction<'_>,
    dossiers: &[i64],
) -> Result<(), SyncError> {
    let dossiers = array(dossiers);
    for table in DOSSIER_CHILDREN {
        let statement = format!(
            "DELETE FROM \"{}\" WHERE dossier IN (SELECT value FROM json_each(?))",
            table.name
        );
        transaction
            .prepare_cached(&statement)?
            .execute([&dossiers])?;
    }
    Ok(())
}

/// Sets path and state of the files of dossiers that are in the folder.
pub(super) fn mark_stored(
    transaction: &Transaction<'_>,
    dossiers: &[i64],
) -> Result<(), SyncError> {
    transaction
        .prepare_cached(
            "UPDATE file SET path = s.path, state = 'stored' FROM stored_file s
             WHERE file.dossier IN (SELECT value FROM json_each(?)) AND s.dossier = file.dossier
                 AND s.checksum = file.checksum AND s.filename = file.filename AND s.stored_at IS NOT NULL",
        )?
        .execute([array(dossiers)])?;
    Ok(())
}

/// Stores an item that could not be read, only once if it fails again.
pub(super) fn record_failure(
    transaction: &Transaction<'_>,
    batch: &Batch,
    failure: &ItemFailure,
) -> Result<(), SyncError> {
    let seen = transaction.execute(
        "UPDATE dead_letter SET last_seen_at = ?1, message = ?2
         WHERE demarche = ?3 AND number IS ?4 AND path = ?5 AND resolved_at IS NULL",
        params![
            batch.now,
            failure.message,
            batch.demarche,
            failure.number,
            failure.path
        ],
    )?;
    if seen == 0 {
        transaction.execute(
            "INSERT INTO dead_letter (demarche, number, path, message, first_seen_at, last_seen_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
            params![
                batch.demarche,
                failure.number,
                failure.path,
                failure.message,
                batch.now
            ],
        )?;
    }
    Ok(())
}

/// The failures of dossiers that are resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Resolved {
    /// Those of reading them; their files may still be missing.
    Reading,
    /// All, since they are deleted.
    Everything,
}

pub(super) fn resolve(
    transaction: &Transaction<'_>,
    batch: &Batch,
    numbers: &[i64],
    resolved: Resolved,
) -> Result<(), SyncError> {
    transaction
        .prepare_cached(
            "UPDATE dead_letter SET resolved_at = ?
             WHERE resolved_at IS NULL AND number IN (SELECT value FROM json_each(?))
                 AND (? OR path NOT LIKE 'file:%')",
        )?
        .execute(params![
            batch.now,
            array(numbers),
            resolved == Resolved::Everything
        ])?;
    Ok(())
}

/// Numbers as an array that `json_each` reads.
pub(super) fn array(numbers: &[i64]) -> String {
    serde_json::json!(numbers).to_string()
}
