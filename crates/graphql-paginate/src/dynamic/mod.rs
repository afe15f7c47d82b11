//! Walks of queries that are known only at run time: items are JSON as received.
//!
//! The derive makes a [`Paginator`](crate::Paginator) of a query that the program contains. A program that receives its
//! queries at run time, such as a command line, describes a connection by a [`Query`]: the document to send, its
//! variables, which of them are for paging, and where the connection is in the response. Its walk is the same
//! [`Paginator`](crate::Paginator), with the same settings, limits, retries, guards and checkpoints. What a typed query
//! refuses at compile time, such as a backward walk of a list that has none, is an error of the first poll.
//!
//! ```
//! use futures::TryStreamExt;
//! use graphql_paginate::dynamic::{PagingVariables, Query};
//! use graphql_paginate::{Client, Error};
//! use serde_json::value::RawValue;
//!
//! async fn titles(client: &Client) -> Result<Vec<Box<RawValue>>, Error> {
//!     let document = "query($owner: String!, $after: String) {
//!       repository(owner: $owner, name: \"rust\") {
//!         issues(first: 50, after: $after) { nodes { title } pageInfo { hasNextPage endCursor } }
//!       }
//!     }";
//!     let query = Query::new(document, ["repository", "issues"])
//!         .variable("owner", "rust-lang")
//!         .forward(PagingVariables::cursor("after"));
//!     query.paginate().items(client).try_collect().await
//! }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! #     #[cfg(feature = "reqwest")]
//! #     {
//! #         use graphql_paginate_sandbox::Sandbox;
//! #         let sandbox = Sandbox::builder().connection_size("Repository.issues", 120).start().await.unwrap();
//! #         let client = Client::github(Sandbox::TOKEN).endpoint(sandbox.github().url());
//! #         assert_eq!(titles(&client).await.unwrap().len(), 120);
//! #     }
//! # }
//! ```

mod both_ends;
mod each_parent;
mod failed_items;
mod paginator;
mod parents;
mod query;
mod response;
mod source;

pub use self::both_ends::{BothEnds, BothEndsItems, BothEndsPages, JsonItemsBothEnds};
pub use self::each_parent::{EachParent, FollowUp};
pub use self::paginator::{Items, JsonItems, Pages, Paginator};
pub use self::query::{ItemList, PagingVariables, Query};
#[doc(hidden)]
pub use crate::graphql::remove as remove_variable;
