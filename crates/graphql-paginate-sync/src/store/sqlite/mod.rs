//! The SQLite store of a mirror.

mod dossiers;
mod files;
mod items;
mod overview;
mod runs;
#[cfg(test)]
mod tests;
mod upserts;
mod write;

use std::path::Path;

use rusqlite::types::{ToSqlOutput, Value as SqlValue};
use rusqlite::{Connection, OptionalExtension, ToSql, Transaction, params};

use super::schema::{self, VERSION};
use super::{Batch, Known, State};
use crate::certificate::Counts;
use crate::dialect::Dialect;
use crate::error::SyncError;
use crate::settings::With;
use crate::value::Value;
use crate::views::{self, View};

/// An open database.
#[derive(Debug)]
pub(crate) struct Sqlite {
    connection: Connection,
}

impl Sqlite {
    pub(super) fn open(path: &Path) -> Result<Self, SyncError> {
        Self::prepare(Connection::open(path)?)
    }

    /// Opens a database that has the tables; `None` without them.
    pub(super) fn open_existing(path: &Path) -> Result<Option<Self>, SyncError> {
        let connection = Connection::open(path)?;
        if version(&connection)? == 0 {
            return Ok(None);
        }
        Self::prepare(connection).map(Some)
    }

    fn prepare(connection: Connection) -> Result<Self, SyncError> {
        // A page uses more than 16 different statements, the default capacity, and would prepare each of them again.
        connection.set_prepared_statement_cache_capacity(64);
        connection.busy_timeout(std::time::Duration::from_secs(30))?;
        // One that can only be read, such as by `sync status`, keeps its journal.
        if !connection.is_readonly("main")? {
            connection.pragma_update(None, "journal_mode", "WAL")?;
            // A committed page survives a power failure.
            connection.pragma_update(None, "synchronous", "FULL")?;
        }
        let mut sqlite = Self { connection };
        sqlite.migrate()?;
        Ok(sqlite)
    }

    /// Brings the tables up to date. Writes nothing if they are, since the database may be one that can only be read.
    fn migrate(&mut self) -> Result<(), SyncError> {
        if version(&self.connection)? == VERSION {
            return Ok(());
        }
        let transaction = self.begin()?;
        // Another program may have migrated them since.
        let found = version(&transaction)?;
        if found > VERSION {
            return Err(SyncError::NewerDatabase {
                found,
                known: VERSION,
            });
        }
        for version in found + 1..=VERSION {
            transaction.execute_batch(&schema::migration(Dialect::Sqlite, version))?;
            transaction.pragma_update(None, "user_version", version)?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Begins a transaction that writes. It waits for other writers before it reads: one that began with reading could not
    /// write once another writer has committed.
    fn begin(&mut self) -> Result<Transaction<'_>, SyncError> {
        Ok(self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?)
    }

    pub(super) fn apply(&mut self, batch: &Batch) -> Result<Counts, SyncError> {
        let transaction = self.begin()?;
        let mut counts = Counts::default();
        if !batch.description.is_empty() {
            write::describe(&transaction, batch)?;
        }
        dossiers::store(&transaction, batch, &mut counts)?;
        for deletion in &batch.deletions {
            write::delete(&transaction, batch, deletion, &mut counts)?;
        }
        for failure in &batch.failures {
            write::record_failure(&transaction, batch, failure)?;
            counts.failed += 1;
        }
        if let Some(state) = &batch.state {
            save_state(&transaction, state, &batch.now)?;
        }
        transaction.commit()?;
        Ok(counts)
    }

    pub(super) fn state(&mut self, key: &str) -> Result<Option<State>, SyncError> {
        let state = self.connection.query_row(
            "SELECT key, since, checkpoint, at_end FROM sync_state WHERE key = ?",
            [key],
            |row| {
                Ok(State {
                    key: row.get(0)?,
                    since: row.get(1)?,
                    checkpoint: row.get(2)?,
                    at_end: row.get(3)?,
                })
            },
        );
        Ok(state.optional()?)
    }

    pub(super) fn drop_state(&mut self, key: &str) -> Result<bool, SyncError> {
        let dropped = self
            .connection
            .execute("DELETE FROM sync_state WHERE key = ?", [key])?;
        Ok(dropped > 0)
    }

    pub(super) fn known(&mut self, demarche: i64) -> Result<Vec<Known>, SyncError> {
        let mut statement = self.connection.prepare(
            "SELECT number, state, date_derniere_modification, date_expiration, revision,
                 (SELECT json_group_array(label) FROM
                     (SELECT label FROM dossier_label WHERE dossier = number ORDER BY label)),
                 json_type(raw, '$.champs') IS 'array', json_type(raw, '$.annotations') IS 'array',
                 json_type(raw, '$.avis') IS 'array', json_type(raw, '$.messages') IS 'array'
             FROM dossier WHERE demarche = ? AND deleted_at IS NULL AND content_hash IS NOT NULL
                 AND pending_deletion_at IS NULL
             ORDER BY number",
        )?;
        let rows = statement.query_map([demarche], |row| {
            let labels: String = row.get(5)?;
            Ok(Known {
                number: row.get(0)?,
                state: row.get(1)?,
                modified: row.get(2)?,
                expiration: row.get(3)?,
                revision: row.get(4)?,
                labels: serde_json::from_str(&labels).unwrap_or_default(),
                parts: With {
                    champs: row.get(6)?,
                    annotations: row.get(7)?,
                    avis: row.get(8)?,
                    messages: row.get(9)?,
                },
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(super) fn count_known(&mut self, demarche: i64) -> Result<u64, SyncError> {
        let count = self.connection.query_row(
            "SELECT COUNT(*) FROM dossier WHERE demarche = ? AND deleted_at IS NULL AND content_hash IS NOT NULL
                 AND pending_deletion_at IS NULL",
            [demarche],
            |row| row.get::<_, i64>(0),
        )?;
        Ok(count as u64)
    }

    pub(super) fn pending_before(
        &mut self,
        demarche: i64,
        moment: &str,
    ) -> Result<Vec<i64>, SyncError> {
        let mut statement = self.connection.prepare(
            "SELECT number FROM dossier
             WHERE demarche = ? AND deleted_at IS NULL AND pending_deletion_at < ? ORDER BY number",
        )?;
        let numbers = statement.query_map(params![demarche, moment], |row| row.get(0))?;
        Ok(numbers.collect::<Result<_, _>>()?)
    }

    pub(super) fn remove_marked(&mut self, demarche: i64) -> Result<u64, SyncError> {
        let transaction = self.begin()?;
        let marked = {
            let mut statement = transaction.prepare(
                "SELECT number FROM dossier WHERE demarche = ? AND deleted_at IS NOT NULL",
            )?;
            let numbers = statement.query_map([demarche], |row| row.get(0))?;
            numbers.collect::<Result<Vec<i64>, _>>()?
        };
        write::remove_children(&transaction, &marked)?;
        let removed = transaction.execute(
            "DELETE FROM dossier WHERE demarche = ? AND deleted_at IS NOT NULL",
            [demarche],
        )?;
        transaction.commit()?;
        Ok(removed as u64)
    }

    pub(super) fn failed(&mut self, demarche: i64) -> Result<(Vec<i64>, bool), SyncError> {
        let mut statement = self.connection.prepare(
            "SELECT DISTINCT number FROM dead_letter
             WHERE demarche = ? AND resolved_at IS NULL AND path NOT LIKE 'file:%' ORDER BY number",
        )?;
        let found = statement.query_map([demarche], |row| row.get::<_, Option<i64>>(0))?;
        let found: Vec<Option<i64>> = found.collect::<Result<_, _>>()?;
        let has_unnumbered = found.contains(&None);
        Ok((found.into_iter().flatten().collect(), has_unnumbered))
    }

    pub(super) fn mark_failures_resolved(
        &mut self,
        demarche: i64,
        now: &str,
    ) -> Result<(), SyncError> {
        self.connection.execute(
            "UPDATE dead_letter SET resolved_at = ? WHERE demarche = ? AND number IS NULL AND resolved_at IS NULL",
            params![now, demarche],
        )?;
        Ok(())
    }

    pub(super) fn rebuild_views(&mut self, demarche: i64) -> Result<(), SyncError> {
        let transaction = self.begin()?;
        let fields = {
            let mut statement = transaction.prepare(&views::FIELDS.replace("$1", "?1"))?;
            let rows = statement.query_map(params![demarche], |row| {
                Ok(views::Field {
                    id: row.get(0)?,
                    kind: row.get(1)?,
                    parent: row.get(2)?,
                    descriptor: row.get(3)?,
                })
            })?;
            rows.collect::<Result<Vec<_>, _>>()?
        };
        let views = views::create(demarche, &fields);
        let (key, version) = (views::version_key(demarche), views::version(&views));
        if has_views(&transaction, &key, &version, &views)? {
            return Ok(());
        }
        for old in views::names(demarche, &fields) {
            transaction.execute_batch(&views::drop_view(&old))?;
        }
        for view in views {
            transaction.execute_batch(&view.create())?;
        }
        save_setting(&transaction, &key, &version)?;
        transaction.commit()?;
        Ok(())
    }
}

/// The version of the tables; 0 if there are none.
fn version(connection: &Connection) -> Result<i64, SyncError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Whether views have this version, and none was dropped.
fn has_views(
    transaction: &Transaction<'_>,
    key: &str,
    version: &str,
    views: &[View],
) -> Result<bool, SyncError> {
    let mut has_views = transaction
        .prepare("SELECT 1 FROM setting WHERE key = ? AND value = ?")?
        .exists([key, version])?;
    let mut exists =
        transaction.prepare("SELECT 1 FROM sqlite_master WHERE type = 'view' AND name = ?")?;
    for view in views {
        has_views &= exists.exists([&view.name])?;
    }
    Ok(has_views)
}

/// Saves the state of a walk.
fn save_state(transaction: &Transaction<'_>, state: &State, now: &str) -> Result<(), SyncError> {
    transaction
        .prepare_cached(
            "INSERT INTO sync_state (key, since, checkpoint, at_end, saved_at) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (key) DO UPDATE SET since = excluded.since, checkpoint = excluded.checkpoint,
                 at_end = excluded.at_end, saved_at = excluded.saved_at",
        )?
        .execute(params![
            state.key,
            state.since,
            state.checkpoint,
            state.at_end,
            now
        ])?;
    Ok(())
}

fn save_setting(transaction: &Transaction<'_>, key: &str, value: &str) -> Result<(), SyncError> {
    transaction.execute(
        "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [key, value],
    )?;
    Ok(())
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(SqlValue::Null),
            Self::Integer(number) => ToSqlOutput::from(*number),
            Self::Real(number) => ToSqlOutput::from(*number),
            Self::Boolean(flag) => ToSqlOutput::from(*flag),
            Self::Text(text) | Self::Timestamp(text) | Self::Json(text) => {
                ToSqlOutput::from(text.as_str())
            }
        })
    }
}
