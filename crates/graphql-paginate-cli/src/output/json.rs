//! The format JSON: one list, one item per line.

use serde_json::value::RawValue;

use super::compact::compacted;
use super::encoder::Encoder;
use crate::failure::Failure;

pub(crate) struct JsonEncoder;

impl Encoder for JsonEncoder {
    fn begin(&mut self, bytes: &mut Vec<u8>) {
        bytes.push(b'[');
    }

    fn item(&mut self, row: u64, item: &RawValue, bytes: &mut Vec<u8>) -> Result<(), Failure> {
        bytes.extend(if row == 0 { "\n" } else { ",\n" }.as_bytes());
        bytes.extend(compacted(item).as_bytes());
        Ok(())
    }

    fn end(&mut self, rows: u64, bytes: &mut Vec<u8>) {
        bytes.extend(if rows == 0 { "]\n" } else { "\n]\n" }.as_bytes());
    }
}
