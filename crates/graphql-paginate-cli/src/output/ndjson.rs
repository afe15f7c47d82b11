//! The format NDJSON: one JSON value per line.

use serde_json::value::RawValue;

use super::compact::compacted;
use super::encoder::Encoder;
use crate::failure::Failure;

pub(crate) struct NdjsonEncoder;

impl Encoder for NdjsonEncoder {
    fn begin(&mut self, _bytes: &mut Vec<u8>) {}

    fn item(&mut self, _row: u64, item: &RawValue, bytes: &mut Vec<u8>) -> Result<(), Failure> {
        bytes.extend(compacted(item).as_bytes());
        bytes.push(b'\n');
        Ok(())
    }

    fn end(&mut self, _rows: u64, _bytes: &mut Vec<u8>) {}
}
