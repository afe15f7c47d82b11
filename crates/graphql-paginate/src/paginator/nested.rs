//! The settings for completing nested connections.

use super::Paginator;
use crate::connection::Connection;
use crate::error::ErrorKind;
use crate::nested::{CompletesNested, Completion};

impl<C: CompletesNested, M> Paginator<C, M> {
    /// Reads the nested connections of each item to their end, so that every item is complete. The `pageInfo` of a
    /// nested connection is then that of its last page.
    ///
    /// These are connections with `first` and `after`, or `last` and `before`. Lists inside items that are paged otherwise
    /// are not read further: [`Page::truncated`](crate::Page::truncated) counts those whose token or flag says that there
    /// are more pages.
    ///
    /// A page is yielded when its items are complete. If an item cannot be completed, the stream of items yields the
    /// items before it and then the error, whose checkpoint is before the item that failed; a stream of pages yields
    /// the error. Resuming fetches pending pages only for the items that are still to come, so that no item is ever
    /// incomplete.
    ///
    /// A parent that was deleted before its pending pages were requested is an error, unless
    /// [`Partial`](crate::Partial) keeps partial data: then the item stays as it was, and
    /// [`Page::truncated`](crate::Page::truncated) counts it. The same holds for a null with errors beside it. A null
    /// without errors is an error under every policy.
    ///
    /// Without completion, [`Page::truncated`](crate::Page::truncated) and
    /// [`Progress::truncated`](crate::Progress::truncated) count the truncated connections.
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

    /// How many parents one request of a [nested completion](Self::complete_nested) covers, at least 1. The default is
    /// that of the client's [`Profile`](crate::Profile): 20 for GitHub and 1 for other APIs.
    ///
    /// More parents mean fewer but larger requests. This helps if latency or the number of requests matters, but not if
    /// the API charges for nodes.
    pub fn batch(mut self, parents: usize) -> Self {
        self.completion.batch = Some(parents);
        self
    }

    /// The most pages read of one nested connection before the walk ends with
    /// [`ErrorKind::TooManyNestedPages`](crate::ErrorKind::TooManyNestedPages); 10,000 by default.
    ///
    /// An item is yielded only when its nested connections are complete, so the limits of the walk cannot stop a server
    /// that always announces another nested page; this limit can.
    pub fn max_nested_pages(mut self, pages: u64) -> Self {
        self.completion.max_pages = pages;
        self
    }

    /// Items per page of pending nested pages. The default is the largest that the client's [`Profile`](crate::Profile)
    /// allows, else the size in the document, else the server's choice.
    pub fn nested_page_size(mut self, items: u32) -> Self {
        self.completion.page_size = Some(items.max(1));
        self
    }
}

impl<C: Connection, M> Paginator<C, M> {
    /// How nested connections are completed; `None` if truncated ones are only counted.
    pub(crate) fn completion(&self) -> Result<Option<Completion>, ErrorKind> {
        if self.completes_nested {
            let mut completion = self.completion;
            if let Some(requests) = self.concurrency {
                completion.concurrency = requests;
            }
            return Ok(Some(completion));
        }
        let is_unused = self.concurrency.is_some() && !self.has_counted_pages();
        if self.completion == Completion::default() && !is_unused {
            return Ok(None);
        }
        let problem = "`concurrency`, `batch`, `max_nested_pages` and `nested_page_size` are settings of a nested completion; add `complete_nested()`";
        Err(ErrorKind::Setup {
            problem: problem.to_owned(),
        })
    }
}
