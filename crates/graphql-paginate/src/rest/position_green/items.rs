//! Items as the API documents them; whatever else it sends is in `extra`.

use serde::Deserialize;
use serde_json::{Map, Value};

/// A reporting year, which need not be that of the calendar.
///
/// See [Years](https://help.positiongreen.com/support/solutions/articles/103000331241-position-green-api-years).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Year {
    /// A GUID.
    pub id: String,
    /// The name, which may hold letters.
    pub name: Option<String>,
    /// The first day, as ISO 8601.
    pub start_date: Option<String>,
    /// The last day, as ISO 8601.
    pub end_date: Option<String>,
    /// Whether it is what reporters see first.
    pub default: Option<bool>,
    /// Whether reporters see it at all.
    pub visible: Option<bool>,
    /// Whether its data can no longer be changed.
    pub locked: Option<bool>,
    /// Every other field.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What is to be reported on.
///
/// See [Measures](https://help.positiongreen.com/support/solutions/articles/103000331251-position-green-api-measures).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Measure {
    /// A GUID.
    pub id: String,
    /// The name.
    pub name: Option<String>,
    /// The aspect it belongs to.
    pub aspect_name: Option<String>,
    /// An identifier for people.
    pub pretty_id: Option<String>,
    /// Every other field.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
