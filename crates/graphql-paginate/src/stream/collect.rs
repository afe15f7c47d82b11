//! Collects a whole walk into memory.

use std::collections::HashMap;
use std::hash::Hash;

use super::Items;
use crate::error::Error;
use crate::page::Listing;

impl<L: Listing> Items<L> {
    /// Appends the remaining items to a collection. If the walk fails, the items before the error are in it.
    ///
    /// ```
    /// # use graphql_paginate::{Client, Connection, Error, Paginator};
    /// # async fn run<C: Connection>(paginator: Paginator<C>, client: &Client) -> Result<(), Error> {
    /// let mut items = Vec::new();
    /// if let Err(error) = paginator.items(client).append_to(&mut items).await {
    ///     eprintln!("{} items, then {error}", items.len());
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// The error of the walk.
    pub async fn append_to(mut self, items: &mut impl Extend<L::Item>) -> Result<(), Error> {
        while let Some(item) = self.next().await {
            items.extend([item?]);
        }
        Ok(())
    }

    /// Collects the remaining items. Of items with equal keys, the last one is kept, at the position of that last one.
    ///
    /// # Errors
    ///
    /// The error of the walk.
    pub async fn collect_latest_by_key<K: Hash + Eq>(
        mut self,
        mut key: impl FnMut(&L::Item) -> K,
    ) -> Result<Vec<L::Item>, Error> {
        let (mut items, mut places) = (Vec::new(), HashMap::new());
        while let Some(item) = self.next().await {
            let item = item?;
            if let Some(earlier) = places.insert(key(&item), items.len()) {
                items[earlier] = None;
            }
            items.push(Some(item));
        }
        Ok(items.into_iter().flatten().collect())
    }
}
