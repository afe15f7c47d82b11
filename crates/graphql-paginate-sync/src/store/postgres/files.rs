//! The files of dossiers in PostgreSQL.

use tokio_postgres::Transaction;

use super::{Postgres, write};
use crate::error::SyncError;
use crate::files::Attached;
use crate::store::{Batch, ItemFailure, StoredFile};

impl Postgres {
    pub(in crate::store) async fn retry_files(&mut self, demarche: i64) -> Result<(), SyncError> {
        let statement = "UPDATE file SET state = NULL WHERE state = 'failed'
             AND dossier IN (SELECT number FROM dossier WHERE demarche = $1)";
        self.execute(statement, &[&demarche]).await?;
        Ok(())
    }

    pub(in crate::store) async fn stored_files(
        &self,
        demarche: i64,
    ) -> Result<Vec<StoredFile>, SyncError> {
        let statement = "SELECT path, byte_size FROM stored_file WHERE demarche = $1 ORDER BY path";
        let rows = self.client.query(statement, &[&demarche]).await?;
        let files = rows.into_iter().map(|row| StoredFile {
            path: row.get(0),
            byte_size: row.get(1),
        });
        Ok(files.collect())
    }

    pub(in crate::store) async fn lacking_files(
        &self,
        demarche: i64,
        dossiers: Option<&[i64]>,
    ) -> Result<Vec<Attached>, SyncError> {
        let rows = self
            .client
            .query(
                "SELECT f.dossier, f.filename, f.checksum, f.byte_size, MIN(f.owner)
                 FROM file f JOIN dossier d ON d.number = f.dossier
                 WHERE d.demarche = $1 AND d.deleted_at IS NULL AND d.pending_deletion_at IS NULL
                     AND f.state IS NULL AND ($2::bigint[] IS NULL OR f.dossier = ANY($2))
                 GROUP BY f.dossier, f.filename, f.checksum, f.byte_size
                 ORDER BY f.dossier, MIN(f.owner), f.filename, f.checksum",
                &[&demarche, &dossiers],
            )
            .await?;
        let files = rows.into_iter().map(|row| Attached {
            dossier: row.get(0),
            filename: row.get(1),
            checksum: row.get(2),
            byte_size: row.get(3),
            owner: row.get(4),
        });
        Ok(files.collect())
    }

    pub(in crate::store) async fn reserve_file(
        &mut self,
        demarche: i64,
        file: &Attached,
        path: &str,
    ) -> Result<(), SyncError> {
        let transaction = self.begin().await?;
        insert_file(&transaction, demarche, file, path, None).await?;
        transaction.commit().await?;
        Ok(())
    }

    pub(in crate::store) async fn save_file(
        &mut self,
        demarche: i64,
        file: &Attached,
        path: &str,
        now: &str,
    ) -> Result<(), SyncError> {
        let transaction = self.begin().await?;
        insert_file(&transaction, demarche, file, path, Some(now)).await?;
        write::mark_stored(&transaction, &[file.dossier]).await?;
        transaction
            .execute(
                "UPDATE dead_letter SET resolved_at = $1::text::timestamptz
                 WHERE demarche = $2 AND number = $3 AND path = $4 AND resolved_at IS NULL",
                &[&now, &demarche, &file.dossier, &file.failure_path()],
            )
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    pub(in crate::store) async fn fail_file(
        &mut self,
        demarche: i64,
        file: &Attached,
        problem: &str,
        now: &str,
    ) -> Result<(), SyncError> {
        let transaction = self.begin().await?;
        transaction
            .execute(
                "UPDATE file SET state = 'failed' WHERE dossier = $1 AND checksum = $2 AND filename = $3",
                &[&file.dossier, &file.checksum, &file.filename],
            )
            .await?;
        transaction
            .execute(
                "DELETE FROM stored_file
                 WHERE dossier = $1 AND checksum = $2 AND filename = $3 AND stored_at IS NULL",
                &[&file.dossier, &file.checksum, &file.filename],
            )
            .await?;
        let batch = Batch {
            demarche,
            now: now.to_owned(),
            ..Batch::default()
        };
        let failure = ItemFailure {
            number: Some(file.dossier),
            path: file.failure_path(),
            message: problem.to_owned(),
        };
        write::record_failure(&transaction, &batch, &failure).await?;
        transaction.commit().await?;
        Ok(())
    }

    pub(in crate::store) async fn unneeded_files(
        &self,
        demarche: i64,
    ) -> Result<Vec<String>, SyncError> {
        let rows = self
            .client
            .query(
                "SELECT path FROM stored_file s WHERE demarche = $1 AND NOT EXISTS
                     (SELECT 1 FROM file f WHERE f.dossier = s.dossier AND f.checksum = s.checksum
                          AND f.filename = s.filename)
                 ORDER BY path",
                &[&demarche],
            )
            .await?;
        Ok(rows.into_iter().map(|row| row.get(0)).collect())
    }

    pub(in crate::store) async fn forget_file(&mut self, path: &str) -> Result<(), SyncError> {
        let transaction = self.begin().await?;
        transaction
            .execute("DELETE FROM stored_file WHERE path = $1", &[&path])
            .await?;
        transaction
            .execute(
                "UPDATE file SET path = NULL, state = NULL WHERE path = $1",
                &[&path],
            )
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    pub(in crate::store) async fn settle_files(
        &mut self,
        demarche: i64,
        now: &str,
    ) -> Result<(), SyncError> {
        let statement = "UPDATE dead_letter SET resolved_at = $1::text::timestamptz
             WHERE demarche = $2 AND path LIKE 'file:%' AND resolved_at IS NULL AND NOT EXISTS
                 (SELECT 1 FROM file f WHERE f.dossier = dead_letter.number AND f.state = 'failed'
                      AND dead_letter.path = 'file:' || f.checksum || ':' || f.filename)";
        self.execute(statement, &[&now, &demarche]).await?;
        Ok(())
    }
}

/// Inserts the row of a file, or sets when it was stored.
async fn insert_file(
    transaction: &Transaction<'_>,
    demarche: i64,
    file: &Attached,
    path: &str,
    stored_at: Option<&str>,
) -> Result<(), SyncError> {
    transaction
        .execute(
            "INSERT INTO stored_file (path, demarche, dossier, filename, checksum, byte_size, stored_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7::text::timestamptz)
             ON CONFLICT (path) DO UPDATE SET stored_at = COALESCE(excluded.stored_at, stored_file.stored_at)",
            &[
                &path,
                &demarche,
                &file.dossier,
                &file.filename,
                &file.checksum,
                &file.byte_size,
                &stored_at,
            ],
        )
        .await?;
    Ok(())
}
