//! In-process servers that imitate the APIs that `graphql-paginate` supports.
//!
//! A [`Sandbox`] listens on loopback ports that the system chooses. It imitates demarches-simplifiees, GitHub,
//! JobAffinity, Position Green and Sage: their pagination, cursors, limits, error bodies and headers, on data that is the
//! same at every start. The requests that it receives are recorded. All servers stop when the [`Sandbox`] is dropped.
//!
//! Failures can be scripted: see [`Faults`].
//!
//! ```
//! use graphql_paginate_sandbox::Sandbox;
//!
//! let sandbox = Sandbox::builder().dossiers(12).start_blocking()?;
//! let api = sandbox.demarches_simplifiees();
//! assert!(api.url().starts_with("http://127.0.0.1:"));
//! assert!(api.url().ends_with("/api/v2/graphql"));
//! assert!(api.requests().is_empty());
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! The sandbox shares no code with the client that it tests. It parses, validates and executes with another GraphQL
//! implementation, so that a bug in one of them is detected by the other.

mod builder;
mod sandbox;
mod settings;

mod faults;

mod change;
mod clock;
mod tokens;

mod api;
mod recorded;
mod required_token;
mod server;

mod graphql;

mod demarches_simplifiees;
mod github;
mod own_schema;

mod rest;

pub use builder::Builder;
pub use change::Change;
pub use clock::Clock;
pub use faults::{Fault, Faults, RequestView, Throttle};
pub use recorded::Received;
pub use sandbox::{Endpoint, Sandbox};
