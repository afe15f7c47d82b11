//! Deletions: what a walk of the whole list did not list.

use std::collections::HashSet;

use super::listed::Listed;
use super::node::exists;
use super::run::ListRun;
use super::source::Start;
use super::{Deletions, ListOrder};
use crate::certificate::ListCertificate;
use crate::error::SyncError;

/// The items of the mirror that a walk did not list.
struct Missing {
    keys: Vec<String>,
    /// Whether the walk listed no item at all, as for a token that lost its rights or a filter that changed.
    is_of_nothing: bool,
}

impl ListRun<'_> {
    /// Walks the whole list, then handles the items that it did not list.
    pub(super) async fn walk_whole(
        &self,
        certificate: &mut ListCertificate,
    ) -> Result<(), SyncError> {
        let mut missing = self.missing(certificate).await?;
        let is_again = self.list.deletions == Deletions::Twice && !self.withholds(&missing);
        if is_again && !missing.keys.is_empty() {
            // Only what neither walk listed: a page that shifted during the second one hides other items.
            certificate.begin_another_walk();
            let again = self.missing(certificate).await?;
            let keys: HashSet<String> = again.keys.into_iter().collect();
            missing.keys.retain(|key| keys.contains(key));
            missing.is_of_nothing = again.is_of_nothing;
        }
        if !certificate.whole {
            certificate.unseen.push(
                "items that were deleted, since the server did not list everything".to_owned(),
            );
            return Ok(());
        }
        if self.withholds(&missing) {
            certificate.withheld = missing.keys.len() as u64;
            certificate.unseen.push(format!(
                "items that were deleted: the server listed none, and the mirror keeps its {}; check the rights of the token \
                 and the filters of the query, or run once with `--allow-empty` if the list is empty",
                certificate.withheld
            ));
            return Ok(());
        }
        self.delete(missing.keys, certificate).await
    }

    /// Whether nothing is deleted, since an empty list is more often a mistake.
    fn withholds(&self, missing: &Missing) -> bool {
        let deletes = self.list.deletions != Deletions::Keep;
        deletes && missing.is_of_nothing && !missing.keys.is_empty() && !self.settings.allow_empty
    }

    /// Deletes those of the missing items that count as deleted, and names the others.
    async fn delete(
        &self,
        missing: Vec<String>,
        certificate: &mut ListCertificate,
    ) -> Result<(), SyncError> {
        let mut gone = Vec::new();
        for key in missing {
            let is_gone = match self.list.deletions {
                Deletions::Keep => false,
                Deletions::Walk | Deletions::Twice => true,
                Deletions::Node => !exists(self.client, &key).await?,
            };
            if is_gone {
                gone.push(key);
            } else {
                certificate.unlisted.push(key);
            }
        }
        certificate.changes.deleted += self.store.delete_items(self.batch(), gone).await?;
        Ok(())
    }

    /// Walks the whole list and returns the items of the mirror that it did not list; none unless the walk was whole.
    async fn missing(&self, certificate: &mut ListCertificate) -> Result<Missing, SyncError> {
        let mut listed = Some(Listed::default());
        let watermark = match self.list.order {
            ListOrder::Since => Some(self.watermark().await?.whole()),
            _ => None,
        };
        self.walk(Start::default(), watermark, certificate, &mut listed)
            .await?;
        let listed = listed.unwrap_or_default();
        self.report_replaced(&listed, certificate);
        let mut keys = Vec::new();
        if certificate.whole {
            let known = self.store.item_keys(&self.list.name, &self.partition.name);
            keys = known.await?;
            keys.retain(|key| !listed.contains(key));
        }
        Ok(Missing {
            keys,
            is_of_nothing: listed.is_empty(),
        })
    }
}
