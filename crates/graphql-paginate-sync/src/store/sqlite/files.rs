//! The files of dossiers in SQLite.

use rusqlite::{Connection, params};

use super::{Sqlite, write};
use crate::error::SyncError;
use crate::files::Attached;
use crate::store::{Batch, ItemFailure, StoredFile};

impl Sqlite {
    pub(in crate::store) fn retry_files(&mut self, demarche: i64) -> Result<(), SyncError> {
        self.connection.execute(
            "UPDATE file SET state = NULL WHERE state = 'failed'
                 AND dossier IN (SELECT number FROM dossier WHERE demarche = ?)",
            [demarche],
        )?;
        Ok(())
    }

    pub(in crate::store) fn stored_files(
        &mut self,
        demarche: i64,
    ) -> Result<Vec<StoredFile>, SyncError> {
        let mut statement = self
            .connection
            .prepare("SELECT path, byte_size FROM stored_file WHERE demarche = ? ORDER BY path")?;
        let rows = statement.query_map([demarche], |row| {
            Ok(StoredFile {
                path: row.get(0)?,
                byte_size: row.get(1)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(in crate::store) fn lacking_files(
        &mut self,
        demarche: i64,
        dossiers: Option<&[i64]>,
    ) -> Result<Vec<Attached>, SyncError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT f.dossier, f.filename, f.checksum, f.byte_size, MIN(f.owner)
             FROM file f JOIN dossier d ON d.number = f.dossier
             WHERE d.demarche = ?1 AND d.deleted_at IS NULL AND d.pending_deletion_at IS NULL AND f.state IS NULL
                 AND (?2 IS NULL OR f.dossier IN (SELECT value FROM json_each(?2)))
             GROUP BY f.dossier, f.filename, f.checksum, f.byte_size
             ORDER BY f.dossier, MIN(f.owner), f.filename, f.checksum",
        )?;
        let dossiers = dossiers.map(|numbers| serde_json::json!(numbers).to_string());
        let rows = statement.query_map(params![demarche, dossiers], |row| {
            Ok(Attached {
                dossier: row.get(0)?,
                filename: row.get(1)?,
                checksum: row.get(2)?,
                byte_size: row.get(3)?,
                owner: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(in crate::store) fn reserve_file(
        &mut self,
        demarche: i64,
        file: &Attached,
        path: &str,
    ) -> Result<(), SyncError> {
        insert_file(&self.connection, demarche, file, path, None)
    }

    pub(in crate::store) fn save_file(
        &mut self,
        demarche: i64,
        file: &Attached,
        path: &str,
        now: &str,
    ) -> Result<(), SyncError> {
        let transaction = self.begin()?;
        insert_file(&transaction, demarche, file, path, Some(now))?;
        write::mark_stored(&transaction, &[file.dossier])?;
        transaction.execute(
            "UPDATE dead_letter SET resolved_at = ?
             WHERE demarche = ? AND number = ? AND path = ? AND resolved_at IS NULL",
            params![now, demarche, file.dossier, file.failure_path()],
        )?;
        transaction.commit()?;
        Ok(())
    }

    pub(in crate::store) fn fail_file(
        &mut self,
        demarche: i64,
        file: &Attached,
        problem: &str,
        now: &str,
    ) -> Result<(), SyncError> {
        let transaction = self.begin()?;
        transaction.execute(
            "UPDATE file SET state = 'failed' WHERE dossier = ? AND checksum = ? AND filename = ?",
            params![file.dossier, file.checksum, file.filename],
        )?;
        transaction.execute(
            "DELETE FROM stored_file
             WHERE dossier = ? AND checksum = ? AND filename = ? AND stored_at IS NULL",
            params![file.dossier, file.checksum, file.filename],
        )?;
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
        write::record_failure(&transaction, &batch, &failure)?;
        transaction.commit()?;
        Ok(())
    }

    pub(in crate::store) fn unneeded_files(
        &mut self,
        demarche: i64,
    ) -> Result<Vec<String>, SyncError> {
        let mut statement = self.connection.prepare(
            "SELECT path FROM stored_file s WHERE demarche = ? AND NOT EXISTS
                 (SELECT 1 FROM file f WHERE f.dossier = s.dossier AND f.checksum = s.checksum
                      AND f.filename = s.filename)
             ORDER BY path",
        )?;
        let paths = statement.query_map([demarche], |row| row.get(0))?;
        Ok(paths.collect::<Result<_, _>>()?)
    }

    pub(in crate::store) fn forget_file(&mut self, path: &str) -> Result<(), SyncError> {
        let transaction = self.begin()?;
        transaction.execute("DELETE FROM stored_file WHERE path = ?", [path])?;
        transaction.execute(
            "UPDATE file SET path = NULL, state = NULL WHERE path = ?",
            [path],
        )?;
        transaction.commit()?;
        Ok(())
    }

    pub(in crate::store) fn settle_files(
        &mut self,
        demarche: i64,
        now: &str,
    ) -> Result<(), SyncError> {
        self.connection.execute(
            "UPDATE dead_letter SET resolved_at = ?
             WHERE demarche = ? AND path LIKE 'file:%' AND resolved_at IS NULL AND NOT EXISTS
                 (SELECT 1 FROM file f WHERE f.dossier = dead_letter.number AND f.state = 'failed'
                      AND dead_letter.path = 'file:' || f.checksum || ':' || f.filename)",
            params![now, demarche],
        )?;
        Ok(())
    }
}

/// Inserts the row of a file, or sets when it was stored.
fn insert_file(
    connection: &Connection,
    demarche: i64,
    file: &Attached,
    path: &str,
    stored_at: Option<&str>,
) -> Result<(), SyncError> {
    connection.execute(
        "INSERT INTO stored_file (path, demarche, dossier, filename, checksum, byte_size, stored_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (path) DO UPDATE SET stored_at = COALESCE(excluded.stored_at, stored_at)",
        params![
            path,
            demarche,
            file.dossier,
            file.filename,
            file.checksum,
            file.byte_size,
            stored_at
        ],
    )?;
    Ok(())
}
