//! Page metadata: the body of a page's response without its items.

use serde_json::Value;
use serde_json::value::RawValue;

use super::{json, odata_body};

/// The body of a page's response without its items. The headers are in [`Page::headers`](crate::Page::headers).
///
/// It is kept as text and parsed on demand, because a parsed body of many small values would take far more memory
/// than its text.
#[derive(Debug, Clone, Default)]
pub struct PageMetadata {
    body: String,
}

impl PageMetadata {
    /// The metadata of a body, without the list of items.
    pub(super) fn new(text: &str, list: Option<&RawValue>) -> Self {
        let body = match list {
            Some(list) => json::without(text, list),
            None => text.to_owned(),
        };
        Self { body }
    }

    /// The response body, with an empty list in place of the items; null if the body is not JSON.
    pub fn body(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// The value at a JSON pointer of the [`body`](Self::body), such as `/meta/total`.
    pub fn value_at(&self, pointer: &str) -> Option<Value> {
        let found = json::find(&self.body, pointer).ok()??;
        serde_json::from_str(found.get()).ok()
    }

    /// OData's delta link, on the last page of a walk that tracks changes. A later walk that [starts
    /// there](super::Collection::start_at) yields what changed in the meantime, and ends with a new delta link.
    ///
    /// See [Delta Links](https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part1-protocol.html#sec_DeltaLinks).
    pub fn delta_link(&self) -> Option<String> {
        odata_body::delta_link(&self.body)
    }
}
