//! Writes the changes of a page to PostgreSQL.

use std::collections::HashMap;

use tokio_postgres::Transaction;

use super::bulk::{Upsert, storable};
use crate::certificate::Counts;
use crate::error::SyncError;
use crate::store::{Batch, Deletion, Failure};
use crate::table::{DOSSIER, DOSSIER_CHILDREN, Table};
use crate::value::{DossierRows, Row};

/// Replaces the description of the démarche's forms; removed fields keep their last label and get a removal date.
pub(super) async fn describe(
    transaction: &Transaction<'_>,
    batch: &Batch,
) -> Result<(), SyncError> {
    transaction
        .execute(
            "UPDATE champ_descriptor SET removed_at = COALESCE(removed_at, $1::text::timestamptz)
             WHERE demarche = $2",
            &[&batch.now, &batch.demarche],
        )
        .await?;
    transaction
        .execute("DELETE FROM label WHERE demarche = $1", &[&batch.demarche])
        .await?;
    for (table, rows) in by_table(&batch.description) {
        upsert(transaction, table, &rows).await?;
    }
    let mut ids = Vec::new();
    let mut revisions = Vec::new();
    for row in &batch.description {
        if row.table.name == "champ_descriptor" {
            ids.push(row.values[0].as_text());
            revisions.push(row.values[1].as_text());
        }
    }
    transaction
        .execute(
            "UPDATE champ_descriptor AS d SET removed_at = NULL
             FROM UNNEST($1::text[], $2::text[]) AS present(id, revision)
             WHERE d.id = present.id AND d.revision = present.revision",
            &[&ids, &revisions],
        )
        .await?;
    Ok(())
}

pub(super) async fn store_dossiers(
    transaction: &Transaction<'_>,
    batch: &Batch,
    counts: &mut Counts,
) -> Result<(), SyncError> {
    if batch.dossiers.is_empty() {
        return Ok(());
    }
    let received = last_by_number(&batch.dossiers);
    let numbers: Vec<i64> = received.iter().map(|dossier| dossier.number).collect();
    resolve(transaction, batch, &numbers, Resolved::Reading).await?;
    let known = transaction
        .query(
            "SELECT number, content_hash, deleted_at IS NOT NULL OR pending_deletion_at IS NOT NULL
             FROM dossier WHERE number = ANY($1) FOR UPDATE",
            &[&numbers],
        )
        .await?;
    let mut hashes: HashMap<i64, Option<String>> = HashMap::new();
    for row in known {
        let is_marked: bool = row.get(2);
        let hash: Option<String> = row.get(1);
        hashes.insert(row.get(0), hash.filter(|_| !is_marked));
    }
    let mut changed: Vec<&DossierRows> = Vec::new();
    for dossier in received {
        match hashes.get(&dossier.number) {
            None => counts.inserted += 1,
            Some(Some(hash)) if *hash == dossier.hash => {
                counts.unchanged += 1;
                continue;
            }
            Some(_) => counts.updated += 1,
        }
        changed.push(dossier);
    }
    write_dossiers(transaction, batch, &changed).await
}

async fn write_dossiers(
    transaction: &Transaction<'_>,
    batch: &Batch,
    changed: &[&DossierRows],
) -> Result<(), SyncError> {
    if changed.is_empty() {
        return Ok(());
    }
    let numbers: Vec<i64> = changed.iter().map(|dossier| dossier.number).collect();
    let hashes: Vec<&str> = changed
        .iter()
        .map(|dossier| dossier.hash.as_str())
        .collect();
    let rows: Vec<&Row> = changed.iter().map(|dossier| &dossier.dossier).collect();
    upsert(transaction, &DOSSIER, &rows).await?;
    transaction
        .execute(
            "UPDATE dossier SET content_hash = new.hash, synced_at = $3::text::timestamptz,
                 pending_deletion_at = NULL, deleted_at = NULL, deletion_reason = NULL
             FROM UNNEST($1::bigint[], $2::text[]) AS new(number, hash)
             WHERE dossier.number = new.number",
            &[&numbers, &hashes, &batch.now],
        )
        .await?;
    remove_children(transaction, &numbers).await?;
    let children = changed.iter().flat_map(|dossier| &dossier.children);
    for (table, rows) in by_table(children) {
        upsert(transaction, table, &rows).await?;
    }
    mark_stored(transaction, &numbers).await
}

pub(super) async fn delete(
    transaction: &Transaction<'_>,
    batch: &Batch,
    deletion: &Deletion,
    counts: &mut Counts,
) -> Result<(), SyncError> {
    resolve(transaction, batch, &[deletion.number], Resolved::Everything).await?;
    if deletion.pending {
        counts.pending += transaction
            .execute(
                "UPDATE dossier SET pending_deletion_at = $1::text::timestamptz, deletion_reason = $2
                 WHERE number = $3 AND deleted_at IS NULL",
                &[&deletion.at, &deletion.reason, &deletion.number],
            )
            .await?;
        return Ok(());
    }
    if batch.remove_deleted {
        remove_children(transaction, &[deletion.number]).await?;
        counts.deleted += transaction
            .execute("DELETE FROM dossier WHERE number = $1", &[&deletion.number])
            .await?;
        return Ok(());
    }
    let deleted = transaction
        .query_opt(
            "SELECT 1 FROM dossier WHERE number = $1 AND deleted_at IS NOT NULL",
            &[&deletion.number],
        )
        .await?;
    if deleted.is_none() {
        counts.deleted += 1;
    }
    transaction
        .execute(
            "INSERT INTO dossier (number, demarche, state, deleted_at, deletion_reason)
             VALUES ($1, $2, $3, $4::text::timestamptz, $5)
             ON CONFLICT (number) DO UPDATE SET deleted_at = excluded.deleted_at,
                 deletion_reason = excluded.deletion_reason, pending_deletion_at = NULL",
            &[
                &deletion.number,
                &batch.demarche,
                &deletion.state,
                &deletion.at,
                &deletion.reason,
            ],
        )
        .await?;
    Ok(())
}

async fn remove_children(transaction: &Transaction<'_>, dossiers: &[i64]) -> Result<(), SyncError> {
    for table in DOSSIER_CHILDREN {
        let statement = format!("DELETE FROM \"{}\" WHERE dossier = ANY($1)", table.name);
        transaction.execute(&statement, &[&dossiers]).await?;
    }
    Ok(())
}

/// Sets path and state of the files of dossiers that are in the folder.
pub(super) async fn mark_stored(
    transaction: &Transaction<'_>,
    dossiers: &[i64],
) -> Result<(), SyncError> {
    transaction
        .execute(
            "UPDATE file SET path = s.path, state = 'stored' FROM stored_file s
             WHERE file.dossier = ANY($1) AND s.dossier = file.dossier AND s.checksum = file.checksum
                 AND s.filename = file.filename",
            &[&dossiers],
        )
        .await?;
    Ok(())
}

/// Stores an item that could not be read, only once if it fails again.
pub(super) async fn bury(
    transaction: &Transaction<'_>,
    batch: &Batch,
    failure: &Failure,
) -> Result<(), SyncError> {
    let message = storable(&failure.message);
    let seen = transaction
        .execute(
            "UPDATE dead_letter SET last_seen_at = $1::text::timestamptz, message = $2
             WHERE demarche = $3 AND number IS NOT DISTINCT FROM $4 AND path = $5 AND resolved_at IS NULL",
            &[&batch.now, &message, &batch.demarche, &failure.number, &failure.path],
        )
        .await?;
    if seen == 0 {
        transaction
            .execute(
                "INSERT INTO dead_letter (demarche, number, path, message, first_seen_at, last_seen_at)
                 VALUES ($1, $2, $3, $4, $5::text::timestamptz, $5::text::timestamptz)",
                &[&batch.demarche, &failure.number, &failure.path, &message, &batch.now],
            )
            .await?;
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

async fn resolve(
    transaction: &Transaction<'_>,
    batch: &Batch,
    numbers: &[i64],
    resolved: Resolved,
) -> Result<(), SyncError> {
    let is_everything = resolved == Resolved::Everything;
    transaction
        .execute(
            "UPDATE dead_letter SET resolved_at = $1::text::timestamptz
             WHERE number = ANY($2) AND resolved_at IS NULL AND ($3 OR path NOT LIKE 'file:%')",
            &[&batch.now, &numbers, &is_everything],
        )
        .await?;
    Ok(())
}

async fn upsert(
    transaction: &Transaction<'_>,
    table: &'static Table,
    rows: &[&Row],
) -> Result<(), SyncError> {
    let upsert = Upsert::new(table, rows);
    transaction
        .query_typed(&upsert.statement, &upsert.parameters())
        .await?;
    Ok(())
}

/// Groups rows by table, in the order in which the tables first appear.
fn by_table<'r>(rows: impl IntoIterator<Item = &'r Row>) -> Vec<(&'static Table, Vec<&'r Row>)> {
    let mut groups: Vec<(&'static Table, Vec<&Row>)> = Vec::new();
    for row in rows {
        match groups
            .iter_mut()
            .find(|(table, _)| table.name == row.table.name)
        {
            Some((_, group)) => group.push(row),
            None => groups.push((row.table, vec![row])),
        }
    }
    groups
}

/// The dossiers of a page, each once: the last version of a dossier wins.
fn last_by_number(dossiers: &[DossierRows]) -> Vec<&DossierRows> {
    let mut kept: Vec<&DossierRows> = Vec::new();
    for dossier in dossiers {
        match kept.iter_mut().find(|one| one.number == dossier.number) {
            Some(earlier) => *earlier = dossier,
            None => kept.push(dossier),
        }
    }
    kept
}
