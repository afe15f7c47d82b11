//! Output formats: encodes items as bytes.

mod cells;
mod columns;
mod compact;
mod csv;
mod encoder;
mod format;
mod item_table;
mod jq;
mod json;
mod key_tree;
mod ndjson;
mod select;
mod table;

pub(crate) use self::cells::{member, members};
pub(crate) use self::columns::{Columns, is_below};
pub(crate) use self::csv::{CsvDialect, CsvEncoder, CsvLists, ROW, misfit};
pub(crate) use self::encoder::Encoder;
pub(crate) use self::format::Format;
pub(crate) use self::item_table::{ItemTable, ListTable};
pub(crate) use self::jq::JqFilter;
pub(crate) use self::key_tree::KeyTree;
pub(crate) use self::select::Selection;
