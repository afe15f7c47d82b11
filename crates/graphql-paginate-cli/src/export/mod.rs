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
mod shape;
mod shipped_queries;
mod sink;
mod target;
mod walk;
mod whole_page;

pub(crate) use self::arguments::ExportArgs;
pub(crate) use self::walk::export;
