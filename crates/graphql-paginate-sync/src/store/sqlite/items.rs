//! The items of lists in SQLite.

use rusqlite::params;

use super::{Sqlite, save_state};
use crate::certificate::Counts;
use crate::error::SyncError;
use crate::hash;
use crate::store::ItemBatch;

impl Sqlite {
    pub(in crate::store) fn apply_items(&mut self, batch: &ItemBatch) -> Result<Counts, SyncError> {
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let mut counts = Counts::default();
        {
            let mut known = transaction.prepare_cached(
                "SELECT content_hash = ?4 AND deleted_at IS NULL FROM item
                 WHERE list = ?1 AND part = ?2 AND key = ?3",
            )?;
            let mut upsert = transaction.prepare_cached(
                "INSERT INTO item (list, part, key, raw, content_hash, synced_at) VALUES (?, ?, ?, ?, ?, ?)
                 ON CONFLICT (list, part, key) DO UPDATE SET raw = excluded.raw,
                     content_hash = excluded.content_hash, synced_at = excluded.synced_at, deleted_at = NULL",
            )?;
            for item in &batch.items {
                let key = params![batch.list, batch.part, item.key, item.hash];
                let same: Option<bool> =
                    rusqlite::OptionalExtension::optional(known.query_row(key, |row| row.get(0)))?;
                match same {
                    Some(true) => {
                        counts.unchanged += 1;
                        continue;
                    }
                    Some(false) => counts.updated += 1,
                    None => counts.inserted += 1,
                }
                upsert.execute(params![
                    batch.list, batch.part, item.key, item.raw, item.hash, batch.now
                ])?;
            }
        }
        if let Some(state) = &batch.state {
            save_state(&transaction, state, &batch.now)?;
        }
        transaction.commit()?;
        Ok(counts)
    }

    pub(in crate::store) fn item_keys(
        &mut self,
        list: &str,
        part: &str,
    ) -> Result<Vec<String>, SyncError> {
        let mut statement = self.connection.prepare(
            "SELECT key FROM item WHERE list = ? AND part = ? AND deleted_at IS NULL ORDER BY key",
        )?;
        let keys = statement.query_map([list, part], |row| row.get(0))?;
        Ok(keys.collect::<Result<_, _>>()?)
    }

    pub(in crate::store) fn delete_items(
        &mut self,
        batch: &ItemBatch,
        keys: &[String],
        remove: bool,
    ) -> Result<u64, SyncError> {
        let transaction = self.connection.transaction()?;
        let mut deleted = 0;
        for key in keys {
            let changed = if remove {
                transaction.execute(
                    "DELETE FROM item WHERE list = ? AND part = ? AND key = ?",
                    params![batch.list, batch.part, key],
                )?
            } else {
                transaction.execute(
                    "UPDATE item SET deleted_at = ? WHERE list = ? AND part = ? AND key = ? AND deleted_at IS NULL",
                    params![batch.now, batch.list, batch.part, key],
                )?
            };
            deleted += changed as u64;
        }
        transaction.commit()?;
        Ok(deleted)
    }

    pub(in crate::store) fn rebuild_list_views(
        &mut self,
        list: &str,
        views: &[String],
    ) -> Result<(), SyncError> {
        let transaction = self.connection.transaction()?;
        let key = format!("views:list:{list}");
        let version = hash::of(views.join(";\n").as_bytes());
        let is_current = transaction
            .prepare("SELECT 1 FROM setting WHERE key = ? AND value = ?")?
            .exists([&key, &version])?;
        if is_current {
            return Ok(());
        }
        transaction.execute_batch(&format!("DROP VIEW IF EXISTS \"v_{list}\""))?;
        for view in views {
            transaction.execute_batch(view)?;
        }
        transaction.execute(
            "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [key, version],
        )?;
        transaction.commit()?;
        Ok(())
    }
}
