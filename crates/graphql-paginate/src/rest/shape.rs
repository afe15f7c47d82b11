//! Where the items are in an answer.

use std::collections::HashMap;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::checkpoint::hash_of;
use crate::driver::Identity;
use crate::error::ErrorKind;

/// Where items and their total stand in a body, as JSON pointers.
///
/// See [RFC 6901](https://www.rfc-editor.org/rfc/rfc6901).
#[derive(Debug, Clone, Default)]
pub(crate) struct Shape {
    /// The list of items; the body itself or its only list when not given.
    pub(super) items: Option<String>,
    /// The item inside an element of the list, such as `/node`; the element itself when not given.
    pub(super) item: Option<String>,
    /// The number of items in all.
    pub(super) total: Option<String>,
    /// A field and what it has to say for the page to count.
    pub(super) expected: Option<(String, String)>,
}

impl Shape {
    /// Moves the list out of the body; an empty one stays in its place.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::MissingItems`] when it is null, absent, something else, or cannot be told from others.
    pub(super) fn take(&self, body: &mut Value) -> Result<Vec<Value>, ErrorKind> {
        let missing = |problem: String| ErrorKind::MissingItems { problem };
        let list = match &self.items {
            Some(pointer) => body
                .pointer_mut(pointer)
                .ok_or_else(|| missing(format!("`{pointer}` is absent")))?,
            None if body.is_array() => body,
            None => only_list(body)?,
        };
        match list {
            Value::Array(items) => Ok(std::mem::take(items)),
            other => {
                let found = if other.is_null() { "null" } else { "no list" };
                Err(missing(format!(
                    "`{}` is {found}",
                    self.items.as_deref().unwrap_or("/")
                )))
            }
        }
    }

    /// The total as a number, also when it is written as text; `None` where it is absent or null.
    pub(super) fn total(&self, body: &Value) -> Option<i64> {
        let pointer = self.total.as_deref()?;
        // OData's annotations have a shorter name since 4.01.
        let shorter = || body.pointer(&pointer.replacen("/@odata.", "/@", 1));
        let value = body.pointer(pointer).or_else(shorter)?;
        value.as_i64().or_else(|| value.as_str()?.parse().ok())
    }

    /// The items decoded, nulls as `None`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`] with the place of the value that does not fit.
    pub(super) fn decode<T: DeserializeOwned>(
        &self,
        values: Vec<Value>,
    ) -> Result<Vec<Option<T>>, ErrorKind> {
        values
            .into_iter()
            .enumerate()
            .map(|(index, value)| self.decode_one(index, value))
            .collect()
    }

    /// What tells the items apart that are not null: the `id` of each that no other has, else all of it.
    pub(super) fn identities(&self, values: Vec<Value>) -> Vec<Identity> {
        let inner = self.item.as_deref().unwrap_or_default();
        let items = values.into_iter().map(|mut value| {
            value
                .pointer_mut(inner)
                .map(Value::take)
                .unwrap_or_default()
        });
        let items: Vec<Value> = items.filter(|item| !item.is_null()).collect();
        let mut ids: HashMap<String, usize> = HashMap::new();
        items
            .iter()
            .filter_map(id)
            .for_each(|id| *ids.entry(id.to_string()).or_default() += 1);
        let own = |id: &&Value| ids.get(&id.to_string()) == Some(&1);
        let apart = |item: &Value| id(item).filter(own).unwrap_or(item).to_string();
        items
            .iter()
            .map(|item| Identity {
                list: 0,
                hash: hash_of(&apart(item)),
            })
            .collect()
    }

    fn decode_one<T: DeserializeOwned>(
        &self,
        index: usize,
        mut value: Value,
    ) -> Result<Option<T>, ErrorKind> {
        let inner = self.item.as_deref().unwrap_or_default();
        let value = value
            .pointer_mut(inner)
            .map(Value::take)
            .unwrap_or_default();
        if value.is_null() {
            return Ok(None);
        }
        serde_path_to_error::deserialize(value)
            .map(Some)
            .map_err(|error| ErrorKind::Decode {
                path: format!(
                    "{}[{index}]{}.{}",
                    self.list_name(),
                    inner.replace('/', "."),
                    error.path()
                ),
                problem: error.inner().to_string(),
            })
    }

    fn list_name(&self) -> String {
        self.items
            .as_deref()
            .unwrap_or("/items")
            .trim_start_matches('/')
            .replace('/', ".")
    }
}

/// True and false, also as text and as 1 and 0; `None` for null and absence.
///
/// # Errors
///
/// [`ErrorKind::Decode`] for what means neither.
pub(super) fn flag(body: &Value, pointer: &str) -> Result<Option<bool>, ErrorKind> {
    match body.pointer(pointer) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Bool(flag)) => Ok(Some(*flag)),
        Some(Value::String(text)) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
        Some(Value::String(text)) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
        Some(Value::Number(number)) if number.as_i64() == Some(1) => Ok(Some(true)),
        Some(Value::Number(number)) if number.as_i64() == Some(0) => Ok(Some(false)),
        Some(other) => Err(ErrorKind::Decode {
            path: pointer.trim_start_matches('/').replace('/', "."),
            problem: format!("`{other}` is neither true nor false"),
        }),
    }
}

/// Text that is not empty, or a number as text; `None` for what says that there is nothing, each API in its own way:
/// null, absence, false, an empty list or object.
///
/// # Errors
///
/// [`ErrorKind::Decode`] for everything else: what a link or a cursor hides in must not look like none.
pub(super) fn text(body: &Value, pointer: &str) -> Result<Option<String>, ErrorKind> {
    let kind = match body.pointer(pointer) {
        Some(Value::String(text)) => return Ok(Some(text.clone()).filter(|text| !text.is_empty())),
        Some(Value::Number(number)) => return Ok(Some(number.to_string())),
        Some(Value::Bool(true)) => "`true`",
        Some(Value::Array(list)) if !list.is_empty() => "a list",
        Some(Value::Object(object)) if !object.is_empty() => "an object",
        _ => return Ok(None),
    };
    Err(ErrorKind::Decode {
        path: pointer.trim_start_matches('/').replace('/', "."),
        problem: format!("{kind} is neither text nor a number"),
    })
}

fn id(item: &Value) -> Option<&Value> {
    let (_, id) = item
        .as_object()?
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case("id"))?;
    Some(id)
}

fn only_list(body: &mut Value) -> Result<&mut Value, ErrorKind> {
    let lists: Vec<String> = body
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, value)| value.is_array())
        .map(|(key, _)| key.clone())
        .collect();
    match lists.as_slice() {
        [key] => Ok(&mut body[key.as_str()]),
        [] => Err(ErrorKind::MissingItems {
            problem: "the body has no list".to_owned(),
        }),
        several => {
            let problem = format!("the body has several lists (`{}`)", several.join("`, `"));
            Err(ErrorKind::MissingItems { problem })
        }
    }
}
