//! The check of an assumed first page, at the end of a walk of numbered pages.
//!
//! Pages are numbered from 1 or from 0. A walk that assumed 1 requests page 0 before it ends, unless the announced total
//! was received. Page 0 may be empty, refused, or begin with the items of page 1, as servers answer that correct the
//! number. If it has other items, the walk has missed them.

use http::StatusCode;
use tracing::warn;

use super::fetch::FetchedPage;
use super::{Driver, Mark, OtherStart, Source, StartPage};
use crate::error::{Error, ErrorKind};

impl<S: Source> Driver<S> {
    /// What to check before the walk ends after the page at a cursor; `None` if its start is known, or if a limit of the
    /// caller ends it.
    pub(super) fn unproven_start(&self, cursor: Option<&str>) -> Option<OtherStart> {
        if self.is_over() || self.totals.is_complete() || self.limits.tail.is_some() {
            return None;
        }
        self.fetcher.source.other_start(cursor, self.page_len == 0)
    }

    /// Checks that the walk began at the first page of the list.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::OtherFirstPage`] if it did not, and the error of a request that says nothing about that.
    pub(super) async fn confirm_start(&mut self, start: OtherStart) -> Result<(), Error> {
        let other = match self.fetch_start(&start.other).await {
            Ok(page) => page,
            Err(error) if is_refusal(&error) => {
                warn!(refusal = %error, "page {} is refused, so the first page is page {}", start.other.number, start.first.number);
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        if other.0.page.items.is_empty() {
            return Ok(());
        }
        let first = self.fetch_start(&start.first).await?;
        if begins_with(&*self.fetcher.source, &other, &first) {
            return Ok(());
        }
        let (number, assumed) = (start.other.number, start.first.number);
        let kind = ErrorKind::OtherFirstPage { number, assumed };
        let page = self.pages + 1;
        Err(self.fetcher.failure(kind, page, Some(start.other.cursor)))
    }

    async fn fetch_start(&mut self, page: &StartPage) -> Result<FetchedPage<S>, Error> {
        let mark = Mark::at(page.cursor.clone());
        self.fetcher.fetch(&mark, self.pages + 1, None).await
    }
}

/// Whether the server answered that there is no such page. An answer of a gateway, a limit, and refused credentials do not
/// say that, nor does a page that cannot be decoded.
fn is_refusal(error: &Error) -> bool {
    let Some(status) = error.status() else {
        return false;
    };
    let is_gateway = matches!(
        status,
        StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT
    );
    let is_undecoded = matches!(error.kind(), ErrorKind::Decode { .. });
    !is_gateway && !is_undecoded && !error.is_throttled() && !error.is_unauthorized()
}

/// Whether a page begins with all items of another one.
fn begins_with<S: Source>(source: &S, page: &FetchedPage<S>, other: &FetchedPage<S>) -> bool {
    let identify = |(fetched, body): &FetchedPage<S>| {
        let page_identities = source.identify(body, fetched.page.items.len(), None)?;
        Some(page_identities.identities)
    };
    match (identify(page), identify(other)) {
        (Some(page), Some(other)) => !other.is_empty() && page.starts_with(&other),
        _ => page.1 == other.1,
    }
}
