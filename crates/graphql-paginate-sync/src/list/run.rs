//! One run of the mirror of a list's partition.

use std::collections::BTreeSet;

use graphql_paginate::{Checkpoint, Client, ErrorKind};

use super::last_pages::NextWalk;
use super::listed::Listed;
use super::nested::Nested;
use super::overlap::Overlap;
use super::progress::Progress;
use super::since::Watermark;
use super::source::{ListPage, Pages, Source, Start};
use super::{List, ListOrder, Partition, key, name, state_key, views};
use crate::certificate::{DELETED, ListCertificate};
use crate::error::SyncError;
use crate::settings::{PAGE_SIZE, Settings};
use crate::store::{Children, ItemBatch, RunEnd, RunSubject, State, Store};
use crate::value::now;

/// One run of the mirror of one partition.
pub(crate) struct ListRun<'a> {
    pub(crate) client: &'a Client,
    pub(crate) store: &'a Store,
    pub(crate) settings: &'a Settings,
    pub(crate) list: &'a List,
    pub(crate) partition: &'a Partition,
}

impl ListRun<'_> {
    /// Brings the mirror of the partition up to date.
    pub(crate) async fn sync(&self) -> Result<ListCertificate, SyncError> {
        let (what, key) = (
            name(self.list, self.partition),
            key(self.list, self.partition),
        );
        let lock = self.store.lock(&what, &key).await?;
        let result = self.locked_sync().await;
        lock.release().await;
        result
    }

    async fn locked_sync(&self) -> Result<ListCertificate, SyncError> {
        let (list, part) = (self.list.name.clone(), self.partition.name.clone());
        let started = now();
        let subject = RunSubject::List {
            list: list.clone(),
            part: part.clone(),
        };
        let run = self.store.begin_run(subject, started.clone()).await?;
        let mut certificate = ListCertificate {
            list,
            part,
            started,
            ..ListCertificate::default()
        };
        let result = self.steps(&mut certificate).await;
        certificate.finished = now();
        let outcome = match (&result, certificate.complete) {
            (Err(_), _) => "failed",
            (Ok(()), false) => "truncated",
            (Ok(()), true) => "complete",
        };
        let end = RunEnd::new(&certificate.finished, outcome, &certificate);
        let recorded = self.store.end_run(run, end).await;
        // The cause comes before what follows from it, such as a database that is gone.
        result?;
        recorded?;
        Ok(certificate)
    }

    async fn steps(&self, certificate: &mut ListCertificate) -> Result<(), SyncError> {
        self.settle_identity().await?;
        let views = views(self.list, self.store.dialect());
        let kept = self.store.rebuild_list_views(&self.list.name, views);
        certificate.kept_views = kept.await?;
        if self.settings.full_refresh {
            self.store.drop_state(self.key()).await?;
        }
        match self.list.order {
            ListOrder::Updated | ListOrder::Since if !self.settings.census => {
                self.walk_changes(certificate).await?;
                certificate.unseen.push(DELETED.to_owned());
            }
            _ => self.walk_whole(certificate).await?,
        }
        if self.settings.remove_deleted {
            // Those that earlier runs marked.
            let removed = self.store.remove_marked_items(self.batch());
            certificate.changes.deleted += removed.await?;
        }
        self.report_not_listed(certificate);
        self.report_cut_lists(certificate).await?;
        certificate.complete = !certificate.ended_short
            && !certificate.total_fell
            && certificate.cut.is_empty()
            && certificate.withheld == 0;
        Ok(())
    }

    /// Walks what changed since the last run: from its checkpoint or its watermark, or from the start if its checkpoint
    /// belongs to another walk.
    async fn walk_changes(&self, certificate: &mut ListCertificate) -> Result<(), SyncError> {
        let (start, watermark) = self.next_walk().await?;
        let is_resumed = start.checkpoint.is_some();
        let had_gaps = match &watermark {
            Some(watermark) => watermark.has_gaps(),
            None => start.progress.has_gaps,
        };
        match self.walk(start, watermark, certificate, &mut None).await {
            Err(SyncError::Api(error))
                if is_resumed && matches!(error.kind(), ErrorKind::Checkpoint { .. }) =>
            {
                self.start_over(error.to_string(), certificate).await
            }
            Ok(false) => {
                self.start_over(Overlap::WHY_MISSING.to_owned(), certificate)
                    .await
            }
            Ok(true) if had_gaps => self.walk_gaps(certificate).await,
            Ok(true) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Walks from the start of the list, since its checkpoint leads to another place.
    async fn start_over(
        &self,
        why: String,
        certificate: &mut ListCertificate,
    ) -> Result<(), SyncError> {
        certificate.restarted = Some(why);
        certificate.ended_short = false;
        certificate.total_fell = false;
        begin_again(certificate);
        self.store.drop_state(self.key()).await?;
        let watermark = match self.list.order {
            ListOrder::Since => Some(Watermark::default()),
            _ => None,
        };
        self.walk(Start::default(), watermark, certificate, &mut None)
            .await?;
        Ok(())
    }

    /// Walks again from before what an interrupted run missed, so that the certificate counts what is still missing.
    async fn walk_gaps(&self, certificate: &mut ListCertificate) -> Result<(), SyncError> {
        begin_again(certificate);
        let (start, watermark) = self.next_walk().await?;
        self.walk(start, watermark, certificate, &mut None).await?;
        Ok(())
    }

    /// Where the next walk of changes starts, and its watermark if the list has one.
    async fn next_walk(&self) -> Result<(Start, Option<Watermark>), SyncError> {
        match self.list.order {
            ListOrder::Since => {
                let watermark = self.watermark().await?.next();
                Ok((watermark.start(), Some(watermark)))
            }
            _ => Ok((self.saved().await?, None)),
        }
    }

    /// The saved watermark.
    pub(super) async fn watermark(&self) -> Result<Watermark, SyncError> {
        match self.store.state(self.key()).await? {
            Some(state) => Watermark::read(state),
            None => Ok(Watermark::default()),
        }
    }

    /// Walks to the end with one transaction per page. Raises the watermark if there is one, and collects the keys of the
    /// items in `listed` if it is set.
    ///
    /// Returns whether it skipped nothing, as far as a walk in order of change shows it.
    pub(super) async fn walk(
        &self,
        start: Start,
        mut watermark: Option<Watermark>,
        certificate: &mut ListCertificate,
        listed: &mut Option<Listed>,
    ) -> Result<bool, SyncError> {
        let begin = start.checkpoint.clone();
        let is_from_start = start.checkpoint.is_none() && start.since.is_none();
        let mut progress = start.progress.clone();
        let mut plain = BTreeSet::new();
        let mut pages = self.pages(start);
        while let Some(page) = pages.next().await {
            let mut page = page?;
            self.complete(&mut page).await?;
            let mut batch = self.batch();
            batch.items = self.items(&page, &mut batch.children, &mut plain).await?;
            if let Some(listed) = listed {
                listed.add(&batch.items);
            }
            let has_gaps = pages.total_fell() || has_gaps(&page, &batch.children);
            batch.state = match &mut watermark {
                Some(watermark) => {
                    watermark.raise(&page, &batch.items);
                    Some(watermark.state(self.key(), Some(pages.checkpoint())))
                }
                None if self.list.order == ListOrder::Updated => {
                    let received = page.items.len() + page.null_items;
                    progress.receive(&batch.items);
                    progress.pass(pages.checkpoint(), received, has_gaps);
                    Some(progress.state(self.key(), &pages.checkpoint()))
                }
                None => None,
            };
            self.apply(page, batch, certificate).await?;
        }
        self.report_plain_lists(plain, certificate);
        certificate.ended_short |= pages.ended_short();
        certificate.total_fell |= pages.total_fell();
        let is_incomplete = pages.ended_short() || pages.total_fell();
        certificate.whole = is_from_start && !is_incomplete && certificate.changes.failed == 0;
        if let Some(mut watermark) = watermark {
            watermark.end(is_incomplete);
            self.save(watermark.state(self.key(), None)).await?;
        }
        if self.list.order == ListOrder::Updated {
            return self.go_back(progress, begin.as_ref()).await;
        }
        Ok(true)
    }

    /// Writes a page, and counts it in the certificate.
    async fn apply(
        &self,
        page: ListPage,
        batch: ItemBatch,
        certificate: &mut ListCertificate,
    ) -> Result<(), SyncError> {
        certificate.pages += 1;
        self.settings.received.add_page(page.items.len());
        certificate.changes.failed += page.null_items as u64;
        for item in page.items {
            certificate.problems.extend(item.problems);
        }
        let applied = self.store.apply_items(batch).await?;
        certificate.changes.add(applied.items);
        for (list, counts) in applied.children {
            certificate.nested.entry(list).or_default().add(counts);
        }
        Ok(())
    }

    /// Ends a walk in order of change that began at a checkpoint: the next run reads again what this one missed, and its
    /// last items. Returns whether it skipped nothing.
    async fn go_back(
        &self,
        progress: Progress,
        begin: Option<&Checkpoint>,
    ) -> Result<bool, SyncError> {
        if progress.lost_its_place(begin) {
            return Ok(false);
        }
        match progress.next_walk() {
            NextWalk::Unchanged => {}
            NextWalk::Start => {
                self.store.drop_state(self.key()).await?;
            }
            NextWalk::At(checkpoint) => {
                let state = progress.of_next_walk().state(self.key(), &checkpoint);
                self.save(state).await?;
            }
        }
        Ok(true)
    }

    async fn save(&self, state: State) -> Result<(), SyncError> {
        let batch = ItemBatch {
            state: Some(state),
            ..self.batch()
        };
        self.store.apply_items(batch).await?;
        Ok(())
    }

    fn pages(&self, start: Start) -> Pages {
        let query = match &self.list.source {
            Source::GraphQL(query) => query.as_ref().clone(),
            Source::Rest(rest) => return rest.pages(self.client, start),
        };
        let query = query.variables(self.partition.variables.clone());
        // The next page is requested while one is written.
        let mut walk = query.paginate().page_size(self.page_size()).prefetch(1);
        walk = match start.checkpoint {
            Some(checkpoint) => walk.resume(checkpoint),
            // A cursor or a page number in the variables would leave out what is before it.
            None => walk.start_at(""),
        };
        Pages::GraphQL(walk.pages(self.client))
    }

    /// The items per page: those of the mirror, or else those of the list.
    fn page_size(&self) -> u32 {
        let chosen = self.settings.chosen_page_size.or(self.list.page_size);
        chosen.unwrap_or(PAGE_SIZE)
    }

    /// Where a walk in order of change starts.
    async fn saved(&self) -> Result<Start, SyncError> {
        let Some(state) = self.store.state(self.key()).await? else {
            return Ok(Start::default());
        };
        let (checkpoint, progress) = Progress::read(&state)?;
        Ok(Start {
            checkpoint: Some(checkpoint),
            since: None,
            progress,
        })
    }

    pub(super) fn key(&self) -> String {
        state_key(&self.list.name, &self.partition.name)
    }

    pub(super) fn batch(&self) -> ItemBatch {
        ItemBatch {
            list: self.list.name.clone(),
            part: self.partition.name.clone(),
            children: self.list.nested.iter().map(Nested::children).collect(),
            remove_deleted: self.settings.remove_deleted,
            now: now(),
            ..ItemBatch::default()
        }
    }
}

/// Whether a page misses something that a later run may receive.
fn has_gaps(page: &ListPage, children: &[Children]) -> bool {
    page.null_items > 0
        || children.iter().any(|list| list.nulls > 0 || list.open > 0)
        || page.items.iter().any(|item| item.is_retried)
}

/// Forgets what only the walk before found: the next one receives the items again, and counts their nulls and problems.
fn begin_again(certificate: &mut ListCertificate) {
    certificate.begin_another_walk();
    certificate.problems.clear();
    certificate.changes.failed = 0;
    for counts in certificate.nested.values_mut() {
        counts.failed = 0;
    }
}
