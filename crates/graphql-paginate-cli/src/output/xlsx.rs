//! The format XLSX: one sheet, a row for each item.

use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde_json::value::RawValue;

use super::row_error::row_error;
use super::table_file::TableFile;
use super::temporary::Temporary;
use super::typed_columns::{CellValue, TypedColumn};
use crate::exit::Exit;
use crate::failure::Failure;

/// Integers beyond these are written as text: a spreadsheet keeps 53 bits.
const EXACT: u64 = 1 << 53;

/// A workbook whose rows are kept in a temporary file until it is complete.
pub(crate) struct XlsxFile {
    temporary: Temporary,
    workbook: Workbook,
    columns: Vec<TypedColumn>,
}

impl XlsxFile {
    /// A workbook with a header.
    pub(crate) fn new(temporary: Temporary, columns: Vec<TypedColumn>) -> Result<Self, Failure> {
        let mut workbook = Workbook::new();
        let header = begin(&mut workbook, &columns);
        header.map_err(|error| failed(&temporary, &error))?;
        Ok(Self {
            temporary,
            workbook,
            columns,
        })
    }
}

fn begin(workbook: &mut Workbook, columns: &[TypedColumn]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    sheet.set_freeze_panes(1, 0)?;
    for (index, column) in columns.iter().enumerate() {
        sheet.write_string_with_format(0, column_number(index)?, &column.path, &bold)?;
    }
    Ok(())
}

fn column_number(index: usize) -> Result<u16, XlsxError> {
    u16::try_from(index).map_err(|_| XlsxError::RowColumnLimitError)
}

impl TableFile for XlsxFile {
    fn row(&mut self, row: u64, item: &RawValue) -> Result<(), Failure> {
        let Self {
            temporary,
            workbook,
            columns,
        } = self;
        for (index, column) in columns.iter().enumerate() {
            let value = column
                .value(item)
                .map_err(|problem| row_error(row, &problem))?;
            let written = write(workbook, row, index, value);
            written.map_err(|error| failed(temporary, &error))?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), Failure> {
        let Self {
            temporary,
            mut workbook,
            ..
        } = *self;
        let saved = workbook.save_to_writer(temporary.writer()?);
        saved.map_err(|error| failed(&temporary, &error))?;
        temporary.persist()
    }
}

fn write(
    workbook: &mut Workbook,
    row: u64,
    column: usize,
    value: CellValue,
) -> Result<(), XlsxError> {
    // The header is the first row.
    let row = u32::try_from(row + 1).map_err(|_| XlsxError::RowColumnLimitError)?;
    let column = column_number(column)?;
    let sheet = workbook.worksheet_from_index(0)?;
    match value {
        CellValue::Null => {}
        CellValue::Integer(number) if number.unsigned_abs() > EXACT => {
            sheet.write_string(row, column, number.to_string())?;
        }
        CellValue::Integer(number) => {
            sheet.write_number(row, column, number as f64)?;
        }
        CellValue::Number(number) => {
            sheet.write_number(row, column, number)?;
        }
        CellValue::Boolean(value) => {
            sheet.write_boolean(row, column, value)?;
        }
        CellValue::Text(text) => {
            sheet.write_string(row, column, text)?;
        }
    }
    Ok(())
}

fn failed(temporary: &Temporary, error: &XlsxError) -> Failure {
    let place = temporary.place().display();
    let message = match error {
        XlsxError::RowColumnLimitError => {
            format!("`{place}` would have more rows or columns than a spreadsheet can hold")
        }
        XlsxError::MaxStringLengthExceeded => {
            format!(
                "`{place}` would have a text of more than 32,767 characters, which no cell can hold"
            )
        }
        error => format!("cannot write `{place}`: {error}"),
    };
    Failure::new(Exit::Failed, message).help("use `--format csv`, or select fewer fields")
}
