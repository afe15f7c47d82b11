//! Plans of a run: for each stream, its list with the selected fields, and its child streams.

use serde_json::Value;

use super::catalog::{automatic, stream_schema};
use super::item_type::ObjectType;
use super::prune::prune;
use super::selection::{Selection, is_automatic};
use super::stream::{ApiSchema, List, QueryList, Stream};
use crate::document::Variable;
use crate::failure::Failure;
use crate::lists::SelectedList;
use crate::text_input::TextInput;

/// The plan for one stream.
pub(crate) struct StreamPlan {
    pub(crate) stream: Stream,
    /// The type of the records, with the properties that are read.
    pub(crate) item: ObjectType,
    pub(crate) schema: Value,
    pub(crate) list: PlannedList,
    /// Items per page, if the config or the query sets it.
    pub(crate) page_size: Option<u32>,
    /// Whether its records are written. If not, it is read only for its children.
    pub(crate) is_selected: bool,
    /// Indices of the child streams.
    pub(crate) children: Vec<usize>,
}

/// The list that is requested.
pub(crate) enum PlannedList {
    Query {
        selected: Box<SelectedList>,
        known: Vec<Variable>,
    },
    Collection(String),
}

/// Plans for the selected streams and the streams that they need, parents before children.
pub(crate) fn plans(
    streams: Vec<Stream>,
    selection: &Selection,
    schema: Option<&ApiSchema>,
) -> Result<Vec<StreamPlan>, Failure> {
    let needed = needed(&streams, selection);
    let mut automatics = Vec::new();
    for stream in &streams {
        automatics.push(automatic(stream, &streams));
    }
    let mut plans: Vec<StreamPlan> = Vec::new();
    for (index, stream) in streams.into_iter().enumerate() {
        if !needed[index] {
            continue;
        }
        if let Some(parent) = &stream.parent {
            let position = plans
                .iter()
                .position(|plan| plan.stream.name == parent.stream);
            let own = plans.len();
            plans[position.expect("parents come first")]
                .children
                .push(own);
        }
        let is_selected = selection.has(&stream.name);
        let list = planned(&stream, selection, &automatics[index], schema)?;
        let item = if is_selected {
            selection.record_type(&stream, &automatics[index])
        } else {
            stream
                .item
                .filtered(&|path| is_automatic(path, &automatics[index]))
        };
        plans.push(StreamPlan {
            schema: stream_schema(&item, &stream),
            item,
            list,
            page_size: stream.page_size.or(size_in_query(&stream)),
            is_selected,
            children: Vec::new(),
            stream,
        });
    }
    Ok(plans)
}

/// For each stream, whether it or a stream below it is selected.
fn needed(streams: &[Stream], selection: &Selection) -> Vec<bool> {
    let mut needed: Vec<bool> = streams
        .iter()
        .map(|stream| selection.has(&stream.name))
        .collect();
    for index in (0..streams.len()).rev() {
        if let (true, Some(parent)) = (needed[index], &streams[index].parent) {
            let position = streams
                .iter()
                .position(|stream| stream.name == parent.stream);
            needed[position.expect("parents are streams")] = true;
        }
    }
    needed
}

fn size_in_query(stream: &Stream) -> Option<u32> {
    match &stream.list {
        List::Query(list) => list.selected.page_size(&stream.variables),
        List::Collection(_) => None,
    }
}

fn planned(
    stream: &Stream,
    selection: &Selection,
    automatic: &[String],
    schema: Option<&ApiSchema>,
) -> Result<PlannedList, Failure> {
    let list = match &stream.list {
        List::Collection(name) => return Ok(PlannedList::Collection(name.clone())),
        List::Query(list) => list,
    };
    let is_selected = selection.has(&stream.name);
    let pruned = match schema {
        Some(schema) if !is_selected => {
            Some(pruned(list, schema, &|path| is_automatic(path, automatic))?)
        }
        Some(schema) if selection.prunes(&stream.name) => Some(pruned(list, schema, &|path| {
            selection.keeps(&stream.name, path, automatic)
        })?),
        _ => None,
    };
    Ok(match pruned {
        Some(selected) => PlannedList::Query {
            known: selected.known.clone(),
            selected: Box::new(selected),
        },
        None => PlannedList::Query {
            known: list.known.clone(),
            selected: Box::new(list.selected.clone()),
        },
    })
}

/// The list without the fields that are not kept.
fn pruned(
    list: &QueryList,
    schema: &ApiSchema,
    keep: &dyn Fn(&[&str]) -> bool,
) -> Result<SelectedList, Failure> {
    let document = &list.selected.document;
    let operation = document.operation(&list.selected.operation);
    let operation = operation.expect("it was found when the stream was made");
    let path = list.selected.item_path();
    let path = path.expect("the items had a type when the stream was made");
    let input = TextInput {
        name: format!("{}, as selected", list.input.name),
        text: prune(document.ast(), operation, &path, keep),
    };
    SelectedList::new(
        &input,
        list.operation.as_deref(),
        list.path.as_deref(),
        &list.declared,
        &schema.input,
    )
}
