//! Nested connections: fetches their pending pages, or reports them as incomplete.

mod connection;
mod findings;
mod follow_up;
mod place;
mod received;
mod settings;

use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::{StreamExt, TryStreamExt, stream};
use graphql_paginate::{Client, Error, ErrorKind, GraphQLError};
use serde_json::Value;
use serde_json::value::RawValue;

pub(crate) use self::connection::{EndSign, NestedConnection};
use self::findings::Findings;
pub(crate) use self::findings::{CutLists, IncompleteList, IncompleteLists};
pub(crate) use self::follow_up::FollowUpQuery;
use self::follow_up::FurtherItems;
pub(crate) use self::place::Path;
use self::place::{Step, places, replaced};
use self::received::{Cut, cursor, cut, has_end, known_items, received_count, with_further_items};
pub(crate) use self::settings::{NestedSettings, OnFailedList};

/// The number of parents whose pending pages are fetched concurrently.
const AT_ONCE: usize = 4;

/// Completes the nested connections of items, page by page.
pub(crate) struct NestedLists {
    client: Client,
    settings: NestedSettings,
    found: Findings,
    /// Follow-up requests sent, also those that failed.
    requests: AtomicU64,
    /// What is known about those of the page that is being completed, until it is counted.
    on_page: Findings,
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

/// A list to complete: its place in the items of a page, the values that identify its parent, and the cursor to
/// continue from.
struct Pending {
    item: usize,
    steps: Vec<Step>,
    parent: Vec<Value>,
    cursor: String,
    /// The items that the list has.
    known: Vec<Box<RawValue>>,
    /// The number of items that were received of the list, nulls included.
    received: usize,
}

impl NestedLists {
    pub(crate) fn new(client: &Client, settings: NestedSettings) -> Self {
        Self {
            client: client.clone(),
            settings,
            found: Findings::default(),
            requests: AtomicU64::new(0),
            on_page: Findings::default(),
        }
    }

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
        for index in 0..self.settings.connections.len() {
            let connection = self.settings.connections[index].clone();
            let pending = self.pending(&connection, items);
            let Ok(query) = &connection.follow_up else {
                continue;
            };
            let all_further = self.fetch_all(query, &pending).await?;
            // From last to first, so that the other places stay valid.
            for (pending, further) in pending.iter().zip(all_further).rev() {
                let further = match further {
                    Ok(further) => further,
                    Err(error) if self.settings.on_failed.keeps_list() => {
                        self.keep_cut(&connection, pending.item, &error);
                        continue;
                    }
                    Err(error) => {
                        failed.push(FailedItem {
                            index: pending.item,
                            list: connection.path.clone(),
                            error,
                        });
                        continue;
                    }
                };
                if further.is_cut {
                    self.on_page.cut.add(&connection.path, 1);
                }
                if further.is_cut || further.null_items > 0 {
                    let list = connection.incomplete(pending.item);
                    self.on_page.lists.push(list);
                }
                self.on_page.null_items += further.null_items;
                let item = &mut items[pending.item];
                *item = completed(item, &connection.inside, &pending.steps, query, &further);
                self.on_page.errors.extend(further.errors);
            }
        }
        Ok(failed)
    }

    /// Counts a list of an item as incomplete, since its further pages could not be read.
    fn keep_cut(&mut self, connection: &NestedConnection, item: usize, error: &Error) {
        self.on_page.cut.add(&connection.path, 1);
        self.on_page.lists.push(IncompleteList {
            error: Some(error.to_string()),
            ..connection.incomplete(item)
        });
        if let ErrorKind::GraphQL { errors } = error.kind() {
            self.on_page.errors.extend(errors.clone());
        }
    }

    /// The paths of lists for which nothing shows whether items are missing.
    pub(crate) fn unknown(&self) -> Vec<String> {
        self.found.unknown.clone()
    }

    /// Adds such paths of an earlier run that this one continues.
    pub(crate) fn add_unknown(&mut self, paths: &[String]) {
        for path in paths {
            self.found.add_unknown(path);
        }
    }

    /// Counts the lists of the page that was completed last, now that it is written. Returns the errors and the number
    /// of null items on their further pages.
    pub(crate) fn count_page(&mut self) -> (Vec<GraphQLError>, usize) {
        let page = std::mem::take(&mut self.on_page);
        self.found.cut.add_all(&page.cut);
        for path in &page.unknown {
            self.found.add_unknown(path);
        }
        (page.errors, page.null_items)
    }

    /// The result for one item, unless its error ends the run.
    fn unless_fatal(
        &self,
        further: Result<FurtherItems, Error>,
    ) -> Result<Result<FurtherItems, Error>, Error> {
        match further {
            Err(error) if !self.settings.on_failed.ends_run(&error) => Ok(Err(error)),
            further => Ok(Ok(further?)),
        }
    }

    /// The incomplete lists of all counted pages.
    pub(crate) fn incomplete(&self) -> Vec<IncompleteLists> {
        self.incomplete_in(&self.found)
    }

    /// Each list of the page that was completed last that lacks items, or may lack some, until the page is counted.
    pub(crate) fn lists_on_page(&self) -> &[IncompleteList] {
        &self.on_page.lists
    }

    /// The incomplete lists of the page that was completed last, until it is counted.
    pub(crate) fn incomplete_on_page(&self) -> Vec<IncompleteLists> {
        self.incomplete_in(&self.on_page)
    }

    fn incomplete_in(&self, findings: &Findings) -> Vec<IncompleteLists> {
        let cut = findings.cut.iter();
        let unknown = findings.unknown.iter().map(|path| (path.as_str(), 0));
        let mut lists = Vec::new();
        for (path, cut) in cut.chain(unknown) {
            lists.push(IncompleteLists {
                path: path.to_owned(),
                cut,
                help: self.settings.help_for(path).to_owned(),
                has_follow_up: self.has_follow_up(path),
            });
        }
        lists
    }

    /// Whether the further pages of a list at a path are requested.
    fn has_follow_up(&self, path: &str) -> bool {
        let mut connections = self.settings.connections.iter();
        connections.any(|connection| connection.path == path && connection.follow_up.is_ok())
    }

    /// The number of follow-up requests.
    pub(crate) fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// The number of lists with missing items.
    pub(crate) fn cut_lists(&self) -> u64 {
        self.found.cut.total()
    }

    /// The incomplete lists of a connection that can be completed; counts those that cannot.
    fn pending(&mut self, connection: &NestedConnection, items: &[Box<RawValue>]) -> Vec<Pending> {
        let mut pending = Vec::new();
        for (item, value) in items.iter().enumerate() {
            for place in places(value, &connection.inside) {
                match cut(place.value, &connection.end) {
                    Cut::No => continue,
                    Cut::Unknown => {
                        self.on_page.add_unknown(&connection.path);
                        self.on_page.lists.push(IncompleteList {
                            has_end: has_end(place.value, &connection.end),
                            ..connection.incomplete(item)
                        });
                        continue;
                    }
                    Cut::AtWrongEnd | Cut::Contradictory => {
                        self.on_page.cut.add(&connection.path, 1);
                        self.on_page.lists.push(connection.unreadable(item));
                        continue;
                    }
                    Cut::Yes => {}
                }
                if let Ok(query) = &connection.follow_up
                    && let Some(parent) = query.parent_values(place.parent)
                    && let Some(cursor) = cursor(place.value, &query.fields)
                {
                    pending.push(Pending {
                        item,
                        steps: place.steps,
                        parent,
                        cursor,
                        known: known_items(place.value, &query.fields),
                        received: received_count(place.value, &query.fields),
                    });
                } else {
                    self.on_page.cut.add(&connection.path, 1);
                    self.on_page.lists.push(connection.unreadable(item));
                }
            }
        }
        pending
    }

    /// Fetches the further pages of several parents' lists. An error that does not end the run is the result for its list.
    async fn fetch_all(
        &self,
        query: &FollowUpQuery,
        pending: &[Pending],
    ) -> Result<Vec<Result<FurtherItems, Error>>, Error> {
        let mut requests = Vec::new();
        for pending in pending {
            requests.push(self.fetch_further_items(query, pending));
        }
        let all = stream::iter(requests).buffered(AT_ONCE);
        all.map(|further| self.unless_fatal(further))
            .try_collect()
            .await
    }

    /// Fetches the further pages of one parent's list.
    async fn fetch_further_items(
        &self,
        query: &FollowUpQuery,
        pending: &Pending,
    ) -> Result<FurtherItems, Error> {
        let settings = &self.settings;
        let mut walk = query
            .query(&pending.parent, &settings.variables)
            .paginate()
            .start_at(pending.cursor.as_str())
            .known_items(pending.known.iter().cloned())
            .on_partial(settings.partial.clone());
        // The server may require a size.
        if let Some(size) = settings.page_size.or(query.own_size) {
            walk = walk.page_size(size);
        }
        let mut pages = walk.pages(&self.client);
        let further =
            FurtherItems::read(&mut pages, query.fields.direction, pending.received).await;
        self.requests
            .fetch_add(pages.progress().requests, Ordering::Relaxed);
        further
    }
}

/// The item with the further items of the list inserted at this place.
fn completed(
    item: &RawValue,
    path: &Path,
    steps: &[Step],
    query: &FollowUpQuery,
    further: &FurtherItems,
) -> Box<RawValue> {
    for place in places(item, path) {
        if place.steps == steps {
            return replaced(
                item,
                steps,
                &with_further_items(place.value, &query.fields, further),
            );
        }
    }
    item.to_owned()
}
