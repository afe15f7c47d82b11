//! REST collections, walked by the same page driver as GraphQL connections, with `serde` types as items.
//!
//! A [`Collection`] is created by a [`Client`](crate::Client) from a path and a way of paging; typed clients create the
//! collections of their API. Streams, limits, retries and checkpoints work as in GraphQL walks.
//!
//! | API | how it pages | a walk |
//! |---|---|---|
//! | any API with `Link` headers | `rel="next"` (RFC 8288) | `client.collection::<T, _>("items", LinkHeader::new())?.items()` |
//! | next URL in the body | null, empty or absent on the last page | `client.collection::<T, _>("items", NextLink::at("/next"))?.items()` |
//! | cursor in the body, a header or the last item | sent in a query parameter or the request body | `client.collection::<T, _>("items", RestCursor::new("after", "/cursor"))?.items()` |
//! | offset and limit | number of items before the page | `client.collection::<T, _>("items", OffsetLimit::new("offset"))?.items()` |
//! | numbered pages | the first page is 1 or 0 | `client.collection::<T, _>("items", PageNumber::new("page"))?.items()` |
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
//! These rules are the same for all ways of paging. The first one that applies decides; if none applies, the response
//! is an error, never the end.
//!
//! | rule | what ends the walk | applies to | by default |
//! |---|---|---|---|
//! | flag | `more_at(..)` is false, or `last_page_at(..)` is true; while the flag says that more follows, nothing else ends the walk, and a missing flag is an error | all | if a location is given |
//! | nothing named | the link or cursor is null, empty or absent | links, cursors | yes |
//! | end value | the link or cursor is the `end_value(..)`, such as `-1` | [`NextLink`], [`RestCursor`] | if one is given |
//! | empty page with its own cursor | a page without items links to itself | links, cursors | yes |
//! | number of pages | the page at `pages_at(..)` is reached; empty pages before it do not end the walk, and after a full one another page is requested; an empty last page is an error unless [`first(..)`](PageNumber::first) is set | [`PageNumber`] | if a location is given |
//! | empty page | a page has no items | offset, numbered pages, cursors from the last item | yes |
//! | total | as many items were received as [`total_at(..)`](Collection::total_at) says, and the page was not full; after a full page one more is requested, since totals can be too low | offset, numbered pages | if a location is given; always for OData |
//! | short page | fewer items than requested, and no total | offset, numbered pages, [`RestCursor`] | with `short_page_is_end()` |
//! | no content | status 204 after at least one page | all | yes |
//! | not found | status 404 or 410 after at least one page | offset, numbered pages, [`RestCursor`] | with `not_found_is_end()` |
//! | refused past the total | status 400, 404, 410, 416 or 422, after all announced items were received | offset, numbered pages | yes |
//!
//! If the first request after a resume is refused in one of the last three ways, the start of the list is requested, and its
//! failure is the error of the walk: the list may be gone, or the access to it lost.
//!
//! A page is full if it has as many items as requested, or if no earlier page has more: a server may return fewer items
//! than requested. A first page with fewer items than requested is full from ten items on. If the page after the total is
//! one that came before, the walk ends, too.
//!
//! A page without items is an error if its `error` or `errors` has any value except null, false, 0, or an empty text, list
//! or object. So is a body in which the list of items is ambiguous, or another one than on the first page. A status 400 or
//! 422 past the total is logged as a warning, because some APIs cap their total and refuse pages beyond it. A list that
//! ends before its total is flagged in the [progress](crate::Progress::ended_short). A list that is null or absent is an
//! error unless [`absent_is_empty`](Collection::absent_is_empty) is set.
//!
//! Relations inside OData rows that the service cut, with next links of their own, are counted in
//! [`Page::truncated`](crate::Page::truncated) and [`Progress::truncated`](crate::Progress::truncated).
//!
//! # Links
//!
//! Next links are resolved against the requested URL and followed unchanged, but only within the client's own origin: a
//! link to another host, from `https` to `http`, or with a user name is refused before anything is sent.
//! [`replace_link_origin`](Collection::replace_link_origin) rewrites links to other origins to the client's own
//! instead.

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
mod cut_relations;
mod json;
mod layout;
mod link;
mod odata_body;
mod page_hash;
mod problem;
mod reported_errors;
mod response;
mod row;

pub use self::collection::{Collection, Items, ItemsOf, Pages};
pub use self::location::ValueLocation;
pub use self::page_metadata::PageMetadata;
pub use self::paging::{
    AnyPaging, LinkHeader, NextLink, ODataNextLink, ODataSkip, OffsetLimit, PageNumber,
    PagingStyle, RandomAccess, RestCursor,
};
pub use crate::error::Problem;
