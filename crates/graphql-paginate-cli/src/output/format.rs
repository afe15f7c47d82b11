//! The output formats, and the encoder of each.

use std::path::Path;

use clap::ValueEnum;
use serde_json::value::RawValue;

use super::columns::Columns;
use super::csv::{CsvDialect, CsvEncoder};
use super::encoder::Encoder;
use super::json::JsonEncoder;
use super::ndjson::NdjsonEncoder;
use super::table::TableEncoder;
use crate::stdout;

/// The form of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// One JSON value a line.
    Ndjson,
    /// One JSON list.
    Json,
    /// A row for each item; nested objects as dotted columns, lists as JSON.
    Csv,
    /// One JSON object a line for each page, with cursor, total and the whole response data.
    Pages,
    /// A preview for people: aligned columns of the first 20 items, or of as many as `--limit` says.
    Table,
}

impl Format {
    /// The format for a file extension.
    pub(crate) fn of_file(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "ndjson" | "jsonl" => Some(Self::Ndjson),
            "json" => Some(Self::Json),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }

    /// The encoder of the format; `first` holds the rows of the first page.
    pub(crate) fn encoder(
        self,
        columns: Columns,
        dialect: CsvDialect,
        first: &[Box<RawValue>],
    ) -> Box<dyn Encoder> {
        match self {
            Self::Ndjson | Self::Pages => Box::new(NdjsonEncoder),
            Self::Json => Box::new(JsonEncoder),
            Self::Csv => Box::new(CsvEncoder::new(columns, dialect)),
            Self::Table => Box::new(TableEncoder::new(&columns, first, stdout::width())),
        }
    }
}
