//! The parts of the dossiers that a mirror has, as its last run noted them.
//!
//! A dossier is written with all its parts, and those that were not requested are removed. A walk with other parts than
//! the last one restarts, so it writes every dossier again; a repair writes only some, so it has to request the same
//! parts as the walk.

use super::{Run, name};
use crate::error::SyncError;
use crate::settings::With;

impl Run<'_> {
    /// Notes the parts that this run writes.
    pub(super) async fn note_parts(&self) -> Result<(), SyncError> {
        let parts = serde_json::to_string(&self.with).expect("parts are JSON");
        self.store.set(&self.parts_key(), parts).await
    }

    /// This run with the parts of the mirror.
    ///
    /// # Errors
    ///
    /// [`SyncError::OtherParts`] if others were chosen, and [`SyncError::UnknownParts`] if the mirror has dossiers with
    /// parts that are not known.
    pub(super) async fn with_kept_parts(&self) -> Result<Self, SyncError> {
        let chosen = self.settings.with;
        let with = match (self.noted_parts().await?, chosen) {
            (Some(noted), Some(chosen)) if noted != chosen => {
                return Err(self.other_parts(&noted.names()));
            }
            (Some(noted), _) => noted,
            (None, Some(chosen)) => chosen,
            (None, None) if self.store.count_known(self.demarche).await? == 0 => self.with,
            (None, None) => {
                return Err(SyncError::UnknownParts {
                    what: name(self.demarche),
                });
            }
        };
        Ok(Self { with, ..*self })
    }

    /// The parts that the last run noted; `None` if there was none, or if it was of another version of this program.
    pub(super) async fn noted_parts(&self) -> Result<Option<With>, SyncError> {
        let noted = self.store.setting(&self.parts_key()).await?;
        Ok(noted.and_then(|noted| serde_json::from_str(&noted).ok()))
    }

    fn other_parts(&self, known: &str) -> SyncError {
        SyncError::OtherParts {
            what: name(self.demarche),
            known: known.to_owned(),
            chosen: self.with.names(),
        }
    }

    fn parts_key(&self) -> String {
        format!("parts:{}", self.demarche)
    }
}
