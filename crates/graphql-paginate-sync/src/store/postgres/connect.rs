//! Connections to PostgreSQL, and the lock that one of them can hold.

use rustls::ClientConfig;
use rustls_platform_verifier::ConfigVerifierExt;
use tokio_postgres::{Client, Config};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::SyncError;

/// The first half of the advisory lock's key; the second is the démarche's number.
const LOCK_SPACE: i32 = 0x6470_6D72;

/// The exclusive lock of a démarche, held by a connection of its own. Dropping it closes the connection.
#[derive(Debug)]
pub(crate) struct Held {
    _client: Client,
}

/// Connects; TLS is used where the server offers it, and required with `sslmode=require`.
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
    pub(super) async fn take(url: &str, demarche: i64) -> Result<Self, SyncError> {
        let client = client(url).await?;
        let key = i32::try_from(demarche).unwrap_or(i32::MAX);
        let row = client
            .query_one("SELECT pg_try_advisory_lock($1, $2)", &[&LOCK_SPACE, &key])
            .await?;
        if row.get(0) {
            return Ok(Self { _client: client });
        }
        let holder = client
            .query_opt(
                "SELECT a.application_name || ' on ' || COALESCE(host(a.client_addr), 'this host')
                     || ' since ' || to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC'
                 FROM pg_locks l JOIN pg_stat_activity a USING (pid)
                 WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
                     AND l.classid = $1::int::oid AND l.objid = $2::int::oid",
                &[&LOCK_SPACE, &key],
            )
            .await?;
        Err(SyncError::Locked {
            demarche,
            holder: match holder {
                Some(row) => row.get(0),
                None => "another process".to_owned(),
            },
        })
    }
}
