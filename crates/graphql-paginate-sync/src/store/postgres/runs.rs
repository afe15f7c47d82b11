//! The record of runs in PostgreSQL.

use super::Postgres;
use crate::error::SyncError;
use crate::store::{BegunRun, RunEnd, RunSubject};

impl Postgres {
    pub(in crate::store) async fn begin_run(
        &mut self,
        subject: &RunSubject,
        now: &str,
    ) -> Result<BegunRun, SyncError> {
        let transaction = self.begin().await?;
        let row = match subject {
            RunSubject::Demarche(number) => {
                let statement = "INSERT INTO run (demarche, started_at) VALUES ($1, $2::text::timestamptz) RETURNING id";
                transaction.query_one(statement, &[number, &now]).await?
            }
            RunSubject::List { list, part } => {
                let statement = "INSERT INTO list_run (list, part, started_at)
                     VALUES ($1, $2, $3::text::timestamptz) RETURNING id";
                transaction
                    .query_one(statement, &[list, part, &now])
                    .await?
            }
        };
        transaction.commit().await?;
        Ok(BegunRun {
            table: subject.table(),
            id: row.get(0),
        })
    }

    pub(in crate::store) async fn end_run(
        &mut self,
        run: BegunRun,
        end: &RunEnd,
    ) -> Result<(), SyncError> {
        let statement = format!(
            "UPDATE {} SET finished_at = $1::text::timestamptz, outcome = $2,
                 certificate = $3::text::jsonb WHERE id = $4",
            run.table
        );
        self.execute(
            &statement,
            &[&end.finished, &end.outcome, &end.certificate, &run.id],
        )
        .await?;
        Ok(())
    }
}
