//! Item types of Position Green, as the API documents them; all other fields are in `extra`.
//!
//! An item serializes to what was received; fields that were null are kept in `extra`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::rest::row::rows;

/// A reporting year, which need not be a calendar year.
///
/// See [Years](https://help.positiongreen.com/support/solutions/articles/103000331241-position-green-api-years).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
#[non_exhaustive]
pub struct Year {
    /// A GUID.
    pub id: String,
    /// The name, which may contain letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The first day, as ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_date: Option<String>,
    /// The last day, as ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date: Option<String>,
    /// Whether it is the year that reporters see first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<bool>,
    /// Whether reporters see it at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visible: Option<bool>,
    /// Whether its data can no longer be changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locked: Option<bool>,
    /// Every other field.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A measure: something to report on.
///
/// See [Measures](https://help.positiongreen.com/support/solutions/articles/103000331251-position-green-api-measures).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
#[non_exhaustive]
pub struct Measure {
    /// A GUID.
    pub id: String,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The aspect it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aspect_name: Option<String>,
    /// A human-readable identifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pretty_id: Option<String>,
    /// Every other field.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

rows! {
    Year: extra,
    Measure: extra,
}
