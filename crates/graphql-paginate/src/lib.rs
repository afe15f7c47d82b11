//! Typed GraphQL queries that paginate themselves.
//!
//! A query with a connection becomes a stream of its items, or of its pages, without a hand-written cursor loop. See
//! [`Paginator`] for the settings of a walk, [`Client`] for endpoints and credentials, [`Error`] for failures.
//!
//! Also: [`Paginator::complete_nested`] for the lists inside items, [`Paginator::both_ends`] for half the time,
//! [`Checkpoint`] to resume, [`rest`] for REST collections, [`dynamic`] for queries known at run time, and the feature
//! `blocking` for iterators.
//!
//! ```
//! # #[cfg(all(feature = "macros", feature = "reqwest"))]
//! # mod example {
//! use graphql_paginate::{Client, Error, GraphQLQuery};
//!
//! #[derive(GraphQLQuery)]
//! #[graphql(schema = "github", query_path = "queries/github/pull_requests.graphql")]
//! struct PullRequests;
//!
//! async fn titles(client: &Client) -> Result<Vec<String>, Error> {
//!     let variables = pull_requests::Variables::new("rust-lang".into(), "rust".into());
//!     let mut items = PullRequests::paginate(variables).page_size(50).items(client);
//!     let mut titles = Vec::new();
//!     while let Some(pull_request) = items.try_next().await? {
//!         titles.push(pull_request.title);
//!     }
//!     Ok(titles)
//! }
//! # pub async fn run() -> Result<(), Error> {
//! #     use graphql_paginate_sandbox::Sandbox;
//! #     let sandbox = Sandbox::builder().pull_requests(120).start().await.expect("a port on loopback");
//! #     let titles = titles(&Client::github(Sandbox::TOKEN).endpoint(sandbox.github().url())).await?;
//! #     assert_eq!((titles.len(), sandbox.github().requests().len()), (120, 3));
//! #     Ok(())
//! # }
//! # }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! #     #[cfg(all(feature = "macros", feature = "reqwest"))]
//! #     example::run().await.unwrap();
//! # }
//! ```
//!
//! # Features
//!
//! - `macros` (default): the derives [`GraphQLQuery`] and [`GraphQLFragments`].
//! - `reqwest` (default): the default [`Transport`]. Without it, give the client one with [`ClientBuilder::transport`].
//! - `blocking`: walks as blocking iterators.
//! - `chrono`: the module `scalars::chrono`, with dates as `chrono` types.

mod both_ends;
mod checkpoint;
mod client;
mod clock;
mod connection;
mod counted_cursor;
mod driver;
mod error;
mod generated;
mod graphql;
mod json;
mod mark;
mod nested;
mod operation;
mod page;
mod paginator;
mod parents;
mod partial;
mod progress;
mod protocol;
mod retry;
mod secret;
mod settings;
mod siblings;
mod stream;
mod task;
mod text;
mod transport;

pub mod dynamic;
pub mod rest;
pub mod scalars;

#[cfg(feature = "macros")]
#[doc(inline)]
pub use graphql_paginate_macros::{GraphQLFragments, GraphQLQuery};

pub use self::both_ends::{BothEnds, BothEndsItems, BothEndsPages, FromBothEnds, TwoEnded};
pub use self::checkpoint::{Checkpoint, CheckpointLock, FileCheckpoint};
pub use self::client::{
    Admission, Client, ClientBuilder, Profile, QuotaFuture, QuotaReport, QuotaRequest, SharedQuota,
};
pub use self::clock::{Clock, SleepFuture};
pub use self::connection::{
    Child, Concurrent, Connected, Connection, Direction, EdgeCursors, Edges, EdgesOf, EndMark,
    HasEdges, NullAt, OrNullAt, PageDefault, PageDocument, Paging, PairedEnds, Parent,
    SeveralParents, SizedPages, Taken, WalksBackward, WalksForward,
};
pub use self::driver::OnRepeat;
pub use self::error::{Error, ErrorKind, GraphQLError, Location, PathSegment};
pub use self::nested::CompletesNested;
pub use self::operation::{Operation, OperationResponse};
pub use self::page::{Listing, Page, PageInfo, Truncated};
pub use self::paginator::{OneEnd, Paginator, Walkable};
pub use self::partial::Partial;
pub use self::progress::{Progress, Quota, Wait, WaitReason};
pub use self::retry::{Pause, RetryPolicy, Rule, Verdict};
pub use self::secret::Secret;
#[cfg(feature = "blocking")]
pub use self::stream::{Blocking, BlockingItems, BlockingPages};
pub use self::stream::{Items, Pages, UniqueByKey};
pub use self::transport::{
    AccessToken, BodyStream, StreamFuture, TokenFuture, TokenProvider, Transport, TransportError,
    TransportFailure, TransportFuture,
};
#[cfg(feature = "reqwest")]
pub use self::transport::{Proxy, ReqwestTransport, TransportOptions};
pub use self::vocabulary::*;
/// The crates that a [`Transport`] needs, and those whose types are in public signatures.
pub use {bytes, http, serde_json, url};

/// The types shared with `graphql_client`.
///
/// They are exported by a glob. If another crate enables the derive of `graphql_client`, which has the same name as the
/// trait, our derive still takes precedence.
mod vocabulary {
    pub use graphql_client::{GraphQLQuery, QueryBody, Response};
}

/// The items that generated code refers to; not part of the public interface.
#[doc(hidden)]
pub mod __private {
    pub use crate::connection::{
        Above, EachParent, FollowUp, FurtherPages, Nested, OwnSize, PendingPages, Sibling,
        Unfilled, Unselected, by,
    };
    pub use crate::generated::*;
    pub use crate::nested::{
        PageList, check_lists, decode_answer, decode_connection, has_more, pending_from, value,
    };
    pub use crate::parents::child;
    pub use crate::siblings::CombinedConnections;
    pub use graphql_client;
    pub use serde;
    pub use serde_json;
    pub use serde_json::value::RawValue;
}

/// Compiles the examples of the README.
#[cfg(all(doctest, feature = "macros", feature = "reqwest"))]
#[doc = include_str!("../README.md")]
mod readme {}
