//! Workers that share their tasks: PostgreSQL is the only coordinator.

use std::time::{Duration, SystemTime};

use crate::error::SyncError;
use crate::mirror::Mirror;
use crate::task::{Done, Task};

/// How often a worker looks again while other workers have what is left.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// One of several workers, in one process or in many, that do the same tasks together.
///
/// A task is leased to one worker. The lease is renewed while the worker lives; a worker that is killed, or paused for longer,
/// loses it, and another one goes on at the last page that was committed. Should the paused worker wake up, its next
/// transaction is refused.
///
/// ```no_run
/// use graphql_paginate::Client;
/// use graphql_paginate_sync::{Database, Mirror, SyncError, Task, Worker};
///
/// # async fn night(client: Client) -> Result<(), SyncError> {
/// // Each worker has a connection of its own.
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
    /// Tasks that were done later than this are done.
    since: SystemTime,
    lease: Duration,
}

impl Worker {
    /// A worker that does each task which nobody has done from now on.
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

    /// How long a task stays with a worker that gives no sign of life; one minute by default.
    #[must_use]
    pub fn lease(mut self, time: Duration) -> Self {
        self.lease = time.max(Duration::from_millis(100));
        self
    }

    /// Takes a task, does it, and says which one and what came of it; `None` when all tasks are done, whoever did them.
    ///
    /// # Errors
    ///
    /// [`SyncError::Database`]. What goes wrong with a task is in its result, and the task counts as done.
    pub async fn next(
        &mut self,
        tasks: &[Task],
    ) -> Result<Option<(usize, Result<Done, SyncError>)>, SyncError> {
        let keys: Vec<String> = tasks.iter().map(Task::key).collect();
        let store = self.mirror.store();
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
            store.finish().await?;
            return Ok(Some((index, result)));
        }
    }

    /// Renews the lease until another worker has it.
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
