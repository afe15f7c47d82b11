//! The output of an export as a file that is complete or does not exist.

use std::path::{Path, PathBuf};

use serde_json::value::RawValue;

use super::shape::OutputShape;
use crate::failure::Failure;
use crate::output::{TableFile, TypedColumn};

/// A file that is moved into place at the end.
pub(crate) struct TableSink {
    /// `None` when it is finished or discarded.
    file: Option<Box<dyn TableFile>>,
    shape: OutputShape,
    rows: u64,
    place: PathBuf,
}

impl TableSink {
    /// A new file with these columns.
    pub(crate) fn new(
        place: &Path,
        shape: OutputShape,
        columns: Vec<TypedColumn>,
    ) -> Result<Self, Failure> {
        Ok(Self {
            file: Some(shape.format.table_file(place, columns)?),
            shape,
            rows: 0,
            place: place.to_owned(),
        })
    }

    /// Writes the items of a page.
    pub(crate) fn write(&mut self, items: Vec<Box<RawValue>>) -> Result<(), Failure> {
        for item in items {
            for row in self.shape.filtered(item)? {
                if let Some(file) = &mut self.file {
                    file.row(self.rows, &row)?;
                    self.rows += 1;
                }
            }
        }
        Ok(())
    }

    /// Completes the file and moves it into place.
    pub(crate) fn finish(&mut self) -> Result<(), Failure> {
        match self.file.take() {
            Some(file) => file.finish(),
            None => Ok(()),
        }
    }

    /// Removes what was written.
    pub(crate) fn discard(&mut self) {
        self.file = None;
    }

    /// The selected fields that no item had.
    pub(crate) fn absent_fields(&self) -> Vec<String> {
        self.shape.absent_fields()
    }

    /// The name of the file in messages.
    pub(crate) fn name(&self) -> String {
        self.place.display().to_string()
    }
}
