//! Writes the dossiers of a page to PostgreSQL.
//!
//! The statements of a page go to the server in a few groups, each of which waits for one round trip. Those of a group
//! do not depend on their order.

use futures_util::future::try_join;
use tokio_postgres::Transaction;
use tokio_postgres::types::Type;

use super::Postgres;
use super::bulk::Upsert;
use super::write::{Resolved, mark_stored, remove_children, resolve, run, upsert};
use crate::certificate::Counts;
use crate::error::SyncError;
use crate::store::Batch;
use crate::store::changed::{Hashes, changed, numbers, unchanged};
use crate::table::FILE;
use crate::value::Row;

impl Postgres {
    pub(in crate::store) async fn mark_dossiers_stale(
        &mut self,
        demarche: i64,
        moment: &str,
    ) -> Result<(), SyncError> {
        let statement = "UPDATE dossier SET synced_at = $2::text::timestamptz - interval '1 second'
             WHERE demarche = $1 AND synced_at >= $2::text::timestamptz";
        self.execute(statement, &[&demarche, &moment]).await?;
        Ok(())
    }

    pub(in crate::store) async fn read_before(
        &self,
        demarche: i64,
        moment: &str,
    ) -> Result<Vec<i64>, SyncError> {
        let rows = self
            .client
            .query(
                "SELECT number FROM dossier WHERE demarche = $1 AND content_hash IS NOT NULL
                     AND deleted_at IS NULL AND pending_deletion_at IS NULL
                     AND synced_at < $2::text::timestamptz
                 ORDER BY number",
                &[&demarche, &moment],
            )
            .await?;
        Ok(rows.into_iter().map(|row| row.get(0)).collect())
    }
}

/// Writes the dossiers that differ from the database, each with everything that belongs to it.
pub(super) async fn store(
    transaction: &Transaction<'_>,
    batch: &Batch,
    counts: &mut Counts,
) -> Result<(), SyncError> {
    if batch.dossiers.is_empty() {
        return Ok(());
    }
    let received = numbers(&batch.dossiers);
    let resolved = resolve(transaction, batch, &received, Resolved::Reading);
    let ((), known) = try_join(resolved, hashes(transaction, batch.demarche, &received)).await?;
    let changed = changed(&batch.dossiers, &known, counts);
    let numbers = numbers(changed.iter().copied());
    if batch.confirms {
        confirm(transaction, &unchanged(&received, &numbers), &batch.now).await?;
    }
    if changed.is_empty() {
        return Ok(());
    }
    let dossiers = run(transaction, Upsert::dossiers(&changed, &batch.now));
    // Also the rows of new dossiers, whose own rows someone may have deleted without these.
    try_join(dossiers, remove_children(transaction, &numbers)).await?;
    let mut children: Vec<&Row> = Vec::new();
    for dossier in changed {
        children.extend(&dossier.children);
    }
    let has_files = children.iter().any(|row| std::ptr::eq(row.table, &FILE));
    upsert(transaction, children).await?;
    if has_files {
        mark_stored(transaction, &numbers).await?;
    }
    Ok(())
}

/// The content hashes of those dossiers that the database has; locks their rows. One of another démarche counts as marked.
async fn hashes(
    transaction: &Transaction<'_>,
    demarche: i64,
    numbers: &[i64],
) -> Result<Hashes, SyncError> {
    let rows = transaction
        .query_typed(
            "SELECT number, content_hash, deleted_at IS NOT NULL OR pending_deletion_at IS NOT NULL
                 OR demarche IS DISTINCT FROM $2
             FROM dossier WHERE number = ANY($1) FOR UPDATE",
            &[(&numbers, Type::INT8_ARRAY), (&demarche, Type::INT8)],
        )
        .await?;
    let mut hashes = Hashes::new();
    for row in rows {
        let hash: Option<String> = row.get(1);
        let is_marked: bool = row.get(2);
        hashes.insert(row.get(0), hash.filter(|_| !is_marked));
    }
    Ok(hashes)
}

/// Sets the time of the rows of dossiers that are not written, since they are equal.
async fn confirm(
    transaction: &Transaction<'_>,
    numbers: &[i64],
    now: &str,
) -> Result<(), SyncError> {
    if numbers.is_empty() {
        return Ok(());
    }
    transaction
        .execute_typed(
            "UPDATE dossier SET synced_at = $2::text::timestamptz WHERE number = ANY($1)",
            &[(&numbers, Type::INT8_ARRAY), (&now, Type::TEXT)],
        )
        .await?;
    Ok(())
}
