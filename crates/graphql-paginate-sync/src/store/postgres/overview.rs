//! Reads the settings, mirrors, states and runs of a PostgreSQL database.

use super::{Postgres, UTC, save_setting};
use crate::error::SyncError;
use crate::store::{Mirrored, MirroredList, RunRow, SavedState};

impl Postgres {
    pub(in crate::store) async fn set_if_absent(
        &self,
        key: &str,
        value: &str,
    ) -> Result<String, SyncError> {
        self.client
            .execute(
                "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING",
                &[&key, &value],
            )
            .await?;
        // A statement of its own sees the row of another process, for which the first one has waited.
        let row = self
            .client
            .query_one("SELECT value FROM setting WHERE key = $1", &[&key])
            .await?;
        Ok(row.get(0))
    }

    pub(in crate::store) async fn setting(&self, key: &str) -> Result<Option<String>, SyncError> {
        let row = self
            .client
            .query_opt("SELECT value FROM setting WHERE key = $1", &[&key])
            .await?;
        Ok(row.map(|row| row.get(0)))
    }

    pub(in crate::store) async fn set(&mut self, key: &str, value: &str) -> Result<(), SyncError> {
        let transaction = self.begin().await?;
        save_setting(&transaction, key, value).await?;
        transaction.commit().await?;
        Ok(())
    }

    pub(in crate::store) async fn mirrored(&self) -> Result<Vec<Mirrored>, SyncError> {
        let statement = format!(
            "SELECT known.demarche,
                 (SELECT title FROM demarche WHERE number = known.demarche),
                 (SELECT COUNT(*) FROM dossier d WHERE d.demarche = known.demarche AND d.deleted_at IS NULL),
                 (SELECT COUNT(*) FROM dead_letter l WHERE l.demarche = known.demarche AND l.resolved_at IS NULL),
                 (SELECT to_char(MAX(at) AT TIME ZONE 'UTC', {UTC}) FROM
                     (SELECT finished_at AS at FROM run r
                      WHERE r.demarche = known.demarche AND r.outcome = 'complete'
                      UNION ALL SELECT saved_at FROM sync_state
                      WHERE key = 'demarche:' || known.demarche || ':poll') AS successes)
             FROM (SELECT number AS demarche FROM demarche UNION SELECT demarche FROM run) AS known
             ORDER BY known.demarche"
        );
        let mut mirrored = Vec::new();
        for row in self.client.query(&statement, &[]).await? {
            mirrored.push(Mirrored {
                demarche: row.get(0),
                title: row.get(1),
                dossiers: row.get(2),
                unread: row.get(3),
                last_success: row.get(4),
            });
        }
        Ok(mirrored)
    }

    pub(in crate::store) async fn sources(&self) -> Result<Vec<String>, SyncError> {
        let rows = self
            .client
            .query(
                "SELECT DISTINCT value FROM setting WHERE key = 'source' OR key LIKE 'source:%' ORDER BY value",
                &[],
            )
            .await?;
        Ok(rows.into_iter().map(|row| row.get(0)).collect())
    }

    pub(in crate::store) async fn mirrored_lists(&self) -> Result<Vec<MirroredList>, SyncError> {
        let statement = format!(
            "SELECT known.list, known.part,
                 (SELECT COUNT(*) FROM item i WHERE i.list = known.list AND i.part = known.part
                      AND i.deleted_at IS NULL),
                 (SELECT to_char(MAX(finished_at) AT TIME ZONE 'UTC', {UTC})
                  FROM list_run r WHERE r.list = known.list AND r.part = known.part AND r.outcome = 'complete'),
                 (SELECT outcome FROM list_run r WHERE r.list = known.list AND r.part = known.part
                  ORDER BY id DESC LIMIT 1)
             FROM (SELECT DISTINCT list, part FROM list_run) AS known
             ORDER BY known.list, known.part"
        );
        let mut mirrored = Vec::new();
        for row in self.client.query(&statement, &[]).await? {
            mirrored.push(MirroredList {
                list: row.get(0),
                part: row.get(1),
                items: row.get(2),
                last_success: row.get(3),
                last_outcome: row.get(4),
            });
        }
        Ok(mirrored)
    }

    pub(in crate::store) async fn states(&self) -> Result<Vec<SavedState>, SyncError> {
        let statement = format!(
            "SELECT key, since, checkpoint, to_char(saved_at AT TIME ZONE 'UTC', {UTC})
             FROM sync_state ORDER BY key COLLATE \"C\""
        );
        let mut states = Vec::new();
        for row in self.client.query(&statement, &[]).await? {
            states.push(SavedState {
                key: row.get(0),
                since: row.get(1),
                checkpoint: row.get(2),
                saved_at: row.get(3),
            });
        }
        Ok(states)
    }

    pub(in crate::store) async fn runs(&self) -> Result<Vec<RunRow>, SyncError> {
        let statement = format!(
            "SELECT demarche, to_char(started_at AT TIME ZONE 'UTC', {UTC}),
                 to_char(finished_at AT TIME ZONE 'UTC', {UTC}), outcome, certificate::text
             FROM run ORDER BY id DESC"
        );
        let mut runs = Vec::new();
        for row in self.client.query(&statement, &[]).await? {
            runs.push(RunRow {
                demarche: row.get(0),
                started: row.get(1),
                finished: row.get(2),
                outcome: row.get(3),
                certificate: row.get(4),
            });
        }
        Ok(runs)
    }
}
