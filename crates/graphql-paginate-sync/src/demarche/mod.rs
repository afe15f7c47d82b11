//! The mirror of a démarche: its changed and deleted dossiers, and a census for what no list shows.
//!
//! The API has three lists with a cursor each: dossiers by modification date, deleted dossiers, and dossiers about to
//! be deleted. A run walks what was added to them since the last one. Some changes do not move a dossier to the end of
//! its list (labels, a new revision, a new expiry date), and some deletions are inserted before the cursor; the
//! [census](census) finds those.

mod big_int;
mod census;
mod files;
mod hidden;
mod nulls;
mod parts;
mod poll;
mod query;
mod refresh;
mod rows;
mod size;
mod typed;

use graphql_paginate::{Checkpoint, Client, ErrorKind, GraphQLError, Partial};

use self::files::Links;
use self::nulls::nulls;
use self::query::{AnyItem, Changes, Description, changes, description};
use crate::certificate::Certificate;
use crate::error::SyncError;
use crate::settings::{Polling, Settings, With};
use crate::store::{Batch, Deletion, Lock, RunEnd, RunSubject, State, Store};
use crate::value::{Value, now};

/// The fixed start of the lists, used as `updatedSince` and `deletedSince` by every run.
///
/// A checkpoint is valid only for the same filter, so the filter never changes.
const SINCE: &str = "2000-01-01T00:00:00Z";

/// One run of the mirror of one démarche.
pub(crate) struct Run<'a> {
    pub(crate) client: &'a Client,
    pub(crate) store: &'a Store,
    pub(crate) settings: &'a Settings,
    pub(crate) demarche: i64,
    /// The parts of the dossiers that are requested.
    pub(crate) with: With,
}

/// The state that an earlier run saved.
struct Saved {
    checkpoint: Checkpoint,
    /// Whether that run reached the end of all lists.
    at_end: bool,
}

impl Run<'_> {
    /// Brings the mirror up to date.
    pub(crate) async fn sync(&self) -> Result<Certificate, SyncError> {
        let lock = lock(self.store, self.demarche).await?;
        let result = self.locked_sync().await;
        lock.release().await;
        result
    }

    async fn locked_sync(&self) -> Result<Certificate, SyncError> {
        if self.settings.polling == Polling::Off {
            return self.recorded_sync().await;
        }
        let ends = self.ends().await?;
        let reads_all = self.settings.census || self.settings.full_refresh;
        let may_end = self.settings.polling == Polling::Before && !reads_all;
        if may_end && self.is_up_to_date(&ends).await? {
            return Ok(self.unchanged());
        }
        let certificate = self.recorded_sync().await?;
        self.remember(ends, &certificate).await?;
        Ok(certificate)
    }

    /// The certificate of a run that ended after one request.
    fn unchanged(&self) -> Certificate {
        let moment = now();
        Certificate {
            demarche: self.demarche,
            started: moment.clone(),
            finished: moment,
            complete: true,
            unchanged: true,
            since: SINCE.to_owned(),
            unseen: census::unseen(),
            ..Certificate::default()
        }
    }

    async fn recorded_sync(&self) -> Result<Certificate, SyncError> {
        // Only a run that succeeds leaves the mirror as a later poll expects it.
        self.store.drop_state(poll::poll_key(self.demarche)).await?;
        let started = now();
        let subject = RunSubject::Demarche(self.demarche);
        let run = self.store.begin_run(subject, started.clone()).await?;
        let mut certificate = Certificate {
            demarche: self.demarche,
            started,
            since: SINCE.to_owned(),
            ..Certificate::default()
        };
        let result = self.steps(&mut certificate).await;
        certificate.finished = now();
        let outcome = if result.is_ok() { "complete" } else { "failed" };
        let end = RunEnd::new(&certificate.finished, outcome, &certificate);
        let recorded = self.store.end_run(run, end).await;
        // The cause comes before what follows from it, such as a database that is gone.
        result?;
        recorded?;
        Ok(certificate)
    }

    async fn steps(&self, certificate: &mut Certificate) -> Result<(), SyncError> {
        self.describe().await?;
        self.prepare_files(certificate).await?;
        if self.settings.full_refresh {
            self.store.drop_state(self.key()).await?;
        }
        self.walk_changes(certificate).await?;
        certificate.complete = true;
        self.refresh_unresolved(certificate).await?;
        self.refresh_hidden(certificate).await?;
        let (_, has_unnumbered) = self.store.failed(self.demarche).await?;
        // A null in a list has no number, so only a census can find the dossier.
        if self.settings.census || has_unnumbered {
            certificate.census = Some(self.census(certificate).await?);
        } else {
            certificate.unseen = census::unseen();
        }
        if self.settings.remove_deleted {
            // Those that earlier runs marked.
            certificate.changes.deleted += self.store.remove_marked(self.demarche).await?;
        }
        self.finish_files(certificate).await?;
        let (numbers, has_unnumbered) = self.store.failed(self.demarche).await?;
        let nulls = certificate.census.as_ref().map_or(0, |census| census.nulls);
        certificate.unread = numbers.len() as u64 + nulls.max(u64::from(has_unnumbered));
        certificate.kept_views = self.store.rebuild_views(self.demarche).await?;
        Ok(())
    }

    /// Stores the démarche, its labels and the fields of its forms.
    async fn describe(&self) -> Result<(), SyncError> {
        let variables = description::Variables::new(self.demarche);
        let data = self.client.execute::<Description>(variables).await?;
        let batch = Batch {
            description: rows::description(&data.demarche),
            ..self.batch()
        };
        self.store.apply(batch).await?;
        Ok(())
    }

    /// Walks the three lists to the end: from the last checkpoint, or from the start if it belongs to another walk,
    /// such as one with other parts of the dossiers or another endpoint.
    async fn walk_changes(&self, certificate: &mut Certificate) -> Result<(), SyncError> {
        let Some(saved) = self.saved().await? else {
            return self.walk_from(None, certificate).await;
        };
        let was_at_end = saved.at_end;
        match self.walk_from(Some(saved), certificate).await {
            Err(SyncError::Api(error)) if matches!(error.kind(), ErrorKind::Checkpoint { .. }) => {
                certificate.restarted = Some(error.to_string());
                self.store.drop_state(self.key()).await?;
                return self.walk_from(None, certificate).await;
            }
            Ok(()) if was_at_end => return Ok(()),
            result => result?,
        }
        // A walk that resumes does not request the lists that had already ended. They may have grown since, so walk
        // again.
        match self.saved().await? {
            Some(saved) => self.walk_from(Some(saved), certificate).await,
            None => Ok(()),
        }
    }

    /// Walks the three lists, with one transaction per page.
    async fn walk_from(
        &self,
        saved: Option<Saved>,
        certificate: &mut Certificate,
    ) -> Result<(), SyncError> {
        // An interrupted walk may have begun at the start.
        let reads_all = saved.as_ref().is_none_or(|saved| !saved.at_end);
        let mut walk = Changes::paginate_all(self.variables())
            .on_partial(unreadable())
            .page_size(self.settings.page_size())
            .prefetch(self.prefetch());
        match saved {
            Some(saved) => walk = walk.resume(saved.checkpoint),
            None => self.begin_walk().await?,
        }
        let mut pages = walk.pages(self.client);
        let mut has_noted = false;
        while let Some(page) = next(&mut pages).await {
            let page = page?;
            if !has_noted {
                // Only now it is known that the checkpoint belongs to these parts.
                self.note_parts().await?;
                has_noted = true;
            }
            let items = page.items.len();
            let has_errors = !page.errors.is_empty();
            let mut batch = self.batch_of(page.items, has_errors, certificate).await?;
            if page.null_items > 0 && reads_all {
                self.record_hidden().await?;
            }
            batch.confirms = reads_all;
            batch.failures.extend(nulls(page.null_items, &page.errors));
            batch.state = Some(self.state(&pages.checkpoint(), false));
            certificate.pages += 1;
            self.settings.received.add_page(items);
            let links = Links::take(&mut batch);
            certificate.changes.add(self.store.apply(batch).await?);
            self.fetch_files(&links, certificate).await?;
        }
        let mut batch = self.batch();
        batch.state = Some(self.state(&pages.checkpoint(), true));
        self.store.apply(batch).await?;
        Ok(())
    }

    /// The rows of a page's items. An error has a path in the response, not a dossier number, so each dossier of a page
    /// with errors is requested alone.
    async fn batch_of(
        &self,
        items: Vec<AnyItem>,
        has_errors: bool,
        certificate: &mut Certificate,
    ) -> Result<Batch, SyncError> {
        let mut batch = self.batch();
        for item in items {
            match item {
                AnyItem::Dossiers(content) if has_errors => {
                    certificate.asked += 1;
                    self.fetch_into(&mut batch, content.number, "not found")
                        .await?;
                }
                item => self.add(item, &mut batch),
            }
        }
        Ok(batch)
    }

    fn add(&self, item: AnyItem, batch: &mut Batch) {
        match item {
            AnyItem::Dossiers(content) => {
                batch.dossiers.push(rows::dossier(self.demarche, &content));
            }
            AnyItem::DeletedDossiers(gone) => batch.deletions.push(deletion(&gone, false)),
            AnyItem::PendingDeletedDossiers(going) => batch.deletions.push(deletion(&going, true)),
        }
    }

    /// The next page is requested while one is written. Not with files: the URLs in it would expire while those of this
    /// page are downloaded.
    fn prefetch(&self) -> usize {
        match self.settings.files {
            Some(_) => 0,
            None => 1,
        }
    }

    async fn saved(&self) -> Result<Option<Saved>, SyncError> {
        let Some(state) = self.store.state(self.key()).await? else {
            return Ok(None);
        };
        match serde_json::from_str(&state.checkpoint) {
            Ok(checkpoint) => Ok(Some(Saved {
                checkpoint,
                at_end: state.at_end,
            })),
            Err(error) => Err(SyncError::State {
                key: state.key,
                problem: error.to_string(),
            }),
        }
    }

    fn state(&self, checkpoint: &Checkpoint, at_end: bool) -> State {
        State {
            key: self.key(),
            since: SINCE.to_owned(),
            checkpoint: serde_json::to_string(checkpoint).expect("a checkpoint is JSON"),
            at_end,
        }
    }

    fn key(&self) -> String {
        state_key(self.demarche)
    }

    fn variables(&self) -> changes::Variables {
        let with = self.with;
        let mut variables = changes::Variables::new(
            self.demarche,
            with.champs,
            with.annotations,
            with.avis,
            with.messages,
            self.settings.files.is_some(),
        );
        variables.since = Some(SINCE.to_owned());
        variables
    }

    fn batch(&self) -> Batch {
        Batch {
            demarche: self.demarche,
            now: now(),
            remove_deleted: self.settings.remove_deleted,
            ..Batch::default()
        }
    }
}

/// Takes the exclusive lock of a démarche.
pub(crate) async fn lock(store: &Store, demarche: i64) -> Result<Lock, SyncError> {
    store.lock(&name(demarche), &key(demarche)).await
}

/// The name of a démarche in messages.
pub(crate) fn name(demarche: i64) -> String {
    format!("démarche {demarche}")
}

/// The key of a démarche in locks and leases.
pub(crate) fn key(demarche: i64) -> String {
    demarche.to_string()
}

/// The key of the saved state of a démarche's walk.
fn state_key(demarche: i64) -> String {
    format!("demarche:{demarche}:changes")
}

/// The démarche whose saved state has this key; `None` for other keys.
pub(crate) fn number_in(key: &str) -> Option<i64> {
    let (number, _) = key.strip_prefix("demarche:")?.split_once(':')?;
    number.parse().ok()
}

/// The keys of all saved states of a démarche.
pub(crate) fn state_keys(demarche: i64) -> [String; 2] {
    [state_key(demarche), poll::poll_key(demarche)]
}

fn deletion(dossier: &query::Deletion, pending: bool) -> Deletion {
    let text = |value| match value {
        Value::Text(text) => text,
        _ => String::new(),
    };
    let at = match Value::timestamp(&dossier.date_supression) {
        Value::Timestamp(text) | Value::Text(text) => text,
        _ => String::new(),
    };
    Deletion {
        number: dossier.number,
        state: Some(text(rows::name(&dossier.state))),
        reason: text(rows::name(&dossier.reason)),
        at,
        pending,
    }
}

/// Accepts errors about single dossiers. All others end the run, and the next one tries again.
fn unreadable() -> Partial {
    Partial::keep_if(is_unreadable)
}

fn is_unreadable(error: &GraphQLError) -> bool {
    matches!(error.code(), Some("invalid_null" | "unauthorized"))
}

fn is_not_found(error: &GraphQLError) -> bool {
    error.code() == Some("not_found")
}

/// The next page of a stream.
async fn next<S: futures_util::Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    futures_util::StreamExt::next(stream).await
}
