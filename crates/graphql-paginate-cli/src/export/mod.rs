//! Exports: a walk from an API to an output.

mod access;
mod api;
mod arguments;
mod both_ends;
mod checkpoint_file;
mod command_hints;
mod counts;
mod earlier_run;
mod flags;
mod graphql;
mod list_files;
mod named_files;
mod open;
mod outcome;
mod output_file;
mod page_stream;
mod preview;
mod progress;
mod query_text;
mod rest;
mod run;
mod schema;
mod shape;
mod shipped_queries;
mod sink;
mod start;
mod summary_file;
mod table_sink;
mod target;
mod variables;
mod whole_page;

pub(crate) use self::access::{
    Access, AccessSettings, GENERIC_TOKEN, environment_tokens, header_hash, listed, not_set,
    split_tokens,
};
pub(crate) use self::api::Api;
pub(crate) use self::arguments::{ExportArgs, PageSizeChoice, QueryArgs, SourceArgs};
pub(crate) use self::command_hints::CommandHints;
pub(crate) use self::graphql::GraphqlList;
pub(crate) use self::outcome::{TOTAL_FELL, report};
pub(crate) use self::rest::{CollectionSettings, RestApi, RestPages};
pub(crate) use self::schema::{fetched_schema, schema};
pub(crate) use self::start::export;
