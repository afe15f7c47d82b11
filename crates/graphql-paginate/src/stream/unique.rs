//! Deduplicates the items of a walk by a key.

use std::collections::HashSet;
use std::fmt;
use std::hash::Hash;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_core::stream::FusedStream;

use super::{Items, inherent_methods};
use crate::error::Error;
use crate::page::Listing;
use crate::task::after_panic;

/// The items of a walk, deduplicated by a key; made by [`Items::unique_by_key`].
#[must_use = "streams do nothing unless polled"]
pub struct UniqueByKey<L: Listing, K, F> {
    items: Items<L>,
    key: F,
    seen: HashSet<K>,
    /// Set while the key of an item is computed. Still set when the stream is polled again if that panicked.
    is_comparing: bool,
}

impl<L: Listing> Items<L> {
    /// Skips items whose key was already seen in this run: the first item with each key is kept.
    ///
    /// Lists sorted by time of change contain an item again if it changes during the walk. To keep the last version
    /// instead, use [`collect_latest_by_key`](Items::collect_latest_by_key). All keys are kept in memory.
    ///
    /// ```
    /// # use graphql_paginate::{Client, Connection, Paginator};
    /// # fn unique<C: Connection<Item = String>>(paginator: Paginator<C>, client: &Client) {
    /// let unique = paginator.items(client).unique_by_key(|item| item.clone());
    /// # }
    /// ```
    pub fn unique_by_key<K: Hash + Eq, F: FnMut(&L::Item) -> K>(
        self,
        key: F,
    ) -> UniqueByKey<L, K, F> {
        UniqueByKey {
            items: self,
            key,
            seen: HashSet::new(),
            is_comparing: false,
        }
    }
}

impl<L: Listing, K, F> UniqueByKey<L, K, F> {
    /// The underlying stream of all items, for its checkpoint and progress.
    pub fn get_ref(&self) -> &Items<L> {
        &self.items
    }
}

impl<L, K, F> Stream for UniqueByKey<L, K, F>
where
    L: Listing,
    K: Hash + Eq + Unpin,
    F: FnMut(&L::Item) -> K + Unpin,
{
    type Item = Result<L::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.is_comparing) {
            self.items.close();
            return Poll::Ready(Some(Err(Error::new(after_panic()))));
        }
        loop {
            let next = ready!(Pin::new(&mut self.items).poll_next(context));
            let Some(Ok(item)) = &next else {
                return Poll::Ready(next);
            };
            self.is_comparing = true;
            let key = (self.key)(item);
            let is_new = self.seen.insert(key);
            self.is_comparing = false;
            if is_new {
                return Poll::Ready(next);
            }
        }
    }
}

inherent_methods!(
    { L: Listing, K: Hash + Eq + Unpin, F: FnMut(&L::Item) -> K + Unpin }
    UniqueByKey<L, K, F>, L::Item
);

impl<L, K, F> FusedStream for UniqueByKey<L, K, F>
where
    L: Listing,
    K: Hash + Eq + Unpin,
    F: FnMut(&L::Item) -> K + Unpin,
{
    fn is_terminated(&self) -> bool {
        self.items.is_terminated()
    }
}

impl<L: Listing, K, F> fmt::Debug for UniqueByKey<L, K, F> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("UniqueByKey")
            .field("items", &self.items)
            .field("seen", &self.seen.len())
            .finish_non_exhaustive()
    }
}
