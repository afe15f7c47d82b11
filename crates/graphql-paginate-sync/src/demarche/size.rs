//! Estimates the size of a run.

use std::time::{Duration, Instant};

use graphql_paginate::{Checkpoint, ErrorKind};

use super::query::{Changes, FindDemarcheInput, Size, SizeVariables};
use super::{Run, next, unreadable};
use crate::error::SyncError;
use crate::plan::MirrorPlan;

/// Dossiers per page of the census.
const CENSUS_PAGE: u64 = 100;

impl Run<'_> {
    /// Requests the number of dossiers and one page of the next walk.
    pub(crate) async fn plan(&self) -> Result<MirrorPlan, SyncError> {
        let demarche = FindDemarcheInput::Number(self.demarche);
        let size = self.client.execute::<Size>(SizeVariables::new(demarche));
        let descriptor = size.await?.demarche_descriptor;
        let saved = if self.settings.full_refresh {
            None
        } else {
            self.saved().await?.map(|saved| saved.checkpoint)
        };
        let (continues, page_time) = match self.first_page(saved.clone()).await {
            // The run will start from the beginning, so the plan does too.
            Err(SyncError::Api(error)) if matches!(error.kind(), ErrorKind::Checkpoint { .. }) => {
                (false, self.first_page(None).await?)
            }
            result => (saved.is_some(), result?),
        };
        let (title, on_server) = match descriptor {
            Some(descriptor) => (Some(descriptor.title), count(descriptor.dossiers_count)),
            None => (None, 0),
        };
        let lists = if continues {
            1
        } else {
            on_server.div_ceil(self.settings.page_size().into()).max(1)
        };
        Ok(MirrorPlan {
            demarche: self.demarche,
            title,
            on_server,
            in_mirror: self.store.count_known(self.demarche).await?,
            continues,
            page_size: self.settings.page_size(),
            // One request is for the description of the démarche.
            requests: 1 + lists,
            census_requests: on_server.div_ceil(CENSUS_PAGE).max(1),
            page_time,
        })
    }

    /// Fetches the first page of the next walk, discards it, and returns the time that it took.
    async fn first_page(&self, saved: Option<Checkpoint>) -> Result<Duration, SyncError> {
        let mut walk = Changes::paginate_all(self.variables())
            .on_partial(unreadable())
            .page_size(self.settings.page_size())
            .max_pages(1);
        if let Some(checkpoint) = saved {
            walk = walk.resume(checkpoint);
        }
        let started = Instant::now();
        let mut pages = walk.pages(self.client);
        if let Some(page) = next(&mut pages).await {
            page?;
        }
        Ok(started.elapsed())
    }
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
