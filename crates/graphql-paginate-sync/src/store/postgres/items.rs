//! The items of lists in PostgreSQL.

use std::borrow::Cow;

use tokio_postgres::Transaction;
use tokio_postgres::types::{ToSql, Type};

use super::write::Parameter;
use super::{Postgres, save_state};
use crate::certificate::Counts;
use crate::error::SyncError;
use crate::nul::without_nul_escapes;
use crate::store::last_by_key::last_by_key;
use crate::store::{Applied, Children, Item, ItemBatch};

/// Items as columns for one statement. Of items with the same key only the last is kept.
#[derive(Debug, Default)]
struct Columns<'i> {
    keys: Vec<&'i str>,
    parents: Vec<Option<&'i str>>,
    raw: Vec<Cow<'i, str>>,
    hashes: Vec<&'i str>,
    cut: Vec<Option<String>>,
}

impl<'i> Columns<'i> {
    fn new(items: &'i [Item]) -> Self {
        let mut columns = Self::default();
        for item in last_by_key(items, |item| item.key.as_str()) {
            columns.keys.push(&item.key);
            columns.parents.push(item.parent.as_deref());
            columns.raw.push(without_nul_escapes(&item.raw));
            columns.hashes.push(&item.hash);
            columns.cut.push(item.cut_text());
        }
        columns
    }
}

impl Postgres {
    pub(in crate::store) async fn apply_items(
        &mut self,
        batch: &ItemBatch,
    ) -> Result<Applied, SyncError> {
        let transaction = self.begin().await?;
        let mut applied = Applied {
            items: upsert(&transaction, batch, &batch.list, &batch.items).await?,
            children: Vec::new(),
        };
        for children in &batch.children {
            let mut counts = upsert(&transaction, batch, &children.list, &children.items).await?;
            counts.deleted = delete_others(&transaction, batch, children).await?;
            counts.failed = children.nulls;
            applied.children.push((children.list.clone(), counts));
        }
        if let Some(state) = &batch.state {
            save_state(&transaction, state, &batch.now).await?;
        }
        transaction.commit().await?;
        Ok(applied)
    }

    pub(in crate::store) async fn item_keys(
        &self,
        list: &str,
        part: &str,
    ) -> Result<Vec<String>, SyncError> {
        let rows = self
            .client
            .query(
                "SELECT key FROM item WHERE list = $1 AND part = $2 AND deleted_at IS NULL
                 ORDER BY key COLLATE \"C\"",
                &[&list, &part],
            )
            .await?;
        Ok(rows.into_iter().map(|row| row.get(0)).collect())
    }

    pub(in crate::store) async fn cut_items(
        &self,
        list: &str,
        part: &str,
    ) -> Result<Vec<(String, String)>, SyncError> {
        let sql = "SELECT key, cut FROM item WHERE list = $1 AND part = $2 AND cut IS NOT NULL
             AND deleted_at IS NULL";
        let rows = self.client.query(sql, &[&list, &part]).await?;
        Ok(rows
            .into_iter()
            .map(|row| (row.get(0), row.get(1)))
            .collect())
    }

    pub(in crate::store) async fn has_items(&self, list: &str) -> Result<bool, SyncError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM item WHERE list = $1 AND deleted_at IS NULL)";
        Ok(self.client.query_one(sql, &[&list]).await?.get(0))
    }

    pub(in crate::store) async fn delete_items(
        &mut self,
        batch: &ItemBatch,
        keys: &[String],
    ) -> Result<u64, SyncError> {
        let transaction = self.begin().await?;
        let condition = "list = $2 AND part = $3 AND key = ANY($4) AND key <> ALL($5)";
        let deleted = delete(&transaction, batch, &batch.list, condition, keys, &[]).await?;
        let condition = "list = $2 AND part = $3 AND parent = ANY($4) AND key <> ALL($5)";
        for children in &batch.children {
            delete(&transaction, batch, &children.list, condition, keys, &[]).await?;
        }
        transaction.commit().await?;
        Ok(deleted)
    }

    pub(in crate::store) async fn remove_marked_items(
        &mut self,
        batch: &ItemBatch,
    ) -> Result<u64, SyncError> {
        let transaction = self.begin().await?;
        let statement = "DELETE FROM item WHERE list = $1 AND part = $2 AND deleted_at IS NOT NULL";
        let removed = transaction
            .execute(statement, &[&batch.list, &batch.part])
            .await?;
        for children in &batch.children {
            transaction
                .execute(statement, &[&children.list, &batch.part])
                .await?;
        }
        transaction.commit().await?;
        Ok(removed)
    }
}

/// Writes the items of one list that differ.
async fn upsert(
    transaction: &Transaction<'_>,
    batch: &ItemBatch,
    list: &str,
    items: &[Item],
) -> Result<Counts, SyncError> {
    let columns = Columns::new(items);
    let parameters: [Parameter<'_>; 8] = [
        (&list, Type::TEXT),
        (&batch.part, Type::TEXT),
        (&batch.now, Type::TEXT),
        (&columns.keys, Type::TEXT_ARRAY),
        (&columns.parents, Type::TEXT_ARRAY),
        (&columns.raw, Type::TEXT_ARRAY),
        (&columns.hashes, Type::TEXT_ARRAY),
        (&columns.cut, Type::TEXT_ARRAY),
    ];
    let written = transaction
        .query_typed(
            "INSERT INTO item (list, part, key, parent, raw, content_hash, cut, synced_at)
             SELECT $1, $2, new.key, new.parent, new.raw::jsonb, new.hash, new.cut, $3::text::timestamptz
             FROM UNNEST($4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
                 AS new(key, parent, raw, hash, cut)
             ON CONFLICT (list, part, key) DO UPDATE SET parent = excluded.parent, raw = excluded.raw,
                 content_hash = excluded.content_hash, cut = excluded.cut, synced_at = excluded.synced_at,
                 deleted_at = NULL
             WHERE item.content_hash <> excluded.content_hash OR item.deleted_at IS NOT NULL
                 OR item.parent IS DISTINCT FROM excluded.parent OR item.cut IS DISTINCT FROM excluded.cut
             RETURNING xmax = 0",
            &parameters,
        )
        .await?;
    let mut counts = Counts::default();
    for row in &written {
        // A row is new if no transaction has locked or replaced it.
        if row.get(0) {
            counts.inserted += 1;
        } else {
            counts.updated += 1;
        }
    }
    counts.unchanged = (columns.keys.len() - written.len()) as u64;
    Ok(counts)
}

/// Deletes the items of complete parents that were not received.
async fn delete_others(
    transaction: &Transaction<'_>,
    batch: &ItemBatch,
    children: &Children,
) -> Result<u64, SyncError> {
    let received = children.items.iter();
    let received: Vec<String> = received.map(|item| item.key.clone()).collect();
    let condition = "list = $2 AND part = $3 AND parent = ANY($4) AND key <> ALL($5)";
    delete(
        transaction,
        batch,
        &children.list,
        condition,
        &children.complete,
        &received,
    )
    .await
}

/// Marks items as deleted, or removes them. The condition uses `$2` to `$5`.
async fn delete(
    transaction: &Transaction<'_>,
    batch: &ItemBatch,
    list: &str,
    condition: &str,
    one: &[String],
    other: &[String],
) -> Result<u64, SyncError> {
    let statement = if batch.remove_deleted {
        format!("DELETE FROM item WHERE {condition} AND $1::text IS NOT NULL")
    } else {
        format!(
            "UPDATE item SET deleted_at = $1::text::timestamptz WHERE {condition} AND deleted_at IS NULL"
        )
    };
    let parameters: [&(dyn ToSql + Sync); 5] = [&batch.now, &list, &batch.part, &one, &other];
    Ok(transaction.execute(&statement, &parameters).await?)
}
