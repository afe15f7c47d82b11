//! The output formats, and the encoder of each.

use std::path::Path;

use clap::ValueEnum;
use serde_json::value::RawValue;

use super::columns::Columns;
use super::csv::{CsvEncoder, CsvStyle};
use super::encoder::Encoder;
use super::json::JsonEncoder;
use super::ndjson::NdjsonEncoder;
#[cfg(feature = "parquet")]
use super::parquet::ParquetFile;
use super::table::TableEncoder;
use super::table_file::TableFile;
#[cfg(any(feature = "parquet", feature = "xlsx"))]
use super::temporary::Temporary;
use super::typed_columns::TypedColumn;
#[cfg(feature = "xlsx")]
use super::xlsx::XlsxFile;
use crate::failure::Failure;
use crate::stdout;

/// The form of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// One JSON value per line.
    Ndjson,
    /// One JSON list.
    Json,
    /// A row for each item; nested objects as dotted columns, lists as JSON.
    Csv,
    /// A Parquet file, with a column for each field, typed by the schema; in builds with the feature `parquet`.
    Parquet,
    /// A spreadsheet for Excel, with a column for each field, typed by the schema; in builds with the feature `xlsx`.
    Xlsx,
    /// One JSON object per line for each page, with cursor, total and the whole response data.
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
            "parquet" => Some(Self::Parquet),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// Its name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Xlsx => "xlsx",
            Self::Pages => "pages",
            Self::Table => "table",
        }
    }

    /// Whether a file in the format is complete or does not exist: an interrupted run cannot continue it.
    pub(crate) fn is_table_file(self) -> bool {
        matches!(self, Self::Parquet | Self::Xlsx)
    }

    /// Refuses a format that this build does not have.
    pub(crate) fn check_build(self) -> Result<(), Failure> {
        let is_missing = self == Self::Parquet && !cfg!(feature = "parquet")
            || self == Self::Xlsx && !cfg!(feature = "xlsx");
        if !is_missing {
            return Ok(());
        }
        let name = self.name();
        let message = format!("this build of the program cannot write `{name}`");
        Err(Failure::usage(message).help(format!(
            "install it with `cargo install graphql-paginate-cli --features {name}`, or use `--format csv`"
        )))
    }

    /// A new file in a format for which [`is_table_file`](Self::is_table_file) is true.
    pub(crate) fn table_file(
        self,
        place: &Path,
        columns: Vec<TypedColumn>,
    ) -> Result<Box<dyn TableFile>, Failure> {
        self.check_build()?;
        match self {
            #[cfg(feature = "parquet")]
            Self::Parquet => Ok(Box::new(ParquetFile::new(
                Temporary::beside(place)?,
                columns,
            )?)),
            #[cfg(feature = "xlsx")]
            Self::Xlsx => Ok(Box::new(XlsxFile::new(Temporary::beside(place)?, columns)?)),
            format => {
                let message = format!(
                    "`{}` cannot hold {} columns in the format `{}`",
                    place.display(),
                    columns.len(),
                    format.name()
                );
                Err(Failure::usage(message))
            }
        }
    }

    /// The encoder of the format; `first` holds the rows of the first page.
    pub(crate) fn encoder(
        self,
        columns: Columns,
        csv: CsvStyle,
        first: &[Box<RawValue>],
    ) -> Box<dyn Encoder> {
        match self {
            Self::Parquet | Self::Xlsx => unreachable!("a table file encodes its rows itself"),
            Self::Ndjson | Self::Pages => Box::new(NdjsonEncoder),
            Self::Json => Box::new(JsonEncoder),
            Self::Csv => Box::new(CsvEncoder::new(columns, csv)),
            Self::Table => Box::new(TableEncoder::new(&columns, first, stdout::width())),
        }
    }
}
