//! The items of lists in PostgreSQL.

use std::collections::HashMap;

use super::bulk::{storable, without_nul_escapes};
use super::{Postgres, save_state};
use crate::certificate::Counts;
use crate::error::SyncError;
use crate::hash;
use crate::store::{Item, ItemBatch};

/// Items as columns for one statement. Of items with the same key only the last is kept.
#[derive(Debug, Default)]
struct Columns {
    keys: Vec<String>,
    raw: Vec<String>,
    hashes: Vec<String>,
}

impl Columns {
    fn new(items: &[Item]) -> Self {
        let mut places = HashMap::new();
        let mut columns = Self::default();
        for item in items {
            let raw = without_nul_escapes(&item.raw);
            match places.get(&item.key) {
                Some(place) => {
                    let place: usize = *place;
                    columns.raw[place] = raw;
                    columns.hashes[place].clone_from(&item.hash);
                }
                None => {
                    places.insert(item.key.clone(), columns.keys.len());
                    columns.keys.push(storable(&item.key));
                    columns.raw.push(raw);
                    columns.hashes.push(item.hash.clone());
                }
            }
        }
        columns
    }
}

impl Postgres {
    pub(in crate::store) async fn apply_items(
        &mut self,
        batch: &ItemBatch,
    ) -> Result<Counts, SyncError> {
        let transaction = self.begin().await?;
        let columns = Columns::new(&batch.items);
        let written = transaction
            .query(
                "INSERT INTO item (list, part, key, raw, content_hash, synced_at)
                 SELECT $1, $2, new.key, new.raw::jsonb, new.hash, $3::text::timestamptz
                 FROM UNNEST($4::text[], $5::text[], $6::text[]) AS new(key, raw, hash)
                 ON CONFLICT (list, part, key) DO UPDATE SET raw = excluded.raw,
                     content_hash = excluded.content_hash, synced_at = excluded.synced_at, deleted_at = NULL
                 WHERE item.content_hash <> excluded.content_hash OR item.deleted_at IS NOT NULL
                 RETURNING xmax = 0",
                &[
                    &batch.list,
                    &batch.part,
                    &batch.now,
                    &columns.keys,
                    &columns.raw,
                    &columns.hashes,
                ],
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
        if let Some(state) = &batch.state {
            save_state(&transaction, state, &batch.now).await?;
        }
        transaction.commit().await?;
        Ok(counts)
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

    pub(in crate::store) async fn delete_items(
        &mut self,
        batch: &ItemBatch,
        keys: &[String],
        remove: bool,
    ) -> Result<u64, SyncError> {
        let transaction = self.begin().await?;
        let changed = if remove {
            transaction
                .execute(
                    "DELETE FROM item WHERE list = $1 AND part = $2 AND key = ANY($3)",
                    &[&batch.list, &batch.part, &keys],
                )
                .await?
        } else {
            transaction
                .execute(
                    "UPDATE item SET deleted_at = $1::text::timestamptz
                     WHERE list = $2 AND part = $3 AND key = ANY($4) AND deleted_at IS NULL",
                    &[&batch.now, &batch.list, &batch.part, &keys],
                )
                .await?
        };
        transaction.commit().await?;
        Ok(changed)
    }

    pub(in crate::store) async fn rebuild_list_views(
        &mut self,
        list: &str,
        views: &[String],
    ) -> Result<(), SyncError> {
        let transaction = self.begin().await?;
        let key = format!("views:list:{list}");
        let version = hash::of(views.join(";\n").as_bytes());
        // Two partitions of one list may end at the same time.
        transaction
            .execute("SELECT pg_advisory_xact_lock(hashtext($1))", &[&key])
            .await?;
        let current = transaction
            .query_opt(
                "SELECT 1 FROM setting WHERE key = $1 AND value = $2",
                &[&key, &version],
            )
            .await?;
        if current.is_some() {
            return Ok(());
        }
        transaction
            .batch_execute(&format!("DROP VIEW IF EXISTS \"v_{list}\""))
            .await?;
        for view in views {
            transaction.batch_execute(view).await?;
        }
        transaction
            .execute(
                "INSERT INTO setting (key, value) VALUES ($1, $2)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                &[&key, &version],
            )
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}
