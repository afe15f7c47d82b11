//! Leases in PostgreSQL: which worker has which task, and until when.
//!
//! A worker that was paused for longer than its lease may wake up in the middle of a task. Each of its transactions
//! starts by renewing the lease, so the first one after another worker took the lease is refused before it writes
//! anything. A worker that is paused between two statements of a transaction keeps its locks only for the time of a
//! lease: then PostgreSQL ends its connection
//! ([`idle_in_transaction_session_timeout`](https://www.postgresql.org/docs/current/runtime-config-client.html)). One
//! that is paused while it sends a statement is not idle, and keeps its locks until its connection ends.
//!
//! A run without workers holds an advisory lock instead, and its transactions check the generation of the lease, since
//! the connection with the lock may end while the other one still writes.

use std::sync::Weak;
use std::time::{Duration, SystemTime};

use tokio_postgres::Transaction;
use tokio_postgres::types::{ToSql, Type};

use super::Postgres;
use super::connect::{self, LOCK_SPACE};
use super::write::Parameter;
use crate::error::SyncError;

/// The lease that a connection works under. Each worker that takes the lease increments its generation.
#[derive(Debug, Clone)]
pub(super) struct HeldLease {
    key: String,
    generation: i64,
    /// The duration of the lease, in seconds.
    seconds: f64,
}

const RENEW: &str = "UPDATE lease SET until = clock_timestamp() + make_interval(secs => $3)
     WHERE key = $1 AND generation = $2";

impl HeldLease {
    /// The parameters of [`RENEW`].
    fn renewal(&self) -> [Parameter<'_>; 3] {
        [
            (&self.key, Type::TEXT),
            (&self.generation, Type::INT8),
            (&self.seconds, Type::FLOAT8),
        ]
    }
}

impl Postgres {
    /// Begins a transaction; refused if another worker has taken the lease of this connection, or another run the lock.
    pub(super) async fn begin(&mut self) -> Result<Transaction<'_>, SyncError> {
        self.generations
            .retain(|generation| generation.strong_count() > 0);
        let transaction = self.client.transaction().await?;
        if let Some(lease) = &self.lease
            && transaction.execute_typed(RENEW, &lease.renewal()).await? == 0
        {
            return Err(SyncError::LeaseLost {
                key: lease.key.clone(),
            });
        }
        for generation in self.generations.iter().filter_map(Weak::upgrade) {
            generation.check(&transaction).await?;
        }
        Ok(transaction)
    }

    /// Runs one statement in a transaction of its own, which is refused like any other; returns the number of rows.
    pub(super) async fn execute(
        &mut self,
        statement: &str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<u64, SyncError> {
        let transaction = self.begin().await?;
        let rows = transaction.execute(statement, parameters).await?;
        transaction.commit().await?;
        Ok(rows)
    }

    /// The clock of the database, by which leases expire.
    pub(in crate::store) async fn clock(&self) -> Result<SystemTime, SyncError> {
        let row = self
            .client
            .query_one("SELECT clock_timestamp()", &[])
            .await?;
        Ok(row.get(0))
    }

    /// Leases one of the tasks that nobody holds and that was not done since a given time; returns its key. A task that a
    /// run without leases has locked is passed over.
    pub(in crate::store) async fn claim(
        &mut self,
        keys: &[String],
        since: SystemTime,
        owner: &str,
        holds: Duration,
    ) -> Result<Option<String>, SyncError> {
        let seconds = holds.as_secs_f64();
        self.limit_transactions(holds).await?;
        // Keys that exist are left out: inserting one waits for every transaction that renews its lease.
        self.client
            .execute(
                "INSERT INTO lease (key) SELECT key FROM UNNEST($1::text[]) AS task (key)
                 WHERE NOT EXISTS (SELECT 1 FROM lease WHERE lease.key = task.key)
                 ON CONFLICT DO NOTHING",
                &[&keys],
            )
            .await?;
        let mut locked: Vec<String> = Vec::new();
        loop {
            let transaction = self.client.transaction().await?;
            let Some(key) = free(&transaction, keys, since, &locked).await? else {
                return Ok(None);
            };
            if !try_lock(&transaction, &key).await? {
                locked.push(key);
                continue;
            }
            let generation = take(&transaction, &key, owner, seconds).await?;
            transaction.commit().await?;
            self.lease = Some(HeldLease {
                key: key.clone(),
                generation,
                seconds,
            });
            return Ok(Some(key));
        }
    }

    /// Lets PostgreSQL end this connection when it is idle within a transaction for longer than a lease.
    async fn limit_transactions(&self, holds: Duration) -> Result<(), SyncError> {
        let milliseconds = holds.as_millis().min(i32::MAX as u128).to_string();
        self.client
            .execute(
                "SELECT set_config('idle_in_transaction_session_timeout', $1, false)",
                &[&milliseconds],
            )
            .await?;
        Ok(())
    }

    /// Whether some of the tasks were not done by any worker since a given time.
    pub(in crate::store) async fn has_pending(
        &self,
        keys: &[String],
        since: SystemTime,
    ) -> Result<bool, SyncError> {
        let row = self
            .client
            .query_one(
                "SELECT EXISTS (SELECT 1 FROM lease WHERE key = ANY($1) AND (done_at IS NULL OR done_at < $2))",
                &[&keys, &since],
            )
            .await?;
        Ok(row.get(0))
    }

    /// Renews the lease; `false` if another worker has it.
    pub(in crate::store) async fn renew(&self) -> Result<bool, SyncError> {
        let Some(lease) = &self.lease else {
            return Ok(false);
        };
        let renewed = self.client.execute_typed(RENEW, &lease.renewal()).await?;
        Ok(renewed > 0)
    }

    /// Releases the lease and marks its task as done. Does nothing if another worker has the lease.
    pub(in crate::store) async fn finish(&mut self) -> Result<(), SyncError> {
        if let Some(lease) = &self.lease {
            self.client
                .execute(
                    "UPDATE lease SET owner = NULL, until = NULL, done_at = clock_timestamp()
                     WHERE key = $1 AND generation = $2",
                    &[&lease.key, &lease.generation],
                )
                .await?;
        }
        self.lease = None;
        Ok(())
    }

    /// Reserves the time of a token's next request: one interval after the last reservation, but no earlier than
    /// `burst` intervals ago.
    pub(in crate::store) async fn reserve(
        &self,
        token: &str,
        interval: f64,
        burst: f64,
    ) -> Result<Duration, SyncError> {
        let row = self
            .client
            .query_one(
                "INSERT INTO quota AS q (token, next_at)
                 VALUES ($1, clock_timestamp() - make_interval(secs => $2::double precision * $3::double precision) + make_interval(secs => $2::double precision))
                 ON CONFLICT (token) DO UPDATE SET next_at = make_interval(secs => $2::double precision)
                     + GREATEST(q.next_at, clock_timestamp() - make_interval(secs => $2::double precision * $3::double precision))
                 RETURNING EXTRACT(EPOCH FROM next_at - clock_timestamp())::double precision - $2::double precision",
                &[&token, &interval, &burst],
            )
            .await?;
        let seconds: f64 = row.get(0);
        Ok(Duration::try_from_secs_f64(seconds).unwrap_or_default())
    }

    /// Forgets the lease of this connection, so that later transactions need none.
    pub(in crate::store) fn forget_lease(&mut self) {
        self.lease = None;
    }

    /// Whether the server still answers on this connection.
    pub(in crate::store) async fn is_connected(&self) -> bool {
        self.client.execute("SELECT 1", &[]).await.is_ok()
    }

    /// Connects again if the connection has ended.
    pub(in crate::store) async fn reconnect(&mut self) -> Result<(), SyncError> {
        if self.is_connected().await {
            return Ok(());
        }
        self.client = connect::client(&self.url).await?;
        Ok(())
    }
}

/// A task that nobody has leased, and that is not one of `locked`; locks its row.
async fn free(
    transaction: &Transaction<'_>,
    keys: &[String],
    since: SystemTime,
    locked: &[String],
) -> Result<Option<String>, SyncError> {
    let free = transaction
        .query_opt(
            "SELECT key FROM lease
             WHERE key = ANY($1) AND key <> ALL($3) AND (until IS NULL OR until < clock_timestamp())
                 AND (done_at IS NULL OR done_at < $2)
             ORDER BY done_at NULLS FIRST, key
             FOR UPDATE SKIP LOCKED LIMIT 1",
            &[&keys, &since, &locked],
        )
        .await?;
    Ok(free.map(|row| row.get(0)))
}

/// Takes the lock until the end of the transaction, unless a run without leases holds it.
async fn try_lock(transaction: &Transaction<'_>, key: &str) -> Result<bool, SyncError> {
    let row = transaction
        .query_one(
            "SELECT pg_try_advisory_xact_lock($1, hashtext($2))",
            &[&LOCK_SPACE, &key],
        )
        .await?;
    Ok(row.get(0))
}

/// Leases a free task; returns the generation.
async fn take(
    transaction: &Transaction<'_>,
    key: &str,
    owner: &str,
    seconds: f64,
) -> Result<i64, SyncError> {
    let row = transaction
        .query_one(
            "UPDATE lease SET owner = $2, generation = generation + 1,
                 until = clock_timestamp() + make_interval(secs => $3)
             WHERE key = $1 RETURNING generation",
            &[&key, &owner, &seconds],
        )
        .await?;
    Ok(row.get(0))
}
