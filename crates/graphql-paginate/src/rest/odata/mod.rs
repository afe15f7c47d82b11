//! OData: filter expressions, and the query options of a collection.
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
