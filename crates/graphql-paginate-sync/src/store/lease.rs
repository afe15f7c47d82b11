//! Store operations for leases and shared quotas, which need PostgreSQL.

use std::time::{Duration, SystemTime};

use super::Store;
use super::postgres::Postgres;
use crate::error::SyncError;

/// How many refused connections in a row are followed by another attempt.
const REFUSALS: u32 = 3;

/// The pause after the first refused connection; it doubles after each further one, for a server that restarts.
const RECONNECT_PAUSE: Duration = Duration::from_secs(1);

impl Store {
    /// The clock of the database.
    pub(crate) async fn clock(&self) -> Result<SystemTime, SyncError> {
        self.leases()?.lock().await.clock().await
    }

    /// Leases one of the tasks that nobody holds and that was not done since a given time. From then on, every
    /// transaction of this connection is refused once another worker has the lease.
    pub(crate) async fn claim(
        &self,
        keys: &[String],
        since: SystemTime,
        owner: &str,
        holds: Duration,
    ) -> Result<Option<String>, SyncError> {
        let mut postgres = self.leases()?.lock().await;
        postgres.claim(keys, since, owner, holds).await
    }

    /// Whether some of the tasks were not done since a given time.
    pub(crate) async fn has_pending(
        &self,
        keys: &[String],
        since: SystemTime,
    ) -> Result<bool, SyncError> {
        self.leases()?.lock().await.has_pending(keys, since).await
    }

    /// Renews the lease; `false` if another worker has it.
    pub(crate) async fn renew(&self) -> Result<bool, SyncError> {
        self.leases()?.lock().await.renew().await
    }

    /// Releases the lease and marks its task as done.
    pub(crate) async fn finish(&self) -> Result<(), SyncError> {
        self.leases()?.lock().await.finish().await
    }

    /// Forgets the lease of this connection, so that later transactions need none.
    pub(crate) async fn forget_lease(&self) -> Result<(), SyncError> {
        self.leases()?.lock().await.forget_lease();
        Ok(())
    }

    /// Whether the server still answers on the connection.
    pub(crate) async fn is_connected(&self) -> Result<bool, SyncError> {
        Ok(self.leases()?.lock().await.is_connected().await)
    }

    /// Connects again, with pauses while the server refuses connections. Does nothing if another user of this connection
    /// has already done so.
    pub(crate) async fn reconnect(&self) -> Result<(), SyncError> {
        let mut pause = RECONNECT_PAUSE;
        for _ in 0..REFUSALS {
            match self.leases()?.lock().await.reconnect().await {
                Ok(()) => return Ok(()),
                Err(error) => tracing::warn!(%error, ?pause, "cannot connect yet; trying again"),
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        self.leases()?.lock().await.reconnect().await
    }

    /// Reserves the next request of a token and returns the time to wait before sending it. Connects again if the
    /// connection has ended.
    pub(crate) async fn reserve(
        &self,
        token: &str,
        interval: f64,
        burst: f64,
    ) -> Result<Duration, SyncError> {
        match self.try_reserve(token, interval, burst).await {
            Err(error) if !self.is_connected().await? => {
                tracing::warn!(%error, "the connection to the database ended; connecting again");
                self.reconnect().await?;
                self.try_reserve(token, interval, burst).await
            }
            result => result,
        }
    }

    async fn try_reserve(
        &self,
        token: &str,
        interval: f64,
        burst: f64,
    ) -> Result<Duration, SyncError> {
        let postgres = self.leases()?.lock().await;
        postgres.reserve(token, interval, burst).await
    }

    fn leases(&self) -> Result<&tokio::sync::Mutex<Postgres>, SyncError> {
        match self {
            Self::Sqlite { .. } => Err(SyncError::NeedsPostgres),
            Self::Postgres(postgres) => Ok(postgres),
        }
    }
}
