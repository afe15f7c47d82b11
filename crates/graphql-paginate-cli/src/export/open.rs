//! Opens the output of an export.

use super::arguments::ExportArgs;
use super::checkpoint_file::SavedRun;
use super::graphql::GraphqlList;
use super::list_files::ListFiles;
use super::output_file::SavedPart;
use super::shape::OutputShape;
use super::sink::{Sink, StreamSink};
use super::table_sink::TableSink;
use super::target::Target;
use crate::failure::Failure;
use crate::file::behind_links;
use crate::output::Columns;

/// Opens a new output, or continues that of an earlier run.
pub(super) fn open_sink(
    args: &ExportArgs,
    shape: OutputShape,
    list: Option<&GraphqlList>,
    saved: Option<&SavedRun>,
) -> Result<Sink, Failure> {
    let path = args.output.file();
    if shape.format.is_table_file()
        && let Some(path) = path
    {
        let of_query = list.and_then(|list| list.typed_columns.as_ref());
        let columns = shape.typed_columns(of_query.ok_or_else(|| no_types(list))?);
        let place = behind_links(path);
        return Ok(Sink::Table(TableSink::new(&place, shape, columns)?));
    }
    let table = if shape.has_list_files {
        let of_query = list.and_then(|list| list.table.as_ref());
        Some(shape.table(of_query.ok_or_else(|| no_lists(list))?))
    } else {
        None
    };
    let part = match saved {
        Some(saved) => saved.output.part.clone(),
        None => SavedPart::default(),
    };
    let target = match path {
        Some(path) => Target::file(path, &part)?,
        None => Target::stdout(&part)?,
    };
    let of_query = list.and_then(|list| list.columns.clone());
    let (mut lists, mut columns) = (None, shape.columns(of_query));
    if let (Some(table), Some(path)) = (table, path) {
        let saved = saved.map_or(&[][..], |saved| &saved.output.lists);
        lists = Some(ListFiles::open(&table, path, shape.csv, saved)?);
        columns = Columns::Known(table.columns);
    }
    let written = saved.map(|saved| saved.output.clone());
    let sink = StreamSink::new(target, lists, shape, columns, written);
    Ok(Sink::Stream(Box::new(sink)))
}

/// The failure for `--csv-lists files` where no query says which lists there are.
fn no_lists(list: Option<&GraphqlList>) -> Failure {
    let message = match list {
        Some(_) => {
            "`--csv-lists files` takes columns and lists from the fields of the items, which have none"
        }
        None => "`--csv-lists files` takes the lists from a query, and REST APIs have none",
    };
    Failure::usage(message).help("leave it out: lists are JSON in a cell")
}

/// The failure for a format with typed columns where no query says which there are.
fn no_types(list: Option<&GraphqlList>) -> Failure {
    let message = match list {
        Some(_) => "the format takes its columns from the fields of the items, which have none",
        None => "the format takes the types of its columns from a query, and REST APIs have none",
    };
    Failure::usage(message).help("use `--format csv`")
}
