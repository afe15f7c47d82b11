//! The settings of a dynamic walk that typed walks do not have, and its start.

use serde_json::value::RawValue;

use super::source::DynamicSource;
use super::{PagingVariables, Query, failed_items};
use crate::client::Client;
use crate::connection::{
    Concurrent, Direction, SeveralParents, SizedPages, WalksBackward, WalksForward,
};
use crate::driver::Walk;
use crate::error::ErrorKind;
use crate::graphql::{cursor_text, lookup};
use crate::json::whole_signed;
use crate::page::Listing;
use crate::paginator::{self, Implied, Walkable};
use crate::stream;

/// The items of a dynamic walk, one by one.
pub type Items = stream::Items<JsonItems>;

/// The pages of a dynamic walk. [`Page::data`](crate::Page::data) is the whole `data` of the response, items included.
pub type Pages = stream::Pages<JsonItems>;

/// The configuration of a dynamic walk; made by [`Query::paginate`].
pub type Paginator = paginator::Paginator<JsonItems>;

/// The connection of a [`Query`], as a listing: its items are JSON.
#[derive(Debug)]
pub struct JsonItems(());

/// A query, and the settings that only its walks have.
#[derive(Debug, Clone)]
pub struct DynamicSubject {
    pub(super) query: Query,
    pub(super) known: Vec<Box<RawValue>>,
    pub(super) skips_failed_items: bool,
}

impl Listing for JsonItems {
    type Item = Box<RawValue>;
    type Data = Box<RawValue>;
}

// What the query does not support is an error of the first poll.
impl WalksForward for JsonItems {}
impl WalksBackward for JsonItems {}
impl SizedPages for JsonItems {}
impl Concurrent for JsonItems {}
impl SeveralParents for JsonItems {}

impl Query {
    /// A walk of the connection without limits: forward if the query allows it, otherwise backward.
    pub fn paginate(self) -> Paginator {
        let direction = match self.forward {
            Some(_) => Direction::Forward,
            None => Direction::Backward,
        };
        let subject = DynamicSubject {
            query: self,
            known: Vec::new(),
            skips_failed_items: false,
        };
        Paginator::of(subject, direction)
    }
}

impl Paginator {
    /// The direction of the walk, as a value: [`forward`](Self::forward) or [`backward`](Self::backward).
    pub fn direction(mut self, direction: Direction) -> Self {
        self.direction = direction;
        self
    }
}

impl<M> paginator::Paginator<JsonItems, M> {
    /// The items that the caller has of the page before the [start](Self::start_at), or after it in a backward walk, in the
    /// order of the list. A first page that begins or ends with all of them, by their ids, is
    /// [`ErrorKind::RepeatedPage`]: the server ignores the cursor.
    pub fn known_items(mut self, items: impl IntoIterator<Item = Box<RawValue>>) -> Self {
        self.subject.known = items.into_iter().collect();
        self
    }

    /// Leaves out the items at which an error beside the data points, in place of [`on_partial`](Self::on_partial). An
    /// error that points at no item ends the walk.
    ///
    /// Items that were left out are counted as [nulls](crate::Page::null_items), and the page has the errors. A server
    /// that could not resolve `nodes[2].author` sends the item with a null there; without this setting, it would be
    /// yielded like that, or end the walk.
    pub fn skip_failed_items(mut self) -> Self {
        self.subject.skips_failed_items = true;
        self
    }
}

impl Walkable for JsonItems {
    type Subject = DynamicSubject;

    fn operation(subject: &DynamicSubject) -> &str {
        subject.query.name()
    }

    fn path(subject: &DynamicSubject) -> Vec<&str> {
        subject.query.path.iter().map(String::as_str).collect()
    }

    fn implied(subject: &DynamicSubject, direction: Direction) -> Result<Implied, ErrorKind> {
        let query = &subject.query;
        let paging = query.required_paging(direction)?;
        let mut implied = Implied {
            size: given_size(query, paging),
            is_sized: paging.size.is_some(),
            is_inside_list: paging.each_parent.is_some(),
            ..Implied::default()
        };
        // The cursor in the variables of a connection inside a list is that of each parent.
        if !implied.is_inside_list {
            implied.cursor = lookup(&query.variables, &paging.cursor).and_then(cursor_text);
        }
        let numbering = paging.next_page.numbering();
        implied.first = numbering.map(|numbering| numbering.first);
        Ok(implied)
    }

    fn has_counted_pages(subject: &DynamicSubject, direction: Direction) -> bool {
        let paging = subject.query.paging(direction);
        paging.is_some_and(|paging| paging.next_page.numbering().is_some())
    }

    fn walk(
        paginator: &Paginator,
        client: &Client,
    ) -> Result<Walk<Box<RawValue>, Box<RawValue>>, ErrorKind> {
        let source = paginator.source(client, |item| item, |data| data)?;
        let Some(each) = &source.paging.each_parent else {
            return paginator.start_source(source, client);
        };
        if paginator.subject.skips_failed_items {
            let problem = "items with errors cannot be skipped in a connection inside a list; keep them, or fail";
            let problem = problem.to_owned();
            return Err(ErrorKind::Setup { problem });
        }
        paginator.check_for_parents()?;
        let parents = source.parents(each, paginator.parents_in_request(client))?;
        paginator.start_source(parents, client)
    }
}

/// The page size in the caller's variables.
fn given_size(query: &Query, paging: &PagingVariables) -> Option<i64> {
    whole_signed(lookup(&query.variables, paging.size.as_ref()?)?)
}

impl Paginator {
    /// The connection as a source, with what it yields of each item and of `data`.
    pub(super) fn source<T, D>(
        &self,
        client: &Client,
        item: fn(Box<RawValue>) -> T,
        data: fn(Box<RawValue>) -> D,
    ) -> Result<DynamicSource<T, D>, ErrorKind> {
        let DynamicSubject {
            query,
            known,
            skips_failed_items,
        } = &self.subject;
        let partial = if *skips_failed_items {
            failed_items::policy(query)
        } else {
            self.partial.clone()
        };
        let implied = JsonItems::implied(&self.subject, self.direction)?;
        Ok(DynamicSource {
            endpoint: client.uri()?,
            query: query.clone(),
            paging: query.required_paging(self.direction)?.clone(),
            direction: self.direction,
            known: known.clone(),
            known_before: self.cursor(&implied),
            partial,
            skips_failed_items: *skips_failed_items,
            item,
            data,
        })
    }
}
