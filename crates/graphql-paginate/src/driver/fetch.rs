//! One page, with all that it takes: retries, waits, smaller pages.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Request, Response, Uri};
use tracing::{Instrument, debug_span, warn};

use super::{Fetched, Mark, Position, Sizes, Source};
use crate::client::{Again, Client, Repeat};
use crate::error::{Error, ErrorKind};
use crate::progress::ProgressRecorder;
use crate::retry::RetryBudget;

/// A page and the body it came in.
pub(super) type Got<S> = (Fetched<<S as Source>::Item, <S as Source>::Data>, Bytes);

/// Fetches the pages of one walk, one after the other.
pub(super) struct Fetcher<S> {
    pub(super) source: Arc<S>,
    pub(super) client: Client,
    pub(super) retry_budget: RetryBudget,
    pub(super) sizes: Sizes,
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
        }
    }

    /// Another one beside this one, with retry_budget of its own.
    pub(super) fn beside(&self) -> Self {
        let recorder = Arc::clone(&self.retry_budget.recorder);
        Self::new(
            Arc::clone(&self.source),
            self.client.clone(),
            self.sizes.clone(),
            recorder,
        )
    }

    /// The page at a mark, which is the walk's so manieth, with at most so many items.
    pub(super) async fn fetch(
        &mut self,
        mark: &Mark,
        page: u64,
        most: Option<u64>,
    ) -> Result<Got<S>, Error> {
        let span = debug_span!("page", operation = self.source.operation(), page);
        self.try_until_it_reads(mark, page, most)
            .instrument(span)
            .await
    }

    pub(super) fn failure(&self, kind: ErrorKind, page: u64, cursor: Option<String>) -> Error {
        Error::new(kind)
            .in_operation(self.source.operation())
            .at(page, cursor)
    }

    /// All tries ask again for the same cursor.
    async fn try_until_it_reads(
        &mut self,
        mark: &Mark,
        page: u64,
        most: Option<u64>,
    ) -> Result<Got<S>, Error> {
        self.retry_budget.begin_page();
        loop {
            let position = Position {
                cursor: mark.cursor.clone(),
                size: self.sizes.within(most),
                nested_size: self.sizes.nested(),
            };
            self.retry_budget
                .recorder
                .sized(position.size, self.sizes.now());
            let request = self.source.request(&position);
            let request = request.map_err(|kind| self.failure(kind, page, mark.cursor.clone()))?;
            let read = |response: &Response<Bytes>| {
                let mut fetched = self.source.read(&position, response)?;
                fetched.page.headers = response.headers().clone();
                Ok((fetched, response.body().clone()))
            };
            let failure = match self
                .client
                .attempt(request, &mut self.retry_budget, read)
                .await
            {
                Ok(got) => {
                    self.sizes.worked();
                    return Ok(got);
                }
                Err(failure) => failure,
            };
            let repeat = if self.can_shrink(&position) {
                Repeat::Smaller
            } else {
                Repeat::Same
            };
            match self
                .client
                .recover(failure, &mut self.retry_budget, repeat)
                .await
            {
                Ok(Again::Same) => {}
                Ok(Again::Smaller) => {
                    self.sizes.shrink(position.size);
                    warn!(
                        size = self.sizes.now(),
                        nested = self.sizes.nested(),
                        "asking for smaller pages"
                    );
                }
                Err(failure) => {
                    let error = failure
                        .into_error(&self.retry_budget)
                        .in_operation(self.source.operation());
                    return Err(error.at(page, mark.cursor.clone()));
                }
            }
        }
    }

    /// Whether a smaller page is another request: not every document leaves its sizes to us.
    fn can_shrink(&self, position: &Position) -> bool {
        let smallest = Position {
            size: position.size.map(|_| 1),
            nested_size: self.sizes.nested_at_least(),
            ..position.clone()
        };
        let now = self.source.request(position);
        let then = self.source.request(&smallest);
        match (now, then) {
            (Ok(now), Ok(then)) => {
                self.sizes.can_shrink(position.size) && parts(&now) != parts(&then)
            }
            _ => false,
        }
    }
}

fn parts(request: &Request<Bytes>) -> (&Uri, &HeaderMap, &Bytes) {
    (request.uri(), request.headers(), request.body())
}
