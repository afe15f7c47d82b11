//! Writes the changes of a page to SQLite.

use rusqlite::{OptionalExtension, Transaction, params, params_from_iter};

use crate::certificate::Counts;
use crate::error::SyncError;
use crate::store::schema;
use crate::store::{Batch, Deletion, Failure};
use crate::table::DOSSIER_CHILDREN;
use crate::value::{DossierRows, Row};

/// Replaces the description of the démarche's forms; removed fields keep their last label and get a removal date.
pub(super) fn describe(transaction: &Transaction<'_>, batch: &Batch) -> Result<(), SyncError> {
    transaction.execute(
        "UPDATE champ_descriptor SET removed_at = COALESCE(removed_at, ?) WHERE demarche = ?",
        params![batch.now, batch.demarche],
    )?;
    transaction.execute("DELETE FROM label WHERE demarche = ?", [batch.demarche])?;
    upsert(transaction, &batch.description)?;
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

pub(super) fn store_dossier(
    transaction: &Transaction<'_>,
    batch: &Batch,
    dossier: &DossierRows,
    counts: &mut Counts,
) -> Result<(), SyncError> {
    let known: Option<(Option<String>, bool)> = transaction
        .prepare_cached(
            "SELECT content_hash, deleted_at IS NOT NULL OR pending_deletion_at IS NOT NULL
             FROM dossier WHERE number = ?",
        )?
        .query_row([dossier.number], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    resolve(transaction, batch, dossier.number, Resolved::Reading)?;
    if let Some((Some(hash), false)) = &known
        && *hash == dossier.hash
    {
        counts.unchanged += 1;
        return Ok(());
    }
    upsert(transaction, std::slice::from_ref(&dossier.dossier))?;
    transaction
        .prepare_cached(
            "UPDATE dossier SET content_hash = ?, synced_at = ?, pending_deletion_at = NULL,
                 deleted_at = NULL, deletion_reason = NULL WHERE number = ?",
        )?
        .execute(params![dossier.hash, batch.now, dossier.number])?;
    remove_children(transaction, dossier.number)?;
    upsert(transaction, &dossier.children)?;
    mark_stored(transaction, dossier.number)?;
    match known {
        None => counts.inserted += 1,
        Some(_) => counts.updated += 1,
    }
    Ok(())
}

pub(super) fn delete(
    transaction: &Transaction<'_>,
    batch: &Batch,
    deletion: &Deletion,
    counts: &mut Counts,
) -> Result<(), SyncError> {
    resolve(transaction, batch, deletion.number, Resolved::Everything)?;
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
        remove_children(transaction, deletion.number)?;
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

fn remove_children(transaction: &Transaction<'_>, dossier: i64) -> Result<(), SyncError> {
    for table in DOSSIER_CHILDREN {
        transaction
            .prepare_cached(&format!("DELETE FROM \"{}\" WHERE dossier = ?", table.name))?
            .execute([dossier])?;
    }
    Ok(())
}

/// Sets path and state of a dossier's files that are in the folder.
pub(super) fn mark_stored(transaction: &Transaction<'_>, dossier: i64) -> Result<(), SyncError> {
    transaction
        .prepare_cached(
            "UPDATE file SET path = s.path, state = 'stored' FROM stored_file s
             WHERE file.dossier = ?1 AND s.dossier = ?1 AND s.checksum = file.checksum
                 AND s.filename = file.filename",
        )?
        .execute([dossier])?;
    Ok(())
}

/// Stores an item that could not be read, only once if it fails again.
pub(super) fn bury(
    transaction: &Transaction<'_>,
    batch: &Batch,
    failure: &Failure,
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

/// The failures of a dossier that are resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Resolved {
    /// Those of reading it; its files may still be missing.
    Reading,
    /// All, since it is deleted.
    Everything,
}

fn resolve(
    transaction: &Transaction<'_>,
    batch: &Batch,
    number: i64,
    resolved: Resolved,
) -> Result<(), SyncError> {
    transaction
        .prepare_cached(
            "UPDATE dead_letter SET resolved_at = ?
             WHERE number = ? AND resolved_at IS NULL AND (? OR path NOT LIKE 'file:%')",
        )?
        .execute(params![batch.now, number, resolved == Resolved::Everything])?;
    Ok(())
}

/// Writes rows; consecutive rows of the same table share a prepared statement.
fn upsert(transaction: &Transaction<'_>, rows: &[Row]) -> Result<(), SyncError> {
    for neighbors in rows.chunk_by(|one, other| one.table.name == other.table.name) {
        let mut statement = transaction.prepare_cached(&schema::upsert(neighbors[0].table))?;
        for row in neighbors {
            statement.execute(params_from_iter(&row.values))?;
        }
    }
    Ok(())
}
