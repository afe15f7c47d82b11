//! The PostgreSQL store of a mirror.

mod bulk;
mod connect;
mod dossiers;
mod files;
mod items;
mod lease;
mod overview;
mod runs;
mod views;
mod write;

use std::sync::Weak;

use tokio_postgres::types::Type;
use tokio_postgres::{Client, Transaction};

pub(crate) use self::connect::HeldLock;
use self::connect::LockGeneration;
use self::lease::HeldLease;
use super::schema::{VERSION, migration};
use super::{Batch, Known, State};
use crate::certificate::Counts;
use crate::dialect::Dialect;
use crate::error::SyncError;
use crate::settings::With;

/// The format of this crate's timestamps in SQL: UTC with whole seconds.
const UTC: &str = "'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'";

/// A connection to the database.
#[derive(Debug)]
pub(crate) struct Postgres {
    client: Client,
    url: String,
    /// The lease that this connection works under.
    lease: Option<HeldLease>,
    /// The generations of the runs that write over this connection and hold a lock.
    generations: Vec<Weak<LockGeneration>>,
}

impl Postgres {
    /// Connects and brings the tables up to date.
    pub(super) async fn open(url: &str) -> Result<Self, SyncError> {
        let mut postgres = Self::connect(url).await?;
        postgres.migrate().await?;
        Ok(postgres)
    }

    /// The same for a database that has the tables; `None` without them.
    pub(super) async fn open_existing(url: &str) -> Result<Option<Self>, SyncError> {
        let mut postgres = Self::connect(url).await?;
        if postgres.version().await? == 0 {
            return Ok(None);
        }
        postgres.migrate().await?;
        Ok(Some(postgres))
    }

    async fn connect(url: &str) -> Result<Self, SyncError> {
        Ok(Self {
            client: connect::client(url).await?,
            url: url.to_owned(),
            lease: None,
            generations: Vec::new(),
        })
    }

    /// The version of the tables; 0 if there are none.
    async fn version(&self) -> Result<i64, SyncError> {
        let exists = "SELECT to_regclass('mirror_version') IS NOT NULL";
        if !self.client.query_one(exists, &[]).await?.get::<_, bool>(0) {
            return Ok(0);
        }
        let version = "SELECT version FROM mirror_version";
        let row = self.client.query_opt(version, &[]).await?;
        Ok(row.map_or(0, |row| row.get(0)))
    }

    /// Brings the tables up to date. Writes nothing if they are, since the database may be one that can only be read.
    async fn migrate(&mut self) -> Result<(), SyncError> {
        if self.version().await? == VERSION {
            return Ok(());
        }
        let transaction = self.client.transaction().await?;
        // Serializes the migrations of two programs that start at the same time.
        transaction
            .batch_execute("SELECT pg_advisory_xact_lock(hashtext('graphql-paginate-sync'))")
            .await?;
        transaction
            .batch_execute("CREATE TABLE IF NOT EXISTS mirror_version (version bigint NOT NULL)")
            .await?;
        let found = transaction
            .query_opt("SELECT version FROM mirror_version", &[])
            .await?
            .map_or(0, |row| row.get(0));
        if found > VERSION {
            return Err(SyncError::NewerDatabase {
                found,
                known: VERSION,
            });
        }
        for version in found + 1..=VERSION {
            transaction
                .batch_execute(&migration(Dialect::Postgres, version))
                .await?;
        }
        transaction
            .batch_execute("DELETE FROM mirror_version")
            .await?;
        transaction
            .execute(
                "INSERT INTO mirror_version (version) VALUES ($1)",
                &[&VERSION],
            )
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes an exclusive lock on a separate connection, which closes when the process ends. A worker has a lease
    /// instead and gets `None`.
    pub(super) async fn lock(
        &mut self,
        what: &str,
        key: &str,
    ) -> Result<Option<HeldLock>, SyncError> {
        if self.lease.is_some() {
            return Ok(None);
        }
        let held = HeldLock::take(&self.url, what, key).await?;
        self.generations.push(held.generation());
        Ok(Some(held))
    }

    pub(super) async fn apply(&mut self, batch: &Batch) -> Result<Counts, SyncError> {
        let transaction = self.begin().await?;
        let mut counts = Counts::default();
        if !batch.description.is_empty() {
            write::describe(&transaction, batch).await?;
        }
        dossiers::store(&transaction, batch, &mut counts).await?;
        for deletion in &batch.deletions {
            write::delete(&transaction, batch, deletion, &mut counts).await?;
        }
        for failure in &batch.failures {
            write::record_failure(&transaction, batch, failure).await?;
            counts.failed += 1;
        }
        if let Some(state) = &batch.state {
            save_state(&transaction, state, &batch.now).await?;
        }
        transaction.commit().await?;
        Ok(counts)
    }

    pub(super) async fn state(&self, key: &str) -> Result<Option<State>, SyncError> {
        let row = self
            .client
            .query_opt(
                "SELECT key, since, checkpoint, at_end FROM sync_state WHERE key = $1",
                &[&key],
            )
            .await?;
        Ok(row.map(|row| State {
            key: row.get(0),
            since: row.get(1),
            checkpoint: row.get(2),
            at_end: row.get(3),
        }))
    }

    pub(super) async fn drop_state(&mut self, key: &str) -> Result<bool, SyncError> {
        let statement = "DELETE FROM sync_state WHERE key = $1";
        let dropped = self.execute(statement, &[&key]).await?;
        Ok(dropped > 0)
    }

    pub(super) async fn known(&self, demarche: i64) -> Result<Vec<Known>, SyncError> {
        let statement = format!(
            "SELECT number, state, COALESCE(to_char(date_derniere_modification AT TIME ZONE 'UTC', {UTC}), ''),
                 to_char(date_expiration AT TIME ZONE 'UTC', {UTC}), revision,
                 ARRAY(SELECT label FROM dossier_label WHERE dossier = number ORDER BY label COLLATE \"C\"),
                 jsonb_typeof(raw -> 'champs') IS NOT DISTINCT FROM 'array',
                 jsonb_typeof(raw -> 'annotations') IS NOT DISTINCT FROM 'array',
                 jsonb_typeof(raw -> 'avis') IS NOT DISTINCT FROM 'array',
                 jsonb_typeof(raw -> 'messages') IS NOT DISTINCT FROM 'array'
             FROM dossier WHERE demarche = $1 AND deleted_at IS NULL AND content_hash IS NOT NULL
                 AND pending_deletion_at IS NULL
             ORDER BY number"
        );
        let rows = self.client.query(&statement, &[&demarche]).await?;
        let known = rows.into_iter().map(|row| Known {
            number: row.get(0),
            state: row.get(1),
            modified: row.get(2),
            expiration: row.get(3),
            revision: row.get(4),
            labels: row.get(5),
            parts: With {
                champs: row.get(6),
                annotations: row.get(7),
                avis: row.get(8),
                messages: row.get(9),
            },
        });
        Ok(known.collect())
    }

    pub(super) async fn count_known(&self, demarche: i64) -> Result<u64, SyncError> {
        let row = self
            .client
            .query_one(
                "SELECT COUNT(*) FROM dossier WHERE demarche = $1 AND deleted_at IS NULL
                     AND content_hash IS NOT NULL AND pending_deletion_at IS NULL",
                &[&demarche],
            )
            .await?;
        Ok(row.get::<_, i64>(0) as u64)
    }

    pub(super) async fn pending_before(
        &self,
        demarche: i64,
        moment: &str,
    ) -> Result<Vec<i64>, SyncError> {
        let rows = self
            .client
            .query(
                "SELECT number FROM dossier WHERE demarche = $1 AND deleted_at IS NULL
                     AND pending_deletion_at < $2::text::timestamptz ORDER BY number",
                &[&demarche, &moment],
            )
            .await?;
        Ok(rows.into_iter().map(|row| row.get(0)).collect())
    }

    pub(super) async fn remove_marked(&mut self, demarche: i64) -> Result<u64, SyncError> {
        let transaction = self.begin().await?;
        let rows = transaction
            .query(
                "DELETE FROM dossier WHERE demarche = $1 AND deleted_at IS NOT NULL RETURNING number",
                &[&demarche],
            )
            .await?;
        let removed: Vec<i64> = rows.into_iter().map(|row| row.get(0)).collect();
        write::remove_children(&transaction, &removed).await?;
        transaction.commit().await?;
        Ok(removed.len() as u64)
    }

    pub(super) async fn failed(&self, demarche: i64) -> Result<(Vec<i64>, bool), SyncError> {
        let rows = self
            .client
            .query(
                "SELECT DISTINCT number FROM dead_letter
                 WHERE demarche = $1 AND resolved_at IS NULL AND path NOT LIKE 'file:%' ORDER BY number",
                &[&demarche],
            )
            .await?;
        let found: Vec<Option<i64>> = rows.into_iter().map(|row| row.get(0)).collect();
        let has_unnumbered = found.contains(&None);
        Ok((found.into_iter().flatten().collect(), has_unnumbered))
    }

    pub(super) async fn mark_failures_resolved(
        &mut self,
        demarche: i64,
        now: &str,
    ) -> Result<(), SyncError> {
        let statement = "UPDATE dead_letter SET resolved_at = $1::text::timestamptz
             WHERE demarche = $2 AND number IS NULL AND resolved_at IS NULL";
        self.execute(statement, &[&now, &demarche]).await?;
        Ok(())
    }
}

/// Saves the state of a walk.
async fn save_state(
    transaction: &Transaction<'_>,
    state: &State,
    now: &str,
) -> Result<(), SyncError> {
    transaction
        .execute_typed(
            "INSERT INTO sync_state (key, since, checkpoint, at_end, saved_at)
             VALUES ($1, $2, $3, $4, $5::text::timestamptz)
             ON CONFLICT (key) DO UPDATE SET since = excluded.since, checkpoint = excluded.checkpoint,
                 at_end = excluded.at_end, saved_at = excluded.saved_at",
            &[
                (&state.key, Type::TEXT),
                (&state.since, Type::TEXT),
                (&state.checkpoint, Type::TEXT),
                (&state.at_end, Type::BOOL),
                (&now, Type::TEXT),
            ],
        )
        .await?;
    Ok(())
}

async fn save_setting(
    transaction: &Transaction<'_>,
    key: &str,
    value: &str,
) -> Result<(), SyncError> {
    transaction
        .execute(
            "INSERT INTO setting (key, value) VALUES ($1, $2)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            &[&key, &value],
        )
        .await?;
    Ok(())
}
