//! Requests the further pages of a nested list: those after, or before, the page in the response of the main document.

use graphql_paginate::dynamic::{ItemList, Pages, PagingVariables, Query};
use graphql_paginate::{Error, GraphQLError};
use graphql_paginate_codegen::{Completion, Direction, FollowUp};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::output::value_at;

/// The response key of the parent in a follow-up document.
const PARENT: &str = "r0";

/// The fields of a connection that its further pages depend on, by response keys from the connection.
#[derive(Debug, Clone)]
pub(crate) struct ListFields {
    pub(super) list: Vec<String>,
    /// The direction in which the list is read.
    pub(super) direction: Direction,
    /// The flag for further pages, at each of its places.
    pub(super) has_more: Vec<Vec<String>>,
    /// The cursor of the next page, at each of its places.
    pub(super) next_cursor: Vec<Vec<String>>,
}

/// How the further pages of a list are requested.
#[derive(Debug, Clone)]
pub(crate) struct FollowUpQuery {
    /// The follow-up document.
    document: String,
    /// The response key of the connection.
    key: String,
    pub(super) fields: ListFields,
    /// The variables of the main document that the follow-up document has too.
    variables: Vec<String>,
    /// The variables that identify the parent.
    variables_of_parent: Vec<String>,
    /// Response keys from the parent to the values that identify it: those of the variables, then others.
    parent: Vec<Vec<String>>,
    /// The response keys under which the follow-up document repeats these values; empty ones for those that it does not.
    repeated: Vec<String>,
    /// The variable of the page size.
    size: String,
    /// The variable of the cursor.
    cursor: String,
    is_cursor_integer: bool,
    /// The number of items that the query requests, if it sets one.
    pub(super) own_size: Option<u32>,
}

impl FollowUpQuery {
    /// The query for the further pages of the list `list` of the connection at `key`, with its document as it is sent.
    pub(crate) fn new(
        completion: &Completion,
        follow_up: &FollowUp,
        key: &str,
        list: &[String],
        document: String,
    ) -> Self {
        let [identifying @ .., (size, _), (cursor, cursor_type)] = follow_up.own.as_slice() else {
            unreachable!("a follow-up document has variables for the size and the cursor of a page")
        };
        let identifying = identifying.iter();
        let main = follow_up.variables.iter();
        Self {
            document,
            key: key.to_owned(),
            fields: ListFields {
                list: list.to_vec(),
                direction: completion.direction,
                has_more: completion.has_more.clone(),
                next_cursor: completion.next_cursor.clone(),
            },
            variables: main.map(|(name, _)| name.clone()).collect(),
            variables_of_parent: identifying.map(|(name, _)| of_parent(name)).collect(),
            parent: completion.parent.clone(),
            repeated: follow_up.repeated.clone(),
            size: of_parent(size),
            cursor: of_parent(cursor),
            is_cursor_integer: cursor_type.trim_end_matches('!') == "Int",
            own_size: None,
        }
    }

    /// Sets the number of items that the query requests.
    pub(crate) fn own_size(mut self, size: Option<u64>) -> Self {
        self.own_size = size.and_then(|size| u32::try_from(size).ok());
        self.own_size = self.own_size.filter(|size| *size > 0);
        self
    }

    /// The values that identify a parent; `None` if the response lacks one.
    pub(super) fn parent_values(&self, parent: &RawValue) -> Option<Vec<Value>> {
        let mut values = Vec::new();
        for keys in &self.parent {
            let value: Value = serde_json::from_str(value_at(parent, keys)?.get()).ok()?;
            if value.is_null() {
                return None;
            }
            values.push(value);
        }
        Some(values)
    }

    /// The query for the list of a parent, with the variables of the main document.
    pub(super) fn query(&self, parent: &[Value], variables: &Map<String, Value>) -> Query {
        let mut query = Query::new(self.document.as_str(), self.below(&[]));
        query = query.items_in(ItemList::Nodes {
            list: self.fields.list.join("."),
        });
        for name in &self.variables {
            if let Some(value) = variables.get(name) {
                query = query.variable(name.as_str(), value.clone());
            }
        }
        for (name, value) in self.variables_of_parent.iter().zip(parent) {
            query = query.variable(name.as_str(), value.clone());
        }
        for (key, value) in self.repeated.iter().zip(parent) {
            if !key.is_empty() {
                query = query.expect_at([PARENT, key.as_str()], value.clone());
            }
        }
        let mut paging = PagingVariables::cursor(self.cursor.as_str()).size(self.size.as_str());
        let fields = &self.fields;
        if let (Some(more), Some(cursor)) = (fields.has_more.first(), fields.next_cursor.first()) {
            paging = paging.page_info_at(self.below(more), self.below(cursor));
        }
        if self.is_cursor_integer {
            paging = paging.integer_cursor();
        }
        match fields.direction {
            Direction::Forward => query.forward(paging),
            Direction::Backward => query.backward(paging),
        }
    }

    /// Response keys from the root of the follow-up document, given those from the connection.
    fn below(&self, keys: &[String]) -> Vec<String> {
        [&[PARENT.to_owned(), self.key.clone()], keys].concat()
    }
}

/// The variable of the first parent in a follow-up document.
fn of_parent(name: &str) -> String {
    format!("{name}0")
}

/// The items on the further pages of a list.
pub(super) struct FurtherItems {
    /// In the order of the list.
    pub(super) items: Vec<Box<RawValue>>,
    pub(super) cursor: Option<String>,
    /// Whether the list ended before the total that its last page announced.
    pub(super) is_cut: bool,
    pub(super) errors: Vec<GraphQLError>,
    pub(super) null_items: usize,
}

impl FurtherItems {
    /// Reads all pages; in a backward walk, each page comes before those that were read. `received` is the number of items
    /// that the list already has, nulls included.
    pub(super) async fn read(
        pages: &mut Pages,
        direction: Direction,
        received: usize,
    ) -> Result<Self, Error> {
        let mut further = Self {
            items: Vec::new(),
            cursor: None,
            is_cut: false,
            errors: Vec::new(),
            null_items: 0,
        };
        let mut total = None;
        while let Some(page) = pages.next().await {
            let page = page?;
            total = page.total_count.or(total);
            match direction {
                Direction::Forward => further.items.extend(page.items),
                Direction::Backward => {
                    further.items.splice(..0, page.items);
                }
            }
            further.errors.extend(page.errors);
            further.null_items += page.null_items;
            further.cursor = page.cursor.or(further.cursor);
        }
        let received = received + further.items.len() + further.null_items;
        further.is_cut =
            total.is_some_and(|total| usize::try_from(total).is_ok_and(|total| received < total));
        Ok(further)
    }
}
