//! The next and delta links of the OData service.

use crate::rest::call::{Call, query_string};

/// The URL of the collection with parameters.
pub(super) fn link(call: &Call, parameters: &[(&str, &str)], relative: bool) -> String {
    let query = query_string(parameters.iter().copied());
    if relative {
        format!("Products?{query}")
    } else {
        format!("{}{}?{query}", call.origin(), call.path())
    }
}

/// The URL that lists the changes after a version.
pub(super) fn delta_link(call: &Call, version: usize, relative: bool) -> String {
    link(call, &[("$deltatoken", &version.to_string())], relative)
}
