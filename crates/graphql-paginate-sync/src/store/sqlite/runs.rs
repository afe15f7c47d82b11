//! The record of runs in SQLite.

use rusqlite::params;

use super::Sqlite;
use crate::error::SyncError;
use crate::store::{BegunRun, RunEnd, RunSubject};

impl Sqlite {
    pub(in crate::store) fn begin_run(
        &mut self,
        subject: &RunSubject,
        now: &str,
    ) -> Result<BegunRun, SyncError> {
        match subject {
            RunSubject::Demarche(number) => self.connection.execute(
                "INSERT INTO run (demarche, started_at) VALUES (?, ?)",
                params![number, now],
            )?,
            RunSubject::List { list, part } => self.connection.execute(
                "INSERT INTO list_run (list, part, started_at) VALUES (?, ?, ?)",
                params![list, part, now],
            )?,
        };
        Ok(BegunRun {
            table: subject.table(),
            id: self.connection.last_insert_rowid(),
        })
    }

    pub(in crate::store) fn end_run(
        &mut self,
        run: BegunRun,
        end: &RunEnd,
    ) -> Result<(), SyncError> {
        let statement = format!(
            "UPDATE {} SET finished_at = ?, outcome = ?, certificate = ? WHERE id = ?",
            run.table
        );
        self.connection.execute(
            &statement,
            params![end.finished, end.outcome, end.certificate, run.id],
        )?;
        Ok(())
    }
}
