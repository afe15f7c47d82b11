//! A mirror in PostgreSQL.

mod bulk;
mod connect;
mod items;
mod lease;
mod overview;

use std::collections::HashMap;

use tokio_postgres::{Client, Transaction};

use self::bulk::{Upsert, storable};
pub(crate) use self::connect::Held;
use self::lease::Fence;
use super::schema::{VERSION, migration};
use super::{Batch, Deletion, Failure, Known, State};
use crate::certificate::Counts;
use crate::dialect::Dialect;
use crate::error::SyncError;
use crate::table::{DOSSIER, DOSSIER_CHILDREN, Table};
use crate::value::{DossierRows, Row};
use crate::views;

/// How this crate's timestamps are written by the server: in UTC with whole seconds.
const UTC: &str = "'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'";

/// A connection to the database.
#[derive(Debug)]
pub(crate) struct Postgres {
    client: Client,
    url: String,
    /// The lease that this connection works under.
    fence: Option<Fence>,
}

impl Postgres {
    /// Connects and brings the tables up to date.
    pub(super) async fn open(url: &str) -> Result<Self, SyncError> {
        let mut postgres = Self {
            client: connect::client(url).await?,
            url: url.to_owned(),
            fence: None,
        };
        postgres.migrate().await?;
        Ok(postgres)
    }

    async fn migrate(&mut self) -> Result<(), SyncError> {
        let transaction = self.client.transaction().await?;
        // Two programs that start at once take turns.
        transaction
            .batch_execute("SELECT pg_advisory_xact_lock(hashtext('graphql-paginate-sync'))")
            .await?;
        transaction
            .batch_execute("CREATE TABLE IF NOT EXISTS mirror_version (version bigint NOT NULL)")
            .await?;
        let found = transaction
            .query_opt("SELECT version FROM mirror_version", &[])
            .await?
            .map_or(0, |row| row.get(0));
        if found > VERSION {
            return Err(SyncError::NewerDatabase {
                found,
                known: VERSION,
            });
        }
        for version in found + 1..=VERSION {
            transaction
                .batch_execute(&migration(Dialect::Postgres, version))
                .await?;
        }
        transaction
            .batch_execute("DELETE FROM mirror_version")
            .await?;
        transaction
            .execute(
                "INSERT INTO mirror_version (version) VALUES ($1)",
                &[&VERSION],
            )
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes an exclusive lock on a connection of its own, which ends with the process at the latest. A worker has a lease
    /// instead.
    pub(super) async fn lock(&self, what: &str, key: &str) -> Result<Option<Held>, SyncError> {
        match self.fence {
            Some(_) => Ok(None),
            None => Ok(Some(Held::take(&self.url, what, key).await?)),
        }
    }

    pub(super) async fn apply(&mut self, batch: &Batch) -> Result<Counts, SyncError> {
        let transaction = self.begin().await?;
        let mut counts = Counts::default();
        if !batch.description.is_empty() {
            describe(&transaction, batch).await?;
        }
        store_dossiers(&transaction, batch, &mut counts).await?;
        for deletion in &batch.deletions {
            delete(&transaction, batch, deletion, &mut counts).await?;
        }
        for failure in &batch.failures {
            bury(&transaction, batch, failure).await?;
            counts.failed += 1;
        }
        if let Some(state) = &batch.state {
            save_state(&transaction, state, &batch.now).await?;
        }
        transaction.commit().await?;
        Ok(counts)
    }

    pub(super) async fn state(&self, key: &str) -> Result<Option<State>, SyncError> {
        let row = self
            .client
            .query_opt(
                "SELECT key, since, checkpoint, at_end FROM sync_state WHERE key = $1",
                &[&key],
            )
            .await?;
        Ok(row.map(|row| State {
            key: row.get(0),
            since: row.get(1),
            checkpoint: row.get(2),
            at_end: row.get(3),
        }))
    }

    pub(super) async fn drop_state(&mut self, key: &str) -> Result<bool, SyncError> {
        let transaction = self.begin().await?;
        let dropped = transaction
            .execute("DELETE FROM sync_state WHERE key = $1", &[&key])
            .await?;
        transaction.commit().await?;
        Ok(dropped > 0)
    }

    pub(super) async fn known(&self, demarche: i64) -> Result<Vec<Known>, SyncError> {
        let statement = format!(
            "SELECT number, state, to_char(date_derniere_modification AT TIME ZONE 'UTC', {UTC}),
                 to_char(date_expiration AT TIME ZONE 'UTC', {UTC}), revision,
                 ARRAY(SELECT label FROM dossier_label WHERE dossier = number ORDER BY label COLLATE \"C\")
             FROM dossier WHERE demarche = $1 AND deleted_at IS NULL AND content_hash IS NOT NULL
                 AND pending_deletion_at IS NULL
             ORDER BY number"
        );
        let rows = self.client.query(&statement, &[&demarche]).await?;
        let known = rows.into_iter().map(|row| Known {
            number: row.get(0),
            state: row.get(1),
            modified: row.get(2),
            expiration: row.get(3),
            revision: row.get(4),
            labels: row.get(5),
        });
        Ok(known.collect())
    }

    pub(super) async fn pending_before(
        &self,
        demarche: i64,
        moment: &str,
    ) -> Result<Vec<i64>, SyncError> {
        let rows = self
            .client
            .query(
                "SELECT number FROM dossier WHERE demarche = $1 AND deleted_at IS NULL
                     AND pending_deletion_at < $2::text::timestamptz ORDER BY number",
                &[&demarche, &moment],
            )
            .await?;
        Ok(rows.into_iter().map(|row| row.get(0)).collect())
    }

    pub(super) async fn failed(&self, demarche: i64) -> Result<(Vec<i64>, bool), SyncError> {
        let rows = self
            .client
            .query(
                "SELECT DISTINCT number FROM dead_letter
                 WHERE demarche = $1 AND resolved_at IS NULL ORDER BY number",
                &[&demarche],
            )
            .await?;
        let found: Vec<Option<i64>> = rows.into_iter().map(|row| row.get(0)).collect();
        let has_unnumbered = found.contains(&None);
        Ok((found.into_iter().flatten().collect(), has_unnumbered))
    }

    pub(super) async fn settle_failures(
        &mut self,
        demarche: i64,
        now: &str,
    ) -> Result<(), SyncError> {
        let transaction = self.begin().await?;
        transaction
            .execute(
                "UPDATE dead_letter SET resolved_at = $1::text::timestamptz
                 WHERE demarche = $2 AND number IS NULL AND resolved_at IS NULL",
                &[&now, &demarche],
            )
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    pub(super) async fn rebuild_views(&mut self, demarche: i64) -> Result<(), SyncError> {
        let transaction = self.begin().await?;
        let rows = transaction.query(views::FIELDS, &[&demarche]).await?;
        let fields: Vec<views::Field> = rows
            .into_iter()
            .map(|row| views::Field {
                id: row.get(0),
                kind: row.get(1),
                parent: row.get(2),
                descriptor: row.get(3),
            })
            .collect();
        let views = views::create(demarche, &fields);
        let (key, version) = views::version(demarche, &views);
        let current = transaction
            .query_opt(
                "SELECT 1 FROM setting WHERE key = $1 AND value = $2",
                &[&key, &version],
            )
            .await?;
        if current.is_some() {
            return Ok(());
        }
        let old = transaction
            .query(
                "SELECT viewname::text FROM pg_views
                 WHERE schemaname = current_schema() AND starts_with(viewname::text, $1)",
                &[&format!("v_{demarche}_")],
            )
            .await?;
        for row in old {
            let view: String = row.get(0);
            transaction
                .batch_execute(&format!("DROP VIEW \"{}\"", view.replace('"', "\"\"")))
                .await?;
        }
        for view in views {
            transaction.batch_execute(&view).await?;
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

    pub(super) async fn begin_run(&mut self, demarche: i64, now: &str) -> Result<i64, SyncError> {
        let transaction = self.begin().await?;
        let row = transaction
            .query_one(
                "INSERT INTO run (demarche, started_at) VALUES ($1, $2::text::timestamptz) RETURNING id",
                &[&demarche, &now],
            )
            .await?;
        transaction.commit().await?;
        Ok(row.get(0))
    }

    pub(super) async fn end_run(
        &mut self,
        run: i64,
        now: &str,
        outcome: &str,
        certificate: &str,
    ) -> Result<(), SyncError> {
        let transaction = self.begin().await?;
        transaction
            .execute(
                "UPDATE run SET finished_at = $1::text::timestamptz, outcome = $2,
                     certificate = $3::text::jsonb WHERE id = $4",
                &[&now, &outcome, &certificate, &run],
            )
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// Replaces what is known of the démarche's forms; fields that are gone keep their last label and get a date.
async fn describe(transaction: &Transaction<'_>, batch: &Batch) -> Result<(), SyncError> {
    transaction
        .execute(
            "UPDATE champ_descriptor SET removed_at = COALESCE(removed_at, $1::text::timestamptz)
             WHERE demarche = $2",
            &[&batch.now, &batch.demarche],
        )
        .await?;
    transaction
        .execute("DELETE FROM label WHERE demarche = $1", &[&batch.demarche])
        .await?;
    for (table, rows) in by_table(&batch.description) {
        upsert(transaction, table, &rows).await?;
    }
    let mut ids = Vec::new();
    let mut revisions = Vec::new();
    for row in &batch.description {
        if row.table.name == "champ_descriptor" {
            ids.push(row.values[0].as_text());
            revisions.push(row.values[1].as_text());
        }
    }
    transaction
        .execute(
            "UPDATE champ_descriptor AS d SET removed_at = NULL
             FROM UNNEST($1::text[], $2::text[]) AS present(id, revision)
             WHERE d.id = present.id AND d.revision = present.revision",
            &[&ids, &revisions],
        )
        .await?;
    Ok(())
}

async fn store_dossiers(
    transaction: &Transaction<'_>,
    batch: &Batch,
    counts: &mut Counts,
) -> Result<(), SyncError> {
    if batch.dossiers.is_empty() {
        return Ok(());
    }
    let received = last_by_number(&batch.dossiers);
    let numbers: Vec<i64> = received.iter().map(|dossier| dossier.number).collect();
    resolve(transaction, batch, &numbers).await?;
    let known = transaction
        .query(
            "SELECT number, content_hash, deleted_at IS NOT NULL OR pending_deletion_at IS NOT NULL
             FROM dossier WHERE number = ANY($1) FOR UPDATE",
            &[&numbers],
        )
        .await?;
    let mut hashes: HashMap<i64, Option<String>> = HashMap::new();
    for row in known {
        let is_marked: bool = row.get(2);
        let hash: Option<String> = row.get(1);
        hashes.insert(row.get(0), hash.filter(|_| !is_marked));
    }
    let mut changed: Vec<&DossierRows> = Vec::new();
    for dossier in received {
        match hashes.get(&dossier.number) {
            None => counts.inserted += 1,
            Some(Some(hash)) if *hash == dossier.hash => {
                counts.unchanged += 1;
                continue;
            }
            Some(_) => counts.updated += 1,
        }
        changed.push(dossier);
    }
    write_dossiers(transaction, batch, &changed).await
}

async fn write_dossiers(
    transaction: &Transaction<'_>,
    batch: &Batch,
    changed: &[&DossierRows],
) -> Result<(), SyncError> {
    if changed.is_empty() {
        return Ok(());
    }
    let numbers: Vec<i64> = changed.iter().map(|dossier| dossier.number).collect();
    let hashes: Vec<&str> = changed
        .iter()
        .map(|dossier| dossier.hash.as_str())
        .collect();
    let rows: Vec<&Row> = changed.iter().map(|dossier| &dossier.dossier).collect();
    upsert(transaction, &DOSSIER, &rows).await?;
    transaction
        .execute(
            "UPDATE dossier SET content_hash = new.hash, synced_at = $3::text::timestamptz,
                 pending_deletion_at = NULL, deleted_at = NULL, deletion_reason = NULL
             FROM UNNEST($1::bigint[], $2::text[]) AS new(number, hash)
             WHERE dossier.number = new.number",
            &[&numbers, &hashes, &batch.now],
        )
        .await?;
    remove_children(transaction, &numbers).await?;
    let children = changed.iter().flat_map(|dossier| &dossier.children);
    for (table, rows) in by_table(children) {
        upsert(transaction, table, &rows).await?;
    }
    Ok(())
}

async fn delete(
    transaction: &Transaction<'_>,
    batch: &Batch,
    deletion: &Deletion,
    counts: &mut Counts,
) -> Result<(), SyncError> {
    resolve(transaction, batch, &[deletion.number]).await?;
    if deletion.pending {
        counts.pending += transaction
            .execute(
                "UPDATE dossier SET pending_deletion_at = $1::text::timestamptz, deletion_reason = $2
                 WHERE number = $3 AND deleted_at IS NULL",
                &[&deletion.at, &deletion.reason, &deletion.number],
            )
            .await?;
        return Ok(());
    }
    if batch.remove_deleted {
        remove_children(transaction, &[deletion.number]).await?;
        counts.deleted += transaction
            .execute("DELETE FROM dossier WHERE number = $1", &[&deletion.number])
            .await?;
        return Ok(());
    }
    let deleted = transaction
        .query_opt(
            "SELECT 1 FROM dossier WHERE number = $1 AND deleted_at IS NOT NULL",
            &[&deletion.number],
        )
        .await?;
    if deleted.is_none() {
        counts.deleted += 1;
    }
    transaction
        .execute(
            "INSERT INTO dossier (number, demarche, state, deleted_at, deletion_reason)
             VALUES ($1, $2, $3, $4::text::timestamptz, $5)
             ON CONFLICT (number) DO UPDATE SET deleted_at = excluded.deleted_at,
                 deletion_reason = excluded.deletion_reason, pending_deletion_at = NULL",
            &[
                &deletion.number,
                &batch.demarche,
                &deletion.state,
                &deletion.at,
                &deletion.reason,
            ],
        )
        .await?;
    Ok(())
}

/// Saves how far a walk has come.
async fn save_state(
    transaction: &Transaction<'_>,
    state: &State,
    now: &str,
) -> Result<(), SyncError> {
    transaction
        .execute(
            "INSERT INTO sync_state (key, since, checkpoint, at_end, saved_at)
             VALUES ($1, $2, $3, $4, $5::text::timestamptz)
             ON CONFLICT (key) DO UPDATE SET since = excluded.since, checkpoint = excluded.checkpoint,
                 at_end = excluded.at_end, saved_at = excluded.saved_at",
            &[
                &state.key,
                &state.since,
                &state.checkpoint,
                &state.at_end,
                &now,
            ],
        )
        .await?;
    Ok(())
}

async fn remove_children(transaction: &Transaction<'_>, dossiers: &[i64]) -> Result<(), SyncError> {
    for table in DOSSIER_CHILDREN {
        let statement = format!("DELETE FROM \"{}\" WHERE dossier = ANY($1)", table.name);
        transaction.execute(&statement, &[&dossiers]).await?;
    }
    Ok(())
}

/// Keeps an item that could not be read, once, however often it is met.
async fn bury(
    transaction: &Transaction<'_>,
    batch: &Batch,
    failure: &Failure,
) -> Result<(), SyncError> {
    let message = storable(&failure.message);
    let seen = transaction
        .execute(
            "UPDATE dead_letter SET last_seen_at = $1::text::timestamptz, message = $2
             WHERE demarche = $3 AND number IS NOT DISTINCT FROM $4 AND path = $5 AND resolved_at IS NULL",
            &[&batch.now, &message, &batch.demarche, &failure.number, &failure.path],
        )
        .await?;
    if seen == 0 {
        transaction
            .execute(
                "INSERT INTO dead_letter (demarche, number, path, message, first_seen_at, last_seen_at)
                 VALUES ($1, $2, $3, $4, $5::text::timestamptz, $5::text::timestamptz)",
                &[&batch.demarche, &failure.number, &failure.path, &message, &batch.now],
            )
            .await?;
    }
    Ok(())
}

/// Dossiers that were read, or are gone, are no failures any more.
async fn resolve(
    transaction: &Transaction<'_>,
    batch: &Batch,
    numbers: &[i64],
) -> Result<(), SyncError> {
    transaction
        .execute(
            "UPDATE dead_letter SET resolved_at = $1::text::timestamptz
             WHERE number = ANY($2) AND resolved_at IS NULL",
            &[&batch.now, &numbers],
        )
        .await?;
    Ok(())
}

async fn upsert(
    transaction: &Transaction<'_>,
    table: &'static Table,
    rows: &[&Row],
) -> Result<(), SyncError> {
    let upsert = Upsert::new(table, rows);
    transaction
        .query_typed(&upsert.statement, &upsert.parameters())
        .await?;
    Ok(())
}

/// Rows in groups of one table, in the order in which the tables first appear.
fn by_table<'r>(rows: impl IntoIterator<Item = &'r Row>) -> Vec<(&'static Table, Vec<&'r Row>)> {
    let mut groups: Vec<(&'static Table, Vec<&Row>)> = Vec::new();
    for row in rows {
        match groups
            .iter_mut()
            .find(|(table, _)| table.name == row.table.name)
        {
            Some((_, group)) => group.push(row),
            None => groups.push((row.table, vec![row])),
        }
    }
    groups
}

/// The dossiers of a page, each once: of two versions the later counts.
fn last_by_number(dossiers: &[DossierRows]) -> Vec<&DossierRows> {
    let mut kept: Vec<&DossierRows> = Vec::new();
    for dossier in dossiers {
        match kept.iter_mut().find(|one| one.number == dossier.number) {
            Some(earlier) => *earlier = dossier,
            None => kept.push(dossier),
        }
    }
    kept
}
