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

pub(crate) use self::access::{Access, AccessSettings, environment_tokens, split_tokens};
pub(crate) use self::api::Api;
pub(crate) use self::arguments::ExportArgs;
pub(crate) use self::graphql::SelectedList;
pub(crate) use self::outcome::report;
pub(crate) use self::rest::{CollectionSettings, RestApi, RestPages};
pub(crate) use self::walk::export;
