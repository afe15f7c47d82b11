//! The views of mirrors in PostgreSQL.
//!
//! PostgreSQL refuses to drop a view on which others depend, such as a report of the user. Such a view stays as it is.

use tokio_postgres::Transaction;
use tokio_postgres::error::SqlState;

use super::{Postgres, save_setting};
use crate::error::SyncError;
use crate::views::{self, Field, View};

impl Postgres {
    pub(in crate::store) async fn rebuild_views(
        &mut self,
        demarche: i64,
    ) -> Result<Vec<String>, SyncError> {
        let mut transaction = self.begin().await?;
        let fields = fields(&transaction, demarche).await?;
        let views = views::create(demarche, &fields);
        let (key, version) = (views::version_key(demarche), views::version(&views));
        if is_current(&transaction, &key, &version, &views).await? {
            return Ok(Vec::new());
        }
        let old = existing(&transaction, &views::names(demarche, &fields)).await?;
        let mut kept = Vec::new();
        for name in old {
            let is_left = views.iter().all(|view| view.name != name);
            if is_left && !drop_and(&mut transaction, &views::drop_view(&name)).await? {
                kept.push(name);
            }
        }
        kept.extend(replace(&mut transaction, &views).await?);
        if kept.is_empty() {
            save_setting(&transaction, &key, &version).await?;
        }
        transaction.commit().await?;
        Ok(kept)
    }

    pub(in crate::store) async fn rebuild_list_views(
        &mut self,
        list: &str,
        views: &[View],
    ) -> Result<Vec<String>, SyncError> {
        let mut transaction = self.begin().await?;
        let key = format!("views:list:{list}");
        let version = views::version(views);
        // Two partitions of one list may end at the same time.
        transaction
            .execute("SELECT pg_advisory_xact_lock(hashtext($1))", &[&key])
            .await?;
        if is_current(&transaction, &key, &version, views).await? {
            return Ok(Vec::new());
        }
        let kept = replace(&mut transaction, views).await?;
        if kept.is_empty() {
            save_setting(&transaction, &key, &version).await?;
        }
        transaction.commit().await?;
        Ok(kept)
    }
}

async fn fields(transaction: &Transaction<'_>, demarche: i64) -> Result<Vec<Field>, SyncError> {
    let mut fields = Vec::new();
    for row in transaction.query(views::FIELDS, &[&demarche]).await? {
        fields.push(Field {
            id: row.get(0),
            kind: row.get(1),
            parent: row.get(2),
            descriptor: row.get(3),
        });
    }
    Ok(fields)
}

/// Whether views have this version, and none was dropped.
async fn is_current(
    transaction: &Transaction<'_>,
    key: &str,
    version: &str,
    views: &[View],
) -> Result<bool, SyncError> {
    let current = transaction
        .query_opt(
            "SELECT 1 FROM setting WHERE key = $1 AND value = $2",
            &[&key, &version],
        )
        .await?;
    let names: Vec<String> = views.iter().map(|view| view.name.clone()).collect();
    Ok(current.is_some() && existing(transaction, &names).await?.len() == names.len())
}

/// Those of the views that exist.
async fn existing(
    transaction: &Transaction<'_>,
    names: &[String],
) -> Result<Vec<String>, SyncError> {
    let rows = transaction
        .query(
            "SELECT viewname::text FROM pg_views
             WHERE schemaname = current_schema() AND viewname::text = ANY($1)",
            &[&names],
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.get(0)).collect())
}

/// Creates views, or changes those that exist; returns the names of those that stay as they are, since others depend on
/// them.
async fn replace(
    transaction: &mut Transaction<'_>,
    views: &[View],
) -> Result<Vec<String>, SyncError> {
    let mut kept = Vec::new();
    for view in views {
        let savepoint = transaction.transaction().await?;
        match savepoint.batch_execute(&view.replace()).await {
            Ok(()) => {
                savepoint.commit().await?;
                continue;
            }
            Err(error) if error.code() == Some(&SqlState::INVALID_TABLE_DEFINITION) => {
                savepoint.rollback().await?;
            }
            Err(error) => return Err(error.into()),
        }
        let again = format!("{}; {}", view.drop(), view.create());
        if !drop_and(transaction, &again).await? {
            kept.push(view.name.clone());
        }
    }
    Ok(kept)
}

/// Runs statements that drop a view; `false` if others depend on it, and then nothing has changed.
async fn drop_and(transaction: &mut Transaction<'_>, statements: &str) -> Result<bool, SyncError> {
    let savepoint = transaction.transaction().await?;
    match savepoint.batch_execute(statements).await {
        Ok(()) => {
            savepoint.commit().await?;
            Ok(true)
        }
        Err(error) if error.code() == Some(&SqlState::DEPENDENT_OBJECTS_STILL_EXIST) => {
            savepoint.rollback().await?;
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}
