//! The format table: aligned columns for a terminal.

use console::{Alignment, measure_text_width, pad_str, truncate_str};
use serde_json::value::RawValue;

use super::cells::cells;
use super::columns::Columns;
use super::compact::compacted;
use super::encoder::Encoder;
use crate::failure::Failure;

/// The separator between two columns.
const GAP: &str = "  ";
/// The smallest width of a column; columns that still do not fit are dropped.
const NARROWEST: usize = 8;

/// Writes rows as wide as the terminal; longer values are cut with `…`.
pub(crate) struct TableEncoder {
    columns: Vec<Column>,
    /// Whether columns were dropped because they do not fit.
    has_more: bool,
}

struct Column {
    path: String,
    width: usize,
    alignment: Alignment,
}

impl TableEncoder {
    /// A table whose columns fit the rows of the first page and are together at most `width` wide.
    pub(crate) fn new(columns: &Columns, first: &[Box<RawValue>], width: usize) -> Self {
        let rows: Vec<Vec<String>> = first
            .iter()
            .map(|item| row(item, columns.paths()))
            .collect();
        let mut measured = Vec::new();
        for (index, path) in columns.paths().iter().enumerate() {
            let mut column = Column {
                path: path.clone(),
                width: measure_text_width(path),
                alignment: Alignment::Right,
            };
            for row in &rows {
                column.width = column.width.max(measure_text_width(&row[index]));
                if !is_number(&row[index]) {
                    column.alignment = Alignment::Left;
                }
            }
            measured.push(column);
        }
        let count = measured.len();
        fit(&mut measured, width);
        Self {
            has_more: measured.len() < count,
            columns: measured,
        }
    }

    fn line(&self, texts: &[String], last: &str, bytes: &mut Vec<u8>) {
        let mut line = String::new();
        for (column, text) in self.columns.iter().zip(texts) {
            if !line.is_empty() {
                line.push_str(GAP);
            }
            let text = truncate_str(text, column.width, "…");
            line.push_str(&pad_str(&text, column.width, column.alignment, None));
        }
        if self.has_more {
            line.push_str(GAP);
            line.push_str(last);
        }
        bytes.extend(line.trim_end().as_bytes());
        bytes.push(b'\n');
    }
}

impl Encoder for TableEncoder {
    fn begin(&mut self, bytes: &mut Vec<u8>) {
        let header: Vec<String> = self
            .columns
            .iter()
            .map(|column| column.path.clone())
            .collect();
        self.line(&header, "…", bytes);
    }

    fn item(&mut self, _row: u64, item: &RawValue, bytes: &mut Vec<u8>) -> Result<(), Failure> {
        let paths: Vec<String> = self
            .columns
            .iter()
            .map(|column| column.path.clone())
            .collect();
        self.line(&row(item, &paths), "", bytes);
        Ok(())
    }

    fn end(&mut self, _rows: u64, _bytes: &mut Vec<u8>) {}
}

/// Makes the widest columns narrower until all fit; drops the last ones if that is not enough.
fn fit(columns: &mut Vec<Column>, width: usize) {
    while total(columns) > width {
        let count = columns.len();
        match columns.iter_mut().max_by_key(|column| column.width) {
            Some(column) if column.width > NARROWEST => column.width -= 1,
            _ if count > 1 => columns.truncate(count - 1),
            _ => return,
        }
    }
}

fn total(columns: &[Column]) -> usize {
    let mut total = 0;
    for column in columns {
        total += column.width + GAP.len();
    }
    total
}

/// The texts of an item's columns; empty for missing fields.
fn row(item: &RawValue, paths: &[String]) -> Vec<String> {
    let mut row = vec![String::new(); paths.len()];
    let is_column = |path: &str| paths.iter().any(|column| column == path);
    for cell in cells(item, &is_column) {
        if let Some(index) = paths.iter().position(|column| *column == cell.path) {
            row[index] = text(cell.value);
        }
    }
    row
}

/// The text of a value on one line, without control characters, which a terminal would interpret.
fn text(value: &RawValue) -> String {
    let json = value.get();
    if json == "null" {
        return String::new();
    }
    let text = if json.starts_with('"') {
        serde_json::from_str(json).unwrap_or_default()
    } else {
        compacted(value).into_owned()
    };
    let mut line = String::new();
    for character in text.chars() {
        line.push(if character.is_control() {
            ' '
        } else {
            character
        });
    }
    line
}

fn is_number(text: &str) -> bool {
    text.is_empty() || text.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(width: usize, paths: &[&str], items: &[&str]) -> String {
        let items: Vec<Box<RawValue>> = items
            .iter()
            .map(|item| serde_json::from_str(item).unwrap())
            .collect();
        let columns = Columns::Known(paths.iter().map(ToString::to_string).collect());
        let mut encoder = TableEncoder::new(&columns, &items, width);
        let mut bytes = Vec::new();
        encoder.begin(&mut bytes);
        for (row, item) in items.iter().enumerate() {
            encoder.item(row as u64, item, &mut bytes).unwrap();
        }
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn columns_are_aligned_and_numbers_are_right_aligned() {
        let items = [
            r#"{"n":7,"author":{"login":"zoë"},"title":"a\nb\u001b[31m"}"#,
            r#"{"n":12,"author":null,"title":"表題"}"#,
        ];
        assert_eq!(
            table(80, &["n", "author.login", "title"], &items),
            " n  author.login  title\n 7  zoë           a b [31m\n12                表題\n"
        );
    }

    #[test]
    fn cells_and_columns_that_do_not_fit_are_truncated_or_omitted() {
        let items = [r#"{"a":"a long first value","b":"another one","c":"the third"}"#];
        assert_eq!(
            table(30, &["a", "b", "c"], &items),
            "a         b         c\na long …  anothe…  the thi…\n".replace("anothe…", "another…")
        );
        assert_eq!(
            table(21, &["a", "b", "c"], &items),
            "a         b         …\na long …  another…\n"
        );
    }
}
