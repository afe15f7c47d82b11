//! Connections of GraphQL responses as sources for the page driver.

mod counted;
mod identity;
mod json_path;
mod member;
mod null;
mod outline;
mod page_info;
mod paging;
mod source;
mod unique;

pub(crate) use self::counted::CountedPage;
pub(crate) use self::identity::{identify, inspect, is_empty, item_ids};
pub(crate) use self::json_path::{
    keys, last_key, raw_at, text_at, token_page, value_at, value_or_null_parent, values_at,
};
pub(crate) use self::member::{insert, remove};
pub(crate) use self::null::{check_explained_end, null_connection};
pub(crate) use self::source::{
    ConnectionSource, Take, check_end, items_hash, next_page, operation, page,
};
pub(crate) use self::unique::Unique;
