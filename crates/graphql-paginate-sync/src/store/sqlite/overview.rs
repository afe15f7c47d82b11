//! Reads the settings, mirrors, states and runs of an SQLite database.

use rusqlite::{OptionalExtension, params};

use super::{Sqlite, save_setting};
use crate::error::SyncError;
use crate::store::{Mirrored, MirroredList, RunRow, SavedState};

impl Sqlite {
    pub(in crate::store) fn set_if_absent(
        &mut self,
        key: &str,
        value: &str,
    ) -> Result<String, SyncError> {
        let transaction = self.begin()?;
        transaction.execute(
            "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING",
            params![key, value],
        )?;
        let value =
            transaction.query_row("SELECT value FROM setting WHERE key = ?", [key], |row| {
                row.get(0)
            })?;
        transaction.commit()?;
        Ok(value)
    }

    pub(in crate::store) fn setting(&mut self, key: &str) -> Result<Option<String>, SyncError> {
        let value =
            self.connection
                .query_row("SELECT value FROM setting WHERE key = ?", [key], |row| {
                    row.get(0)
                });
        Ok(value.optional()?)
    }

    pub(in crate::store) fn set(&mut self, key: &str, value: &str) -> Result<(), SyncError> {
        let transaction = self.begin()?;
        save_setting(&transaction, key, value)?;
        transaction.commit()?;
        Ok(())
    }

    pub(in crate::store) fn mirrored(&mut self) -> Result<Vec<Mirrored>, SyncError> {
        let mut statement = self.connection.prepare(
            "SELECT known.demarche,
                 (SELECT title FROM demarche WHERE number = known.demarche),
                 (SELECT COUNT(*) FROM dossier d WHERE d.demarche = known.demarche AND d.deleted_at IS NULL),
                 (SELECT COUNT(*) FROM dead_letter l WHERE l.demarche = known.demarche AND l.resolved_at IS NULL),
                 (SELECT MAX(at) FROM
                     (SELECT finished_at AS at FROM run r
                      WHERE r.demarche = known.demarche AND r.outcome = 'complete'
                      UNION ALL SELECT saved_at FROM sync_state
                      WHERE key = 'demarche:' || known.demarche || ':poll'))
             FROM (SELECT number AS demarche FROM demarche UNION SELECT demarche FROM run) AS known
             ORDER BY known.demarche",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(Mirrored {
                demarche: row.get(0)?,
                title: row.get(1)?,
                dossiers: row.get(2)?,
                unread: row.get(3)?,
                last_success: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(in crate::store) fn sources(&mut self) -> Result<Vec<String>, SyncError> {
        let mut statement = self.connection.prepare(
            "SELECT DISTINCT value FROM setting WHERE key = 'source' OR key LIKE 'source:%' ORDER BY value",
        )?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(in crate::store) fn mirrored_lists(&mut self) -> Result<Vec<MirroredList>, SyncError> {
        let mut statement = self.connection.prepare(
            "SELECT known.list, known.part,
                 (SELECT COUNT(*) FROM item i WHERE i.list = known.list AND i.part = known.part
                      AND i.deleted_at IS NULL),
                 (SELECT MAX(finished_at)
                  FROM list_run r WHERE r.list = known.list AND r.part = known.part AND r.outcome = 'complete'),
                 (SELECT outcome FROM list_run r WHERE r.list = known.list AND r.part = known.part
                  ORDER BY id DESC LIMIT 1)
             FROM (SELECT DISTINCT list, part FROM list_run) AS known
             ORDER BY known.list, known.part",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(MirroredList {
                list: row.get(0)?,
                part: row.get(1)?,
                items: row.get(2)?,
                last_success: row.get(3)?,
                last_outcome: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(in crate::store) fn states(&mut self) -> Result<Vec<SavedState>, SyncError> {
        let mut statement = self
            .connection
            .prepare("SELECT key, since, checkpoint, saved_at FROM sync_state ORDER BY key")?;
        let rows = statement.query_map([], |row| {
            Ok(SavedState {
                key: row.get(0)?,
                since: row.get(1)?,
                checkpoint: row.get(2)?,
                saved_at: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(in crate::store) fn runs(&mut self) -> Result<Vec<RunRow>, SyncError> {
        let mut statement = self.connection.prepare(
            "SELECT demarche, started_at, finished_at, outcome, certificate FROM run ORDER BY id DESC",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(RunRow {
                demarche: row.get(0)?,
                started: row.get(1)?,
                finished: row.get(2)?,
                outcome: row.get(3)?,
                certificate: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
