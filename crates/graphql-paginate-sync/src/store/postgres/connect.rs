//! Connections to PostgreSQL, and the exclusive lock that a connection can hold.

use rustls::ClientConfig;
use rustls_platform_verifier::ConfigVerifierExt;
use tokio_postgres::{Client, Config};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::SyncError;

/// The first half of the advisory lock's key; the second half is a hash of the mirror's key.
pub(super) const LOCK_SPACE: i32 = 0x6470_6D72;

/// The exclusive lock of one mirror, held by its own connection. Dropping it closes the connection.
#[derive(Debug)]
pub(crate) struct Held {
    client: Client,
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
    })?;
    let (client, connection) = config.connect(MakeRustlsConnect::new(tls)).await?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::warn!(%error, "the connection to PostgreSQL ended");
        }
    });
    Ok(client)
}

impl Held {
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
            let worker = client
                .query_opt(
                    "SELECT COALESCE(owner, 'a worker') FROM lease WHERE key = $1 AND until > clock_timestamp()",
                    &[&key],
                )
                .await?;
            return match worker {
                None => Ok(Self { client }),
                Some(row) => Err(SyncError::Locked {
                    what: what.to_owned(),
                    holder: row.get(0),
                }),
            };
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
                Some(row) => row.get(0),
                None => "another process".to_owned(),
            },
        })
    }
}
