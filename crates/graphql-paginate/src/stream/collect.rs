//! A whole walk in memory.

use std::collections::HashMap;
use std::hash::Hash;

use super::Items;
use crate::error::Error;
use crate::page::Listing;

impl<L: Listing> Items<L> {
    /// Puts the remaining items behind those in a collection; what came before an error is in it as well.
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

    /// The remaining items, of those with one key the last that the walk saw, in the order of that sight.
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
