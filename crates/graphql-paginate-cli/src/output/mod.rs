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
mod json_text;
mod key_tree;
mod ndjson;
#[cfg(feature = "parquet")]
mod parquet;
mod row_error;
mod select;
mod table;
mod table_file;
#[cfg(any(feature = "parquet", feature = "xlsx"))]
mod temporary;
#[cfg_attr(
    not(any(feature = "parquet", feature = "xlsx")),
    allow(dead_code, reason = "only these formats have columns with types")
)]
mod typed_columns;
#[cfg(feature = "xlsx")]
mod xlsx;

pub(crate) use self::cells::{VALUE, elements, member, members, value_at};
pub(crate) use self::columns::{Columns, free_name, is_below};
pub(crate) use self::compact::compacted;
pub(crate) use self::csv::{CsvDialect, CsvEncoder, CsvLists, CsvStyle, ROW};
pub(crate) use self::encoder::Encoder;
pub(crate) use self::format::Format;
pub(crate) use self::item_table::{ItemTable, ListTable};
pub(crate) use self::jq::JqFilter;
pub(crate) use self::key_tree::KeyTree;
pub(crate) use self::row_error::row_error;
pub(crate) use self::select::Selection;
pub(crate) use self::table_file::TableFile;
pub(crate) use self::typed_columns::{ColumnType, TypedColumn, select_columns};
