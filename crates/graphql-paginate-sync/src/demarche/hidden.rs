//! Dossiers that a walk of everything may not have received.
//!
//! A walk from the start reads every dossier again, such as when other parts of them are mirrored. If one of them is
//! null, its row is still that of an earlier walk, and a census would find nothing wrong with it: number, state and dates
//! are equal. So a setting says when the walk began and whether it met a null, and the rows that such a walk confirms get
//! the time at which it did so. At its end, in this run or a later one, each dossier whose row is older than the walk is
//! requested by its number.

use serde::{Deserialize, Serialize};

use super::Run;
use crate::certificate::Certificate;
use crate::error::SyncError;
use crate::value::now;

/// The last walk that began at the start of the lists.
#[derive(Debug, Serialize, Deserialize)]
struct Walk {
    /// When it began, in UTC.
    began: String,
    /// Whether it met a null for which no run has looked since.
    may_hide: bool,
}

impl Run<'_> {
    /// Notes that a walk begins at the start of the lists. Rows that are as new by another clock become older.
    pub(super) async fn begin_walk(&self) -> Result<(), SyncError> {
        let began = now();
        self.store
            .mark_dossiers_stale(self.demarche, began.clone())
            .await?;
        self.note(&Walk {
            began,
            may_hide: false,
        })
        .await
    }

    /// Notes that the last walk from the start met a null.
    pub(super) async fn record_hidden(&self) -> Result<(), SyncError> {
        match self.noted_walk().await? {
            Some(walk) if !walk.may_hide => {
                self.note(&Walk {
                    may_hide: true,
                    ..walk
                })
                .await
            }
            // It met one before, or began with a version of this program that did not note it.
            Some(_) | None => Ok(()),
        }
    }

    /// Whether there may be hidden dossiers that no run has requested yet.
    pub(super) async fn may_have_hidden(&self) -> Result<bool, SyncError> {
        Ok(self.noted_walk().await?.is_some_and(|walk| walk.may_hide))
    }

    /// Requests the dossiers that the last walk from the start, which has ended, may not have received.
    pub(super) async fn refresh_hidden(
        &self,
        certificate: &mut Certificate,
    ) -> Result<(), SyncError> {
        let walk = match self.noted_walk().await? {
            Some(walk) if walk.may_hide => walk,
            _ => return Ok(()),
        };
        let hidden = self.store.read_before(self.demarche, walk.began.clone());
        self.refresh_dossiers(hidden.await?, "not listed", certificate)
            .await?;
        self.note(&Walk {
            may_hide: false,
            ..walk
        })
        .await
    }

    async fn noted_walk(&self) -> Result<Option<Walk>, SyncError> {
        let walk = self.store.setting(&self.walk_key()).await?;
        Ok(walk.and_then(|walk| serde_json::from_str(&walk).ok()))
    }

    async fn note(&self, walk: &Walk) -> Result<(), SyncError> {
        let walk = serde_json::to_string(walk).expect("a walk is JSON");
        self.store.set(&self.walk_key(), walk).await
    }

    fn walk_key(&self) -> String {
        format!("walk:{}", self.demarche)
    }
}
