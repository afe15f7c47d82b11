//! Nested connections: fetches their pending pages, or reports them as incomplete.

mod place;
mod received;

use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::{StreamExt, TryStreamExt, stream};
use graphql_paginate::dynamic::{ItemList, Pages, PagingVariables, Query};
use graphql_paginate::{Client, Error, ErrorKind, GraphQLError, Partial};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use self::place::{Step, places, replaced};
use self::received::{Cut, Received};
use crate::document::ParsedDocument;
use crate::output::member;

/// The number of parents whose pending pages are fetched concurrently.
const AT_ONCE: usize = 4;

/// A connection inside the items of a list.
#[derive(Debug, Clone)]
pub(crate) struct NestedConnection {
    /// Response keys from the root, joined with dots.
    pub(crate) path: String,
    /// Response keys from an item.
    pub(crate) keys: Vec<String>,
    /// The follow-up document, or the reason why there is none.
    pub(crate) follow_up: Result<String, String>,
    pub(crate) end: EndSign,
}

/// What shows that a list inside an item is complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum EndSign {
    /// `pageInfo` or `totalCount`.
    PageInfo,
    /// A token of the next page that is null, at these response keys from the connection.
    Token(Vec<String>),
    /// Fewer elements than the query requests, if it requests a number.
    Size(Option<u64>),
}

/// Completes the nested connections of items, page by page.
pub(crate) struct NestedLists {
    pub(crate) client: Client,
    /// Outer connections before those inside their items.
    pub(crate) connections: Vec<NestedConnection>,
    /// The variables of the main document.
    pub(crate) variables: Map<String, Value>,
    pub(crate) page_size: Option<u32>,
    pub(crate) partial: Partial,
    /// Whether an item is left out if the server cannot resolve a field in one of its lists.
    pub(crate) skips_failed_items: bool,
    pub(crate) found: Findings,
    /// Follow-up requests sent, also those that failed.
    pub(crate) requests: AtomicU64,
    /// What is known about those of the page that is being completed, until it is counted.
    pub(crate) on_page: Findings,
}

/// An item to leave out.
#[derive(Debug)]
pub(crate) struct FailedItem {
    /// Its index among the items of the page.
    pub(crate) index: usize,
    /// The path of the list that could not be read.
    pub(crate) list: String,
    pub(crate) error: Error,
}

/// What is known about the nested connections of all items so far.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// The number of lists with missing items, by path.
    pub(crate) cut: Vec<(String, u64)>,
    /// Paths of lists for which the query does not show whether items are missing.
    pub(crate) unknown: Vec<String>,
    /// Errors beside the data of further pages, and the null items there, which are not in the lists.
    pub(crate) errors: Vec<GraphQLError>,
    pub(crate) null_items: usize,
}

/// A list to complete: its place in the items of a page, its parent's id, and the cursor to continue from.
struct Pending {
    item: usize,
    steps: Vec<Step>,
    parent: Value,
    list: &'static str,
    cursor: String,
}

/// The rest of a list.
struct Rest {
    items: Vec<Box<RawValue>>,
    cursor: Option<String>,
    is_cut: bool,
    errors: Vec<GraphQLError>,
    null_items: usize,
}

impl NestedLists {
    /// Fetches the pending pages of the lists inside these items where possible, and counts the lists that stay
    /// incomplete. Returns the items to leave out.
    ///
    /// # Errors
    ///
    /// Those of the requests. The items are then unchanged, or partly completed.
    pub(crate) async fn complete(
        &mut self,
        items: &mut [Box<RawValue>],
    ) -> Result<Vec<FailedItem>, Error> {
        let mut failed = Vec::new();
        self.on_page = Findings::default();
        for index in 0..self.connections.len() {
            let connection = self.connections[index].clone();
            let pending = self.pending(&connection, items);
            let Ok(document) = &connection.follow_up else {
                continue;
            };
            let rests: Vec<Result<Rest, Error>> = stream::iter(&pending)
                .map(|pending| self.rest(&connection, document, pending))
                .buffered(AT_ONCE)
                .map(|rest| self.unless_fatal(rest))
                .try_collect()
                .await?;
            // From last to first, so that the other places stay valid.
            for (pending, rest) in pending.iter().zip(rests).rev() {
                let rest = match rest {
                    Ok(rest) => rest,
                    Err(error) => {
                        failed.push(FailedItem {
                            index: pending.item,
                            list: connection.path.clone(),
                            error,
                        });
                        continue;
                    }
                };
                if rest.is_cut {
                    self.on_page.add_cut(&connection.path, 1);
                }
                self.on_page.null_items += rest.null_items;
                let item = &mut items[pending.item];
                *item = completed(item, &connection.keys, &pending.steps, &rest);
                self.on_page.errors.extend(rest.errors);
            }
        }
        Ok(failed)
    }

    /// Counts the lists of the page that was completed last, now that it is written. Returns the errors and the number
    /// of null items on their further pages.
    pub(crate) fn count_page(&mut self) -> (Vec<GraphQLError>, usize) {
        let page = std::mem::take(&mut self.on_page);
        for (path, count) in &page.cut {
            self.found.add_cut(path, *count);
        }
        for path in &page.unknown {
            self.found.add_unknown(path);
        }
        (page.errors, page.null_items)
    }

    /// The result for one item, unless its error ends the run.
    fn unless_fatal(&self, rest: Result<Rest, Error>) -> Result<Result<Rest, Error>, Error> {
        match rest {
            Err(error) if self.skips_failed_items && is_about_fields(&error) => Ok(Err(error)),
            rest => Ok(Ok(rest?)),
        }
    }

    /// Paths of incomplete lists, how many there are, and what to do.
    pub(crate) fn cut(&self) -> Vec<(&str, u64, &str)> {
        let mut cut = Vec::new();
        for (path, count) in &self.found.cut {
            cut.push((path.as_str(), *count, self.way_out(path)));
        }
        cut
    }

    /// Paths of lists that may be incomplete, and what to do.
    pub(crate) fn unknown(&self) -> Vec<(&str, &str)> {
        let mut unknown = Vec::new();
        for path in &self.found.unknown {
            unknown.push((path.as_str(), self.way_out(path)));
        }
        unknown
    }

    fn way_out(&self, path: &str) -> &str {
        let connection = self
            .connections
            .iter()
            .find(|connection| connection.path == path);
        match connection.map(|connection| (&connection.end, &connection.follow_up)) {
            Some((EndSign::Size(None), _)) => {
                "set the argument for its size: a list with fewer elements is complete"
            }
            Some((EndSign::Size(_), _)) => {
                "request more than it has: a list with fewer elements is complete"
            }
            Some((_, Err(help))) => help,
            _ => {
                "select `id` of the parent, `nodes` or `edges`, and `pageInfo { hasNextPage endCursor }`"
            }
        }
    }

    /// The incomplete lists of a connection that can be completed; counts those that cannot.
    fn pending(&mut self, connection: &NestedConnection, items: &[Box<RawValue>]) -> Vec<Pending> {
        let mut pending = Vec::new();
        for (item, value) in items.iter().enumerate() {
            for place in places(value, &connection.keys) {
                let received = Received::new(place.value);
                match received.cut(&connection.end) {
                    Cut::No => continue,
                    Cut::Unknown => {
                        self.on_page.add_unknown(&connection.path);
                        continue;
                    }
                    Cut::Yes => {}
                }
                let parent = member(place.parent, "id").map(|id| serde_json::from_str(id.get()));
                match (received.rest(), parent, &connection.follow_up) {
                    (Some((list, cursor)), Some(Ok(parent)), Ok(_)) => pending.push(Pending {
                        item,
                        steps: place.steps,
                        parent,
                        list,
                        cursor: cursor.to_owned(),
                    }),
                    _ => self.on_page.add_cut(&connection.path, 1),
                }
            }
        }
        pending
    }

    /// Fetches the rest of one parent's list.
    async fn rest(
        &self,
        connection: &NestedConnection,
        document: &str,
        pending: &Pending,
    ) -> Result<Rest, Error> {
        let key = connection.keys.last().cloned().unwrap_or_default();
        let list = pending.list.to_owned();
        let mut query =
            Query::new(document, ["r0".to_owned(), key]).items_in(ItemList::Nodes { list });
        let (mut size, mut cursor) = (String::new(), String::new());
        for variable in variables(document) {
            if let Some(value) = self.variables.get(&variable) {
                query = query.variable(variable, value.clone());
            } else if variable.starts_with("pageSize") {
                size = variable;
            } else if variable.starts_with("pageCursor") {
                cursor = variable;
            } else if variable.starts_with("parentId") {
                query = query.variable(variable, pending.parent.clone());
            }
        }
        let mut walk = query
            .forward(PagingVariables::cursor(cursor).size(size))
            .paginate()
            .start_at(pending.cursor.as_str())
            .on_partial(self.partial.clone());
        if let Some(size) = self.page_size {
            walk = walk.page_size(size);
        }
        let mut pages = walk.pages(&self.client);
        let rest = Rest::read(&mut pages).await;
        self.requests
            .fetch_add(pages.progress().requests, Ordering::Relaxed);
        rest
    }
}

impl Rest {
    async fn read(pages: &mut Pages) -> Result<Self, Error> {
        let mut rest = Self {
            items: Vec::new(),
            cursor: None,
            is_cut: false,
            errors: Vec::new(),
            null_items: 0,
        };
        while let Some(page) = pages.try_next().await? {
            rest.items.extend(page.items);
            rest.errors.extend(page.errors);
            rest.null_items += page.null_items;
            rest.cursor = page.cursor.or(rest.cursor);
        }
        rest.is_cut = pages.progress().ended_short;
        Ok(rest)
    }
}

/// Whether the server answered, and could not resolve some fields.
fn is_about_fields(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::GraphQL { errors } => errors.iter().all(|error| !error.path.is_empty()),
        _ => false,
    }
}

/// The variables of a follow-up document.
fn variables(document: &str) -> Vec<String> {
    let mut names = Vec::new();
    if let Some(document) = ParsedDocument::parse(document) {
        for variable in document.variables("") {
            names.push(variable.name);
        }
    }
    names
}

/// The item with the rest of the list inserted at this place.
fn completed(item: &RawValue, keys: &[String], steps: &[Step], rest: &Rest) -> Box<RawValue> {
    for place in places(item, keys) {
        if place.steps == steps {
            let connection = Received::new(place.value).with(&rest.items, rest.cursor.as_deref());
            return replaced(item, steps, &connection);
        }
    }
    item.to_owned()
}

impl Findings {
    fn add_cut(&mut self, path: &str, lists: u64) {
        match self.cut.iter_mut().find(|(known, _)| known == path) {
            Some((_, count)) => *count += lists,
            None => self.cut.push((path.to_owned(), lists)),
        }
    }

    fn add_unknown(&mut self, path: &str) {
        if !self.unknown.iter().any(|known| known == path) {
            self.unknown.push(path.to_owned());
        }
    }

    /// The number of lists with missing items.
    pub(crate) fn cut_lists(&self) -> u64 {
        let mut lists = 0;
        for (_, count) in &self.cut {
            lists += count;
        }
        lists
    }
}
