//! OData v4: filters that encode correctly, and the query options of a collection.
//!
//! ```
//! use graphql_paginate::rest::odata::field;
//!
//! let filter = field("numero").starts_with("6").and(field("intitule").eq("Frais d'étude"));
//! assert_eq!(filter.to_string(), "startswith(numero,'6') and intitule eq 'Frais d''étude'");
//! ```
//!
//! See [URL Conventions](https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html).

mod filter;
mod options;

pub use self::filter::{Field, Filter, Literal, field};
pub use self::options::OData;

use serde_json::Value;

use super::link;
use super::shape::text;
use crate::error::ErrorKind;

/// A control annotation of a body that is not empty, by its name in OData 4.0 (`@odata.x`) or 4.01 (`@x`).
pub(super) fn annotation<'a>(body: &'a Value, name: &str) -> Option<&'a str> {
    let value = body
        .get(format!("@odata.{name}"))
        .or_else(|| body.get(format!("@{name}")))?;
    value.as_str().filter(|text| !text.is_empty())
}

/// The next link in the answer from a URL, made absolute: relative ones are relative to the context URL, where there
/// is one.
///
/// # Errors
///
/// [`ErrorKind::Decode`] for what is no text.
pub(super) fn next_link(body: &Value, url: &str) -> Result<Option<String>, ErrorKind> {
    let next = text(body, "/@odata.nextLink")?
        .map_or_else(|| text(body, "/@nextLink"), |next| Ok(Some(next)))?;
    let base = annotation(body, "context").map(|context| link::resolve(url, context));
    Ok(next.map(|next| link::resolve(base.as_deref().unwrap_or(url), &next)))
}
