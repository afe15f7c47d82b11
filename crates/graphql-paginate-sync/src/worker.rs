//! Workers that share tasks, coordinated only by PostgreSQL.

use std::time::{Duration, SystemTime};

use crate::error::SyncError;
use crate::mirror::Mirror;
use crate::task::{Done, Task};

/// How often a worker polls while other workers have the remaining tasks.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// How many times in a row a worker connects again before it reports the error.
const RECONNECTS: u32 = 3;

/// The pause after the first refused connection; it doubles after each further one, for a server that restarts.
const RECONNECT_PAUSE: Duration = Duration::from_secs(1);

/// One of several workers, in one or several processes, that share the same tasks.
///
/// A task is leased to one worker. The lease is renewed while the worker lives; a worker that is killed or paused for
/// too long loses it, and another one continues after the last committed page. If the paused worker wakes up, its next
/// transaction is refused, or the server has already ended its connection; it goes on with other tasks.
///
/// ```no_run
/// use graphql_paginate::Client;
/// use graphql_paginate_sync::{Database, Mirror, SyncError, Task, Worker};
///
/// # async fn night(client: Client) -> Result<(), SyncError> {
/// // Each worker has its own connection.
/// let database = Database::postgres("postgres://mirror@localhost/ds").await?;
/// let mut worker = Worker::new(Mirror::new(client, database)).await?;
/// let tasks = [Task::Demarche(12345), Task::Demarche(67890)];
/// while let Some((task, result)) = worker.next(&tasks).await? {
///     println!("{}: {result:?}", tasks[task].name());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Worker {
    mirror: Mirror,
    owner: String,
    /// A task that was done after this time counts as done.
    since: SystemTime,
    lease: Duration,
}

impl Worker {
    /// A worker that does each task that no worker has done since now.
    ///
    /// # Errors
    ///
    /// [`SyncError::NeedsPostgres`] for a mirror in SQLite, and [`SyncError::Database`].
    pub async fn new(mirror: Mirror) -> Result<Self, SyncError> {
        let since = mirror.store().clock().await?;
        Ok(Self {
            mirror,
            owner: format!("process {}", std::process::id()),
            since,
            lease: Duration::from_secs(60),
        })
    }

    /// Sets how long a task stays leased to a worker that no longer renews the lease; one minute by default.
    #[must_use]
    pub fn lease(mut self, time: Duration) -> Self {
        self.lease = time.max(Duration::from_millis(100));
        self
    }

    /// Takes a task and runs it; returns its index and result, or `None` when all tasks are done by any worker.
    ///
    /// # Errors
    ///
    /// [`SyncError::Database`]. An error of a task is in its result, and the task counts as done.
    pub async fn next(
        &mut self,
        tasks: &[Task],
    ) -> Result<Option<(usize, Result<Done, SyncError>)>, SyncError> {
        let keys: Vec<String> = tasks.iter().map(Task::key).collect();
        let store = self.mirror.store();
        let mut reconnects = 0;
        loop {
            let claimed = store.claim(&keys, self.since, &self.owner, self.lease);
            let Some(key) = claimed.await? else {
                if !store.has_pending(&keys, self.since).await? {
                    return Ok(None);
                }
                tokio::time::sleep(LOOK_AGAIN).await;
                continue;
            };
            let index = keys.iter().position(|known| *known == key);
            let index = index.expect("the key is one of these");
            let result = tokio::select! {
                result = self.mirror.run(&tasks[index]) => result,
                error = self.lose(&key) => Err(error),
            };
            if let Err(SyncError::LeaseLost { key }) = result {
                tracing::warn!(key, "another worker has taken the task over");
                store.let_go().await?;
                continue;
            }
            if let Err(error) = &result
                && reconnects < RECONNECTS
                && !store.is_connected().await?
            {
                tracing::warn!(key, %error, "the connection to the database ended; connecting again");
                reconnects += 1;
                store.let_go().await?;
                self.reconnect().await?;
                continue;
            }
            store.finish().await?;
            return Ok(Some((index, result)));
        }
    }

    /// Connects again, with pauses while the server refuses connections.
    async fn reconnect(&self) -> Result<(), SyncError> {
        let store = self.mirror.store();
        let mut pause = RECONNECT_PAUSE;
        for _ in 0..RECONNECTS {
            match store.reconnect().await {
                Ok(()) => return Ok(()),
                Err(error) => tracing::warn!(%error, ?pause, "cannot connect yet; trying again"),
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        store.reconnect().await
    }

    /// Renews the lease until another worker takes it.
    async fn lose(&self, key: &str) -> SyncError {
        loop {
            tokio::time::sleep(self.lease / 3).await;
            match self.mirror.store().renew().await {
                Ok(true) => {}
                Ok(false) => {
                    return SyncError::LeaseLost {
                        key: key.to_owned(),
                    };
                }
                Err(error) => return error,
            }
        }
    }
}
