//! A page's response, as seen by a way of paging.

use http::{HeaderMap, Uri};
use serde_json::Value;
use serde_json::value::RawValue;

use super::json::{dotted, find};
use super::location::LocationKind;
use super::{ValueLocation, link};
use crate::driver::PageRequest;
use crate::error::ErrorKind;

/// A page's response, as seen by a way of paging.
pub(crate) struct PageResponse<'a> {
    /// The URL that was requested.
    pub(super) url: &'a str,
    pub(super) position: &'a PageRequest,
    /// The page size that the request sent, which may differ from that of the position.
    pub(super) sent_size: Option<u32>,
    pub(super) headers: &'a HeaderMap,
    /// The whole body, items included.
    pub(super) text: &'a str,
    pub(super) first_item: Option<&'a RawValue>,
    pub(super) last_item: Option<&'a RawValue>,
    /// The number of items in the page, nulls included.
    pub(super) received: usize,
    /// The number of items in the whole collection, if the response says it.
    pub(super) total: Option<i64>,
    /// The endpoint whose origin replaces that of next links, if the caller wants that.
    pub(super) link_origin: Option<&'a Uri>,
}

impl PageResponse<'_> {
    /// The text at a location; `None` for every value that means "nothing": null, absent, empty, `false`, an empty list
    /// or object.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`] for any other value: a link or cursor in an unknown form must not be read as absent.
    pub(super) fn text_at(&self, location: &ValueLocation) -> Result<Option<String>, ErrorKind> {
        let value = match self.value_at(location)? {
            Found::Header(text) if text.is_empty() => return Ok(None),
            Found::Header(text) => return Ok(Some(text)),
            Found::Json(value) => value,
        };
        text(value).map_err(|kind| ErrorKind::Decode {
            path: location.to_string(),
            problem: format!("{kind} is neither text nor a number"),
        })
    }

    /// The boolean at a location, which may also be text or 1 and 0; `None` for null and absent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`] for anything else.
    pub(super) fn flag_at(&self, location: &ValueLocation) -> Result<Option<bool>, ErrorKind> {
        let value = match self.value_at(location)? {
            Found::Header(text) if text.is_empty() => return Ok(None),
            Found::Header(text) => Value::String(text),
            Found::Json(None) => return Ok(None),
            // Longer text is not a flag and need not be parsed.
            Found::Json(Some(value)) if value.get().len() > 100 => Value::String("..".to_owned()),
            Found::Json(Some(value)) => serde_json::from_str(value.get()).unwrap_or_default(),
        };
        match &value {
            Value::Null => return Ok(None),
            Value::Bool(flag) => return Ok(Some(*flag)),
            Value::String(text) if text.eq_ignore_ascii_case("true") => return Ok(Some(true)),
            Value::String(text) if text.eq_ignore_ascii_case("false") => return Ok(Some(false)),
            Value::Number(number) if number.as_i64() == Some(1) => return Ok(Some(true)),
            Value::Number(number) if number.as_i64() == Some(0) => return Ok(Some(false)),
            _ => {}
        }
        Err(ErrorKind::Decode {
            path: location.to_string(),
            problem: format!("`{value}` is neither true nor false"),
        })
    }

    /// The absolute URL of a next link.
    pub(super) fn resolve(&self, link: &str) -> String {
        let resolved = link::resolve(self.url, link);
        match self.link_origin {
            Some(endpoint) => link::with_origin_of(endpoint, &resolved),
            None => resolved,
        }
    }

    /// Whether a cursor or link is the one by which this page was requested.
    pub(super) fn is_own(&self, next: &str) -> bool {
        self.position.cursor.as_deref() == Some(next) || self.url == next
    }

    fn value_at(&self, location: &ValueLocation) -> Result<Found<'_>, ErrorKind> {
        match &location.0 {
            LocationKind::Body(pointer) => Ok(Found::Json(find(self.text, pointer)?)),
            LocationKind::FirstItem(pointer) => find_in(self.first_item, pointer).map(Found::Json),
            LocationKind::LastItem(pointer) => find_in(self.last_item, pointer).map(Found::Json),
            LocationKind::Header(name) => Ok(Found::Header(header(self.headers, name))),
        }
    }
}

enum Found<'a> {
    Json(Option<&'a RawValue>),
    /// Empty if the header is absent.
    Header(String),
}

/// The number of items that a response announces, at the first location that has one.
///
/// A number or text; a total that is negative or otherwise invalid counts as absent.
pub(super) fn total(text: &str, headers: &HeaderMap, locations: &[ValueLocation]) -> Option<i64> {
    for location in locations {
        let found = match &location.0 {
            LocationKind::Header(name) => header(headers, name),
            LocationKind::Body(pointer) => match find(text, pointer) {
                Ok(Some(value)) => value.get().trim_matches('"').to_owned(),
                _ => continue,
            },
            LocationKind::FirstItem(_) | LocationKind::LastItem(_) => continue,
        };
        if let Ok(total) = found.trim().parse::<i64>() {
            return Some(total);
        }
    }
    None
}

/// Text that is not empty, or a number as text; the error names the unexpected type.
pub(super) fn text(value: Option<&RawValue>) -> Result<Option<String>, &'static str> {
    let Some(value) = value.map(RawValue::get) else {
        return Ok(None);
    };
    match value.as_bytes().first() {
        Some(b'"') => match serde_json::from_str::<String>(value) {
            Ok(text) if text.is_empty() => Ok(None),
            Ok(text) => Ok(Some(text)),
            Err(_) => Err("text with half a surrogate pair"),
        },
        Some(b't') => Err("`true`"),
        Some(b'[') if !is_empty_within(value) => Err("a list"),
        Some(b'{') if !is_empty_within(value) => Err("an object"),
        Some(b'[' | b'{' | b'n' | b'f') | None => Ok(None),
        Some(_) => Ok(Some(value.to_owned())),
    }
}

/// The text at a JSON pointer of a body, as [`PageResponse::text_at`] reads it.
pub(super) fn text_in(body: &str, pointer: &str) -> Result<Option<String>, ErrorKind> {
    text(find(body, pointer)?).map_err(|kind| ErrorKind::Decode {
        path: dotted(pointer),
        problem: format!("{kind} is neither text nor a number"),
    })
}

fn find_in<'a>(
    item: Option<&'a RawValue>,
    pointer: &str,
) -> Result<Option<&'a RawValue>, ErrorKind> {
    match item {
        Some(item) => find(item.get(), pointer),
        None => Ok(None),
    }
}

/// Whether a list or object is empty.
fn is_empty_within(value: &str) -> bool {
    value[1..value.len() - 1].trim().is_empty()
}

/// The text of a header. Not only visible ASCII: some servers send raw UTF-8.
fn header(headers: &HeaderMap, name: &str) -> String {
    headers
        .get(name)
        .map(|value| String::from_utf8_lossy(value.as_bytes()).trim().to_owned())
        .unwrap_or_default()
}
