//! The layout of a response body: where it holds items and total, and how items are decoded.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use super::Location;
use super::json::{self, dotted, find, for_each_element};
use crate::checkpoint::hash_of;
use crate::driver::Identity;
use crate::error::ErrorKind;
use crate::json::without_position;
use crate::mark::{Inspected, plain_id};

/// The maximum size of an item, in bytes, that is parsed so that its hash does not depend on the order of its keys.
const MAX_PARSED_BYTES: usize = 64 * 1024;

/// Where a body holds the items and their total.
#[derive(Debug, Clone, Default)]
pub(crate) struct BodyLayout {
    /// JSON pointers of the list of items; the first one that finds a value is used. If there are none, the list is the
    /// body itself or the only list in it.
    pub(super) items: Vec<String>,
    /// JSON pointer of the item inside an element of the list, such as `/node`; `None` if the element is the item.
    pub(super) item: Option<String>,
    /// Where the number of items in the whole collection is; the first location that has a value is used.
    pub(super) total: Vec<Location>,
    /// The text that must be in each body.
    pub(super) expected: Option<Expected>,
    /// Whether a list that is null, absent or `{}` counts as empty.
    pub(super) absent_is_empty: bool,
}

/// A text in a body, such as `ok` at `/status`.
#[derive(Debug, Clone)]
pub(super) struct Expected {
    pub(super) pointer: String,
    pub(super) value: String,
}

/// The decoded items of a page, and the parts of their text that paging needs.
pub(super) struct DecodedItems<'t, T> {
    pub(super) items: Vec<T>,
    pub(super) null_items: usize,
    pub(super) first: Option<&'t RawValue>,
    pub(super) last: Option<&'t RawValue>,
    /// A hash of the list's text.
    pub(super) hash: u64,
}

impl BodyLayout {
    /// The list of items in a body; `None` if it is absent and absent lists count as empty.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::MissingItems`] if it is null, absent or not a list, or if there are several candidates.
    pub(super) fn list<'t>(&self, text: &'t str) -> Result<Option<&'t RawValue>, ErrorKind> {
        let (name, found) = self.look_for_list(text)?;
        let problem = match found.map(RawValue::get) {
            Some(list) if list.starts_with('[') => return Ok(found),
            None if self.absent_is_empty => return Ok(None),
            Some(text) if self.absent_is_empty && is_nothing(text) => return Ok(None),
            None if self.items.is_empty() => "the body has no list".to_owned(),
            None => format!("`{name}` is absent"),
            Some("null") => format!("`{name}` is null"),
            Some(_) => format!("`{name}` is not a list"),
        };
        Err(ErrorKind::MissingItems { problem })
    }

    fn look_for_list<'t>(&self, text: &'t str) -> Result<(&str, Option<&'t RawValue>), ErrorKind> {
        for pointer in &self.items {
            if let Some(found) = find(text, pointer)? {
                return Ok((pointer, Some(found)));
            }
        }
        match self.items.first() {
            Some(pointer) => Ok((pointer, None)),
            None => Ok(("/", only_list(text)?)),
        }
    }

    /// Decodes the items one by one, without parsing the whole list into a tree.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`] with the path of the value that could not be decoded.
    pub(super) fn decode<'t, T: DeserializeOwned>(
        &self,
        list: Option<&'t RawValue>,
    ) -> Result<DecodedItems<'t, T>, ErrorKind> {
        let mut decoded = DecodedItems {
            items: Vec::new(),
            null_items: 0,
            first: None,
            last: None,
            hash: 0,
        };
        let Some(list) = list else {
            return Ok(decoded);
        };
        let mut hasher = DefaultHasher::new();
        hasher.write(list.get().as_bytes());
        decoded.hash = hasher.finish();
        // Reserve once: growing step by step would take twice the memory.
        decoded.items.reserve_exact(json::count_elements(list)?);
        for_each_element(list, |element| {
            let Some(item) = self.item_in(element)? else {
                decoded.null_items += 1;
                return Ok(());
            };
            let index = decoded.items.len() + decoded.null_items;
            let text = &mut serde_json::Deserializer::from_str(item.get());
            let item_value = serde_path_to_error::deserialize(text)
                .map_err(|misfit| self.misfit(index, misfit))?;
            decoded.items.push(item_value);
            decoded.first = decoded.first.or(Some(item));
            decoded.last = Some(item);
            Ok(())
        })?;
        Ok(decoded)
    }

    /// Identifies the items that are not null: by `id` if no other item has the same, else by the whole content. `None` if
    /// there are more than `max_items`.
    pub(super) fn inspect(&self, text: &str, max_items: usize) -> Option<Inspected> {
        let list = self.list(text).ok()??;
        if json::count_elements(list).ok()? > max_items {
            return None;
        }
        let mut hashes = Vec::new();
        let mut ids: HashMap<u64, usize> = HashMap::new();
        let mut first_id = None;
        let read = for_each_element(list, |element| {
            if let Some(item) = self.item_in(element)? {
                let id = id(item);
                if let (Some(id), true) = (id, hashes.is_empty()) {
                    first_id = plain_id(id.get());
                }
                let id = id.map(|id| hash_of(&canonical(id)));
                if let Some(id) = id {
                    *ids.entry(id).or_default() += 1;
                }
                hashes.push((id, hash_of(&canonical(item))));
            }
            Ok(())
        });
        read.ok()?;
        let mut identities = Vec::with_capacity(hashes.len());
        let mut contents = Vec::with_capacity(hashes.len());
        let mut is_by_id = true;
        for (id, whole) in hashes {
            contents.push(whole);
            let hash = match id {
                Some(id) if ids.get(&id) == Some(&1) => id,
                _ => {
                    is_by_id = false;
                    whole
                }
            };
            identities.push(Identity { list: 0, hash });
        }
        Some(Inspected {
            identities,
            is_by_id,
            first_id,
            contents,
            cursors: Vec::new(),
        })
    }

    /// The item in an element of the list; `None` for null.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::MissingItems`] for an element without an item at the configured pointer.
    fn item_in<'t>(&self, element: &'t RawValue) -> Result<Option<&'t RawValue>, ErrorKind> {
        if element.get() == "null" {
            return Ok(None);
        }
        let Some(pointer) = &self.item else {
            return Ok(Some(element));
        };
        match find(element.get(), pointer)? {
            Some(item) if item.get() == "null" => Ok(None),
            Some(item) => Ok(Some(item)),
            None => Err(ErrorKind::MissingItems {
                problem: format!("an element of the list has no `{pointer}`"),
            }),
        }
    }

    fn misfit(
        &self,
        index: usize,
        misfit: serde_path_to_error::Error<serde_json::Error>,
    ) -> ErrorKind {
        let list = self
            .items
            .first()
            .map_or("items".to_owned(), |list| dotted(list));
        let mut path = format!("{list}[{index}]");
        if let Some(item) = &self.item {
            path.push('.');
            path.push_str(&dotted(item));
        }
        if misfit.path().iter().len() > 0 {
            path.push('.');
            path.push_str(&misfit.path().to_string());
        }
        ErrorKind::Decode {
            path,
            problem: without_position(misfit.inner()),
        }
    }
}

/// The only list among the fields of an object, or the body itself if it is a list.
fn only_list(text: &str) -> Result<Option<&RawValue>, ErrorKind> {
    let missing = |problem: String| ErrorKind::MissingItems { problem };
    let body: &RawValue =
        serde_json::from_str(text).map_err(|error| missing(without_position(&error)))?;
    if body.get().starts_with('[') {
        return Ok(Some(body));
    }
    let mut lists = Vec::new();
    let read = json::for_each_field(body, |name, value| {
        if value.get().starts_with('[') {
            lists.push((name.to_owned(), value));
        }
    });
    read.map_err(|error| missing(without_position(&error)))?;
    if let [(name, list)] = lists.as_slice()
        && is_nothing(list.get())
        && let Some(other) = deeper_list(body)
    {
        // A list of, say, warnings must not be read as zero items.
        return Err(missing(format!(
            "the body has several lists (`{name}`, `{other}`)"
        )));
    }
    match lists.as_slice() {
        [] => Ok(None),
        [(_, list)] => Ok(Some(list)),
        several => {
            let names: Vec<&str> = several.iter().map(|(name, _)| name.as_str()).collect();
            Err(missing(format!(
                "the body has several lists (`{}`)",
                names.join("`, `")
            )))
        }
    }
}

/// The path of a non-empty list that is a field of a field.
fn deeper_list(body: &RawValue) -> Option<String> {
    let mut found = None;
    // The body has already been parsed, so this cannot fail.
    let _ = json::for_each_field(body, |outer, value| {
        let _ = json::for_each_field(value, |inner, value| {
            if value.get().starts_with('[') && !is_nothing(value.get()) {
                found = Some(format!("{outer}.{inner}"));
            }
        });
    });
    found
}

/// Whether a value is null, or an empty object or list.
fn is_nothing(text: &str) -> bool {
    let mut bytes = text.bytes().filter(|byte| !byte.is_ascii_whitespace());
    let start = (bytes.next(), bytes.next());
    text == "null" || matches!(start, (Some(b'{'), Some(b'}')) | (Some(b'['), Some(b']')))
}

fn id(item: &RawValue) -> Option<&RawValue> {
    json::field(item, |name| name.eq_ignore_ascii_case("id")).ok()?
}

/// The text of a value, independent of the order of its keys unless the value is large.
fn canonical(value: &RawValue) -> String {
    let text = value.get();
    if text.len() > MAX_PARSED_BYTES {
        return text.to_owned();
    }
    serde_json::from_str::<Value>(text).map_or_else(|_| text.to_owned(), |value| value.to_string())
}
