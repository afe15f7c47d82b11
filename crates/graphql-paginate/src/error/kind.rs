//! The kinds of errors, with their messages.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use http::StatusCode;

use super::{GraphQLError, Problem};
use crate::text::plain;
use crate::transport::TransportError;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The settings of the client or the walk are invalid; nothing was sent.
    #[error("{problem}")]
    Setup {
        /// The problem and how to fix it.
        problem: String,
    },

    /// The checkpoint belongs to another walk; nothing was sent.
    #[error("the checkpoint cannot be resumed: {problem}")]
    Checkpoint {
        /// The difference and how to fix it.
        problem: String,
    },

    /// The variables cannot be serialized as a JSON object; nothing was sent.
    #[error("the variables cannot be written as JSON: {problem}")]
    Variables {
        /// The error of the serializer.
        problem: String,
    },

    /// No complete response was received.
    #[error(transparent)]
    Transport(TransportError),

    /// The server answered with an error status, without GraphQL errors in the body.
    #[error("the server answered {status} with {found}{}", status_fix(*status))]
    Status {
        /// The status; [`Error::body_excerpt`](super::Error::body_excerpt) has the text.
        status: StatusCode,
        /// A description of the body.
        found: String,
    },

    /// A REST API refused the request and reported problems. The status may be a success: some APIs report problems only in
    /// the body.
    #[error("the server refused the request ({status}): {}", list(problems))]
    Refused {
        /// The status.
        status: StatusCode,
        /// The problems in the server's order; never empty.
        problems: Vec<Problem>,
    },

    /// The status was a success, but the body is not a response of the protocol.
    #[error(
        "the server answered {status} with {found} instead of a response; try again, or check the endpoint's URL"
    )]
    UnexpectedBody {
        /// The status.
        status: StatusCode,
        /// A description of the body.
        found: String,
    },

    /// The [`SharedQuota`](crate::SharedQuota) of the client failed: the request was not sent, or its answer not counted.
    #[error(
        "the shared quota failed: neither the request nor its answer could be counted; check the store that it is kept in"
    )]
    SharedQuota {
        /// What failed.
        source: Box<dyn std::error::Error + Send + Sync>,
    },

    /// The API throttles, and requires a longer wait than the [`RetryPolicy`](crate::RetryPolicy) allows.
    #[error("the API throttles until {}; start the walk again after that time, or raise `{setting}`", date(*until))]
    Throttled {
        /// When the API accepts requests again.
        until: SystemTime,
        /// The setting of the [`RetryPolicy`](crate::RetryPolicy) that the wait exceeds: `max_wait`, `max_total_wait`,
        /// `throttles` or `deadline`.
        setting: &'static str,
    },

    /// The walk or the operation did not complete within the deadline of the [`RetryPolicy`](crate::RetryPolicy).
    #[error("not complete after {deadline:?}; resume from the checkpoint, or raise `deadline`")]
    DeadlineExceeded {
        /// The deadline, counted from the first request.
        deadline: Duration,
    },

    /// The response has GraphQL errors. [`Error::partial_data`](super::Error::partial_data) has the data beside them.
    #[error("{}", join(errors))]
    GraphQL {
        /// The errors in the server's order; never empty.
        errors: Vec<GraphQLError>,
    },

    /// The response is JSON, but does not have the shape that the schema promises.
    #[error(
        "unexpected value at `{}`: {}; the API's schema may have changed since the code was generated",
        plain(path),
        plain(problem)
    )]
    Decode {
        /// The path in the response, such as `data.repository.pullRequests.nodes[2].title`.
        path: String,
        /// The expected and the actual value.
        problem: String,
    },

    /// An `@include` or `@skip` of the document excludes the connection; nothing was sent.
    #[error(
        "`{}` is left out by {}; set the variable `{variable}` to {required}",
        at(path),
        directive(variable, *required)
    )]
    ExcludedConnection {
        /// Response keys from `data` to the connection.
        path: &'static [&'static str],
        /// The variable of the directive.
        variable: &'static str,
        /// The value that includes the connection.
        required: bool,
    },

    /// The connection, one of its parents, or its list of items is null, and the response has no error that explains it.
    #[error(
        "`{}` is null, without an error that says why; does the item exist, and may the token read it?",
        at(path)
    )]
    NullConnection {
        /// Response keys from `data` to the null.
        path: &'static [&'static str],
    },

    /// The connection, or an object around it, is of a type for which the query does not select the list of items: one of
    /// the other possible types of an interface or union, such as an error.
    #[error(
        "`{path}` is of type `{typename}`, for which the query selects no items{}",
        after_colon(message)
    )]
    OtherType {
        /// Where it is in the response, `data.runs`.
        path: String,
        /// The name of its type.
        typename: String,
        /// Its field `message`, if the query selects it.
        message: Option<String>,
    },

    /// The response of a REST API has no list of items at the expected path.
    #[error(
        "the answer has no items: {}; say where the list is with `.items_at(\"/..\")`",
        plain(problem)
    )]
    MissingItems {
        /// The value that was found instead.
        problem: String,
    },

    /// The page announces another one, but its cursor is missing.
    #[error(
        "the page announces another one but its `{field}` is empty; the rest cannot be fetched from here"
    )]
    MissingCursor {
        /// The field that should hold the cursor.
        field: Cow<'static, str>,
    },

    /// The page does not say whether another one follows.
    #[error("the page's `{field}` is null, so it is unknown whether another page follows")]
    MissingPageInfo {
        /// The field that should say it.
        field: Cow<'static, str>,
    },

    /// The page leads to a cursor that the walk has visited before, so the walk would never end.
    #[error(
        "the page leads back to cursor `{}`, which the walk has visited before; does the document use its cursor variable?",
        plain(cursor)
    )]
    Stalled {
        /// The repeated cursor.
        cursor: String,
    },

    /// The page holds the same items as an earlier one: the server seems to ignore the cursor or page number.
    #[error(
        "the page holds the same items as an earlier one; does the server ignore the paging parameter?"
    )]
    RepeatedPage,

    /// A numbered page is empty, though the number of pages says that it is not beyond the last one. The numbers may start
    /// at 0, and the walk started at 1. It is not an error if the number of the first page is declared or a default in the
    /// schema.
    #[error(
        "page {number} is empty, though `{field}` is {pages}; declare the number of the first page: `first = 0` or `first = 1`, for a REST collection `.first(0)` or `.first(1)`"
    )]
    EmptyPage {
        /// The number of the page.
        number: u64,
        /// The number of pages.
        pages: u64,
        /// The field with the number of pages.
        field: Cow<'static, str>,
    },

    /// The page that is assumed to be the first one is empty, and the next one is not. It is not an error if the number of
    /// the first page is declared or a default in the schema.
    #[error(
        "page {number} is empty, though further pages are not; declare the number of the first page: `first = 0` or `first = 1`"
    )]
    EmptyFirstPage {
        /// The number of the page.
        number: u64,
    },

    /// The walk began at the page that is assumed to be the first one, but the page before it has other items. It is not an
    /// error if the number of the first page is declared or a default in the schema.
    #[error(
        "the walk began at page {assumed}, but page {number} has other items; declare the number of the first page, `first = {number}` or `first = {assumed}`, and start over"
    )]
    OtherFirstPage {
        /// The number of the page that was not part of the walk.
        number: u64,
        /// The number of the page where the walk began.
        assumed: u64,
    },

    /// The server answered a backward walk with the first page of the list.
    #[error(
        "the server ignored `last` and answered with the first page: it has no previous page, but a next one; walk forward instead"
    )]
    WrongEnd,

    /// Too many pages in a row were empty, though each announced another one.
    #[error(
        "{pages} pages in a row were empty, though each announced another one; raise `max_empty_pages` if the list really has such gaps"
    )]
    TooManyEmptyPages {
        /// The number of empty pages.
        pages: u64,
    },

    /// A nested connection has more pages than the walk allows.
    #[error(
        "the nested connection has more than {pages} pages; raise `max_nested_pages` if it really is that long"
    )]
    TooManyNestedPages {
        /// The number of pages that were read.
        pages: u64,
    },

    /// An edge has no cursor, so a walk from both ends cannot identify its item.
    #[error("the `cursor` of an edge is null or empty; name a key with `both_ends_by_key` instead")]
    MissingEdgeCursor,

    /// Two items of one page have the same cursor or key, so a walk from both ends cannot distinguish them.
    #[error(
        "two items of one page have the same cursor or key; name a unique key with `both_ends_by_key`, or walk from one end"
    )]
    DuplicateKey,

    /// A next link leads to a server that must not receive the client's credentials; nothing was sent there.
    #[error("the link to `{}` is not followed: {reason}", plain(target))]
    RefusedLink {
        /// The URL of the link, without its query.
        target: String,
        /// Why the link is not followed.
        reason: String,
    },

    /// A walk from both ends passed the whole list without meeting the items from the other end, so some items were yielded
    /// twice.
    #[error(
        "the walks from both ends never met; do items have the same cursor from either side? if not, name a key with `both_ends_by_key`"
    )]
    NeverMet,
}

/// How to fix an error with this status.
fn status_fix(status: StatusCode) -> &'static str {
    match status.as_u16() {
        300..=399 => {
            "; redirects are not followed, so use the URL that it leads to as the endpoint"
        }
        401 => "; check the token",
        403 => "; check that a token is given and what it may read",
        404 | 405 => "; check the endpoint's URL",
        502 | 504 => "; the query may take the server too long, so request smaller pages",
        _ => "",
    }
}

/// Formats a time as an HTTP date.
fn date(time: SystemTime) -> String {
    if time < SystemTime::UNIX_EPOCH {
        return "a time before 1970".to_owned();
    }
    httpdate::fmt_http_date(time)
}

fn join(errors: &[GraphQLError]) -> String {
    let Some(first) = errors.first() else {
        return "the response has an empty list of errors".to_owned();
    };
    match errors.len() - 1 {
        0 => first.to_string(),
        more => format!("{first} (and {more} more)"),
    }
}

fn after_colon(message: &Option<String>) -> String {
    match message {
        Some(message) => format!(": {message}"),
        None => String::new(),
    }
}

fn at(path: &[&str]) -> String {
    if path.is_empty() {
        "data".to_owned()
    } else {
        path.join(".")
    }
}

fn directive(variable: &str, required: bool) -> String {
    let name = if required { "include" } else { "skip" };
    format!("`@{name}(if: ${variable})`")
}

fn list(problems: &[Problem]) -> String {
    const MAX_LISTED: usize = 5;
    let mut texts = Vec::new();
    for problem in problems.iter().take(MAX_LISTED) {
        texts.push(plain(problem).to_string());
    }
    let text = texts.join(", and ");
    if problems.len() > MAX_LISTED {
        return format!("{text} (and {} more)", problems.len() - MAX_LISTED);
    }
    text
}
