//! Workers that share tasks, coordinated only by PostgreSQL.

use std::ops::ControlFlow::{self, Break, Continue};
use std::time::{Duration, SystemTime};

use crate::error::SyncError;
use crate::mirror::Mirror;
use crate::task::{Done, Task};

/// How often a worker polls while other workers have the remaining tasks.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// How many times in a row a worker connects again before it reports the error.
const RECONNECTS: u32 = 3;

/// The index of a task that has ended and its result, or `None` when all tasks are done.
type Ended = Option<(usize, Result<Done, SyncError>)>;

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
    /// When the connection to the database ends, as when the server restarts, it connects again and goes on.
    ///
    /// # Errors
    ///
    /// [`SyncError::Database`]. An error of a task is in its result, and the task counts as done.
    pub async fn next(
        &mut self,
        tasks: &[Task],
    ) -> Result<Option<(usize, Result<Done, SyncError>)>, SyncError> {
        let keys: Vec<String> = tasks.iter().map(Task::key).collect();
        let mut reconnects = 0;
        let ended = loop {
            match self.attempt(tasks, &keys).await {
                Ok(Continue(())) => {}
                Ok(Break(ended)) => break ended,
                Err(error) => {
                    self.reconnect(error, &mut reconnects).await?;
                    self.mirror.store().forget_lease().await?;
                }
            }
        };
        while let Err(error) = self.mirror.store().finish().await {
            self.reconnect(error, &mut reconnects).await?;
        }
        Ok(ended)
    }

    /// Takes a task and runs it; continues if none is free, or if another worker has taken it over. Its lease is still
    /// held at its end.
    ///
    /// # Errors
    ///
    /// Those of taking tasks, and the error of a task that lost its connection to the database.
    async fn attempt(
        &self,
        tasks: &[Task],
        keys: &[String],
    ) -> Result<ControlFlow<Ended>, SyncError> {
        let store = self.mirror.store();
        let claimed = store.claim(keys, self.since, &self.owner, self.lease);
        let Some(key) = claimed.await? else {
            if !store.has_pending(keys, self.since).await? {
                return Ok(Break(None));
            }
            tokio::time::sleep(LOOK_AGAIN).await;
            return Ok(Continue(()));
        };
        let index = keys.iter().position(|known| *known == key);
        let index = index.expect("the key is one of these");
        let result = tokio::select! {
            result = self.mirror.run(&tasks[index]) => result,
            error = self.renew_until_lost(&key) => Err(error),
        };
        match result {
            Err(SyncError::LeaseLost { key }) => {
                tracing::warn!(key, "another worker has taken the task over");
                store.forget_lease().await?;
                Ok(Continue(()))
            }
            Err(error) if !store.is_connected().await? => Err(error),
            result => Ok(Break(Some((index, result)))),
        }
    }

    /// Connects again after an error, if the connection has ended.
    ///
    /// # Errors
    ///
    /// The error itself if the connection has not ended, or has ended too often.
    async fn reconnect(&self, error: SyncError, reconnects: &mut u32) -> Result<(), SyncError> {
        let store = self.mirror.store();
        if *reconnects == RECONNECTS || store.is_connected().await? {
            return Err(error);
        }
        *reconnects += 1;
        tracing::warn!(%error, "the connection to the database ended; connecting again");
        store.reconnect().await
    }

    /// Renews the lease until another worker takes it.
    async fn renew_until_lost(&self, key: &str) -> SyncError {
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
