//! REST collections on the same driver: the same streams, limits and guards, with `serde` types as items.
//!
//! A [`Collection`] is made by a [`Client`](crate::Client), of a path and a way of paging; the typed clients make the
//! collections of their APIs. What pages GraphQL connections pages these: one driver decides about order, end and
//! failure.
//!
//! | system | how it pages | a walk |
//! |---|---|---|
//! | GitHub (GraphQL) | `first`/`after` and `last`/`before`, `pageInfo` | `PullRequests::paginate(variables).items(&Client::github(token))` |
//! | demarches-simplifiees (GraphQL) | the same; the opposite flag is always true | `Dossiers::paginate(variables).items(&Client::demarches_simplifiees(token))` |
//! | JobAffinity | the next page's URL in `_next`; null, empty or absent at the end | `Client::jobaffinity(login, password).jobs().items()` |
//! | Position Green | `first`/`after`, `pageInfo`; an access token of limited life | `Client::position_green(id, secret).years().items()` |
//! | Sage (OData v4) | `$top`/`$skip`, at most 2,000 rows without a word | `Client::sage(url, dataset, token).accounts().items()` |
//! | any OData v4 service | `@odata.nextLink`, `@odata.deltaLink` | `client.collection::<T, _>("Products", ODataNextLink::new())?.items()` |
//! | any API with `Link` headers | `rel="next"` (RFC 8288) | `client.collection::<T, _>("items", LinkHeader::new())?.items()` |
//! | numbered pages | until an empty page, or the last by its number | `client.collection::<T, _>("items", PageNumber::new("page"))?.items()` |
//!
//! ```
//! use futures::TryStreamExt;
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
//! # Links
//!
//! Next links are resolved against the URL that was asked, and followed byte for byte, within the client's own
//! origin: a link to another host, to `http` from `https`, or with a user name in it is refused before anything is
//! sent.

mod collection;
mod envelope;
mod paging;

pub mod odata;

pub mod jobaffinity;
pub mod position_green;
pub mod sage;

mod address;
mod link;
mod plan;
mod problem;
mod shape;
mod source;

pub use self::collection::{Collection, Items, ItemsOf, Pages};
pub use self::envelope::Envelope;
pub use self::paging::{
    LinkHeader, NextLink, ODataNextLink, ODataSkip, Offset, PageNumber, Paging, RestCursor, Way,
};
pub use self::problem::Problem;
