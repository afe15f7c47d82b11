//! What comes with a page besides its items.

use http::HeaderMap;
use serde_json::Value;

use super::odata;

/// An answer without its items.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Envelope {
    /// The headers of the answer.
    pub headers: HeaderMap,
    /// The body; where the items were is an empty list.
    pub body: Value,
}

impl Envelope {
    /// OData's delta link, which the last page of a walk has when changes are tracked: a later walk that
    /// [starts there](super::Collection::start_at) gives what changed meanwhile, and ends with a new one.
    ///
    /// See [Delta Links](https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part1-protocol.html#sec_DeltaLinks).
    pub fn delta_link(&self) -> Option<&str> {
        odata::annotation(&self.body, "deltaLink")
    }
}
