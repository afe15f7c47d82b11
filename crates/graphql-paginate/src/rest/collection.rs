//! A collection to be walked, as plain data.

use std::fmt;
use std::marker::PhantomData;

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::de::DeserializeOwned;

use super::envelope::Envelope;
use super::paging::{Paging, Way};
use super::shape::Shape;
use super::source::CollectionSource;
use super::{address, link};
use crate::client::Client;
use crate::connection::Direction;
use crate::driver::{self, Limits, Position, Walk};
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
    client: Client,
    name: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    shape: Shape,
    paging: Way,
    page_size: Option<u32>,
    /// What the collection serves at most, where that is not what the API does.
    most: Option<u32>,
    start: Option<String>,
    limits: Limits,
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
        paging.0.check().map_err(|problem| failed(ErrorKind::Setup { problem }))?;
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
            client: client.clone(),
            name: path.to_owned(),
            query: Vec::new(),
            headers: Vec::new(),
            shape: paging.0.shape(),
            paging,
            page_size: None,
            most: None,
            start: None,
            limits: Limits::default(),
            kind: PhantomData,
        }
    }

    /// A query parameter of the collection, in place of one of the same name.
    ///
    /// Pages that are asked for by parameters all carry it; links carry what the server put there. Parameters that
    /// page are the walk's own, and refused here.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into();
        self.query.retain(|(known, _)| *known != name);
        self.query.push((name, value.into()));
        self
    }

    /// The largest page that the collection serves, where it differs from the API's other collections.
    pub(super) fn most_per_page(mut self, items: u32) -> Self {
        self.most = Some(items);
        self
    }

    /// The value of a query parameter given before.
    pub(super) fn given(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A header that goes with every page.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The list of items stands at this JSON pointer, such as `/items`.
    ///
    /// By default it is `/value` for OData, otherwise the body itself or the only list in it.
    pub fn items_at(mut self, pointer: impl Into<String>) -> Self {
        self.shape.items = Some(pointer.into());
        self
    }

    /// The item stands at this JSON pointer of each element of the list, such as `/node`; by default it is the
    /// element itself.
    pub fn item_at(mut self, pointer: impl Into<String>) -> Self {
        self.shape.item = Some(pointer.into());
        self
    }

    /// The number of all items stands at this JSON pointer, as a number or as text.
    pub fn total_at(mut self, pointer: impl Into<String>) -> Self {
        self.shape.total = Some(pointer.into());
        self
    }

    /// The text at this JSON pointer has to be `value`, else the page is an error whatever its status.
    pub fn expect(mut self, pointer: impl Into<String>, value: impl Into<String>) -> Self {
        self.shape.expected = Some((pointer.into(), value.into()));
        self
    }

    /// The same collection with items of another type.
    pub fn decode_as<U>(self) -> Collection<U, P> {
        let Self { client, name, query, headers, shape, paging, page_size, most, start, limits, kind: _ } =
            self;
        Collection {
            client,
            name,
            query,
            headers,
            shape,
            paging,
            page_size,
            most,
            start,
            limits,
            kind: PhantomData,
        }
    }

    /// Items per page.
    ///
    /// By default the largest that the client's [`Profile`](crate::Profile) knows, else the server's choice. A size
    /// above that largest is cut to it; 0 is refused.
    pub fn page_size(mut self, items: u32) -> Self {
        self.page_size = Some(items);
        self
    }

    /// Ends after this many items.
    pub fn max_items(mut self, items: u64) -> Self {
        self.limits.items = Some(items);
        self
    }

    /// Ends after this many pages.
    pub fn max_pages(mut self, pages: u64) -> Self {
        self.limits.pages = Some(pages);
        self
    }

    /// Begins at this cursor, which a page or an error gave, or at a delta link. An empty one is none.
    pub fn start_at(mut self, cursor: impl Into<String>) -> Self {
        self.start = Some(cursor.into());
        self
    }

    /// A stream of the items one by one.
    pub fn items(self) -> Items<T> {
        Items::new(self.walk(), Direction::Forward)
    }

    /// A stream of pages, with all that came beside the items.
    pub fn pages(self) -> Pages<T> {
        Pages::new(self.walk())
    }

    fn walk(self) -> Walk<T, Envelope> {
        let start = self.position();
        self.walk_from(start)
    }

    /// A walk from a position that was found to be good or not.
    pub(super) fn walk_from(self, start: Result<Position, ErrorKind>) -> Walk<T, Envelope> {
        match start.and_then(|start| Ok((self.source()?, start))) {
            Ok((source, start)) => driver::walk(source, self.client, self.limits, start),
            Err(kind) => driver::refuse(Error::new(kind).in_operation(&self.name)),
        }
    }

    fn position(&self) -> Result<Position, ErrorKind> {
        if self.page_size == Some(0) {
            let problem = "the page size is 0; a page holds at least 1 item".to_owned();
            return Err(ErrorKind::Setup { problem });
        }
        let most = self.most.or(self.client.profile().max_page_size);
        let size = self.page_size.or(most).map(|size| size.min(most.unwrap_or(u32::MAX)));
        Ok(Position { cursor: self.start.clone().filter(|cursor| !cursor.is_empty()), size })
    }

    fn source(&self) -> Result<CollectionSource<T>, ErrorKind> {
        let own = self.paging.0.own_parameters();
        if let Some((name, _)) = self.query.iter().find(|(name, _)| own.contains(&name.as_str())) {
            let problem = format!(
                "the query parameter `{name}` is the walk's own; use `.page_size(..)` or `.start_at(..)`"
            );
            return Err(ErrorKind::Setup { problem });
        }
        let endpoint = self.client.uri()?;
        let mut query = self.query.clone();
        self.paging.0.complete(&mut query);
        let url = address::with_parameters(&address::below(&endpoint, &self.name), &query)?.to_string();
        link::admit(&endpoint, &url)?;
        Ok(CollectionSource {
            name: self.name.clone(),
            endpoint,
            url,
            headers: self.header_map()?,
            shape: self.shape.clone(),
            paging: self.paging.0.clone(),
            item: PhantomData,
        })
    }

    fn header_map(&self) -> Result<HeaderMap, ErrorKind> {
        let invalid = |name: &str| ErrorKind::Setup {
            problem: format!("the header `{}` cannot be sent; use visible ASCII", name.escape_debug()),
        };
        let header = |(name, value): &(String, String)| {
            let parsed = HeaderName::try_from(name).ok().zip(HeaderValue::try_from(value).ok());
            parsed.ok_or_else(|| invalid(name))
        };
        self.headers.iter().map(header).collect()
    }
}

impl<T, P> fmt::Debug for Collection<T, P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Collection")
            .field("name", &self.name)
            .field("paging", &self.paging.0)
            .field("page_size", &self.page_size)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl<T, P> Clone for Collection<T, P> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            name: self.name.clone(),
            query: self.query.clone(),
            headers: self.headers.clone(),
            shape: self.shape.clone(),
            paging: self.paging.clone(),
            start: self.start.clone(),
            ..*self
        }
    }
}

impl<T> fmt::Debug for ItemsOf<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ItemsOf")
    }
}
