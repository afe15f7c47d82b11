//! Leases and shared quotas, which PostgreSQL alone has.

use std::time::{Duration, SystemTime};

use super::Store;
use super::postgres::Postgres;
use crate::error::SyncError;

impl Store {
    /// The database's time.
    pub(crate) async fn clock(&self) -> Result<SystemTime, SyncError> {
        self.leases()?.lock().await.clock().await
    }

    /// Takes one of the leases that nobody holds and that was not done since a moment. From then on every transaction of
    /// this connection is refused once another worker has the lease.
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

    /// Whether some of the leases were not done since a moment.
    pub(crate) async fn has_pending(
        &self,
        keys: &[String],
        since: SystemTime,
    ) -> Result<bool, SyncError> {
        self.leases()?.lock().await.has_pending(keys, since).await
    }

    /// Holds the lease for longer; `false` if another worker has it.
    pub(crate) async fn renew(&self) -> Result<bool, SyncError> {
        self.leases()?.lock().await.renew().await
    }

    /// Gives the lease back, as done.
    pub(crate) async fn finish(&self) -> Result<(), SyncError> {
        self.leases()?.lock().await.finish().await
    }

    /// Works under no lease any more.
    pub(crate) async fn let_go(&self) -> Result<(), SyncError> {
        self.leases()?.lock().await.let_go();
        Ok(())
    }

    /// Takes the next place in the row of a token; how long it is until then.
    pub(crate) async fn reserve(
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
