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

pub(crate) use self::arguments::ExportArgs;
pub(crate) use self::walk::export;
