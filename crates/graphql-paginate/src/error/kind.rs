//! The kinds of failure, and what each says.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use http::StatusCode;

use super::Problem;
use crate::graphql::GraphQLError;
use crate::text::plain;
use crate::transport::TransportError;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client or the walk was set up in a way that cannot work; nothing was sent.
    #[error("{problem}")]
    Setup {
        /// What is wrong and the way out.
        problem: String,
    },

    /// The checkpoint is not one of this walk; nothing was sent.
    #[error("the checkpoint cannot be resumed: {problem}")]
    Checkpoint {
        /// What differs and the way out.
        problem: String,
    },

    /// The variables could not be written as JSON; nothing was sent.
    #[error("the variables cannot be written as JSON: {problem}")]
    Variables {
        /// What the serializer said.
        problem: String,
    },

    /// No complete answer came.
    #[error(transparent)]
    Transport(TransportError),

    /// The server refused the request with a status other than success, without GraphQL errors in the body.
    #[error("the server answered {status} with {found}{}", status_way_out(*status))]
    Status {
        /// The status; [`Error::body_excerpt`](super::Error::body_excerpt) has the text.
        status: StatusCode,
        /// What the body was, in words.
        found: String,
    },

    /// A REST API refused the request and said why. The status may be a success: some say it in the body alone.
    #[error("the server refused the request ({status}): {}", list(problems))]
    Refused {
        /// The status.
        status: StatusCode,
        /// What is wrong, in the server's order; never empty.
        problems: Vec<Problem>,
    },

    /// The status was a success, but the body is no answer of the protocol.
    #[error(
        "the server answered {status} with {found} instead of a response; try again, or check the endpoint's URL"
    )]
    UnexpectedBody {
        /// The status.
        status: StatusCode,
        /// What the body was, in words.
        found: String,
    },

    /// The [`SharedQuota`](crate::SharedQuota) of the client failed: the request was not sent, or its answer not counted.
    #[error("the shared quota could not be asked or told")]
    SharedQuota {
        /// What failed.
        source: Box<dyn std::error::Error + Send + Sync>,
    },

    /// The API asks for a longer wait than the [`RetryPolicy`](crate::RetryPolicy) allows.
    #[error("the API throttles until {}; come back then, or raise `{setting}`", date(*until))]
    Throttled {
        /// When it can be asked again.
        until: SystemTime,
        /// The setting of the [`RetryPolicy`](crate::RetryPolicy) that the wait exceeds: `max_wait`, `max_total_wait`,
        /// `throttles` or `deadline`.
        setting: &'static str,
    },

    /// The walk or the operation takes longer than the [`RetryPolicy`](crate::RetryPolicy) allows.
    #[error("not complete after {deadline:?}; resume from the checkpoint, or raise `deadline`")]
    DeadlineExceeded {
        /// The deadline, counted from the first request.
        deadline: Duration,
    },

    /// The response carries GraphQL errors. [`Error::partial_data`](super::Error::partial_data) has the data beside
    /// them.
    #[error("{}", join(errors))]
    GraphQL {
        /// The errors in the server's order, never empty.
        errors: Vec<GraphQLError>,
    },

    /// The response is JSON, but not of the shape that the schema promises.
    #[error(
        "unexpected value at `{}`: {}; the API's schema may have changed since the code was generated",
        plain(path),
        plain(problem)
    )]
    Decode {
        /// Where in the response, e.g. `data.repository.pullRequests.nodes[2].title`.
        path: String,
        /// What was expected and what came.
        problem: String,
    },

    /// The document's own `@include` or `@skip` leaves the connection out; nothing was sent.
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
        /// The value that lets the connection in.
        required: bool,
    },

    /// The connection is null, or a parent of it, or its list of items, and no error says why.
    #[error(
        "`{}` is null, without an error that says why; does the item exist, and may the token read it?",
        at(path)
    )]
    NullConnection {
        /// Response keys from `data` to the null.
        path: &'static [&'static str],
    },

    /// The answer of a REST API has no list of items where one is expected.
    #[error(
        "the answer has no items: {}; say where the list is with `.items_at(\"/..\")`",
        plain(problem)
    )]
    MissingItems {
        /// What is there instead.
        problem: String,
    },

    /// The page announces another one, but has no cursor to ask for it.
    #[error(
        "the page announces another one but its `{field}` is empty; the rest cannot be fetched from here"
    )]
    MissingCursor {
        /// The field that should hold it.
        field: Cow<'static, str>,
    },

    /// The page does not tell whether another one follows.
    #[error("the page's `{field}` is null, so that nothing tells whether another page follows")]
    MissingPageInfo {
        /// The field that should tell.
        field: Cow<'static, str>,
    },

    /// The page leads to a cursor where the walk was before, so that it would never end.
    #[error(
        "the page leads back to cursor `{}`, where the walk was before; does the document use its cursor variable?",
        plain(cursor)
    )]
    Stalled {
        /// The cursor seen twice.
        cursor: String,
    },

    /// The page holds the same items as an earlier one: the server seems not to heed what asks for the next.
    #[error(
        "the page holds the same items as an earlier one; does the server heed the parameter that asks for the next page?"
    )]
    RepeatedPage,

    /// The server answered a walk from the end with the first page of the list.
    #[error(
        "the server ignored `last` and answered with the first page: it has no previous page, but a next one; walk forward instead"
    )]
    WrongEnd,

    /// Too many pages in a row were empty, though each announced another one.
    #[error(
        "{pages} pages in a row were empty, though each announced another one; raise `max_empty_pages` if the list really has such gaps"
    )]
    TooManyEmptyPages {
        /// How many pages were empty.
        pages: u64,
    },

    /// A nested connection has more pages than the walk allows.
    #[error(
        "the nested connection has more than {pages} pages; raise `max_nested_pages` if it really is that long"
    )]
    TooManyNestedPages {
        /// How many pages were read.
        pages: u64,
    },

    /// An edge has no cursor, so that a walk from both ends cannot recognize its item.
    #[error("the `cursor` of an edge is null or empty; name a key with `both_ends_by_key` instead")]
    MissingEdgeCursor,

    /// Two items of one page have the same cursor or key, so that a walk from both ends cannot tell them apart.
    #[error(
        "two items of one page have the same cursor or key; name a unique key with `both_ends_by_key`, or walk from one end"
    )]
    DuplicateKey,

    /// A next link leads where the client's credentials must not go; nothing was sent there.
    #[error("the link to `{}` is not followed: {reason}", plain(target))]
    RefusedLink {
        /// Where it leads, without its query.
        target: String,
        /// Why it is not followed.
        reason: String,
    },

    /// A walk from both ends went through the whole list and saw none of the items that it had from the other end: what
    /// it handed out has some of them twice.
    #[error(
        "the walks from both ends never met; do items have the same cursor from either side? if not, name a key with `both_ends_by_key`"
    )]
    NeverMet,
}

fn status_way_out(status: StatusCode) -> &'static str {
    match status.as_u16() {
        300..=399 => {
            "; redirects are not followed, so use the URL that it leads to as the endpoint"
        }
        401 => "; check the token",
        403 => "; check that a token is given and what it may read",
        404 | 405 => "; check the endpoint's URL",
        502 | 504 => "; the query may take the server too long, which smaller pages help",
        _ => "",
    }
}

/// With the precision and the time zone of HTTP.
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
    const MOST: usize = 5;
    let mut texts = Vec::new();
    for problem in problems.iter().take(MOST) {
        texts.push(plain(problem).to_string());
    }
    let text = texts.join(", and ");
    if problems.len() > MOST {
        return format!("{text} (and {} more)", problems.len() - MOST);
    }
    text
}
