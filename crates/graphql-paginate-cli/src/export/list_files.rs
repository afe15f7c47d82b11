//! Lists inside the items as CSV files of their own, beside that of the items.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::output_file::SavedPart;
use super::target::Target;
use crate::failure::Failure;
use crate::output::{
    Columns, CsvEncoder, CsvStyle, ItemTable, ListTable, ROW, VALUE, elements, free_name, member,
    row_error, value_at,
};

/// The column with the key of the row that has the list.
const PARENT: &str = "_parent";

/// The part of one file that a checkpoint covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SavedList {
    pub(crate) name: String,
    #[serde(flatten)]
    pub(crate) part: SavedPart,
    pub(crate) rows: u64,
}

/// The files of the lists inside the rows of a table.
#[derive(Debug)]
pub(crate) struct ListFiles {
    /// Whether the key of a row is its `id`; otherwise its number.
    has_id: bool,
    files: Vec<ListFile>,
}

/// What opening the files needs.
struct Opening<'a> {
    /// The names of the lists, by their paths from the rows of the output.
    names: BTreeMap<String, String>,
    output: &'a Path,
    style: CsvStyle,
    saved: &'a [SavedList],
}

#[derive(Debug)]
struct ListFile {
    /// The name of the list in that of the file.
    name: String,
    /// Keys from the row that has the list.
    keys: Vec<String>,
    columns: Vec<String>,
    style: CsvStyle,
    target: Target,
    rows: u64,
    /// Rows that are not written yet.
    pending: Vec<u8>,
    /// The files of the lists inside its elements.
    inner: ListFiles,
}

impl ListFiles {
    /// Opens the files of the lists, behind what an earlier run saved.
    pub(crate) fn open(
        table: &ItemTable,
        output: &Path,
        style: CsvStyle,
        saved: &[SavedList],
    ) -> Result<Self, Failure> {
        let opening = Opening {
            names: table.list_names(),
            output,
            style,
            saved,
        };
        opening.lists_inside("", table)
    }

    /// Empties the files of everything else, now that there is a page to write.
    pub(crate) fn begin(&mut self) -> Result<(), Failure> {
        for file in &mut self.files {
            file.target.begin()?;
            file.inner.begin()?;
        }
        Ok(())
    }

    /// Whether rows are referred to by their numbers, which then are in a column.
    pub(crate) fn needs_row_numbers(&self) -> bool {
        !self.has_id && !self.files.is_empty()
    }

    /// Adds the lists of a row, which has this number from 0.
    pub(crate) fn add(&mut self, row: u64, item: &RawValue) -> Result<(), Failure> {
        if self.files.is_empty() {
            return Ok(());
        }
        let key = if self.has_id {
            id_text(item).map_err(|problem| row_error(row, &problem))?
        } else {
            (row + 1).to_string()
        };
        for file in &mut self.files {
            file.add(&key, item)?;
        }
        Ok(())
    }

    /// Writes the added rows.
    pub(crate) fn write(&mut self) -> Result<(), Failure> {
        for file in &mut self.files {
            file.target.write(&file.pending)?;
            file.pending.clear();
            file.inner.write()?;
        }
        Ok(())
    }

    /// Syncs the files to disk, and returns the part of each that a checkpoint covers.
    pub(crate) fn sync(&mut self) -> Result<Vec<SavedList>, Failure> {
        let mut saved = Vec::new();
        for file in &mut self.files {
            saved.push(SavedList {
                name: file.name.clone(),
                part: file.target.sync()?,
                rows: file.rows,
            });
            saved.extend(file.inner.sync()?);
        }
        Ok(saved)
    }
}

impl Opening<'_> {
    /// The files of the lists inside the rows of a table, which is at this path.
    fn lists_inside(&self, outer: &str, table: &ItemTable) -> Result<ListFiles, Failure> {
        let mut files = Vec::new();
        for list in &table.lists {
            files.push(self.list(&format!("{outer}{}", list.path), list)?);
        }
        Ok(ListFiles {
            // The same object can be in several lists, so its `id` does not tell their rows apart.
            has_id: table.has_id && outer.is_empty(),
            files,
        })
    }

    /// The file of the list at a path.
    fn list(&self, path: &str, list: &ListTable) -> Result<ListFile, Failure> {
        let name = &self.names[path];
        let saved_list = self.saved.iter().find(|saved| saved.name == *name);
        let (part, rows) = match saved_list {
            Some(saved) => (saved.part.clone(), saved.rows),
            None => (SavedPart::default(), 0),
        };
        let mut file = ListFile {
            name: name.clone(),
            keys: list.path.split('.').map(str::to_owned).collect(),
            columns: list.table.columns.clone(),
            style: self.style,
            target: Target::file(&path_of(self.output, name), &part)?,
            rows,
            pending: Vec::new(),
            inner: self.lists_inside(&format!("{path}."), &list.table)?,
        };
        if part.bytes == 0 {
            file.begin();
        }
        Ok(file)
    }
}

impl ListFile {
    fn begin(&mut self) {
        let parent = free_name(PARENT, &self.columns);
        let row = free_name(ROW, &self.columns);
        let mut first = vec![parent.as_str()];
        if self.inner.needs_row_numbers() {
            first.push(&row);
        }
        if self.columns.is_empty() {
            first.push(VALUE);
        }
        let encoder = self.encoder();
        encoder.header(&first, &mut self.pending);
    }

    /// Adds the elements of the list in a row with this key.
    fn add(&mut self, key: &str, item: &RawValue) -> Result<(), Failure> {
        let Some(list) = value_at(item, &self.keys) else {
            // An object on the way is null, or is of a type without the list.
            return Ok(());
        };
        if list.get() == "null" {
            return Ok(());
        }
        let Some(elements) = elements(list) else {
            return Err(self.row_error(&format!("`{}` is not a list", self.keys.join("."))));
        };
        let encoder = self.encoder();
        for element in elements {
            let mut cells = vec![key.to_owned()];
            if self.inner.needs_row_numbers() {
                cells.push((self.rows + 1).to_string());
            }
            let added = if self.columns.is_empty() {
                encoder.text(element).map(|text| {
                    cells.push(text);
                    encoder.write(cells, &mut self.pending);
                })
            } else {
                encoder.record(cells, element, &mut self.pending)
            };
            added.map_err(|problem| self.row_error(&problem))?;
            self.inner.add(self.rows, element)?;
            self.rows += 1;
        }
        Ok(())
    }

    fn encoder(&self) -> CsvEncoder {
        CsvEncoder::new(Columns::Known(self.columns.clone()), self.style)
    }

    fn row_error(&self, problem: &str) -> Failure {
        row_error(self.rows, &format!("in `{}`: {problem}", self.name))
    }
}

/// The text of an object's `id`, or what is wrong with it.
fn id_text(item: &RawValue) -> Result<String, String> {
    let id = match member(item, "id").map(RawValue::get) {
        None | Some("null") => {
            return Err(format!(
                "it has no `id` for the column `{PARENT}` of its lists"
            ));
        }
        Some(id) => id,
    };
    match serde_json::from_str::<String>(id) {
        Ok(text) => Ok(text),
        Err(_) => Ok(id.to_owned()),
    }
}

/// Whether a file has a name that the file of a list beside the output can have.
pub(crate) fn may_be_list_file(output: &Path, file: &Path) -> bool {
    let (Some(name), true) = (file.file_name(), file.parent() == output.parent()) else {
        return false;
    };
    let any_list = path_of(output, "*");
    let pattern = any_list.file_name().unwrap_or_default().to_string_lossy();
    let Some((start, end)) = pattern.rsplit_once('*') else {
        return false;
    };
    let name = name.to_string_lossy();
    match name.strip_prefix(start) {
        Some(rest) => rest.len() > end.len() && rest.ends_with(end),
        None => false,
    }
}

/// The file of a list: `pulls.labels.csv` beside `pulls.csv`.
fn path_of(output: &Path, name: &str) -> PathBuf {
    let stem = output.file_stem().unwrap_or_default().to_string_lossy();
    let extension = output.extension().unwrap_or_default().to_string_lossy();
    let extension = if extension.is_empty() {
        "csv".into()
    } else {
        extension
    };
    output.with_file_name(format!("{stem}.{name}.{extension}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_without_an_id_has_no_key() {
        for (item, expected) in [
            (r#"{"id":"a\u00e9"}"#, Some("aé")),
            (r#"{"id":7}"#, Some("7")),
            (r#"{"id":null}"#, None),
            (r#"{"key":"a"}"#, None),
        ] {
            let item: Box<RawValue> = serde_json::from_str(item).unwrap();
            assert_eq!(id_text(&item).ok().as_deref(), expected, "{item}");
        }
    }

    #[test]
    fn names_of_list_files_are_recognized() {
        for (output, file, expected) in [
            ("a/pulls.csv", "a/pulls.labels.csv", true),
            ("a/pulls.csv", "a/pulls.reviews.comments.csv", true),
            ("pulls", "pulls.labels.csv", true),
            ("a/pulls.csv", "a/pulls.csv", false),
            ("a/pulls.csv", "a/pulls.csv.checkpoint", false),
            ("a/pulls.csv", "b/pulls.labels.csv", false),
            ("a/pulls.csv", "a/runs.csv", false),
        ] {
            let is_one = may_be_list_file(Path::new(output), Path::new(file));
            assert_eq!(is_one, expected, "{file} of {output}");
        }
    }

    #[test]
    fn files_stand_beside_the_output() {
        for (output, expected) in [
            ("a/pulls.csv", "a/pulls.labels.csv"),
            ("pulls", "pulls.labels.csv"),
            ("x.y.tsv", "x.y.labels.tsv"),
        ] {
            assert_eq!(path_of(Path::new(output), "labels"), Path::new(expected));
        }
    }
}
