//! Delta responses: the changes since a delta link was issued.

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::{Value, json};

use super::links::delta_link;
use super::products::Products;
use crate::rest::call::Call;
use crate::rest::odata::{self, Invalid};
use crate::rest::reply;

/// Returns changed products in their current state, removed ones as `@removed`, and the next delta link.
pub(super) fn changes(
    call: &Call,
    products: &Products,
    token: &str,
    relative: bool,
) -> Result<Response<Bytes>, Invalid> {
    let Some(changed) = token
        .parse()
        .ok()
        .and_then(|version| products.changed_since(version))
    else {
        return Ok(odata::error(
            StatusCode::GONE,
            "DeltaExpired",
            "The delta token is no longer valid.",
        ));
    };
    let item = |id: &u64| match products.get(*id) {
        Some(row) => row.clone(),
        None => {
            json!({ "@odata.id": format!("Products({id})"), "@removed": { "reason": "deleted" }, "ID": id })
        }
    };
    let value: Vec<Value> = changed.iter().map(item).collect();
    let body = json!({
        "@odata.context": format!("{}/odata/$metadata#Products/$delta", call.origin()),
        "value": value,
        "@odata.deltaLink": delta_link(call, products.version(), relative),
    });
    Ok(reply::json(StatusCode::OK, &body))
}
