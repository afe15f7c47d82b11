//! The interface of formats whose file is complete or does not exist.

use serde_json::value::RawValue;

use crate::failure::Failure;

/// A file that is written beside its place and moved there at the end.
///
/// Dropping it before [`finish`](Self::finish) removes what was written.
pub(crate) trait TableFile: Send {
    /// Adds a row, which has this number from 0.
    fn row(&mut self, row: u64, item: &RawValue) -> Result<(), Failure>;

    /// Completes the file and moves it into place.
    fn finish(self: Box<Self>) -> Result<(), Failure>;
}
