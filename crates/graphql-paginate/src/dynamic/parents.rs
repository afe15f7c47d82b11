//! Connections inside lists, which are walked for each element of the list.

use std::sync::Arc;

use serde_json::Value;
use serde_json::value::RawValue;

use super::ItemList;
use super::query::owned;
use super::source::DynamicSource;
use crate::connection::{Parent, Unfilled};
use crate::error::ErrorKind;
use crate::parents::{self, Layout, ParentsSource, Request, raw_data};

/// How a connection inside lists continues after the first page of each parent.
///
/// The walk yields the items of all parents. Each of them begins with a member `__parent`: the `id` of the parent, and
/// its `path` in the first response, such as `nodes[3]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EachParent {
    levels: Vec<Vec<String>>,
    has_more: Vec<String>,
    cursor: Vec<String>,
    parent: Vec<Vec<String>>,
    parent_types: Vec<String>,
    follow_up: parents::FollowUp,
    parents_per_request: Option<usize>,
}

/// The parts of a document that requests further pages for several parents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp(parents::FollowUp);

impl FollowUp {
    /// An operation and its selection for one parent, in pieces: the parent's number is inserted between two pieces.
    pub fn new<K: Into<String>>(
        operation: impl Into<String>,
        pieces: impl IntoIterator<Item = K>,
    ) -> Self {
        Self(parents::FollowUp {
            operation: operation.into(),
            pieces: owned(pieces),
            variables: Vec::new(),
            own: Vec::new(),
            fragments: String::new(),
        })
    }

    /// Sets the variables of the query that the selection uses, with their types.
    #[must_use]
    pub fn variables(mut self, variables: Vec<(String, String)>) -> Self {
        self.0.variables = variables;
        self
    }

    /// Sets the variables of each parent, without its number, with their types: the values that find it, then the page
    /// size and the cursor.
    #[must_use]
    pub fn own(mut self, variables: Vec<(String, String)>) -> Self {
        self.0.own = variables;
        self
    }

    /// Sets the definitions of the fragments that the selection uses.
    #[must_use]
    pub fn fragments(mut self, fragments: impl Into<String>) -> Self {
        self.0.fragments = fragments.into();
        self
    }
}

impl EachParent {
    /// Response keys from `data` to the first list, then from the elements of each list to the next list, the last ones
    /// to the connection; and the document that continues it.
    ///
    /// By default, the next page is found by `hasNextPage` and `endCursor` in the connection's `pageInfo`, and a parent
    /// by its `id`.
    pub fn new(levels: Vec<Vec<String>>, follow_up: FollowUp) -> Self {
        Self {
            levels,
            has_more: owned(["pageInfo", "hasNextPage"]),
            cursor: owned(["pageInfo", "endCursor"]),
            parent: vec![owned(["id"])],
            parent_types: Vec::new(),
            follow_up: follow_up.0,
            parents_per_request: None,
        }
    }

    /// Sets the response keys from the connection to the flag and to the cursor of the next page.
    #[must_use]
    pub fn page_info_at<K: Into<String>>(
        mut self,
        has_more: impl IntoIterator<Item = K>,
        cursor: impl IntoIterator<Item = K>,
    ) -> Self {
        (self.has_more, self.cursor) = (owned(has_more), owned(cursor));
        self
    }

    /// Sets the response keys from the parent to each value that finds it again.
    #[must_use]
    pub fn found_by(mut self, paths: Vec<Vec<String>>) -> Self {
        self.parent = paths;
        self
    }

    /// Sets the object types of the parent that have the connection, by `__typename`. By default, all have it.
    #[must_use]
    pub fn types<K: Into<String>>(mut self, types: impl IntoIterator<Item = K>) -> Self {
        self.parent_types = owned(types);
        self
    }

    /// How many parents one request for further pages covers, at least 1. The default is that of the client's
    /// [`Profile`](crate::Profile).
    #[must_use]
    pub fn parents_per_request(mut self, parents: usize) -> Self {
        self.parents_per_request = Some(parents.max(1));
        self
    }

    fn layout(self, items: &ItemList) -> Layout {
        let (list, item) = match items {
            ItemList::Itself => (Vec::new(), Vec::new()),
            ItemList::Nodes { list } => (vec![list.clone()], Vec::new()),
            ItemList::Edges { list, node } => (vec![list.clone()], vec![node.clone()]),
        };
        Layout {
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

impl DynamicSource {
    /// The connections of all parents as a source.
    pub(super) fn parents(
        &self,
        each: &EachParent,
        batch: u32,
    ) -> Result<ParentsSource<Box<RawValue>, Box<RawValue>>, ErrorKind> {
        if each.levels.len() < 2 || each.levels.iter().any(Vec::is_empty) {
            let problem = "a connection inside a list needs the response keys to the list and from there to the connection";
            let problem = problem.to_owned();
            return Err(ErrorKind::Setup { problem });
        }
        let (query, paging) = (&self.query, &self.paging);
        let batch = usize::try_from(batch).unwrap_or(usize::MAX);
        Ok(ParentsSource {
            request: Request {
                endpoint: self.endpoint.clone(),
                operation: query.operation.clone(),
                name: query.name().to_owned(),
                document: paging.document.as_ref().unwrap_or(&query.document).clone(),
                variables: self.fixed_variables(),
                size: paging.size.clone(),
                start: None,
                nested_sizes: Vec::new(),
                fingerprinted: format!("{}\n{}", query.path.join("."), query.document),
            },
            layout: Arc::new(each.clone().layout(&query.items)),
            direction: self.direction,
            partial: self.partial.clone(),
            batch: each.parents_per_request.unwrap_or(batch),
            item,
            data: raw_data,
        })
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
