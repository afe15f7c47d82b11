//! A walk from an API to an output.

mod access;
mod api;
mod arguments;
mod checkpoint_file;
mod graphql;
mod outcome;
mod preview;
mod progress;
mod rest;
mod schema;
mod shape;
mod shipped_queries;
mod sink;
mod target;
mod walk;
mod whole_page;

pub(crate) use self::access::Access;
pub(crate) use self::api::Api;
pub(crate) use self::arguments::{ExportArgs, SourceArgs};
pub(crate) use self::outcome::report;
pub(crate) use self::schema::fetched_schema;
pub(crate) use self::walk::export;
