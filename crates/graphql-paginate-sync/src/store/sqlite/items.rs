//! The items of lists in SQLite.

use rusqlite::{OptionalExtension, Transaction, params};

use super::{Sqlite, has_views, save_setting, save_state};
use crate::certificate::Counts;
use crate::error::SyncError;
use crate::store::{Applied, Children, Item, ItemBatch};
use crate::views::{View, version};

impl Sqlite {
    pub(in crate::store) fn apply_items(
        &mut self,
        batch: &ItemBatch,
    ) -> Result<Applied, SyncError> {
        let transaction = self.begin()?;
        let mut applied = Applied {
            items: upsert(&transaction, batch, &batch.list, &batch.items)?,
            children: Vec::new(),
        };
        for children in &batch.children {
            let mut counts = upsert(&transaction, batch, &children.list, &children.items)?;
            counts.deleted = delete_others(&transaction, batch, children)?;
            counts.failed = children.nulls;
            applied.children.push((children.list.clone(), counts));
        }
        if let Some(state) = &batch.state {
            save_state(&transaction, state, &batch.now)?;
        }
        transaction.commit()?;
        Ok(applied)
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

    pub(in crate::store) fn cut_items(
        &mut self,
        list: &str,
        part: &str,
    ) -> Result<Vec<(String, String)>, SyncError> {
        let mut statement = self.connection.prepare(
            "SELECT key, cut FROM item WHERE list = ? AND part = ? AND cut IS NOT NULL AND deleted_at IS NULL",
        )?;
        let cut = statement.query_map([list, part], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(cut.collect::<Result<_, _>>()?)
    }

    pub(in crate::store) fn has_items(&mut self, list: &str) -> Result<bool, SyncError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM item WHERE list = ? AND deleted_at IS NULL)";
        Ok(self.connection.query_row(sql, [list], |row| row.get(0))?)
    }

    pub(in crate::store) fn delete_items(
        &mut self,
        batch: &ItemBatch,
        keys: &[String],
    ) -> Result<u64, SyncError> {
        let transaction = self.begin()?;
        let keys = serde_json::json!(keys).to_string();
        let condition = "list = ?2 AND part = ?3 AND key IN (SELECT value FROM json_each(?4))";
        let deleted = delete(&transaction, batch, &batch.list, condition, &keys, "[]")?;
        let condition = "list = ?2 AND part = ?3 AND parent IN (SELECT value FROM json_each(?4))";
        for children in &batch.children {
            delete(&transaction, batch, &children.list, condition, &keys, "[]")?;
        }
        transaction.commit()?;
        Ok(deleted)
    }

    pub(in crate::store) fn remove_marked_items(
        &mut self,
        batch: &ItemBatch,
    ) -> Result<u64, SyncError> {
        let transaction = self.begin()?;
        let statement = "DELETE FROM item WHERE list = ? AND part = ? AND deleted_at IS NOT NULL";
        let removed = transaction.execute(statement, [&batch.list, &batch.part])?;
        for children in &batch.children {
            transaction.execute(statement, [&children.list, &batch.part])?;
        }
        transaction.commit()?;
        Ok(removed as u64)
    }

    pub(in crate::store) fn rebuild_list_views(
        &mut self,
        list: &str,
        views: &[View],
    ) -> Result<(), SyncError> {
        let transaction = self.begin()?;
        let key = format!("views:list:{list}");
        let version = version(views);
        if has_views(&transaction, &key, &version, views)? {
            return Ok(());
        }
        for view in views {
            transaction.execute_batch(&view.drop())?;
            transaction.execute_batch(&view.create())?;
        }
        save_setting(&transaction, &key, &version)?;
        transaction.commit()?;
        Ok(())
    }
}

/// Writes the items of one list that differ.
fn upsert(
    transaction: &Transaction<'_>,
    batch: &ItemBatch,
    list: &str,
    items: &[Item],
) -> Result<Counts, SyncError> {
    let mut counts = Counts::default();
    let mut known = transaction.prepare_cached(
        "SELECT content_hash = ?4 AND deleted_at IS NULL AND parent IS ?5 AND cut IS ?6 FROM item
         WHERE list = ?1 AND part = ?2 AND key = ?3",
    )?;
    let mut upsert = transaction.prepare_cached(
        "INSERT INTO item (list, part, key, parent, raw, content_hash, cut, synced_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (list, part, key) DO UPDATE SET parent = excluded.parent, raw = excluded.raw,
             content_hash = excluded.content_hash, cut = excluded.cut, synced_at = excluded.synced_at,
             deleted_at = NULL",
    )?;
    for item in items {
        let cut = item.cut_text();
        let row = params![list, batch.part, item.key, item.hash, item.parent, cut];
        let same: Option<bool> = known.query_row(row, |row| row.get(0)).optional()?;
        match same {
            Some(true) => {
                counts.unchanged += 1;
                continue;
            }
            Some(false) => counts.updated += 1,
            None => counts.inserted += 1,
        }
        upsert.execute(params![
            list,
            batch.part,
            item.key,
            item.parent,
            item.raw,
            item.hash,
            cut,
            batch.now
        ])?;
    }
    Ok(counts)
}

/// Deletes the items of complete parents that were not received.
fn delete_others(
    transaction: &Transaction<'_>,
    batch: &ItemBatch,
    children: &Children,
) -> Result<u64, SyncError> {
    let parents = serde_json::json!(children.complete).to_string();
    let received: Vec<&str> = children
        .items
        .iter()
        .map(|item| item.key.as_str())
        .collect();
    let received = serde_json::json!(received).to_string();
    let condition = "list = ?2 AND part = ?3 AND parent IN (SELECT value FROM json_each(?4))
         AND key NOT IN (SELECT value FROM json_each(?5))";
    delete(
        transaction,
        batch,
        &children.list,
        condition,
        &parents,
        &received,
    )
}

/// Marks items as deleted, or removes them. The condition may use `?4` and `?5`.
fn delete(
    transaction: &Transaction<'_>,
    batch: &ItemBatch,
    list: &str,
    condition: &str,
    one: &str,
    other: &str,
) -> Result<u64, SyncError> {
    let statement = if batch.remove_deleted {
        format!("DELETE FROM item WHERE {condition} AND ?1 IS NOT NULL AND ?5 IS NOT NULL")
    } else {
        format!(
            "UPDATE item SET deleted_at = ?1 WHERE {condition} AND deleted_at IS NULL AND ?5 IS NOT NULL"
        )
    };
    let changed = transaction
        .prepare_cached(&statement)?
        .execute(params![batch.now, list, batch.part, one, other])?;
    Ok(changed as u64)
}
