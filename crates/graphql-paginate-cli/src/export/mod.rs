//! Exports: a walk from an API to an output.

mod access;
mod api;
mod arguments;
mod checkpoint_file;
mod choice;
mod graphql;
mod nested;
mod nested_choice;
mod outcome;
mod paging;
mod preview;
mod progress;
mod query_text;
mod rest;
mod run;
mod schema;
mod selected_list;
mod shape;
mod shipped_queries;
mod sink;
mod target;
mod variables;
mod walk;
mod whole_page;

pub(crate) use self::access::{Access, AccessSettings, environment_tokens, split_tokens};
pub(crate) use self::api::Api;
pub(crate) use self::arguments::{ExportArgs, PageSizeChoice, QueryArgs, SourceArgs};
pub(crate) use self::graphql::GraphqlList;
pub(crate) use self::outcome::report;
pub(crate) use self::rest::{CollectionSettings, RestApi, RestPages};
pub(crate) use self::schema::{fetched_schema, schema};
pub(crate) use self::selected_list::SelectedList;
pub(crate) use self::walk::export;
