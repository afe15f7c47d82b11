//! The census: compares the number of every dossier on the server with the mirror.
//!
//! It finds changes that the three lists do not show, and repairs them by requesting each dossier that differs.

use std::collections::BTreeMap;

use super::nulls::nulls;
use super::poll::poll_key;
use super::query::Census as Query;
use super::query::census;
use super::{Run, lock, next, rows, unreadable};
use crate::certificate::{Census, Certificate};
use crate::error::SyncError;
use crate::settings::With;
use crate::store::{ItemFailure, Known};
use crate::value::{Value, now};

/// The changes that a run without a census cannot see.
pub(super) fn unseen() -> Vec<String> {
    vec![
        "labels added to or removed from a dossier that did not change otherwise".to_owned(),
        "dossiers moved to a new revision, or given a new expiry date".to_owned(),
        "expired dossiers, which leave the list two weeks before their deletion is listed"
            .to_owned(),
        "deletions that were entered with a date before the last run".to_owned(),
        "dossiers that the server stored late, with a modification date before those that the last run read"
            .to_owned(),
    ]
}

/// The list of the server, compared with the mirror.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    census: Census,
    /// A failure for each null in the list.
    nulls: Vec<ItemFailure>,
}

impl Comparison {
    /// The number of dossiers in the mirror if the server listed nothing, not even nulls.
    fn kept_of_nothing(&self) -> u64 {
        if self.census.walked == 0 && self.census.nulls == 0 {
            self.census.extra.len() as u64
        } else {
            0
        }
    }
}

impl Run<'_> {
    /// Compares every dossier of the server with the mirror, and requests those that differ.
    pub(super) async fn census(&self, certificate: &mut Certificate) -> Result<Census, SyncError> {
        let mut comparison = self.compare_all(Some(self.with)).await?;
        self.repair(&mut comparison, certificate).await?;
        let census = comparison.census;
        if census.withheld > 0 {
            certificate.unseen.push(format!(
                "dossiers that were deleted: the server listed none, and the mirror keeps its {}; check the rights of the \
                 token, or run once with `--allow-empty` if the démarche is empty",
                census.withheld
            ));
        }
        Ok(census)
    }

    /// A census without a walk of the lists; repairs differences if `repair` is set.
    pub(crate) async fn verify(&self, repair: bool) -> Result<Census, SyncError> {
        let lock = lock(self.store, self.demarche).await?;
        let result = self.locked_verify(repair).await;
        lock.release().await;
        result
    }

    async fn locked_verify(&self, repair: bool) -> Result<Census, SyncError> {
        if !repair {
            let noted = self.noted_parts().await?;
            return Ok(self.compare_all(noted).await?.census);
        }
        let run = self.with_kept_parts().await?;
        let mut comparison = run.compare_all(Some(run.with)).await?;
        // A repair may leave work for the next run, such as the files of what it stored.
        run.store.drop_state(poll_key(run.demarche)).await?;
        run.describe().await?;
        run.note_parts().await?;
        run.repair(&mut comparison, &mut Certificate::default())
            .await?;
        if run.settings.remove_deleted {
            run.store.remove_marked(run.demarche).await?;
        }
        run.store.rebuild_views(run.demarche).await?;
        Ok(comparison.census)
    }

    /// Walks the list and compares it with the mirror, whose dossiers should have these parts.
    async fn compare_all(&self, parts: Option<With>) -> Result<Comparison, SyncError> {
        let (mut comparison, listed) = self.walk_census().await?;
        let known = self.store.known(self.demarche).await?;
        compare(listed, &known, parts, &mut comparison.census);
        Ok(comparison)
    }

    async fn repair(
        &self,
        comparison: &mut Comparison,
        certificate: &mut Certificate,
    ) -> Result<(), SyncError> {
        if !self.settings.allow_empty {
            comparison.census.withheld = comparison.kept_of_nothing();
        }
        if comparison.census.withheld > 0 {
            return Ok(());
        }
        let result = &mut comparison.census;
        let wrong = [&result.missing, &result.extra, &result.stale];
        let numbers: Vec<i64> = wrong.into_iter().flatten().copied().collect();
        for number in numbers {
            let counts = self.refresh_dossier(number, "not listed").await?;
            result.repaired += counts.inserted + counts.updated + counts.deleted;
            certificate.changes.add(counts);
        }
        // A null in the list has no number, so failures without a number may be unresolved.
        if comparison.nulls.is_empty() {
            if self.may_have_hidden().await? {
                return Ok(());
            }
            return self
                .store
                .mark_failures_resolved(self.demarche, now())
                .await;
        }
        // Those of the walk may be of the same dossiers.
        if !self.store.failed(self.demarche).await?.1 {
            let mut batch = self.batch();
            batch.failures = std::mem::take(&mut comparison.nulls);
            self.store.apply(batch).await?;
        }
        Ok(())
    }

    /// Walks the list; returns its dossiers by number, which are not compared yet.
    async fn walk_census(&self) -> Result<(Comparison, BTreeMap<i64, Known>), SyncError> {
        let walk = Query::paginate(census::Variables::new(self.demarche))
            .page_size(100)
            .on_partial(unreadable());
        let mut pages = walk.pages(self.client);
        let mut comparison = Comparison::default();
        let mut listed = BTreeMap::new();
        while let Some(page) = next(&mut pages).await {
            let page = page?;
            self.settings.received.add_page(page.items.len());
            comparison.census.nulls += page.null_items as u64;
            let failures = nulls(page.null_items, &page.errors);
            comparison.nulls.extend(failures);
            for dossier in page.items {
                comparison.census.walked += 1;
                listed.insert(dossier.number, listing(&dossier));
            }
        }
        Ok((comparison, listed))
    }
}

/// `parts` are those that every dossier should have; `None` if they are not known.
fn compare(
    mut listed: BTreeMap<i64, Known>,
    known: &[Known],
    parts: Option<With>,
    result: &mut Census,
) {
    let mirrored: BTreeMap<i64, &Known> = known.iter().map(|one| (one.number, one)).collect();
    for (number, dossier) in &mut listed {
        match mirrored.get(number) {
            None => result.missing.push(*number),
            Some(known) => {
                dossier.parts = parts.unwrap_or(known.parts);
                if **known != *dossier {
                    result.stale.push(*number);
                }
            }
        }
    }
    for number in mirrored.keys() {
        if !listed.contains_key(number) {
            result.extra.push(*number);
        }
    }
}

fn listing(dossier: &census::CensusDemarcheDossiersNodes) -> Known {
    let text = |value| match value {
        Value::Text(text) | Value::Timestamp(text) => Some(text),
        _ => None,
    };
    let mut labels: Vec<String> = dossier
        .labels
        .iter()
        .map(|label| label.id.clone())
        .collect();
    labels.sort_unstable();
    Known {
        number: dossier.number,
        state: text(rows::name(&dossier.state)).unwrap_or_default(),
        modified: text(Value::timestamp(&dossier.date_derniere_modification)).unwrap_or_default(),
        expiration: text(Value::optional_timestamp(dossier.date_expiration.as_ref())),
        revision: dossier.revision.id.clone(),
        labels,
        // A census requests none.
        parts: With::nothing(),
    }
}
