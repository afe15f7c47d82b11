//! Connections of GraphQL responses as sources for the page driver.

mod counted;
mod identity;
mod json_path;
mod member;
mod next_page;
mod null;
mod outline;
mod page_info;
mod paged_list;
mod paging;
mod restarted_page;
mod source;
mod unique;

pub(crate) use self::identity::{identify, identify_items, is_empty, item_ids};
pub(crate) use self::json_path::{
    find, is_null, is_same, keys, raw_at, text_at, value_at, values_at,
};
pub use self::member::remove;
pub(crate) use self::member::{insert, insert_default, lookup};
pub(crate) use self::next_page::next_page;
pub(crate) use self::null::{check_explained_end, missing_connection, null_connection};
pub(crate) use self::paged_list::{PagedList, check_end};
pub(crate) use self::paging::{cursor_text, cursor_value, reduce_sizes};
pub(crate) use self::restarted_page::{repeats_first_page, repeats_known_items};
pub(crate) use self::source::{ConnectionSource, Take, fingerprinted, operation, page};
pub(crate) use self::unique::Unique;
