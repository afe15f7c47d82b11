//! What becomes of an item before it is written.

use serde_json::value::RawValue;

use super::arguments::OutputArgs;
use crate::failure::Failure;
use crate::output::{Columns, CsvDialect, Format, JqFilter, Selection};

/// The form of the output, and what is made of each item.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) format: Format,
    pub(crate) dialect: CsvDialect,
    pub(crate) slurp: bool,
    jq: Option<JqFilter>,
    select: Option<Selection>,
    /// The arguments as text: outputs of other arguments are not continued.
    pub(crate) description: String,
}

impl Shape {
    /// Reads the arguments of the output.
    pub(crate) fn new(args: &OutputArgs) -> Result<Self, Failure> {
        let of_file = match &args.output {
            Some(path) => Format::of_file(path),
            None => None,
        };
        let format = args.format.or(of_file).unwrap_or(Format::Ndjson);
        let jq = match &args.jq {
            Some(filter) => Some(JqFilter::compile(filter)?),
            None => None,
        };
        let select = match args.select.as_slice() {
            [] => None,
            paths => Some(Selection::new(paths)?),
        };
        if format == Format::Pages && (select.is_some() || args.slurp) {
            let message =
                "`--select` and `--slurp` are about items, and `--format pages` writes pages";
            return Err(Failure::usage(message).help("use `--jq`, which then filters each page"));
        }
        Ok(Self {
            format,
            dialect: args.csv_dialect,
            slurp: args.slurp,
            jq,
            select,
            description: format!(
                "{format:?} {:?} jq={:?} select={:?}",
                args.csv_dialect, args.jq, args.select
            ),
        })
    }

    /// The columns of a table: selected ones, else those of the query, else those of the first page.
    pub(crate) fn columns(&self, of_query: Option<Vec<String>>) -> Columns {
        match (&self.select, of_query) {
            (Some(select), _) => Columns::Known(select.paths().to_vec()),
            (None, Some(columns)) if self.jq.is_none() => Columns::Known(columns),
            _ => Columns::FirstPage(Vec::new()),
        }
    }

    /// What is written of an item; of all of them, where they are slurped.
    pub(crate) fn filtered(&self, item: Box<RawValue>) -> Result<Vec<Box<RawValue>>, Failure> {
        match &self.jq {
            Some(jq) if !self.slurp => self.selected(jq.apply(&item)?),
            _ => self.selected(vec![item]),
        }
    }

    /// What the filter makes of the list of all items.
    pub(crate) fn slurped(&self, items: &[Box<RawValue>]) -> Result<Vec<Box<RawValue>>, Failure> {
        let texts: Vec<&str> = items.iter().map(|item| item.get()).collect();
        let list = RawValue::from_string(format!("[{}]", texts.join(",")));
        let list = list.expect("a list of JSON values is JSON");
        match &self.jq {
            Some(jq) => jq.apply(&list),
            None => Ok(vec![list]),
        }
    }

    fn selected(&self, items: Vec<Box<RawValue>>) -> Result<Vec<Box<RawValue>>, Failure> {
        match &self.select {
            Some(select) => Ok(items.iter().map(|item| select.apply(item)).collect()),
            None => Ok(items),
        }
    }
}
