//! How users ask for whole items.

use super::Paginator;
use crate::connection::Connection;
use crate::error::ErrorKind;
use crate::nested::{CompletesNested, Completion};

impl<C: CompletesNested, M> Paginator<C, M> {
    /// Reads the connections inside each item to their end, so that every item comes out whole: the `pageInfo` of a
    /// nested connection is then that of its last page.
    ///
    /// A page goes out when its items are complete. Where one of them cannot be completed, the stream of items yields
    /// those before it and then the error, whose checkpoint stands before the item that failed; a stream of pages yields
    /// the error. Resuming asks for the rest of each item that is still to come, and for no other, so that none is ever
    /// half.
    ///
    /// A parent that is gone by the time its rest is asked for is an error, unless [`Partial`](crate::Partial) keeps what
    /// comes in part: then the item stays as it was, and [`Page::truncated`](crate::Page::truncated) counts it. So does a
    /// null with errors beside it; without them, it is an error whatever the policy.
    ///
    /// Without completion, [`Page::truncated`](crate::Page::truncated) and
    /// [`Progress::truncated`](crate::Progress::truncated) tell what is cut.
    ///
    /// ```
    /// use graphql_paginate::{Client, CompletesNested, Error, Paginator};
    ///
    /// async fn whole<C: CompletesNested>(paginator: Paginator<C>, client: &Client) -> Result<Vec<C::Item>, Error> {
    ///     paginator.complete_nested().concurrency(8).items(client).try_collect().await
    /// }
    /// ```
    pub fn complete_nested(mut self) -> Self {
        self.completes_nested = true;
        self
    }

    /// How many requests of a [nested completion](Self::complete_nested) may be in flight at once; 4 by default, at
    /// least 1, and at most what the client's [`Profile`](crate::Profile) allows.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.completion.concurrency = requests;
        self
    }

    /// How many parents one request of a [nested completion](Self::complete_nested) asks for, at least 1; by default what
    /// the client's [`Profile`](crate::Profile) says, which is 20 for GitHub and 1 for other APIs.
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
}

impl<C: Connection, M> Paginator<C, M> {
    /// How nested connections are completed; `None` when they are only counted.
    pub(crate) fn completion(&self) -> Result<Option<Completion>, ErrorKind> {
        if self.completes_nested {
            return Ok(Some(self.completion));
        }
        if self.completion == Completion::default() {
            return Ok(None);
        }
        let problem = "`concurrency`, `batch`, `max_nested_pages` and `nested_page_size` are settings of a nested completion; add `complete_nested()`";
        Err(ErrorKind::Setup {
            problem: problem.to_owned(),
        })
    }
}
