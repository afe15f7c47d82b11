//! Connections inside lists as a source, which walks them for each element of the list.

use std::sync::Arc;

use serde_json::Value;
use serde_json::value::RawValue;

use super::source::DynamicSource;
use super::{EachParent, ItemList};
use crate::connection::{Parent, Unfilled};
use crate::error::ErrorKind;
use crate::graphql::lookup;
use crate::parents::{ParentsLayout, ParentsQuery, ParentsSource, raw_data};

impl EachParent {
    fn layout(self, items: &ItemList) -> ParentsLayout {
        let (list, item) = match items {
            ItemList::Itself => (Vec::new(), Vec::new()),
            ItemList::Nodes { list } => (vec![list.clone()], Vec::new()),
            ItemList::Edges { list, node } => (vec![list.clone()], vec![node.clone()]),
        };
        ParentsLayout {
            levels: self.levels,
            list,
            item,
            parent: self.parent,
            parent_types: self.parent_types,
            has_more: self.has_more,
            cursor: self.cursor,
            follow_up: self.follow_up,
        }
    }
}

impl<T, D> DynamicSource<T, D> {
    /// The connections of all parents as a source.
    pub(super) fn parents(
        &self,
        each: &EachParent,
        batch: usize,
    ) -> Result<ParentsSource<Box<RawValue>, Box<RawValue>>, ErrorKind> {
        if each.levels.len() < 2 || each.levels.iter().any(Vec::is_empty) {
            let problem = "a connection inside a list needs the response keys to the list and from there to the connection";
            let problem = problem.to_owned();
            return Err(ErrorKind::Setup { problem });
        }
        let (query, paging) = (&self.query, &self.paging);
        Ok(ParentsSource {
            query: ParentsQuery {
                endpoint: self.endpoint.clone(),
                operation: query.operation.clone(),
                name: query.name().to_owned(),
                document: paging.document.as_ref().unwrap_or(&query.document).clone(),
                variables: self.fixed_variables(),
                size: paging.size.clone(),
                start: self.start(),
                nested_sizes: Vec::new(),
                fingerprinted: query.fingerprinted(),
            },
            layout: Arc::new(each.clone().layout(&query.items)),
            direction: self.direction,
            partial: self.partial.clone(),
            batch,
            item,
            data: raw_data,
        })
    }
}

impl<T, D> DynamicSource<T, D> {
    /// The variable of the cursor, and its value for the first page of each parent, if the caller sets one.
    fn start(&self) -> Option<(String, Value)> {
        let name = &self.paging.cursor;
        let cursor = lookup(&self.query.variables, name)?;
        Some((name.clone(), cursor.clone()))
    }
}

/// The item with the member `__parent`.
fn item(parent: Arc<Parent>, item: &RawValue) -> Result<Box<RawValue>, Unfilled> {
    let Some(members) = item.get().strip_prefix('{') else {
        return Ok(item.to_owned());
    };
    let id = match parent.key.as_slice() {
        [id] => id.clone(),
        key => Value::from(key.to_vec()),
    };
    let parent = serde_json::json!({ "id": id, "path": parent.to_string() });
    let separator = if members.trim_start().starts_with('}') {
        ""
    } else {
        ","
    };
    let text = format!("{{\"__parent\":{parent}{separator}{members}");
    Ok(RawValue::from_string(text).expect("an object with another member is JSON"))
}
