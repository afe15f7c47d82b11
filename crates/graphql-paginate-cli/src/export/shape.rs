//! The shape of an export's output: format, selected fields, and jq filter.

use graphql_paginate_codegen::did_you_mean;
use serde_json::value::RawValue;

use super::access::header_hash;
use super::arguments::{ExportArgs, OutputArgs};
use super::flags::{Kind, refuse_unused_flags};
use crate::failure::Failure;
use crate::output::{
    Columns, CsvLists, CsvStyle, Format, ItemTable, JqFilter, Selection, TypedColumn, is_below,
    select_columns,
};
use crate::stdout;

/// How the description of an output ends that is read from both ends of the list.
pub(super) const BOTH_ENDS: &str = " both_ends";

/// The output format, and the transformation of each item.
#[derive(Debug)]
pub(crate) struct OutputShape {
    pub(crate) format: Format,
    pub(crate) csv: CsvStyle,
    pub(crate) slurp: bool,
    /// Whether lists inside the items go to files of their own.
    pub(crate) has_list_files: bool,
    jq: Option<JqFilter>,
    select: Option<Selection>,
    /// The arguments as text; a run resumes an output only with the same arguments.
    pub(crate) description: String,
    /// Whether the list is walked from both ends, which is a part of the description too.
    pub(crate) is_from_both_ends: bool,
}

impl OutputShape {
    /// Reads the output arguments.
    pub(crate) fn new(args: &ExportArgs) -> Result<Self, Failure> {
        let format = format(args)?;
        if format.is_table_file() {
            check_table_file(args, format)?;
        }
        refuse_unused_flags(args, Kind::of_api(args.source.api), format)?;
        let nested = args.query.nested.join(",");
        let is_from_both_ends = args.run.both_ends;
        let ends = if is_from_both_ends { BOTH_ENDS } else { "" };
        let (source, args) = (&args.source, &args.output);
        let csv = CsvStyle {
            dialect: args.csv_dialect.unwrap_or_default(),
            escapes_formulas: args.csv_escape_formulas,
        };
        // Other headers may select other data.
        let headers = match header_hash(&source.header) {
            Some(hash) => format!(" headers={hash}"),
            None => String::new(),
        };
        let escapes = if csv.escapes_formulas { " escaped" } else { "" };
        let dialect = csv.dialect;
        let has_list_files = args.csv_lists == Some(CsvLists::Files);
        let jq = match &args.jq {
            Some(filter) => Some(JqFilter::compile(filter)?),
            None => None,
        };
        let select = match args.select.as_slice() {
            [] => None,
            paths => Some(Selection::new(paths)?),
        };
        Ok(Self {
            format,
            csv,
            slurp: args.slurp,
            has_list_files,
            jq,
            select,
            description: format!(
                "{format:?} {dialect:?} jq={:?} select={:?} nested={nested} list_files={has_list_files}{headers}{ends}{escapes}",
                args.jq, args.select
            ),
            is_from_both_ends,
        })
    }

    /// Refuses selected fields that the query does not select.
    pub(crate) fn check_selection(&self, of_query: &[String]) -> Result<(), Failure> {
        let (Some(select), None) = (&self.select, &self.jq) else {
            return Ok(());
        };
        for path in select.paths() {
            let is_known = of_query
                .iter()
                .any(|column| column == path || is_below(column, path) || is_below(path, column));
            if !is_known {
                let meant = did_you_mean(path, of_query.iter().map(String::as_str));
                let message = format!("the query does not select `{path}`{meant}");
                let help = format!("its items have {}", of_query.join(", "));
                return Err(Failure::usage(message).help(help));
            }
        }
        Ok(())
    }

    /// The selected fields that no item had so far.
    pub(crate) fn absent_fields(&self) -> Vec<String> {
        match &self.select {
            Some(select) => select.absent(),
            None => Vec::new(),
        }
    }

    /// The table columns: the selected ones, or else those of the query, or else those of the first page.
    pub(crate) fn columns(&self, of_query: Option<Vec<String>>) -> Columns {
        if self.slurp {
            // The filter makes the rows from the selected items.
            return Columns::FirstPage(Vec::new());
        }
        match (&self.select, of_query) {
            (Some(select), of_query) if self.jq.is_none() => Columns::Known(selected_columns(
                select.paths(),
                &of_query.unwrap_or_default(),
            )),
            (Some(select), _) => Columns::Known(select.paths().to_vec()),
            (None, Some(columns)) if self.jq.is_none() => Columns::Known(columns),
            _ => Columns::FirstPage(Vec::new()),
        }
    }

    /// The columns of a table file, reduced to what is selected.
    pub(crate) fn typed_columns(&self, of_query: &[TypedColumn]) -> Vec<TypedColumn> {
        match &self.select {
            Some(select) => select_columns(of_query, select.paths()),
            None => of_query.to_vec(),
        }
    }

    /// The table of the items and of the lists inside them, reduced to what is selected.
    pub(crate) fn table(&self, of_query: &ItemTable) -> ItemTable {
        match &self.select {
            Some(select) => {
                let paths: Vec<&str> = select.paths().iter().map(String::as_str).collect();
                of_query.select(&paths)
            }
            None => of_query.clone(),
        }
    }

    /// The output values of an item. With `--slurp`, the item itself.
    pub(crate) fn filtered(&mut self, item: Box<RawValue>) -> Result<Vec<Box<RawValue>>, Failure> {
        match &self.jq {
            Some(jq) if !self.slurp => self.selected(jq.apply(&item)?),
            _ => self.selected(vec![item]),
        }
    }

    /// The output of the filter for the list of all items.
    pub(crate) fn slurped(&self, items: &[Box<RawValue>]) -> Result<Vec<Box<RawValue>>, Failure> {
        let texts: Vec<&str> = items.iter().map(|item| item.get()).collect();
        let list = RawValue::from_string(format!("[{}]", texts.join(",")));
        let list = list.expect("a list of JSON values is JSON");
        match &self.jq {
            Some(jq) => jq.apply(&list),
            None => Ok(vec![list]),
        }
    }

    fn selected(&mut self, items: Vec<Box<RawValue>>) -> Result<Vec<Box<RawValue>>, Failure> {
        match &mut self.select {
            Some(select) => Ok(items.iter().map(|item| select.apply(item)).collect()),
            None => Ok(items),
        }
    }
}

/// The columns of the selected paths: a path below a list selects a part of its elements, which are one cell.
fn selected_columns(paths: &[String], of_query: &[String]) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for path in paths {
        let column = match of_query.iter().find(|column| is_below(path, column)) {
            Some(column) => column,
            None => path,
        };
        if !columns.contains(column) {
            columns.push(column.clone());
        }
    }
    columns
}

/// Refuses a file whose columns have types where there is no file, or in a build that cannot write it.
fn check_table_file(args: &ExportArgs, format: Format) -> Result<(), Failure> {
    format.check_build()?;
    let Some(path) = args.output.file() else {
        let message = format!("`--format {}` needs a file", format.name());
        return Err(Failure::usage(message).help("add `-o FILE`"));
    };
    if path.exists() && !path.is_file() {
        let message = format!(
            "`--format {}` replaces a file, and `{}` is none",
            format.name(),
            path.display()
        );
        return Err(Failure::usage(message).help("name a file, or use `--format csv`"));
    }
    Ok(())
}

/// Extensions of compressed files.
const COMPRESSED: [&str; 6] = ["gz", "zst", "bz2", "xz", "zip", "lz4"];

/// The requested format, or else that of the file extension, a table on a terminal, or NDJSON.
fn format(args: &ExportArgs) -> Result<Format, Failure> {
    let OutputArgs {
        output, format, jq, ..
    } = &args.output;
    let keeps_place = output.is_some() || args.run.checkpoint.is_some();
    if *format == Some(Format::Table) && keeps_place {
        return Err(Failure::usage("`--format table` is a preview, not a file")
            .help("use `--format csv` for a table with all items"));
    }
    let of_file = match output {
        Some(path) => Format::of_file(path),
        None => None,
    };
    if let Some(path) = output
        && let Some(extension) = path.extension().and_then(|extension| extension.to_str())
        && COMPRESSED.contains(&extension)
    {
        let message = format!(
            "the output is not compressed, and `{}` is named so",
            path.display()
        );
        return Err(Failure::usage(message).help(format!(
            "compress a pipe: `… --format ndjson | gzip > {}`",
            path.display()
        )));
    }
    if let Some(format) = format.or(of_file) {
        return Ok(format);
    }
    if let Some(extension) = output.as_ref().and_then(|path| path.extension()) {
        let message = format!("no format has the extension `.{}`", extension.display());
        return Err(Failure::usage(message).help(
            "choose one with `--format`, or name a file that ends in .ndjson, .json, .csv, .parquet or .xlsx",
        ));
    }
    if !keeps_place && jq.is_none() && stdout::is_terminal() {
        return Ok(Format::Table);
    }
    Ok(Format::Ndjson)
}
