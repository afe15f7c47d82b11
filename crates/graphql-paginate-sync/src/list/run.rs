//! One run of the mirror of a list's partition.

use std::collections::HashSet;

use graphql_paginate::dynamic::Pages;
use graphql_paginate::{Checkpoint, Client, ErrorKind};
use serde_json::Value;

use super::node::exists;
use super::{Deletions, List, ListOrder, Partition, definition, key, name, views};
use crate::certificate::ListCertificate;
use crate::error::SyncError;
use crate::hash;
use crate::settings::Settings;
use crate::store::{Item, ItemBatch, RunEnd, RunSubject, State, Store};
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
        let end = RunEnd::new(&certificate.finished, result.is_ok(), &certificate);
        self.store.end_run(run, end).await?;
        result.map(|()| certificate)
    }

    async fn steps(&self, certificate: &mut ListCertificate) -> Result<(), SyncError> {
        let views = views(self.list, self.store.dialect());
        self.store
            .rebuild_list_views(&self.list.name, views)
            .await?;
        if self.settings.full_refresh {
            self.store.drop_state(self.key()).await?;
        }
        let is_whole = self.settings.census || self.list.order == ListOrder::Any;
        if is_whole {
            self.walk_whole(certificate).await?;
        } else {
            self.walk_changes(certificate).await?;
            certificate
                .unseen
                .push("items that were deleted".to_owned());
        }
        if certificate.changes.failed > 0 {
            certificate.unseen.push(format!(
                "{} items that the server listed as null",
                certificate.changes.failed
            ));
        }
        certificate.complete = true;
        Ok(())
    }

    /// Walks from the last checkpoint, or from the start if it belongs to another walk.
    async fn walk_changes(&self, certificate: &mut ListCertificate) -> Result<(), SyncError> {
        let saved = self.saved().await?;
        let resumed = saved.is_some();
        match self.walk(saved, certificate, &mut None).await {
            Err(SyncError::Api(error))
                if resumed && matches!(error.kind(), ErrorKind::Checkpoint { .. }) =>
            {
                certificate.restarted = Some(error.to_string());
                self.store.drop_state(self.key()).await?;
                self.walk(None, certificate, &mut None).await
            }
            result => result,
        }
    }

    /// Walks the whole list, then handles the items that it did not list.
    async fn walk_whole(&self, certificate: &mut ListCertificate) -> Result<(), SyncError> {
        let mut listed = Some(HashSet::new());
        self.walk(None, certificate, &mut listed).await?;
        let listed = listed.unwrap_or_default();
        if !certificate.whole {
            certificate.unseen.push(
                "items that were deleted, since the server did not list everything".to_owned(),
            );
            return Ok(());
        }
        let mut gone = Vec::new();
        for key in self
            .store
            .item_keys(&self.list.name, &self.partition.name)
            .await?
        {
            if listed.contains(&key) {
                continue;
            }
            let is_gone = match self.list.deletions {
                Deletions::Keep => false,
                Deletions::Walk => true,
                Deletions::Node => !exists(self.client, &key).await?,
            };
            if is_gone {
                gone.push(key);
            } else {
                certificate.unlisted.push(key);
            }
        }
        let remove = self.settings.remove_deleted;
        certificate.changes.deleted += self.store.delete_items(self.batch(), gone, remove).await?;
        Ok(())
    }

    /// Walks to the end with one transaction per page; collects the keys of the items in `listed` if it is set.
    async fn walk(
        &self,
        checkpoint: Option<Checkpoint>,
        certificate: &mut ListCertificate,
        listed: &mut Option<HashSet<String>>,
    ) -> Result<(), SyncError> {
        let is_from_start = checkpoint.is_none();
        let mut pages = self.pages(checkpoint);
        while let Some(page) = pages.next().await {
            let page = page?;
            let mut batch = self.batch();
            for item in &page.items {
                let item = self.item(item.get())?;
                if let Some(listed) = listed {
                    listed.insert(item.key.clone());
                }
                batch.items.push(item);
            }
            if self.list.order == ListOrder::Updated {
                batch.state = Some(self.state(&pages.checkpoint()));
            }
            certificate.pages += 1;
            certificate.changes.failed += page.null_items as u64;
            certificate
                .changes
                .add(self.store.apply_items(batch).await?);
        }
        let progress = pages.progress();
        certificate.whole =
            is_from_start && !progress.ended_short && certificate.changes.failed == 0;
        Ok(())
    }

    fn pages(&self, checkpoint: Option<Checkpoint>) -> Pages {
        let query = self
            .list
            .query
            .clone()
            .variables(self.partition.variables.clone());
        let mut walk = query.paginate().page_size(self.settings.page_size);
        if let Some(checkpoint) = checkpoint {
            walk = walk.resume(checkpoint);
        }
        walk.pages(self.client)
    }

    fn item(&self, raw: &str) -> Result<Item, SyncError> {
        let value: Value = serde_json::from_str(raw).expect("the library hands out JSON");
        let mut place = &value;
        for key in &self.list.key {
            place = &place[key.as_str()];
        }
        let key = match place {
            Value::String(text) if !text.is_empty() => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => {
                return Err(definition::invalid(format!(
                    "an item of `{}` has no key at `{}`; select that field in the query, or name another as the key",
                    self.list.name,
                    self.list.key.join(".")
                )));
            }
        };
        let raw = value.to_string();
        Ok(Item {
            key,
            hash: hash::of(raw.as_bytes()),
            raw,
        })
    }

    async fn saved(&self) -> Result<Option<Checkpoint>, SyncError> {
        let Some(state) = self.store.state(self.key()).await? else {
            return Ok(None);
        };
        match serde_json::from_str(&state.checkpoint) {
            Ok(checkpoint) => Ok(Some(checkpoint)),
            Err(error) => Err(SyncError::State {
                key: state.key,
                problem: error.to_string(),
            }),
        }
    }

    fn state(&self, checkpoint: &Checkpoint) -> State {
        State {
            key: self.key(),
            since: String::new(),
            checkpoint: serde_json::to_string(checkpoint).expect("a checkpoint is JSON"),
            at_end: false,
        }
    }

    fn key(&self) -> String {
        format!("list:{}:{}", self.list.name, self.partition.name)
    }

    fn batch(&self) -> ItemBatch {
        ItemBatch {
            list: self.list.name.clone(),
            part: self.partition.name.clone(),
            now: now(),
            ..ItemBatch::default()
        }
    }
}
