//! Connections to PostgreSQL, and the exclusive lock that a connection can hold.

use std::sync::{Arc, Weak};

use rustls::ClientConfig;
use rustls_platform_verifier::ConfigVerifierExt;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Config, Transaction};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::SyncError;

/// The first half of the advisory lock's key; the second half is a hash of the mirror's key.
pub(super) const LOCK_SPACE: i32 = 0x6470_6D72;

/// The holder of a lock that its connection lost.
const SUCCESSOR: &str = "another process, which took over when this one lost its connection";

/// The exclusive lock of one mirror, held by its own connection. Dropping it closes the connection.
#[derive(Debug)]
pub(crate) struct HeldLock {
    client: Client,
    generation: Arc<LockGeneration>,
}

/// The generation that a run with the lock gave the lease. Each run that takes the lock, and each worker that takes the
/// lease, increments it, so a run whose lock was lost notices in its next transaction that another one has begun.
#[derive(Debug)]
pub(super) struct LockGeneration {
    what: String,
    key: String,
    number: i64,
}

impl LockGeneration {
    /// Refuses the transaction if another run or worker has begun; none can begin before the transaction ends.
    pub(super) async fn check(&self, transaction: &Transaction<'_>) -> Result<(), SyncError> {
        let mine = transaction
            .query_typed_opt(
                "SELECT 1 FROM lease WHERE key = $1 AND generation = $2 FOR SHARE",
                &[(&self.key, Type::TEXT), (&self.number, Type::INT8)],
            )
            .await?;
        match mine {
            Some(_) => Ok(()),
            None => Err(SyncError::Locked {
                what: self.what.clone(),
                holder: SUCCESSOR.to_owned(),
            }),
        }
    }
}

/// Connects. Uses TLS if the server offers it; `sslmode=require` makes it mandatory.
pub(super) async fn client(url: &str) -> Result<Client, SyncError> {
    let mut config: Config = url.parse()?;
    if config.get_application_name().is_none() {
        config.application_name(format!("graphql-paginate, process {}", std::process::id()));
    }
    let tls = ClientConfig::with_platform_verifier().map_err(|error| SyncError::Database {
        problem: format!("no certificates for TLS: {error}"),
        help: "install the system's CA certificates, or set `SSL_CERT_FILE`",
        is_temporary: false,
    })?;
    let (client, connection) = config.connect(MakeRustlsConnect::new(tls)).await?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::warn!(%error, "the connection to PostgreSQL ended");
        }
    });
    Ok(client)
}

impl HeldLock {
    /// Releases the lock before returning; a dropped connection would take a moment to close.
    pub(in crate::store) async fn release(self) {
        if let Err(error) = self
            .client
            .execute("SELECT pg_advisory_unlock_all()", &[])
            .await
        {
            tracing::warn!(%error, "could not release the lock; it ends with its connection");
        }
    }

    pub(super) async fn take(url: &str, what: &str, key: &str) -> Result<Self, SyncError> {
        let client = client(url).await?;
        let row = client
            .query_one(
                "SELECT pg_try_advisory_lock($1, hashtext($2)), hashtext($2)",
                &[&LOCK_SPACE, &key],
            )
            .await?;
        let hash: i32 = row.get(1);
        if row.get(0) {
            return Self::begin_generation(client, what, key).await;
        }
        let holder = client
            .query_opt(
                "SELECT a.application_name || ' on ' || COALESCE(host(a.client_addr), 'this host')
                     || ' since ' || to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC'
                 FROM pg_locks l JOIN pg_stat_activity a USING (pid)
                 WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
                     AND l.classid = ($1::bigint & 4294967295)::oid AND l.objid = ($2::bigint & 4294967295)::oid",
                &[&i64::from(LOCK_SPACE), &i64::from(hash)],
            )
            .await?;
        Err(SyncError::Locked {
            what: what.to_owned(),
            holder: match holder {
                // A role without `pg_read_all_stats` does not see the processes of others.
                Some(row) => row.get::<_, Option<String>>(0),
                None => None,
            }
            .unwrap_or_else(|| "another process".to_owned()),
        })
    }

    /// Begins the generation of a run that has the lock, unless a worker has the lease. A worker whose lease has run out
    /// is refused from then on.
    async fn begin_generation(client: Client, what: &str, key: &str) -> Result<Self, SyncError> {
        let worker = client
            .query_opt(
                "SELECT COALESCE(owner, 'a worker') FROM lease WHERE key = $1 AND until > clock_timestamp()",
                &[&key],
            )
            .await?;
        if let Some(row) = worker {
            return Err(SyncError::Locked {
                what: what.to_owned(),
                holder: row.get(0),
            });
        }
        let begun = client
            .query_opt(
                "INSERT INTO lease (key, generation) VALUES ($1, 1)
                 ON CONFLICT (key) DO UPDATE SET generation = lease.generation + 1, until = NULL
                 WHERE lease.until IS NULL OR lease.until <= clock_timestamp()
                 RETURNING generation",
                &[&key],
            )
            .await?;
        match begun {
            Some(row) => Ok(Self {
                client,
                generation: Arc::new(LockGeneration {
                    what: what.to_owned(),
                    key: key.to_owned(),
                    number: row.get(0),
                }),
            }),
            None => Err(SyncError::Locked {
                what: what.to_owned(),
                holder: "a worker".to_owned(),
            }),
        }
    }

    /// Its generation, which ends with it.
    pub(super) fn generation(&self) -> Weak<LockGeneration> {
        Arc::downgrade(&self.generation)
    }
}
