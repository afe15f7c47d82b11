//! Writes the changes of a page to PostgreSQL.

use futures_util::future::try_join_all;
use tokio_postgres::Transaction;
use tokio_postgres::types::{ToSql, Type};

use super::bulk::Upsert;
use crate::certificate::Counts;
use crate::error::SyncError;
use crate::nul::without_nul;
use crate::store::{Batch, Deletion, ItemFailure};
use crate::table::{DOSSIER_CHILDREN, Table};
use crate::value::Row;

/// A parameter of a statement whose types are known, which takes one round trip.
pub(super) type Parameter<'a> = (&'a (dyn ToSql + Sync), Type);

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
    upsert(transaction, &batch.description).await?;
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

/// Removes the rows of child tables, all of them in one round trip.
pub(super) async fn remove_children(
    transaction: &Transaction<'_>,
    dossiers: &[i64],
) -> Result<(), SyncError> {
    let mut removals = Vec::new();
    for table in DOSSIER_CHILDREN {
        removals.push(async move {
            let statement = format!("DELETE FROM \"{}\" WHERE dossier = ANY($1)", table.name);
            let parameters: [Parameter<'_>; 1] = [(&dossiers, Type::INT8_ARRAY)];
            transaction.execute_typed(&statement, &parameters).await
        });
    }
    try_join_all(removals).await?;
    Ok(())
}

/// Sets path and state of the files of dossiers that are in the folder.
pub(super) async fn mark_stored(
    transaction: &Transaction<'_>,
    dossiers: &[i64],
) -> Result<(), SyncError> {
    transaction
        .execute_typed(
            "UPDATE file SET path = s.path, state = 'stored' FROM stored_file s
             WHERE file.dossier = ANY($1) AND s.dossier = file.dossier AND s.checksum = file.checksum
                 AND s.filename = file.filename AND s.stored_at IS NOT NULL",
            &[(&dossiers, Type::INT8_ARRAY)],
        )
        .await?;
    Ok(())
}

/// Stores an item that could not be read, only once if it fails again.
pub(super) async fn record_failure(
    transaction: &Transaction<'_>,
    batch: &Batch,
    failure: &ItemFailure,
) -> Result<(), SyncError> {
    let message = without_nul(&failure.message);
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

/// The failures of dossiers that are resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Resolved {
    /// Those of reading them; their files may still be missing.
    Reading,
    /// All, since they are deleted.
    Everything,
}

pub(super) async fn resolve(
    transaction: &Transaction<'_>,
    batch: &Batch,
    numbers: &[i64],
    resolved: Resolved,
) -> Result<(), SyncError> {
    let is_everything = resolved == Resolved::Everything;
    let parameters: [Parameter<'_>; 3] = [
        (&batch.now, Type::TEXT),
        (&numbers, Type::INT8_ARRAY),
        (&is_everything, Type::BOOL),
    ];
    transaction
        .execute_typed(
            "UPDATE dead_letter SET resolved_at = $1::text::timestamptz
             WHERE number = ANY($2) AND resolved_at IS NULL AND ($3 OR path NOT LIKE 'file:%')",
            &parameters,
        )
        .await?;
    Ok(())
}

/// Writes rows, all tables in one round trip.
pub(super) async fn upsert<'r>(
    transaction: &Transaction<'_>,
    rows: impl IntoIterator<Item = &'r Row>,
) -> Result<(), SyncError> {
    let mut upserts = Vec::new();
    for (table, rows) in by_table(rows) {
        upserts.push(run(transaction, Upsert::new(table, &rows)));
    }
    try_join_all(upserts).await?;
    Ok(())
}

pub(super) async fn run(
    transaction: &Transaction<'_>,
    upsert: Upsert<'_>,
) -> Result<(), SyncError> {
    let parameters = upsert.parameters();
    transaction
        .execute_typed(&upsert.statement, &parameters)
        .await?;
    Ok(())
}

/// Groups rows by table, in the order in which the tables first appear.
fn by_table<'r>(rows: impl IntoIterator<Item = &'r Row>) -> Vec<(&'static Table, Vec<&'r Row>)> {
    let mut groups: Vec<(&'static Table, Vec<&Row>)> = Vec::new();
    for row in rows {
        match groups
            .iter_mut()
            .find(|(table, _)| std::ptr::eq(*table, row.table))
        {
            Some((_, group)) => group.push(row),
            None => groups.push((row.table, vec![row])),
        }
    }
    groups
}
