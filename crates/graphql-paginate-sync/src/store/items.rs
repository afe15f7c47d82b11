//! Store operations for the items of lists.

use std::collections::BTreeMap;

use super::either::{blocking, on_either};
use super::{Applied, ItemBatch, Store};
use crate::dialect::Dialect;
use crate::error::SyncError;
use crate::views::View;

impl Store {
    /// The SQL dialect of the database.
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite { .. } => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Writes items, the items inside them and the state in one transaction; returns the number of changes.
    pub(crate) async fn apply_items(&self, batch: ItemBatch) -> Result<Applied, SyncError> {
        on_either!(self, apply_items(&batch))
    }

    /// The keys of a partition's items, without deleted ones.
    pub(crate) async fn item_keys(&self, list: &str, part: &str) -> Result<Vec<String>, SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                let (list, part) = (list.to_owned(), part.to_owned());
                blocking(sqlite, move |sqlite| sqlite.item_keys(&list, &part)).await
            }
            Self::Postgres(postgres) => postgres.lock().await.item_keys(list, part).await,
        }
    }

    /// The number of lists inside a partition's items that lack elements, by their paths.
    pub(crate) async fn cut_lists(
        &self,
        list: &str,
        part: &str,
    ) -> Result<BTreeMap<String, u64>, SyncError> {
        let items = match self {
            Self::Sqlite { sqlite, .. } => {
                let (list, part) = (list.to_owned(), part.to_owned());
                blocking(sqlite, move |sqlite| sqlite.cut_items(&list, &part)).await?
            }
            Self::Postgres(postgres) => postgres.lock().await.cut_items(list, part).await?,
        };
        let mut cut: BTreeMap<String, u64> = BTreeMap::new();
        for (key, text) in items {
            // Another program may have changed the column.
            let lists: BTreeMap<String, u64> =
                serde_json::from_str(&text).map_err(|error| SyncError::State {
                    key: format!("cut` of `{key}` in the table `item"),
                    problem: error.to_string(),
                })?;
            for (path, count) in lists {
                *cut.entry(path).or_default() += count;
            }
        }
        Ok(cut)
    }

    /// Whether the database has items of a list that are not marked as deleted.
    pub(crate) async fn has_items(&self, list: String) -> Result<bool, SyncError> {
        on_either!(self, has_items(&list))
    }

    /// Marks items as deleted with the items inside them, or removes them; returns the number without the latter.
    pub(crate) async fn delete_items(
        &self,
        batch: ItemBatch,
        keys: Vec<String>,
    ) -> Result<u64, SyncError> {
        on_either!(self, delete_items(&batch, &keys))
    }

    /// Removes the items of a partition that are marked as deleted, and those inside such items; returns the number
    /// without the latter.
    pub(crate) async fn remove_marked_items(&self, batch: ItemBatch) -> Result<u64, SyncError> {
        on_either!(self, remove_marked_items(&batch))
    }

    /// Creates the views of a list again if their definitions have changed. Returns the names of those that stay as they
    /// were, since views of others depend on them.
    pub(crate) async fn rebuild_list_views(
        &self,
        list: &str,
        views: Vec<View>,
    ) -> Result<Vec<String>, SyncError> {
        match self {
            Self::Sqlite { sqlite, .. } => {
                let list = list.to_owned();
                blocking(sqlite, move |sqlite| {
                    sqlite.rebuild_list_views(&list, &views)
                })
                .await?;
                Ok(Vec::new())
            }
            Self::Postgres(postgres) => {
                let mut postgres = postgres.lock().await;
                postgres.rebuild_list_views(list, &views).await
            }
        }
    }
}
