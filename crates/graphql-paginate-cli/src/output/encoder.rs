//! What every format does.

use serde_json::value::RawValue;

use crate::failure::Failure;

/// Turns items into bytes.
pub(crate) trait Encoder {
    /// What stands before the first item; not called when a run continues an output.
    fn begin(&mut self, bytes: &mut Vec<u8>);

    /// One item; `row` counts from 0 over all runs of an output.
    fn item(&mut self, row: u64, item: &RawValue, bytes: &mut Vec<u8>) -> Result<(), Failure>;

    /// What stands behind the last item of a complete output.
    fn end(&mut self, rows: u64, bytes: &mut Vec<u8>);
}
