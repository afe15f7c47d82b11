//! A REST collection, and the settings of a walk through it.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::config::Config;
use super::layout::Expected;
use super::page_metadata::PageMetadata;
use super::paging::{AnyPaging, PagingStyle, RandomAccess};
use super::{ValueLocation, address, link};
use crate::client::Client;
use crate::driver::Limits;
use crate::error::{Error, ErrorKind};
use crate::page::Listing;
use crate::settings::walk_settings;
use crate::stream;

/// A stream of the items of a REST collection.
pub type Items<T> = stream::Items<ItemsOf<T>>;

/// A stream of the pages of a REST collection, with their metadata.
pub type Pages<T> = stream::Pages<ItemsOf<T>>;

/// Type-level marker: a REST collection with items of type `T`.
pub struct ItemsOf<T>(PhantomData<fn() -> T>);

impl<T: Send + Unpin + 'static> Listing for ItemsOf<T> {
    type Item = T;
    type Data = PageMetadata;
}

/// A REST collection and the settings of a walk. Nothing is sent until a stream of it is polled.
///
/// Created by [`Client::collection`] or by a typed client such as
/// [`jobaffinity::JobAffinity`](super::jobaffinity::JobAffinity).
/// Invalid settings are returned as an error by the first poll of the stream.
#[must_use = "a collection does nothing until `.items()` or `.pages()`"]
pub struct Collection<T, P> {
    config: Config,
    kind: PhantomData<fn() -> (T, P)>,
}

impl Client {
    /// Creates a collection from its path below the client's endpoint, or its absolute URL, and its way of paging.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Setup`] if the walk could never end, if the path leads outside the endpoint, or if the client
    /// cannot send requests; [`ErrorKind::RefusedLink`] for a URL outside the client's origin.
    pub fn collection<T, P>(&self, path: &str, paging: P) -> Result<Collection<T, P>, Error>
    where
        T: DeserializeOwned + Send + Unpin + 'static,
        P: PagingStyle,
    {
        let failed = |kind| Error::new(kind).in_operation(path);
        let paging: AnyPaging = paging.into();
        paging
            .0
            .check()
            .map_err(|problem| failed(ErrorKind::Setup { problem }))?;
        let endpoint = self.uri().map_err(failed)?;
        let url = address::below(&endpoint, path).map_err(failed)?;
        link::admit(&endpoint, &url).map_err(failed)?;
        Ok(Collection::of(self, path, paging))
    }
}

impl<T, P> Collection<T, P>
where
    T: DeserializeOwned + Send + Unpin + 'static,
    P: PagingStyle,
{
    /// Creates a collection whose path and paging are known to be valid.
    pub(super) fn new(client: &Client, path: &str, paging: P) -> Self {
        Self::of(client, path, paging.into())
    }

    fn of(client: &Client, path: &str, paging: AnyPaging) -> Self {
        Self {
            config: Config::new(client, path, paging),
            kind: PhantomData,
        }
    }

    /// Sets a query parameter of the collection; it replaces one of the same name.
    ///
    /// It is sent with all pages that are requested by parameters; links are followed unchanged. Parameters that belong
    /// to the way of paging are refused.
    ///
    /// Do not pass credentials here: servers repeat parameters in their links, and links are used as cursors, which
    /// appear in errors and checkpoints. Pass credentials in a header of the client.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into();
        self.config.query.retain(|(known, _)| *known != name);
        self.config.query.push((name, value.into()));
        self
    }

    /// Sets the largest page of this collection, if it differs from the API's other collections.
    pub(super) fn max_page_size(mut self, items: u32) -> Self {
        self.config.max_page_size = Some(items);
        self
    }

    /// The name of the collection in errors.
    pub(super) fn name(&self) -> &str {
        &self.config.name
    }

    /// The value of a query parameter that has been set.
    pub(super) fn given(&self, name: &str) -> Option<&str> {
        self.config
            .query
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Sets the JSON pointer of the list of items, such as `/items`.
    ///
    /// By default it is the list where OData has it, otherwise the body itself or the only list in it: on each page of a
    /// walk the same one, and never one named `error`, `errors` or `warnings`.
    pub fn items_at(mut self, pointer: impl Into<String>) -> Self {
        self.config.layout.items = vec![pointer.into()];
        self
    }

    /// Sets the JSON pointer of the item in each element of the list, such as `/node`; by default the element is the
    /// item.
    pub fn item_at(mut self, pointer: impl Into<String>) -> Self {
        self.config.layout.item = Some(pointer.into());
        self
    }

    /// Sets where a response holds the number of items in the whole collection, as a number or as text.
    ///
    /// ```
    /// # use graphql_paginate::rest::{Collection, ValueLocation, PageNumber};
    /// fn counted<T>(issues: Collection<T, PageNumber>) -> Collection<T, PageNumber>
    /// # where T: serde::de::DeserializeOwned + Send + Unpin + 'static,
    /// {
    ///     issues.total_at(ValueLocation::header("x-total-count"))
    /// }
    /// ```
    pub fn total_at(mut self, location: impl Into<ValueLocation>) -> Self {
        self.config.layout.total = vec![location.into()];
        self
    }

    /// Requires the text at this JSON pointer to be `value`; otherwise the page is an error, whatever its status.
    pub fn expect_at(mut self, pointer: impl Into<String>, value: impl Into<String>) -> Self {
        self.config.layout.expected = Some(Expected {
            pointer: pointer.into(),
            value: value.into(),
        });
        self
    }

    /// Treats a list of items that is null, absent or `{}` as empty.
    ///
    /// By default it is an error, since an unexpected response must not look like the end.
    pub fn absent_is_empty(mut self) -> Self {
        self.config.layout.absent_is_empty = true;
        self
    }

    /// Reads the collection by POST, with this JSON as the request body.
    ///
    /// Parameters whose name is a JSON pointer are set in this body: `RestCursor::new("/start_cursor",
    /// "/next_cursor")`. Failed requests are retried, so the request must not modify anything.
    pub fn post(mut self, body: impl Into<serde_json::Value>) -> Self {
        self.config.body = Some(body.into());
        self
    }

    /// Rewrites next links to other origins to the client's own: scheme, host and port of the link are replaced, path
    /// and query stay.
    ///
    /// For servers behind a proxy that return links with their internal address (`http` instead of `https`, or without
    /// the port). By default such a link is an error, [`ErrorKind::RefusedLink`].
    pub fn replace_link_origin(mut self) -> Self {
        self.config.replaces_link_origin = true;
        self
    }

    /// Changes the type of the items.
    pub fn decode_as<U>(self) -> Collection<U, P> {
        Collection {
            config: self.config,
            kind: PhantomData,
        }
    }

    /// Sets the number of items per page.
    ///
    /// By default it is the maximum of the client's [`Profile`](crate::Profile), or the server's choice if there is
    /// none. A larger size is reduced to the maximum; 0 is an error.
    pub fn page_size(mut self, items: u32) -> Self {
        self.config.settings.page_size = Some(items);
        self
    }

    walk_settings!(config.settings);

    /// Keeps polling for new items at this interval after the end of the list, for as long as the stream is polled.
    ///
    /// For lists that grow at their end. Each poll yields a page, which may be empty. The interval is at least 1
    /// second.
    pub fn tail(mut self, interval: Duration) -> Self {
        self.config.settings.limits.tail = Some(interval);
        self
    }

    /// Returns a stream of the items.
    pub fn items(self) -> Items<T> {
        Items::new(self.config.walk())
    }

    /// Fetches all items into a `Vec`, for lists that are known to be small.
    ///
    /// # Errors
    ///
    /// The error of the walk; the items fetched before it are lost. [`append_to`](stream::Items::append_to) keeps them.
    pub async fn collect(self) -> Result<Vec<T>, Error> {
        self.items().try_collect().await
    }

    /// Returns an iterator over the items, for programs without an async runtime.
    #[cfg(feature = "blocking")]
    pub fn items_blocking(self) -> stream::BlockingItems<ItemsOf<T>> {
        stream::BlockingItems::new(self.items())
    }

    /// Returns an iterator over the pages, for programs without an async runtime.
    #[cfg(feature = "blocking")]
    pub fn pages_blocking(self) -> stream::BlockingPages<ItemsOf<T>> {
        stream::BlockingPages::new(self.pages())
    }

    /// Returns a stream of pages, with their metadata.
    pub fn pages(self) -> Pages<T> {
        Pages::new(self.config.walk())
    }

    /// Returns a request for the total only, without items.
    pub(super) fn total_only(&self) -> Pages<T> {
        let limits = Limits {
            pages: Some(1),
            ..Limits::default()
        };
        let mut config = self.config.clone();
        config.settings.start = None;
        config.settings.resume = None;
        config.settings.limits = limits;
        Pages::new(config.walk_by(Ok(Some(0))))
    }
}

impl<T, P: RandomAccess> Collection<T, P> {
    /// Fetches up to this many pages concurrently, once the first page has returned the [total](Self::total_at).
    ///
    /// 1 by default. Items keep their order. If the total changes during the walk, pages may overlap or skip items, and
    /// a `tracing` warning is logged. Pages are requested while the stream is polled; add [`prefetch`](Self::prefetch)
    /// to continue between polls. The client's [`max_concurrency`](crate::ClientBuilder::max_concurrency) limits the
    /// requests in flight.
    pub fn concurrency(mut self, pages: usize) -> Self {
        self.config.settings.limits.concurrency = pages;
        self
    }
}

impl<T, P> fmt::Debug for Collection<T, P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Collection")
            .field("name", &self.config.name)
            .field("paging", &self.config.paging.0)
            .field("page_size", &self.config.settings.page_size)
            .field("limits", &self.config.settings.limits)
            .finish_non_exhaustive()
    }
}

impl<T, P> Clone for Collection<T, P> {
    fn clone(&self) -> Self {
        Self {
            config: self.config.clone(),
            kind: PhantomData,
        }
    }
}

impl<T> fmt::Debug for ItemsOf<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ItemsOf")
    }
}
