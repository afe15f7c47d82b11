//! The interface of all output formats.

use serde_json::value::RawValue;

use crate::failure::Failure;

/// Encodes items as bytes.
pub(crate) trait Encoder {
    /// Writes what precedes the first item. Not called when a run continues an output.
    fn begin(&mut self, bytes: &mut Vec<u8>);

    /// Writes one item; `row` counts from 0 across all runs of an output.
    fn item(&mut self, row: u64, item: &RawValue, bytes: &mut Vec<u8>) -> Result<(), Failure>;

    /// Writes what follows the last item of a complete output.
    fn end(&mut self, rows: u64, bytes: &mut Vec<u8>);
}
