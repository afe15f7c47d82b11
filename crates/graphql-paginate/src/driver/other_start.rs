//! The check of an assumed first page, at the end of a walk of numbered pages.
//!
//! Pages are numbered from 1 or from 0. A walk that assumed 1 requests page 0 before it ends, unless the announced total
//! was received. Page 0 may be empty, refused, or begin with the items of page 1, as servers answer that correct the
//! number. If it has other items, the walk has missed them.

use http::StatusCode;
use tracing::warn;

use super::fetch::FetchedPage;
use super::stable_items::begins_with_stable;
use super::{Driver, Mark, OtherStart, Source, StartPage};
use crate::error::{Error, ErrorKind, GraphQLError, PathSegment};

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
        let (number, assumed) = (start.other.number, start.first.number);
        let other = match self.fetch_start(&start.other).await {
            Ok(page) => page,
            Err(error) if is_refusal(&error) => {
                warn!(refusal = %error, "page {number} is refused, so the first page is page {assumed}");
                return Ok(());
            }
            Err(error) => return Err(error.checking_first_page(number, assumed)),
        };
        if other.0.page.items.is_empty() {
            return Ok(());
        }
        if self.is_first_again(&start, other).await? {
            return Ok(());
        }
        let kind = ErrorKind::OtherFirstPage { number, assumed };
        let page = self.pages + 1;
        Err(self.fetcher.failure(kind, page, Some(start.other.cursor)))
    }

    /// Whether the other page begins with the items of the first one. Items without ids may have values that change with
    /// each request, so the first page is requested twice before such items are different.
    async fn is_first_again(
        &mut self,
        start: &OtherStart,
        other: FetchedPage<S>,
    ) -> Result<bool, Error> {
        let first = self.fetch_first(start).await?;
        let begins = begins_with(&*self.fetcher.source, &other, &first);
        match begins {
            Some(begins) => Ok(begins),
            None if first.0.page.items.is_empty() => Ok(false),
            None => {
                let again = self.fetch_first(start).await?;
                Ok(begins_with_stable::<S>(&other, [&first, &again]))
            }
        }
    }

    async fn fetch_first(&mut self, start: &OtherStart) -> Result<FetchedPage<S>, Error> {
        let first = self.fetch_start(&start.first).await;
        first.map_err(|error| error.checking_first_page(start.other.number, start.first.number))
    }

    async fn fetch_start(&mut self, page: &StartPage) -> Result<FetchedPage<S>, Error> {
        let mark = Mark::at(page.cursor.clone());
        self.fetcher.fetch(&mark, self.pages + 1, None).await
    }
}

/// Parts of the codes of GraphQL errors that may be about the moment or the credentials, and not about the page.
const MOMENT_CODES: [&str; 8] = [
    "UNAVAILABLE",
    "TIMEOUT",
    "DOWNSTREAM",
    "FORBIDDEN",
    "DENIED",
    "UNAUTH",
    "AUTHORI",
    "AUTHENTICAT",
];

/// Those of failures, which may be about the moment, too, or about a page that does not exist.
const FAILURE_CODES: [&str; 3] = ["INTERNAL", "UNEXPECTED", "UNKNOWN"];

/// Whether the server answered that there is no such page, or a rule of the caller says so. A server that fails, a limit,
/// refused credentials, and a page that cannot be read do not say that.
fn is_refusal(error: &Error) -> bool {
    if error.ends_list() {
        return true;
    }
    if error.is_retryable() || error.is_throttled() || error.is_unauthorized() {
        return false;
    }
    let status = error.status();
    match error.kind() {
        // What a successful response reports in a form of its own may be about anything.
        ErrorKind::Status { .. } | ErrorKind::Refused { .. } => status.is_some_and(says_no_page),
        ErrorKind::GraphQL { errors } => {
            status.is_some_and(|status| says_no_page(status) || status.is_success())
                && !errors.iter().any(is_unrelated)
        }
        ErrorKind::UnexpectedBody { status, .. } => *status == StatusCode::NO_CONTENT,
        _ => false,
    }
}

/// What the refusal of a page past the announced end says.
pub(super) enum PastTotal {
    NoPage,
    /// The page may exist, and the server does not return it: a window that is too large, or a failure of its own.
    Unclear,
}

/// What an error about the page past the announced end says; `None` if it is about something else than the page.
pub(super) fn refusal_past_total(error: &Error) -> Option<PastTotal> {
    if matches!(error.kind(), ErrorKind::NullConnection { .. }) || error.ends_list() {
        return Some(PastTotal::NoPage);
    }
    if error.is_throttled() || error.is_unauthorized() {
        return None;
    }
    let status = error.status()?;
    if is_refusal(error) && !status.is_success() {
        return Some(PastTotal::NoPage);
    }
    let is_failure = match error.kind() {
        ErrorKind::Status { .. } => status == StatusCode::INTERNAL_SERVER_ERROR,
        ErrorKind::GraphQL { errors } => {
            (status.is_success() || status == StatusCode::INTERNAL_SERVER_ERROR)
                && !errors.iter().any(is_about_moment)
        }
        _ => false,
    };
    if is_failure || is_refusal(error) {
        Some(PastTotal::Unclear)
    } else {
        None
    }
}

fn says_no_page(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::BAD_REQUEST
            | StatusCode::NOT_FOUND
            | StatusCode::GONE
            | StatusCode::RANGE_NOT_SATISFIABLE
            | StatusCode::UNPROCESSABLE_ENTITY
    )
}

/// Whether an error is about the moment, the credentials, or an item of the page, which then exists.
fn is_unrelated(error: &GraphQLError) -> bool {
    let is_index = |segment: &PathSegment| matches!(segment, PathSegment::Index(_));
    if error.path.iter().any(is_index) {
        return true;
    }
    has_code(error, &FAILURE_CODES) || has_code(error, &MOMENT_CODES)
}

/// Whether the code of an error contains one of these parts.
fn has_code(error: &GraphQLError, parts: &[&str]) -> bool {
    let code = error.code().unwrap_or_default().to_ascii_uppercase();
    parts.iter().any(|part| code.contains(part))
}

/// Whether the code of an error is about the moment or the credentials. An internal failure may be about the page.
fn is_about_moment(error: &GraphQLError) -> bool {
    has_code(error, &MOMENT_CODES) && !has_code(error, &FAILURE_CODES)
}

/// Whether a page begins with all items of another one; `None` if they differ and have no ids, so that they may be the same
/// items with other values.
fn begins_with<S: Source>(
    source: &S,
    page: &FetchedPage<S>,
    other: &FetchedPage<S>,
) -> Option<bool> {
    let identify =
        |(fetched, body): &FetchedPage<S>| source.identify(body, fetched.page.items.len(), None);
    let (begins, is_by_id) = match (identify(page), identify(other)) {
        (Some(page), Some(other)) => {
            let begins = page.identities.starts_with(&other.identities);
            let is_by_id = page.is_by_id && other.is_by_id;
            (begins && !other.identities.is_empty(), is_by_id)
        }
        _ => (page.1 == other.1, false),
    };
    if begins || is_by_id {
        Some(begins)
    } else {
        None
    }
}
