//! GraphQL over HTTP: requests, responses, and connections as sources for the page driver.

mod counted;
mod envelope;
mod identity;
mod json_path;
mod member;
mod null;
mod page_info;
mod paging;
mod request;
mod sending;
mod source;
mod unique;

pub(crate) use self::counted::CountedPage;
pub(crate) use self::envelope::{Answer, errors, read_answer, read_partial};
pub(crate) use self::identity::{identify, inspect, is_empty, item_ids};
pub(crate) use self::json_path::{last_key, raw_at, text_at, value_at};
pub(crate) use self::member::{insert, remove};
pub(crate) use self::null::null_connection;
pub(crate) use self::paging::cursor_text;
pub(crate) use self::request::{Body, has_mutation, request, variables};
pub(crate) use self::sending::{DocumentSender, DocumentSettings, derived};
pub(crate) use self::source::{
    ConnectionSource, Take, check_end, items_hash, next_page, operation, page,
};
pub(crate) use self::unique::Unique;
pub use crate::error::{GraphQLError, Location, PathSegment};
