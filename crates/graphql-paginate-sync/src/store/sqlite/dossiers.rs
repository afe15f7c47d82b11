//! Writes the dossiers of a page to SQLite.

use rusqlite::{ToSql, Transaction, params, params_from_iter};

use super::Sqlite;
use super::upserts::Upserts;
use super::write::{Resolved, array, mark_stored, remove_children, resolve};
use crate::certificate::Counts;
use crate::error::SyncError;
use crate::store::changed::{Hashes, changed, numbers, unchanged};
use crate::store::{Batch, schema};
use crate::table::FILE;
use crate::value::DossierRows;

impl Sqlite {
    pub(in crate::store) fn mark_dossiers_stale(
        &mut self,
        demarche: i64,
        moment: &str,
    ) -> Result<(), SyncError> {
        self.connection.execute(
            "UPDATE dossier SET synced_at = strftime('%Y-%m-%dT%H:%M:%SZ', ?2, '-1 second')
             WHERE demarche = ?1 AND synced_at >= ?2",
            params![demarche, moment],
        )?;
        Ok(())
    }

    pub(in crate::store) fn read_before(
        &mut self,
        demarche: i64,
        moment: &str,
    ) -> Result<Vec<i64>, SyncError> {
        let mut statement = self.connection.prepare(
            "SELECT number FROM dossier WHERE demarche = ? AND content_hash IS NOT NULL
                 AND deleted_at IS NULL AND pending_deletion_at IS NULL AND synced_at < ?
             ORDER BY number",
        )?;
        let numbers = statement.query_map(params![demarche, moment], |row| row.get(0))?;
        Ok(numbers.collect::<Result<_, _>>()?)
    }
}

/// Writes the dossiers that differ from the database, each with everything that belongs to it.
pub(super) fn store(
    transaction: &Transaction<'_>,
    batch: &Batch,
    counts: &mut Counts,
) -> Result<(), SyncError> {
    if batch.dossiers.is_empty() {
        return Ok(());
    }
    let received = numbers(&batch.dossiers);
    resolve(transaction, batch, &received, Resolved::Reading)?;
    let changed = changed(
        &batch.dossiers,
        &hashes(transaction, batch.demarche, &received)?,
        counts,
    );
    let numbers = numbers(changed.iter().copied());
    if batch.confirms {
        confirm(transaction, &unchanged(&received, &numbers), &batch.now)?;
    }
    if changed.is_empty() {
        return Ok(());
    }
    // Also those of new dossiers, whose rows someone may have deleted without these.
    remove_children(transaction, &numbers)?;
    if write(transaction, batch, &changed)? {
        mark_stored(transaction, &numbers)?;
    }
    Ok(())
}

/// The content hashes of those dossiers that the database has. One of another démarche counts as marked.
fn hashes(
    transaction: &Transaction<'_>,
    demarche: i64,
    numbers: &[i64],
) -> Result<Hashes, SyncError> {
    let mut statement = transaction.prepare_cached(
        "SELECT number, content_hash, deleted_at IS NOT NULL OR pending_deletion_at IS NOT NULL
             OR demarche IS NOT ?1
         FROM dossier WHERE number IN (SELECT value FROM json_each(?2))",
    )?;
    let mut rows = statement.query(params![demarche, array(numbers)])?;
    let mut hashes = Hashes::new();
    while let Some(row) = rows.next()? {
        let hash: Option<String> = row.get(1)?;
        let is_marked: bool = row.get(2)?;
        hashes.insert(row.get(0)?, hash.filter(|_| !is_marked));
    }
    Ok(hashes)
}

/// Sets the time of the rows of dossiers that are not written, since they are equal.
fn confirm(transaction: &Transaction<'_>, numbers: &[i64], now: &str) -> Result<(), SyncError> {
    if numbers.is_empty() {
        return Ok(());
    }
    transaction
        .prepare_cached(
            "UPDATE dossier SET synced_at = ? WHERE number IN (SELECT value FROM json_each(?))",
        )?
        .execute(params![now, array(numbers)])?;
    Ok(())
}

/// Writes the rows; returns whether there are files among them.
fn write(
    transaction: &Transaction<'_>,
    batch: &Batch,
    changed: &[&DossierRows],
) -> Result<bool, SyncError> {
    let mut statement = transaction.prepare_cached(&schema::upsert_dossier())?;
    let mut upserts = Upserts::new(transaction);
    let mut has_files = false;
    for dossier in changed {
        let mut values: Vec<&dyn ToSql> = Vec::new();
        for value in &dossier.dossier.values {
            values.push(value);
        }
        values.push(&dossier.hash);
        values.push(&batch.now);
        statement.execute(params_from_iter(values))?;
        for row in &dossier.children {
            has_files |= std::ptr::eq(row.table, &FILE);
            upserts.write(row)?;
        }
    }
    Ok(has_files)
}
