//! GraphQL over HTTP: requests, responses, errors, and the walk of a connection.

mod bounded;
mod envelope;
mod error;
mod identity;
mod json_path;
mod null;
mod page_info;
mod paging;
mod request;
mod sending;
mod source;
mod unique;

pub(crate) use self::envelope::{
    Answer, errors, extensions, partial_data, read_answer, read_partial,
};
pub use self::error::{GraphQLError, Location, PathSegment};
pub(crate) use self::identity::{inspect, is_empty, item_ids};
pub(crate) use self::null::null_connection;
pub(crate) use self::request::{Body, has_mutation, request, variables};
pub(crate) use self::sending::{DocumentSender, DocumentSettings, derived};
pub(crate) use self::source::{ConnectionSource, Take, check_end, next_page, operation, page};
pub(crate) use self::unique::Unique;
