//! Page numbers, with links in a header or with totals in the body.

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::{Value, json};

use super::products::Products;
use crate::rest::call::{Call, query_string};
use crate::rest::reply;

const PER_PAGE: usize = 30;
const MOST: usize = 100;

/// Returns an array, with a `Link` header to the first, previous, next and last page.
///
/// See [RFC 8288](https://www.rfc-editor.org/rfc/rfc8288).
pub(super) fn linked(call: &Call, products: &Products) -> Response<Bytes> {
    let page = Numbered::of(call, products);
    let response = reply::json(StatusCode::OK, &page.items(products));
    let mut links = Vec::new();
    if page.number > 1 {
        links.extend([("first", 1), ("prev", page.number - 1)]);
    }
    if page.number < page.pages {
        links.extend([("next", page.number + 1), ("last", page.pages)]);
    }
    if links.is_empty() {
        return response;
    }
    let links = links
        .iter()
        .map(|(relation, number)| format!("<{}>; rel=\"{relation}\"", url(call, *number)));
    reply::with_header(response, "link", &links.collect::<Vec<_>>().join(", "))
}

/// Returns an object with the items, the page number, and the numbers of pages and items.
pub(super) fn counted(call: &Call, products: &Products) -> Response<Bytes> {
    let page = Numbered::of(call, products);
    let body = json!({
        "data": page.items(products),
        "page": page.number,
        "total_pages": page.pages,
        "total": products.rows().len(),
    });
    reply::json(StatusCode::OK, &body)
}

struct Numbered {
    number: usize,
    size: usize,
    pages: usize,
}

impl Numbered {
    fn of(call: &Call, products: &Products) -> Self {
        let number = |name: &str| {
            call.parameter(name)
                .and_then(|value| value.parse().ok())
                .filter(|n| *n > 0)
        };
        let size = number("per_page").unwrap_or(PER_PAGE).min(MOST);
        Self {
            number: number("page").unwrap_or(1),
            size,
            pages: products.rows().len().div_ceil(size),
        }
    }

    fn items(&self, products: &Products) -> Value {
        let before = (self.number - 1).saturating_mul(self.size);
        products
            .rows()
            .skip(before)
            .take(self.size)
            .cloned()
            .collect()
    }
}

fn url(call: &Call, number: usize) -> String {
    let number = number.to_string();
    let kept = call.parameters().filter(|(name, _)| *name != "page");
    format!(
        "{}{}?{}",
        call.origin(),
        call.path(),
        query_string(kept.chain([("page", number.as_str())]))
    )
}
