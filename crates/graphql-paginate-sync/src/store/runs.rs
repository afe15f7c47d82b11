//! Store operations for the record of runs.

use super::either::on_either;
use super::{BegunRun, RunEnd, RunSubject, Store};
use crate::error::SyncError;

impl Store {
    /// Stores the start of a run.
    pub(crate) async fn begin_run(
        &self,
        subject: RunSubject,
        now: String,
    ) -> Result<BegunRun, SyncError> {
        on_either!(self, begin_run(&subject, &now))
    }

    /// Stores the end of a run.
    pub(crate) async fn end_run(&self, run: BegunRun, end: RunEnd) -> Result<(), SyncError> {
        on_either!(self, end_run(run, &end))
    }
}
