//! The format CSV, in its dialects.

use std::collections::BTreeMap;

use clap::ValueEnum;
use csv::{Terminator, Writer, WriterBuilder};
use serde_json::value::RawValue;

use super::cells::cells;
use super::columns::{Columns, OTHER, free_name, is_below};
use super::compact::compacted;
use super::encoder::Encoder;
use super::row_error::row_error;
use crate::failure::Failure;

/// Where the lists inside the items go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum CsvLists {
    /// Into a cell of the item's row, as JSON.
    #[default]
    Json,
    /// Into files of their own beside that of `-o`, a row for each element: `pulls.labels.csv` for `pulls.csv`.
    Files,
}

/// What a program that opens a table expects.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum CsvDialect {
    /// Commas, UTF-8 without a byte order mark, decimal points.
    #[default]
    Standard,
    /// For a French Excel: semicolons, a byte order mark, decimal commas.
    ExcelFr,
}

/// How CSV is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct CsvStyle {
    pub(crate) dialect: CsvDialect,
    /// Whether texts that a spreadsheet would run as formulas begin with an apostrophe.
    pub(crate) escapes_formulas: bool,
}

/// The column with the number of a row, if other files refer to rows by it.
pub(crate) const ROW: &str = "_row";

pub(crate) struct CsvEncoder {
    columns: Columns,
    style: CsvStyle,
    /// Whether the first column is the number of the row, from 1.
    numbers_rows: bool,
}

impl CsvEncoder {
    pub(crate) fn new(columns: Columns, style: CsvStyle) -> Self {
        Self {
            columns,
            style,
            numbers_rows: false,
        }
    }

    /// Numbers the rows in a first column.
    pub(crate) fn with_row_numbers(mut self) -> Self {
        self.numbers_rows = true;
        self
    }

    /// Writes the header, behind other columns.
    pub(crate) fn header(&self, first: &[&str], bytes: &mut Vec<u8>) {
        if self.style.dialect == CsvDialect::ExcelFr {
            bytes.extend("\u{feff}".as_bytes());
        }
        let columns = self.columns.paths().iter().map(String::as_str);
        let other = free_name(OTHER, self.columns.paths());
        let mut header: Vec<&str> = first.iter().copied().chain(columns).collect();
        if self.columns.has_other() {
            header.push(&other);
        }
        let mut writer = self.writer(bytes);
        writer
            .write_record(header)
            .expect("memory can be written to");
    }

    /// Writes the row of an item, behind other cells.
    ///
    /// # Errors
    ///
    /// The item does not fit the columns.
    pub(crate) fn record(
        &self,
        mut cells: Vec<String>,
        item: &RawValue,
        bytes: &mut Vec<u8>,
    ) -> Result<(), String> {
        cells.extend(self.row(item)?);
        self.write(cells, bytes);
        Ok(())
    }

    /// Writes cells as a row.
    pub(crate) fn write(&self, cells: Vec<String>, bytes: &mut Vec<u8>) {
        let mut writer = self.writer(bytes);
        writer
            .write_record(cells)
            .expect("memory can be written to");
    }

    fn writer<'b>(&self, bytes: &'b mut Vec<u8>) -> Writer<&'b mut Vec<u8>> {
        let mut builder = WriterBuilder::new();
        match self.style.dialect {
            CsvDialect::Standard => builder.terminator(Terminator::Any(b'\n')),
            CsvDialect::ExcelFr => builder.delimiter(b';').terminator(Terminator::CRLF),
        };
        builder.from_writer(bytes)
    }

    fn row(&self, item: &RawValue) -> Result<Vec<String>, String> {
        let paths = self.columns.paths();
        let mut row = vec![None; paths.len()];
        let mut other = Vec::new();
        let is_column = |path: &str| paths.iter().any(|column| column == path);
        for cell in cells(item, &is_column) {
            let text = self.text(cell.value)?;
            match paths.iter().position(|column| *column == cell.path) {
                // A key that contains a dot can have the path of a member of another object.
                Some(index) if row[index].is_none() => row[index] = Some(text),
                // The parent of columns is null, or the value holds no data.
                _ if text.is_empty() || cell.value.get() == "{}" => {}
                _ if !self.columns.has_other()
                    && paths.iter().any(|column| {
                        *column == cell.path
                            || is_below(&cell.path, column)
                            || is_below(column, &cell.path)
                    }) =>
                {
                    return Err(format!(
                        "`{}` is {}, which its columns cannot hold",
                        cell.path, cell.value
                    ));
                }
                _ => other.push((cell.path, cell.value)),
            }
        }
        let mut row: Vec<String> = row.into_iter().map(Option::unwrap_or_default).collect();
        if self.columns.has_other() {
            row.push(joined(&other));
        }
        Ok(row)
    }

    /// The text of a cell: empty for null, JSON for lists and objects.
    pub(crate) fn text(&self, value: &RawValue) -> Result<String, String> {
        let text = value.get();
        match text.as_bytes().first() {
            Some(b'"') => {
                let text: String = serde_json::from_str(text).map_err(|error| error.to_string())?;
                if self.style.escapes_formulas && is_formula(&text) {
                    Ok(format!("'{text}"))
                } else {
                    Ok(text)
                }
            }
            Some(b'n') => Ok(String::new()),
            Some(b'-' | b'0'..=b'9') if self.style.dialect == CsvDialect::ExcelFr => {
                Ok(text.replace('.', ","))
            }
            _ => Ok(compacted(value).into_owned()),
        }
    }
}

impl Encoder for CsvEncoder {
    fn begin(&mut self, bytes: &mut Vec<u8>) {
        let row = free_name(ROW, self.columns.paths());
        let first: &[&str] = if self.numbers_rows { &[&row] } else { &[] };
        self.header(first, bytes);
    }

    fn item(&mut self, row: u64, item: &RawValue, bytes: &mut Vec<u8>) -> Result<(), Failure> {
        let mut first = Vec::new();
        if self.numbers_rows {
            first.push((row + 1).to_string());
        }
        self.record(first, item, bytes)
            .map_err(|problem| row_error(row, &problem))
    }

    fn end(&mut self, _rows: u64, _bytes: &mut Vec<u8>) {}
}

/// Whether a spreadsheet may run a text as a formula.
///
/// See [CSV injection](https://owasp.org/www-community/attacks/CSV_Injection).
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

/// The fields without a column, as one JSON object with their values as received; empty if there are none.
fn joined(other: &[(String, &RawValue)]) -> String {
    if other.is_empty() {
        return String::new();
    }
    let mut members: BTreeMap<String, &RawValue> = BTreeMap::new();
    for (path, value) in other {
        let mut key = path.clone();
        // A key that contains a dot can have the path of a member of another object.
        while members.contains_key(&key) {
            key.push('_');
        }
        members.insert(key, value);
    }
    let mut object = String::from("{");
    for (key, value) in members {
        if object.len() > 1 {
            object.push(',');
        }
        object.push_str(&serde_json::Value::from(key).to_string());
        object.push(':');
        object.push_str(&compacted(value));
    }
    object.push('}');
    object
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(columns: Columns, dialect: CsvDialect, items: &[&str]) -> String {
        let style = CsvStyle {
            dialect,
            escapes_formulas: false,
        };
        encoded_as(columns, style, items)
    }

    fn encoded_as(columns: Columns, style: CsvStyle, items: &[&str]) -> String {
        let mut encoder = CsvEncoder::new(columns, style);
        let mut bytes = Vec::new();
        encoder.begin(&mut bytes);
        for (row, item) in items.iter().enumerate() {
            let item: Box<RawValue> = serde_json::from_str(item).unwrap();
            encoder.item(row as u64, &item, &mut bytes).unwrap();
        }
        String::from_utf8(bytes).unwrap()
    }

    fn known(paths: &[&str]) -> Columns {
        Columns::Known(paths.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn nested_objects_are_dotted_columns_and_lists_are_json() {
        let items = [
            r#"{"id":12345678901234567890123,"author":{"login":"a,\"b\""},"tags":[1, 2],"ok":true}"#,
            r#"{"id":1.50,"author":null,"tags":[],"ok":null}"#,
        ];
        let columns = known(&["id", "author.login", "tags", "ok"]);
        assert_eq!(
            encoded(columns, CsvDialect::Standard, &items),
            "id,author.login,tags,ok\n12345678901234567890123,\"a,\"\"b\"\"\",\"[1,2]\",true\n1.50,,[],\n"
        );
    }

    #[test]
    fn a_french_excel_opens_the_table() {
        let items = [r#"{"nom":"Zoé; née","part":0.5}"#];
        assert_eq!(
            encoded(known(&["nom", "part"]), CsvDialect::ExcelFr, &items),
            "\u{feff}nom;part\r\n\"Zoé; née\";0,5\r\n"
        );
    }

    #[test]
    fn texts_that_a_spreadsheet_would_run_can_be_escaped() {
        let items = [
            r#"{"text":"=1+1","number":-1}"#,
            r#"{"text":"+33 1 23","number":2}"#,
            r#"{"text":"\tx","number":3}"#,
            r#"{"text":"a=b","number":4}"#,
        ];
        let columns = known(&["text", "number"]);
        assert_eq!(
            encoded(columns.clone(), CsvDialect::Standard, &items),
            "text,number\n=1+1,-1\n+33 1 23,2\n\tx,3\na=b,4\n"
        );
        let style = CsvStyle {
            escapes_formulas: true,
            ..CsvStyle::default()
        };
        assert_eq!(
            encoded_as(columns, style, &items),
            "text,number\n'=1+1,-1\n'+33 1 23,2\n'\tx,3\na=b,4\n"
        );
    }

    #[test]
    fn keys_that_only_later_items_have_are_kept_as_json() {
        let columns = Columns::FirstPage(vec!["id".to_owned()]);
        let items = [
            r#"{"id":1}"#,
            r#"{"id":2,"new":{"x":1,"y":null},"list":[]}"#,
        ];
        assert_eq!(
            encoded(columns, CsvDialect::Standard, &items),
            "id,_other\n1,\n2,\"{\"\"list\"\":[],\"\"new.x\"\":1}\"\n"
        );
    }

    #[test]
    fn two_values_with_one_path_are_both_kept_or_refused() {
        let item = r#"{"a.b":1,"a":{"b":2},"_other":3}"#;
        let columns = Columns::FirstPage(vec!["a.b".to_owned(), "_other".to_owned()]);
        assert_eq!(
            encoded(columns, CsvDialect::Standard, &[item]),
            "a.b,_other,_other_\n1,3,\"{\"\"a.b\"\":2}\"\n"
        );
        let item: Box<RawValue> = serde_json::from_str(item).unwrap();
        let mut encoder = CsvEncoder::new(known(&["a.b"]), CsvStyle::default());
        assert!(encoder.item(0, &item, &mut Vec::new()).is_err());
    }

    #[test]
    fn values_without_a_column_are_kept_as_received() {
        let columns = Columns::FirstPage(vec!["id".to_owned()]);
        let item = r#"{"id":1,"n":{"a.b":12345678901234567890123,"a":{"b":1.50}},"l":[1, 2]}"#;
        assert_eq!(
            encoded(columns, CsvDialect::Standard, &[item]),
            "id,_other\n1,\"{\"\"l\"\":[1,2],\"\"n.a.b\"\":12345678901234567890123,\"\"n.a.b_\"\":1.50}\"\n"
        );
    }

    #[test]
    fn items_that_are_values_have_one_column() {
        let mut columns = Columns::FirstPage(Vec::new());
        let items = ["\"a\"", "[1, 2]", "null", "{}"];
        columns.learn(&items.map(|item| serde_json::from_str(item).unwrap()));
        assert_eq!(
            encoded(columns, CsvDialect::Standard, &items),
            "value,_other\na,\n\"[1,2]\",\n,\n,\n"
        );
    }
}
