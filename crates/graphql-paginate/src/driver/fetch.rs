//! Fetches one page: sends the request until its response can be read, with retries, waits and smaller pages.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Request, Response, Uri};
use tracing::{Instrument, debug_span, warn};

use super::{Fetched, Mark, PageRequest, Sizes, Source};
use crate::client::{Client, Retry, RetryMode};
use crate::error::{Error, ErrorKind};
use crate::progress::ProgressRecorder;
use crate::retry::RetryBudget;

/// A page and the response body that it was read from.
pub(super) type FetchedPage<S> = (Fetched<<S as Source>::Item, <S as Source>::Data>, Bytes);

/// Fetches the pages of one walk, one at a time.
pub(super) struct Fetcher<S> {
    pub(super) source: Arc<S>,
    pub(super) client: Client,
    pub(super) retry_budget: RetryBudget,
    pub(super) sizes: Sizes,
    /// Whether an earlier page of the list was received.
    pub(super) follows_page: bool,
    /// The number of items on the largest page so far.
    pub(super) largest_page: Option<u64>,
}

impl<S: Source> Fetcher<S> {
    pub(super) fn new(
        source: Arc<S>,
        client: Client,
        sizes: Sizes,
        recorder: Arc<ProgressRecorder>,
    ) -> Self {
        Self {
            source,
            retry_budget: client.retry_budget(recorder),
            client,
            sizes,
            follows_page: false,
            largest_page: None,
        }
    }

    /// A copy with its own retry budget, for a page that is fetched at the same time.
    pub(super) fn with_own_budget(&self) -> Self {
        let recorder = Arc::clone(&self.retry_budget.recorder);
        Self {
            source: Arc::clone(&self.source),
            retry_budget: self.client.retry_budget(recorder),
            client: self.client.clone(),
            sizes: self.sizes.clone(),
            follows_page: self.follows_page,
            largest_page: self.largest_page,
        }
    }

    /// Fetches page number `page` of the walk, starting at `mark`, with at most `max_items` items.
    pub(super) async fn fetch(
        &mut self,
        mark: &Mark,
        page: u64,
        max_items: Option<u64>,
    ) -> Result<FetchedPage<S>, Error> {
        let span = debug_span!("page", operation = self.source.operation(), page);
        self.fetch_until_read(mark, page, max_items)
            .instrument(span)
            .await
    }

    pub(super) fn failure(&self, kind: ErrorKind, page: u64, cursor: Option<String>) -> Error {
        Error::new(kind)
            .in_operation(self.source.operation())
            .at(page, cursor)
    }

    /// Every attempt requests the same cursor; only the page size may change.
    async fn fetch_until_read(
        &mut self,
        mark: &Mark,
        page: u64,
        max_items: Option<u64>,
    ) -> Result<FetchedPage<S>, Error> {
        self.retry_budget.begin_page();
        loop {
            let position = PageRequest {
                cursor: mark.cursor.clone(),
                size: self.sizes.within(max_items),
                nested_size: self.sizes.nested(),
                follows_page: self.follows_page,
                largest_page: self.largest_page,
            };
            self.retry_budget
                .recorder
                .sized(position.size, self.sizes.now());
            if let Some(fetched) = self.attempt(&position, page).await? {
                self.sizes.worked();
                return Ok(fetched);
            }
        }
    }

    /// Sends one request. `None` if it failed and must be sent again, after any wait and change of the page size.
    async fn attempt(
        &mut self,
        position: &PageRequest,
        page: u64,
    ) -> Result<Option<FetchedPage<S>>, Error> {
        let request = match self.source.request(position) {
            Ok(request) => request,
            Err(kind) => return Err(self.failure(kind, page, position.cursor.clone())),
        };
        let source = &self.source;
        let read = |response: &Response<Bytes>| {
            let mut fetched = source.read(position, response)?;
            fetched.page.headers = response.headers().clone();
            Ok((fetched, response.body().clone()))
        };
        let attempt = self.client.attempt(request, &mut self.retry_budget, read);
        let failure = match attempt.await {
            Ok(fetched) => return Ok(Some(fetched)),
            Err(failure) => failure,
        };
        let retry_mode = if self.can_shrink(position) {
            RetryMode::AllowSmaller
        } else {
            RetryMode::SameRequest
        };
        let recovery = self
            .client
            .recover(failure, &mut self.retry_budget, retry_mode)
            .await;
        match recovery {
            Ok(Retry::Same) => Ok(None),
            Ok(Retry::Smaller) => {
                self.shrink(position);
                Ok(None)
            }
            Err(failure) => Err(failure
                .into_error(&self.retry_budget)
                .in_operation(self.source.operation())
                .at(page, position.cursor.clone())),
        }
    }

    fn shrink(&mut self, position: &PageRequest) {
        self.sizes.shrink(position.size);
        warn!(
            size = self.sizes.now(),
            nested = self.sizes.nested(),
            "asking for smaller pages"
        );
    }

    /// Whether a smaller page changes the request. It does not if the query fixes its page sizes.
    fn can_shrink(&self, position: &PageRequest) -> bool {
        if !self.sizes.can_shrink(position.size) {
            return false;
        }
        let smallest = PageRequest {
            size: position.size.map(|_| 1),
            nested_size: self.sizes.nested_at_least(),
            ..position.clone()
        };
        match (
            self.source.request(position),
            self.source.request(&smallest),
        ) {
            (Ok(current), Ok(smaller)) => parts(&current) != parts(&smaller),
            _ => false,
        }
    }
}

fn parts(request: &Request<Bytes>) -> (&Uri, &HeaderMap, &Bytes) {
    (request.uri(), request.headers(), request.body())
}
