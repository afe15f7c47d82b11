//! REST collections, walked by the same page driver as GraphQL connections, with `serde` types as items.
//!
//! A [`Collection`] is made by a [`Client`](crate::Client) from a path and a way of paging; the typed clients make the
//! collections of their APIs. Streams, limits, retries and checkpoints are those of GraphQL walks.
//!
//! | API | how it pages | a walk |
//! |---|---|---|
//! | any API with `Link` headers | `rel="next"` (RFC 8288) | `client.collection::<T, _>("items", LinkHeader::new())?.items()` |
//! | next URL in the body | null, empty or absent on the last page | `client.collection::<T, _>("items", NextLink::at("/next"))?.items()` |
//! | cursor in the body, a header or the last item | back in a query parameter or the request body | `client.collection::<T, _>("items", RestCursor::new("after", "/cursor"))?.items()` |
//! | offset and limit | number of items before the page | `client.collection::<T, _>("items", OffsetLimit::new("offset"))?.items()` |
//! | numbered pages | page 1 or 0 first | `client.collection::<T, _>("items", PageNumber::new("page"))?.items()` |
//! | OData 2 to 4.01 | next links; delta links | `client.collection::<T, _>("Products", ODataNextLink::new())?.items()` |
//! | OData without next links | `$top`, `$skip`, count | `client.collection::<T, _>("Products", ODataSkip::new())?.items()` |
//! | JobAffinity | next URL in `_next` | `Client::jobaffinity(login, password).jobs().items()` |
//! | Position Green | `first`/`after`, `pageInfo`; access tokens that expire | `Client::position_green(id, secret).years().items()` |
//! | Sage | `$top`/`$skip`, at most 2,000 rows | `Client::sage(url, dataset, token).accounts().items()` |
//!
//! ```
//! use graphql_paginate::rest::LinkHeader;
//! use graphql_paginate::{Client, Error};
//!
//! #[derive(serde::Deserialize)]
//! struct Issue {
//!     number: u64,
//!     title: String,
//! }
//!
//! async fn issues(client: &Client) -> Result<Vec<Issue>, Error> {
//!     let paging = LinkHeader::new().size_parameter("per_page");
//!     let issues = client.collection::<Issue, _>("repos/rust-lang/rust/issues", paging)?;
//!     issues.query("state", "open").page_size(100).max_items(500).items().try_collect().await
//! }
//! ```
//!
//! # When a walk ends
//!
//! All ways of paging share these rules. The first that applies decides; what none of them allows is an error, never the
//! end.
//!
//! | rule | what ends the walk | applies to | by default |
//! |---|---|---|---|
//! | flag | `more_at(..)` is false, or `last_page_at(..)` is true; while it says that more follows, nothing else ends the walk, and a missing flag is an error | all | where a place is given |
//! | nothing named | the link or cursor is null, empty or absent | links, cursors | yes |
//! | end value | the link or cursor is the one of `end_value(..)`, such as `-1` | [`NextLink`], [`RestCursor`] | where one is given |
//! | empty page with its own cursor | a page without items leads to itself | links, cursors | yes |
//! | number of pages | the page at `pages_at(..)` is reached; empty pages before it do not end the walk, and behind a full one another is requested | [`PageNumber`] | where a place is given |
//! | empty page | a page has no items | offset, numbered pages, cursors from the last item | yes |
//! | total | as many items as [`total_at(..)`](Collection::total_at) says were received, and the page was not full; behind a full page one more is requested, since totals can be too low | offset, numbered pages | where a place is given; always for OData |
//! | short page | fewer items than were asked for, and no total | offset, numbered pages, [`RestCursor`] | with `short_page_is_end()` |
//! | no content | status 204 behind at least one page | all | yes |
//! | not found | status 404 or 410 behind at least one page | offset, numbered pages, [`RestCursor`] | with `not_found_is_end()` |
//! | refused behind the total | status 400, 404, 410, 416 or 422, once all announced items were received | offset, numbered pages | yes |
//!
//! A page without items whose `error` or `errors` say something is an error, and so is a body in which the list of items
//! cannot be told from another one. A list that ends before its total is flagged in the [progress](crate::Progress::ended_short). A list that is null or
//! absent is an error unless [`absent_is_empty`](Collection::absent_is_empty) is set.
//!
//! # Links
//!
//! Next links are resolved against the requested URL and followed unchanged, within the client's own origin: a link to
//! another host, to `http` from `https`, or with a user name in it is refused before anything is sent.
//! [`replace_link_origin`](Collection::replace_link_origin) follows links to other origins at the client's own instead.

mod collection;
mod location;
mod page_metadata;
mod paging;

pub mod odata;

pub mod jobaffinity;
pub mod position_green;
pub mod sage;

mod config;
mod source;

mod address;
mod json;
mod layout;
mod link;
mod odata_body;
mod problem;
mod response;
mod row;

pub use self::collection::{Collection, Items, ItemsOf, Pages};
pub use self::location::Location;
pub use self::page_metadata::PageMetadata;
pub use self::paging::{
    AnyPaging, LinkHeader, NextLink, ODataNextLink, ODataSkip, OffsetLimit, PageNumber, Paging,
    RandomAccess, RestCursor,
};
pub use crate::error::Problem;
