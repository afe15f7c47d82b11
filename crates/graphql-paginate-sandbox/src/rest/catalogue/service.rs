//! OData v4 with server-driven paging: each page has a link to the next one.

use bytes::Bytes;
use http::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::delta;
use super::links::{delta_link, link};
use super::products::{Products, RESOURCE};
use crate::rest::call::Call;
use crate::rest::odata::{self, Invalid, Options};
use crate::rest::reply;

const PAGE: usize = 100;

/// Returns a page of the collection with its next link. The last page has a delta link if changes are tracked.
pub(super) fn list(call: &Call, products: &Products, relative: bool) -> Response<Bytes> {
    let answer = match call.parameter("$deltatoken") {
        Some(token) => delta::changes(call, products, token, relative),
        None => page(call, products, relative),
    };
    answer.unwrap_or_else(|invalid| invalid.response())
}

pub(super) fn one(
    method: &Method,
    call: &Call,
    products: &mut Products,
    key: &str,
) -> Response<Bytes> {
    let id: u64 = key.parse().unwrap_or(0);
    let found = match *method {
        Method::GET => match products.get(id) {
            Some(row) => return reply::json(StatusCode::OK, row),
            None => false,
        },
        Method::PATCH => {
            products.update(id, &serde_json::from_slice(&call.body).unwrap_or_default())
        }
        Method::DELETE => products.remove(id),
        _ => return reply::empty(StatusCode::METHOD_NOT_ALLOWED),
    };
    if found {
        return reply::empty(StatusCode::NO_CONTENT);
    }
    let message = format!("There is no product {key}.");
    odata::error(StatusCode::NOT_FOUND, "NotFound", &message)
}

/// The value of a preference such as `odata.maxpagesize=50`, with or without the prefix.
pub(super) fn preference(call: &Call, name: &str) -> Option<String> {
    let preferences = call.header("prefer")?.split([',', ';']);
    preferences
        .map(|part| part.trim().trim_start_matches("odata."))
        .find_map(|part| {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            if key == name {
                Some(value.to_owned())
            } else {
                None
            }
        })
}

fn page(call: &Call, products: &Products, relative: bool) -> Result<Response<Bytes>, Invalid> {
    let options = Options::parse(call)?;
    let selected = odata::select(products.rows(), RESOURCE, &options)?;
    let start = match call.parameter("$skiptoken") {
        Some(token) => token
            .parse()
            .map_err(|_| Invalid("The skip token is not one of this service.".into()))?,
        None => options.skip,
    };
    let preferred = preference(call, "maxpagesize")
        .and_then(|size| size.parse().ok())
        .filter(|size| *size > 0);
    let size = preferred.unwrap_or(PAGE).min(PAGE);
    let end = options.top.map_or(selected.rows.len(), |top| {
        (options.skip + top).min(selected.rows.len())
    });
    let window = selected.window(start, size.min(end.saturating_sub(start)));
    let value: Vec<Value> = window
        .iter()
        .map(|row| odata::project(row, RESOURCE, &options))
        .collect();

    let mut body =
        json!({ "@odata.context": format!("{}/odata/$metadata#Products", call.origin()) });
    if options.count {
        body["@odata.count"] = json!(selected.rows.len());
    }
    let behind = start + value.len();
    body["value"] = json!(value);
    if behind < end {
        body["@odata.nextLink"] = json!(next(call, behind, relative));
    } else if preference(call, "track-changes").is_some() {
        body["@odata.deltaLink"] = json!(delta_link(call, products.version(), relative));
    }
    let response = reply::json(StatusCode::OK, &body);
    Ok(match preferred {
        Some(_) => reply::with_header(
            response,
            "preference-applied",
            &format!("odata.maxpagesize={size}"),
        ),
        None => response,
    })
}

/// The next link: the options of the request and the start of the next page. Clients need not add anything.
fn next(call: &Call, behind: usize, relative: bool) -> String {
    let token = behind.to_string();
    let mut parameters: Vec<_> = call
        .parameters()
        .filter(|(name, _)| *name != "$skiptoken")
        .collect();
    parameters.push(("$skiptoken", &token));
    link(call, &parameters, relative)
}
