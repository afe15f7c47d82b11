//! Nested connections: fetches their pending pages, or reports them as incomplete.

mod findings;
mod follow_up;
mod place;
mod received;

use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::{StreamExt, TryStreamExt, stream};
use graphql_paginate::{Client, Error, ErrorKind, GraphQLError, Partial};
use graphql_paginate_codegen::{Direction, InnerEnd};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use self::findings::Findings;
pub(crate) use self::findings::{CutLists, IncompleteLists};
pub(crate) use self::follow_up::FollowUpQuery;
use self::follow_up::FurtherItems;
pub(crate) use self::place::Path;
use self::place::{Step, places, replaced};
use self::received::{Cut, cursor, cut, known_items, received_count, with_further_items};

/// The number of parents whose pending pages are fetched concurrently.
const AT_ONCE: usize = 4;

/// A connection inside the items of a list.
#[derive(Debug, Clone)]
pub(crate) struct NestedConnection {
    /// Response keys from the root, joined with dots.
    pub(crate) path: String,
    /// Response keys from an item, joined with dots.
    pub(crate) name: String,
    /// The way from an item to it, or to the page that has it and the field of its [end](EndSign::Field).
    pub(crate) inside: Path,
    /// How its further pages are requested, or the reason why it is not.
    pub(crate) follow_up: Result<FollowUpQuery, String>,
    pub(crate) end: EndSign,
}

impl NestedConnection {
    /// Whether a path from the root or from an item leads to it.
    pub(crate) fn is_named(&self, path: &str) -> bool {
        self.path == path || self.name == path
    }
}

/// What shows that a list inside an item is complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum EndSign {
    /// A flag, or else a total that is compared with the number of elements.
    Flag {
        /// Response keys from the connection to each place of the flag.
        places: Vec<Vec<String>>,
        /// Response keys from the connection to each place of a flag that its items are not at the end where its direction
        /// begins.
        is_wrong_end: Vec<Vec<String>>,
        /// Whether items are missing whenever that flag is set, although the other flag announces more.
        is_forward: bool,
        /// Response keys from the connection to each of its lists of items.
        lists: Vec<Vec<String>>,
        /// Response keys from the connection to the total.
        total: Option<Vec<String>>,
    },
    /// A field of the page that has the list.
    Field(InnerEnd),
    /// A token of the next page that is null, at these response keys from the connection.
    Token(Vec<String>),
    /// Fewer elements than the query requests, if it requests a number, and than servers return at most.
    Size(Option<u64>),
}

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

/// Which nested connections are completed, and how.
pub(crate) struct NestedSettings {
    /// Outer connections before those inside their items.
    pub(crate) connections: Vec<NestedConnection>,
    /// The variables of the main document.
    pub(crate) variables: Map<String, Value>,
    pub(crate) page_size: Option<u32>,
    pub(crate) partial: Partial,
    pub(crate) on_failed: OnFailedList,
}

/// What happens if the server cannot resolve a field of a further page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnFailedList {
    /// The run ends.
    Fail,
    /// The item is left out.
    SkipItem,
    /// The list stays as it is and counts as incomplete, with the errors beside the page's data.
    KeepCut,
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
            let all_further: Vec<Result<FurtherItems, Error>> = stream::iter(&pending)
                .map(|pending| self.fetch_further_items(query, pending))
                .buffered(AT_ONCE)
                .map(|further| self.unless_fatal(further))
                .try_collect()
                .await?;
            // From last to first, so that the other places stay valid.
            for (pending, further) in pending.iter().zip(all_further).rev() {
                let further = match further {
                    Ok(further) => further,
                    Err(error) if self.settings.on_failed == OnFailedList::KeepCut => {
                        self.on_page.cut.add(&connection.path, 1);
                        if let ErrorKind::GraphQL { errors } = error.kind() {
                            self.on_page.errors.extend(errors.clone());
                        }
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
                self.on_page.null_items += further.null_items;
                let item = &mut items[pending.item];
                *item = completed(item, &connection.inside, &pending.steps, query, &further);
                self.on_page.errors.extend(further.errors);
            }
        }
        Ok(failed)
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
        let ends_run = self.settings.on_failed == OnFailedList::Fail;
        match further {
            Err(error) if !ends_run && is_about_fields(&error) => Ok(Err(error)),
            further => Ok(Ok(further?)),
        }
    }

    /// The incomplete lists of all counted pages.
    pub(crate) fn incomplete(&self) -> Vec<IncompleteLists> {
        self.incomplete_in(&self.found)
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
                help: self.help_for(path).to_owned(),
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

    fn help_for(&self, path: &str) -> &str {
        let mut help = "the server returned no cursor or no `id` of the parent to continue from, returned a flag twice, could not read the further pages, or ended the list before its announced total";
        for connection in &self.settings.connections {
            if connection.path != path {
                continue;
            }
            match (&connection.end, &connection.follow_up) {
                (EndSign::Size(None), _) => {
                    help = "set the argument for its size: a list with fewer elements is complete, if they are fewer than ten";
                }
                (EndSign::Size(_), _) => {
                    help = "request more than it has; with ten elements or more, the server may also return fewer than the query requests: compare their number with the limit of the server";
                }
                (_, Err(obstacle)) => help = obstacle,
                (_, Ok(query)) if query.fields.direction == Direction::Backward => {
                    help = "the server ignores `last`, or returned no cursor or no `id` of the parent to continue from; request the list with `first`";
                }
                (_, Ok(_)) => {}
            }
        }
        help
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
                        continue;
                    }
                    Cut::AtWrongEnd | Cut::Contradictory => {
                        self.on_page.cut.add(&connection.path, 1);
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
                }
            }
        }
        pending
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

/// Whether the server answered, and could not resolve some fields.
fn is_about_fields(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::GraphQL { errors } => errors.iter().all(|error| !error.path.is_empty()),
        _ => false,
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
