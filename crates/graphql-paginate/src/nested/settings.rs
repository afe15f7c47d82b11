//! How users ask for whole items.

use std::fmt;

use super::Completion;
use crate::client::Client;
use crate::connection::Connection;
use crate::paginator::Paginator;
use crate::stream::{Items, Pages};

/// A connection all of whose nested connections can be read to their end.
#[diagnostic::on_unimplemented(
    message = "the nested connections of `{Self}` cannot be completed",
    label = "a nested connection lacks what its rest is asked for with",
    note = "write `complete_nested` in the `#[graphql(..)]` attribute to be told what is missing, and where"
)]
pub trait CompletesNested: Connection {}

/// Nested connections that hold less than the server has.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Truncated {
    /// Response keys from the item, joined with dots: `reviews.nodes.comments`.
    pub path: String,
    /// How many connections of this kind are cut on the page.
    pub connections: u64,
}

/// A walk whose items come out whole: their nested connections hold everything, and the `pageInfo` of each is that of
/// its last page.
///
/// A page goes out when its items are complete. Where one of them cannot be completed, the stream of items yields those
/// before it and then the error, whose checkpoint stands before the item that failed; a stream of pages yields the error.
/// Resuming asks for the rest of each item that is still to come, and for no other, so that none is ever half.
///
/// A parent that is gone by the time its rest is asked for is an error, unless [`Partial`](crate::Partial) keeps what
/// comes in part: then the item stays as it was, and [`Page::truncated`](crate::Page::truncated) counts it. So does a
/// null with errors beside it; without them, it is an error whatever the policy.
///
/// ```
/// use graphql_paginate::{Client, CompletesNested, Error, Paginator};
///
/// async fn whole<C: CompletesNested>(paginator: Paginator<C>, client: &Client) -> Result<Vec<C::Item>, Error> {
///     paginator.complete_nested().concurrency(8).items(client).try_collect().await
/// }
/// ```
#[must_use = "nothing is sent before `.items(&client)` or `.pages(&client)` is polled"]
pub struct CompleteNested<C: Connection> {
    paginator: Paginator<C>,
    completion: Completion,
}

impl<C: CompletesNested> CompleteNested<C> {
    pub(crate) fn new(paginator: Paginator<C>) -> Self {
        Self {
            paginator,
            completion: Completion::default(),
        }
    }

    pub(crate) fn into_parts(self) -> (Paginator<C>, Completion) {
        (self.paginator, self.completion)
    }

    /// How many requests may be in flight at once; 4 by default, at least 1, and at most what the client's
    /// [`Profile`](crate::Profile) allows.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.completion.concurrency = requests;
        self
    }

    /// How many parents one request asks for, at least 1; by default what the client's
    /// [`Profile`](crate::Profile) says, which is 20 for GitHub and 1 for other APIs.
    ///
    /// More parents are fewer requests, each larger: worth it where latency or the number of requests counts, not where
    /// the API charges for nodes.
    pub fn batch(mut self, parents: usize) -> Self {
        self.completion.batch = Some(parents);
        self
    }

    /// How many pages of one nested connection are read before the walk ends with
    /// [`ErrorKind::TooManyNestedPages`](crate::ErrorKind::TooManyNestedPages); 10,000 by default.
    ///
    /// An item is handed out when its nested connections are complete, so that no limit of the walk stops a server that
    /// announces ever new pages of one of them; this one does.
    pub fn max_nested_pages(mut self, pages: u64) -> Self {
        self.completion.max_pages = pages;
        self
    }

    /// Items per page of a nested connection's rest; by default the largest that the client's
    /// [`Profile`](crate::Profile) knows, else what the document asks for, else the server's choice.
    pub fn nested_page_size(mut self, items: u32) -> Self {
        self.completion.page_size = Some(items.max(1));
        self
    }

    /// A stream of pages of whole items.
    pub fn pages(self, client: &Client) -> Pages<C> {
        Pages::new(self.paginator.walk_nested(client, Some(self.completion)))
    }

    /// A stream of whole items.
    pub fn items(self, client: &Client) -> Items<C> {
        Items::new(self.paginator.walk_nested(client, Some(self.completion)))
    }
}

impl<C: Connection> fmt::Debug for CompleteNested<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CompleteNested")
            .field("paginator", &self.paginator)
            .field("completion", &self.completion)
            .finish()
    }
}
