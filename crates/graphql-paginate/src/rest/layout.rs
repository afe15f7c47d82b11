//! The layout of a response body: where it holds items and total, and how items are decoded.

use std::collections::HashMap;
use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use super::ValueLocation;
use super::cut_relations::cut_relations;
use super::json::{self, dotted, find, for_each_element};
use crate::checkpoint::hash_of;
use crate::driver::{CutList, Identity};
use crate::error::ErrorKind;
use crate::json::without_position;
use crate::mark::{PageIdentities, plain_id};

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
    pub(super) total: Vec<ValueLocation>,
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
    /// The relations inside items that the service cut.
    pub(super) cut_lists: Vec<CutList>,
}

/// The list of items in a body.
#[derive(Debug)]
pub(super) struct ItemsList<'t> {
    pub(super) list: &'t RawValue,
    /// Its name, if it was chosen because it is the only list of the body.
    pub(super) name: Option<ListName>,
}

/// What the only list of a body is called: the empty text if the body is the list, otherwise `/` and the name of the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ListName(pub(super) String);

impl BodyLayout {
    /// The list of items in a body; `None` if it is absent and absent lists count as empty.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::MissingItems`] if it is null, absent or not a list, or if there are several candidates.
    pub(super) fn list<'t>(&self, text: &'t str) -> Result<Option<ItemsList<'t>>, ErrorKind> {
        let Some(pointer) = self.items.first() else {
            return self.only_list(text);
        };
        let (mut name, mut found) = (pointer, None);
        for pointer in &self.items {
            found = find(text, pointer)?;
            if found.is_some() {
                name = pointer;
                break;
            }
        }
        let problem = match found {
            Some(list) if list.get().starts_with('[') => {
                return Ok(Some(ItemsList { list, name: None }));
            }
            None if self.absent_is_empty => return Ok(None),
            Some(value) if self.absent_is_empty && is_nothing(value.get()) => return Ok(None),
            None => format!("`{name}` is absent"),
            Some(value) if value.get() == "null" => format!("`{name}` is null"),
            Some(_) => format!("`{name}` is not a list"),
        };
        Err(missing(problem))
    }

    /// Whether the field at a JSON pointer is the configured list of items, or an object around it.
    pub(super) fn is_around_items(&self, pointer: &str) -> bool {
        self.items.iter().any(|items| {
            let rest = items.strip_prefix(pointer);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// The only list of a body, unless its name says that it is about the request.
    fn only_list<'t>(&self, text: &'t str) -> Result<Option<ItemsList<'t>>, ErrorKind> {
        let problem = match only_list(text)? {
            Some(only) if !only.is_about_the_request() => return Ok(Some(only)),
            _ if self.absent_is_empty => return Ok(None),
            Some(ItemsList { name, .. }) => {
                let name = name.unwrap_or(ListName::body());
                format!("the only list is {name}, which is hardly that of the items")
            }
            None => "the body has no list".to_owned(),
        };
        Err(missing(problem))
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
            cut_lists: Vec::new(),
        };
        let Some(list) = list else {
            return Ok(decoded);
        };
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
            let cut = &mut cut_relations(decoded.items.len(), item);
            decoded.cut_lists.append(cut);
            decoded.items.push(item_value);
            decoded.first = decoded.first.or(Some(item));
            decoded.last = Some(item);
            Ok(())
        })?;
        Ok(decoded)
    }

    /// Identifies the items that are not null: by `id` if no other item has the same, else by the whole content. `None` if
    /// there are more than `max_items`.
    pub(super) fn identify(&self, text: &str, max_items: usize) -> Option<PageIdentities> {
        let ItemsList { list, .. } = self.list(text).ok()??;
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
        Some(PageIdentities {
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
    pub(super) fn item_in<'t>(
        &self,
        element: &'t RawValue,
    ) -> Result<Option<&'t RawValue>, ErrorKind> {
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

impl ItemsList<'_> {
    /// Whether the list has one of the names that lists of errors have.
    fn is_about_the_request(&self) -> bool {
        let name = self.name.as_ref().and_then(ListName::field);
        let Some(name) = name else {
            return false;
        };
        let mut names = ["error", "errors", "warnings"].into_iter();
        names.any(|known| name.eq_ignore_ascii_case(known))
    }
}

impl ListName {
    fn body() -> Self {
        Self(String::new())
    }

    /// The name of the field; `None` if the body is the list.
    fn field(&self) -> Option<&str> {
        self.0.strip_prefix('/')
    }
}

impl fmt::Display for ListName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.field() {
            Some(name) => write!(formatter, "`{name}`"),
            None => formatter.write_str("the body itself"),
        }
    }
}

/// The only list among the fields of an object, or the body itself if it is a list.
fn only_list(text: &str) -> Result<Option<ItemsList<'_>>, ErrorKind> {
    let body: &RawValue =
        serde_json::from_str(text).map_err(|error| missing(without_position(&error)))?;
    if body.get().starts_with('[') {
        return Ok(Some(ItemsList {
            list: body,
            name: Some(ListName::body()),
        }));
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
    if lists.len() > 1 {
        let names: Vec<&str> = lists.iter().map(|(name, _)| name.as_str()).collect();
        let names = names.join("`, `");
        return Err(missing(format!("the body has several lists (`{names}`)")));
    }
    let Some((name, list)) = lists.pop() else {
        return Ok(None);
    };
    let name = Some(ListName(format!("/{name}")));
    Ok(Some(ItemsList { list, name }))
}

fn missing(problem: String) -> ErrorKind {
    ErrorKind::MissingItems { problem }
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

/// The id of an item.
pub(super) fn id(item: &RawValue) -> Option<&RawValue> {
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
