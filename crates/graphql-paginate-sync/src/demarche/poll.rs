//! The low-volume query: one request that shows whether anything was added to the lists since the last run.
//!
//! It requests the last item of each list. As long as these are the same as before the last run, the lists have not
//! changed, so a run would find nothing. The folder with the files must be the same too, and still have them.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::query::changes;
use super::{Run, SINCE};
use crate::certificate::{Census, Certificate};
use crate::error::SyncError;
use crate::operation::{Operation, execute};
use crate::settings::With;
use crate::store::{Batch, State};

/// After this time a run is due even if the lists have not changed, for what depends on time: deletions become final.
const VALID_HOURS: i64 = 24;

/// The ends of the lists, and what the mirror holds of the dossiers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ends {
    dossiers: Option<String>,
    deleted: Option<String>,
    pending: Option<String>,
    with: With,
    /// Whether rows of deleted dossiers are removed.
    remove_deleted: bool,
    /// The folder with the files, as text that also tells paths apart that are not UTF-8.
    files: Option<String>,
}

/// The ends before the last run that left nothing to do.
#[derive(Debug, Serialize, Deserialize)]
struct Saved {
    ends: Ends,
    ran_at: DateTime<Utc>,
}

impl Saved {
    /// Whether a run is due even if the lists have not changed. So it is if the clock was ahead when the last one ran:
    /// otherwise none would run until then.
    fn is_old(&self, now: DateTime<Utc>) -> bool {
        let age = now - self.ran_at;
        age < Duration::zero() || age > Duration::hours(VALID_HOURS)
    }
}

impl Run<'_> {
    /// Requests the ends of the lists.
    pub(super) async fn ends(&self) -> Result<Ends, SyncError> {
        let poll = Poll {
            demarche: self.demarche,
            since: SINCE,
        };
        let data = execute(self.client, poll).await?;
        let end = |list: &str| {
            let cursor = &data["demarche"][list]["pageInfo"]["endCursor"];
            cursor.as_str().map(str::to_owned)
        };
        let folder = self.settings.files.as_ref();
        Ok(Ends {
            dossiers: end("dossiers"),
            deleted: end("deletedDossiers"),
            pending: end("pendingDeletedDossiers"),
            with: self.with,
            remove_deleted: self.settings.remove_deleted,
            files: folder.map(|folder| format!("{:?}", folder.canonical())),
        })
    }

    /// Whether the last run left nothing to do and the ends are the same; then saves that the mirror is up to date.
    pub(super) async fn is_up_to_date(&self, ends: &Ends) -> Result<bool, SyncError> {
        let Some(state) = self.store.state(poll_key(self.demarche)).await? else {
            return Ok(false);
        };
        // A saved state that cannot be read is of another version of this program.
        let Ok(saved) = serde_json::from_str::<Saved>(&state.checkpoint) else {
            return Ok(false);
        };
        if saved.ends != *ends || saved.is_old(Utc::now()) || self.lacks_files().await? {
            return Ok(false);
        }
        self.save_ends(saved).await?;
        Ok(true)
    }

    /// Saves the ends after a run, unless it left something for the next one. Each run drops them when it starts.
    pub(super) async fn remember(
        &self,
        ends: Ends,
        certificate: &Certificate,
    ) -> Result<(), SyncError> {
        let failed_files = certificate.files.map_or(0, |files| files.failed);
        let census = certificate.census.as_ref();
        let differences = census.map_or(0, Census::unrepaired);
        if certificate.unread > 0 || failed_files > 0 || differences > 0 {
            return Ok(());
        }
        let saved = Saved {
            ends,
            ran_at: Utc::now(),
        };
        self.save_ends(saved).await
    }

    async fn save_ends(&self, saved: Saved) -> Result<(), SyncError> {
        let state = State {
            key: poll_key(self.demarche),
            since: SINCE.to_owned(),
            checkpoint: serde_json::to_string(&saved).expect("the ends are JSON"),
            at_end: true,
        };
        let batch = Batch {
            state: Some(state),
            ..self.batch()
        };
        self.store.apply(batch).await?;
        Ok(())
    }
}

/// The key of the saved ends of a démarche's lists.
pub(crate) fn poll_key(demarche: i64) -> String {
    format!("demarche:{demarche}:poll")
}

/// The last item of each list.
///
/// Written by hand: only the cursors are read.
#[derive(Debug, Clone, Serialize)]
struct Poll {
    demarche: i64,
    since: &'static str,
}

impl Operation for Poll {
    const DOCUMENT: &'static str = changes::QUERY;
    const NAME: &'static str = "Poll";
    type Data = Value;
}
