//! In-process servers that imitate the APIs `graphql-paginate` pages through.
//!
//! A [`Sandbox`] listens on loopback, on ports the system chooses, and answers as demarches-simplifiees,
//! GitHub, JobAffinity, Position Green and Sage do: their pagination semantics, cursors, caps, error bodies and
//! headers, on data that is the same at every start. Requests received can be read back. Everything stops when the
//! [`Sandbox`] is dropped.
//!
//! What can go wrong can be scripted: see [`Faults`].
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
//! The sandbox shares no code with the client it tests: it parses, validates and executes with another GraphQL
//! implementation, so that a mistake in one shows in the other.

mod builder;
mod sandbox;
mod settings;

mod faults;

mod change;
mod clock;
mod tokens;

mod api;
mod recorded;
mod server;

mod graphql;

mod demarches_simplifiees;
mod github;

mod rest;

pub use builder::Builder;
pub use change::Change;
pub use clock::Clock;
pub use faults::{Asked, Fault, Faults, Throttle};
pub use recorded::Received;
pub use sandbox::{Endpoint, Sandbox};
