//! A collection to be walked, as plain data.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::envelope::Envelope;
use super::paging::{Offset, Paging, Way};
use super::plan::Plan;
use super::{address, link};
use crate::checkpoint::Checkpoint;
use crate::client::Client;
use crate::driver::Limits;
use crate::error::{Error, ErrorKind};
use crate::page::Listing;
use crate::stream;

/// The items of a REST collection, one by one.
pub type Items<T> = stream::Items<ItemsOf<T>>;

/// The pages of a REST collection, with all that came beside the items.
pub type Pages<T> = stream::Pages<ItemsOf<T>>;

/// A REST collection, listed by its items.
pub struct ItemsOf<T>(PhantomData<fn() -> T>);

impl<T: Send + Unpin + 'static> Listing for ItemsOf<T> {
    type Item = T;
    type Data = Envelope;
}

/// A REST collection and how to walk it; nothing is sent before a stream of it is polled.
///
/// Made by [`Client::collection`] or by a typed client such as [`jobaffinity::JobAffinity`](super::jobaffinity::JobAffinity).
/// What cannot be sent is told by the first item of the stream, as an error.
#[must_use = "a collection does nothing until `.items()` or `.pages()`"]
pub struct Collection<T, P> {
    plan: Plan,
    kind: PhantomData<fn() -> (T, P)>,
}

impl Client {
    /// A collection below the client's endpoint, by its path or its absolute URL, and how it is paged.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Setup`] for a way of paging that could not end, and for a client that cannot send;
    /// [`ErrorKind::RefusedLink`] for a URL outside the client's origin.
    pub fn collection<T, P>(&self, path: &str, paging: P) -> Result<Collection<T, P>, Error>
    where
        T: DeserializeOwned + Send + Unpin + 'static,
        P: Paging,
    {
        let failed = |kind| Error::new(kind).in_operation(path);
        let paging: Way = paging.into();
        paging
            .0
            .check()
            .map_err(|problem| failed(ErrorKind::Setup { problem }))?;
        let endpoint = self.uri().map_err(failed)?;
        link::admit(&endpoint, &address::below(&endpoint, path)).map_err(failed)?;
        Ok(Collection::of(self, path, paging))
    }
}

impl<T, P> Collection<T, P>
where
    T: DeserializeOwned + Send + Unpin + 'static,
    P: Paging,
{
    /// A collection whose path and paging are known to be good.
    pub(super) fn new(client: &Client, path: &str, paging: P) -> Self {
        Self::of(client, path, paging.into())
    }

    fn of(client: &Client, path: &str, paging: Way) -> Self {
        Self {
            plan: Plan::new(client, path, paging),
            kind: PhantomData,
        }
    }

    /// A query parameter of the collection, in place of one of the same name.
    ///
    /// Pages that are asked for by parameters all carry it; links carry what the server put there. Parameters that
    /// page are the walk's own, and refused here.
    ///
    /// Not for credentials: servers repeat parameters in their links, and a link is a cursor, which errors and checkpoints
    /// show. Those belong in a header of the client.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into();
        self.plan.query.retain(|(known, _)| *known != name);
        self.plan.query.push((name, value.into()));
        self
    }

    /// The largest page that the collection serves, where it differs from the API's other collections.
    pub(super) fn most_per_page(mut self, items: u32) -> Self {
        self.plan.most = Some(items);
        self
    }

    /// What errors call it.
    pub(super) fn name(&self) -> &str {
        &self.plan.name
    }

    /// The value of a query parameter given before.
    pub(super) fn given(&self, name: &str) -> Option<&str> {
        self.plan
            .query
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// A header that goes with every page.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.plan.headers.push((name.into(), value.into()));
        self
    }

    /// The list of items stands at this JSON pointer, such as `/items`.
    ///
    /// By default it is `/value` for OData, otherwise the body itself or the only list in it.
    pub fn items_at(mut self, pointer: impl Into<String>) -> Self {
        self.plan.shape.items = Some(pointer.into());
        self
    }

    /// The item stands at this JSON pointer of each element of the list, such as `/node`; by default it is the
    /// element itself.
    pub fn item_at(mut self, pointer: impl Into<String>) -> Self {
        self.plan.shape.item = Some(pointer.into());
        self
    }

    /// The number of all items stands at this JSON pointer, as a number or as text.
    pub fn total_at(mut self, pointer: impl Into<String>) -> Self {
        self.plan.shape.total = Some(pointer.into());
        self
    }

    /// The text at this JSON pointer has to be `value`, else the page is an error whatever its status.
    pub fn expect(mut self, pointer: impl Into<String>, value: impl Into<String>) -> Self {
        self.plan.shape.expected = Some((pointer.into(), value.into()));
        self
    }

    /// The same collection with items of another type.
    pub fn decode_as<U>(self) -> Collection<U, P> {
        Collection {
            plan: self.plan,
            kind: PhantomData,
        }
    }

    /// Items per page.
    ///
    /// By default the largest that the client's [`Profile`](crate::Profile) knows, else the server's choice. A size
    /// above that largest is cut to it; 0 is refused.
    pub fn page_size(mut self, items: u32) -> Self {
        self.plan.page_size = Some(items);
        self
    }

    /// Ends after this many items.
    pub fn max_items(mut self, items: u64) -> Self {
        self.plan.limits.items = Some(items);
        self
    }

    /// Ends after this many pages.
    pub fn max_pages(mut self, pages: u64) -> Self {
        self.plan.limits.pages = Some(pages);
        self
    }

    /// Begins at this cursor, which a page or an error gave, or at a delta link. An empty one is none.
    pub fn start_at(mut self, cursor: impl Into<String>) -> Self {
        self.plan.start = Some(cursor.into());
        self
    }

    /// Goes on where an earlier walk stood: same collection, same parameters, same endpoint.
    ///
    /// Comes before [`start_at`](Self::start_at). Limits count anew; they, the page size and the other settings may
    /// differ from those of the earlier walk. A checkpoint taken at the end of a list gives what was added to it since.
    pub fn resume(mut self, checkpoint: Checkpoint) -> Self {
        self.plan.resume = Some(checkpoint);
        self
    }

    /// Keeps up to this many pages ahead of demand, in order, on a task of the tokio runtime that polls the stream.
    ///
    /// 0 by default: no request is sent that is not asked for. Dropping the stream stops the task.
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.plan.limits.prefetch = pages;
        self
    }

    /// Does not end with the list, but looks for new items this often, for as long as the stream is polled.
    ///
    /// For lists that grow at their end. Every look yields a page, which may be empty.
    pub fn tail(mut self, interval: Duration) -> Self {
        self.plan.limits.tail = Some(interval);
        self
    }

    /// A stream of the items one by one.
    pub fn items(self) -> Items<T> {
        Items::new(self.plan.walk())
    }

    /// All items at once, for lists known to be small.
    ///
    /// # Errors
    ///
    /// The error of the walk, whose items are then lost; [`append_to`](stream::Items::append_to) keeps them.
    pub async fn collect(self) -> Result<Vec<T>, Error> {
        let mut items = Vec::new();
        self.items().append_to(&mut items).await?;
        Ok(items)
    }

    /// An iterator over the items, for programs without an async runtime.
    #[cfg(feature = "blocking")]
    pub fn items_blocking(self) -> stream::BlockingItems<ItemsOf<T>> {
        stream::BlockingItems::new(self.items())
    }

    /// A stream of pages, with all that came beside the items.
    pub fn pages(self) -> Pages<T> {
        Pages::new(self.plan.walk())
    }

    /// A walk of the whole collection that asks for its size alone.
    pub(super) fn nothing(&self) -> Pages<T> {
        let limits = Limits {
            pages: Some(1),
            ..Limits::default()
        };
        let plan = Plan {
            start: None,
            resume: None,
            limits,
            ..self.plan.clone()
        };
        Pages::new(plan.walk_by(Ok(Some(0))))
    }
}

impl<T, P: Offset> Collection<T, P> {
    /// Fetches up to this many pages at once, as soon as the first has told how many items there are.
    ///
    /// 1 by default. Items come in the same order as one page after the other. Each page's own count is heeded: when
    /// items come or go meanwhile, a warning is given by `tracing`, since pages then overlap or leave pending. Further pages
    /// are asked for while the stream is polled; add [`prefetch`](Self::prefetch) to keep that going in between. No
    /// more are under way than the client's [`max_concurrency`](crate::ClientBuilder::max_concurrency) allows.
    pub fn concurrency(mut self, pages: usize) -> Self {
        self.plan.limits.concurrency = pages;
        self
    }
}

impl<T, P> fmt::Debug for Collection<T, P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Collection")
            .field("name", &self.plan.name)
            .field("paging", &self.plan.paging.0)
            .field("page_size", &self.plan.page_size)
            .field("limits", &self.plan.limits)
            .finish_non_exhaustive()
    }
}

impl<T, P> Clone for Collection<T, P> {
    fn clone(&self) -> Self {
        Self {
            plan: self.plan.clone(),
            kind: PhantomData,
        }
    }
}

impl<T> fmt::Debug for ItemsOf<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ItemsOf")
    }
}
