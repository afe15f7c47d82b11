//! The setting for several requests in flight.

use super::{Paginator, Walkable};
use crate::connection::Concurrent;
use crate::driver::Limits;

impl<S: Walkable, M> Paginator<S, M> {
    /// How many requests may be in flight at once. Values are limited to at least 1 and at most the concurrency of the
    /// client's [`Profile`](crate::Profile).
    ///
    /// In a list with offsets or page numbers, pages are fetched at the same time, once the first page has returned the
    /// total. The default is 1. The document has to select the total, unless it marks the end of the list; without it,
    /// pages are fetched one after the other. Items keep their order. If the total changes during the walk, pages may
    /// overlap or skip items, and a `tracing` warning is logged. Pages are requested while the stream is polled; add
    /// [`prefetch`](Self::prefetch) to continue between polls.
    ///
    /// In a [nested completion](Self::complete_nested), pending pages of different parents are fetched at the same time.
    /// The default is 4.
    ///
    /// ```
    /// use graphql_paginate::{Client, Concurrent, Connection, Error, Paginator};
    ///
    /// async fn all<C>(paginator: Paginator<C>, client: &Client) -> Result<Vec<C::Item>, Error>
    /// where
    ///     C: Connection + Concurrent,
    /// {
    ///     paginator.concurrency(8).items(client).try_collect().await
    /// }
    /// ```
    pub fn concurrency(mut self, requests: usize) -> Self
    where
        S: Concurrent,
    {
        self.concurrency = Some(requests.max(1));
        self
    }

    /// Whether pages have offsets or numbers, so that later ones can be requested before earlier ones arrive.
    pub(super) fn has_counted_pages(&self) -> bool {
        S::has_counted_pages(&self.subject, self.direction)
    }

    /// The limits of the walk, with the number of pages in flight.
    pub(super) fn limits(&self) -> Limits {
        let mut limits = self.settings.limits;
        if let Some(requests) = self.concurrency
            && self.has_counted_pages()
        {
            limits.concurrency = requests;
        }
        limits
    }
}
