//! What recognizes a page without a cursor of its own if it is received again.

use std::hash::{DefaultHasher, Hasher};

use serde_json::value::RawValue;

use super::json::for_each_element;
use super::layout::{BodyLayout, id};
use crate::driver::{HashOf, PageHash};
use crate::error::ErrorKind;

impl BodyLayout {
    /// The hash of a list of items, and how certain an equal list is the same page again.
    pub(super) fn page_hash(&self, list: &RawValue) -> Result<PageHash, ErrorKind> {
        let mut hasher = DefaultHasher::new();
        hasher.write(list.get().as_bytes());
        let of = self.hash_of(list)?;
        Ok(PageHash {
            hash: hasher.finish(),
            of,
        })
    }

    fn hash_of(&self, list: &RawValue) -> Result<HashOf, ErrorKind> {
        let mut first: Option<&str> = None;
        let (mut has_ids, mut is_one_item) = (true, true);
        for_each_element(list, |element| {
            let item = self.item_in(element)?;
            has_ids &= item.and_then(id).is_some_and(|id| id.get() != "null");
            let text = item.map_or("null", RawValue::get);
            is_one_item &= text == *first.get_or_insert(text);
            Ok(())
        })?;
        if has_ids {
            return Ok(HashOf::Ids);
        }
        if is_one_item {
            return Ok(HashOf::OneItem);
        }
        Ok(HashOf::Contents)
    }
}
