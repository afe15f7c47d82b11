//! The format `--format pages`: each page as one JSON object.

use graphql_paginate::Page;
use graphql_paginate::rest::PageMetadata;
use serde_json::json;
use serde_json::value::{RawValue, to_raw_value};

/// A page as one JSON object.
pub(crate) fn whole_page<D: PageData>(page: Page<Box<RawValue>, D>, number: u64) -> Box<RawValue> {
    let mut fields = json!({
        "page": number,
        "cursor": page.cursor,
        "total": page.total_count,
    });
    if !page.errors.is_empty() {
        let errors: Vec<String> = page.errors.iter().map(ToString::to_string).collect();
        fields["errors"] = errors.into();
    }
    let head = fields.to_string();
    let items: Vec<&str> = page.items.iter().map(|item| item.get()).collect();
    let text = format!(
        "{},\"items\":[{}],\"data\":{}}}",
        head.trim_end_matches('}'),
        items.join(","),
        page.data.json().get()
    );
    RawValue::from_string(text).expect("it is put together of JSON values")
}

/// The response data of a page, as JSON.
pub(crate) trait PageData {
    /// Returns the data as JSON.
    fn json(&self) -> Box<RawValue>;
}

impl PageData for Box<RawValue> {
    fn json(&self) -> Box<RawValue> {
        self.clone()
    }
}

/// The pages of a walk from both ends come without data.
impl PageData for () {
    fn json(&self) -> Box<RawValue> {
        RawValue::NULL.to_owned()
    }
}

impl PageData for PageMetadata {
    fn json(&self) -> Box<RawValue> {
        to_raw_value(&self.body()).expect("JSON stays JSON")
    }
}
