//! Writes rows to SQLite, with one prepared statement for each table.

use rusqlite::{CachedStatement, Transaction, params_from_iter};

use crate::error::SyncError;
use crate::store::schema;
use crate::table::Table;
use crate::value::Row;

/// The statements of a transaction. A page has hundreds of rows of a few tables.
pub(super) struct Upserts<'t> {
    transaction: &'t Transaction<'t>,
    statements: Vec<(&'static Table, CachedStatement<'t>)>,
}

impl<'t> Upserts<'t> {
    pub(super) fn new(transaction: &'t Transaction<'t>) -> Self {
        Self {
            transaction,
            statements: Vec::new(),
        }
    }

    /// Inserts a row, or replaces the one with its key.
    pub(super) fn write(&mut self, row: &Row) -> Result<(), SyncError> {
        let statement = self.statement(row.table)?;
        statement.execute(params_from_iter(&row.values))?;
        Ok(())
    }

    fn statement(&mut self, table: &'static Table) -> Result<&mut CachedStatement<'t>, SyncError> {
        let known = self
            .statements
            .iter()
            .position(|(known, _)| std::ptr::eq(*known, table));
        let place = match known {
            Some(place) => place,
            None => {
                let statement = self.transaction.prepare_cached(&schema::upsert(table))?;
                self.statements.push((table, statement));
                self.statements.len() - 1
            }
        };
        Ok(&mut self.statements[place].1)
    }
}
