//! A walk from an API to an output.

mod access;
mod api;
mod arguments;
mod checkpoint_file;
mod graphql;
mod outcome;
mod progress;
mod rest;
mod shape;
mod shipped_queries;
mod sink;
mod target;
mod walk;

pub(crate) use self::access::Access;
pub(crate) use self::api::Api;
pub(crate) use self::arguments::{ExportArgs, SourceArgs};
pub(crate) use self::outcome::report;
pub(crate) use self::walk::export;
