//! Tests of OData collections.

mod cut_relations;
mod next_link;
mod options;
mod skip;

use http::Response;
use serde_json::{Value, json};

use super::server::{items, ok};

type Page = Response<bytes::Bytes>;

fn page(ids: impl IntoIterator<Item = u64>, rest: Value) -> Page {
    let mut body =
        json!({ "@odata.context": "https://api.test/v1/$metadata#items", "value": items(ids) });
    body.as_object_mut()
        .unwrap()
        .extend(rest.as_object().unwrap().clone());
    ok(body)
}

fn next(ids: impl IntoIterator<Item = u64>, link: &str) -> Page {
    page(ids, json!({ "@odata.nextLink": link }))
}

fn counted(ids: impl IntoIterator<Item = u64>, count: u64) -> Page {
    page(ids, json!({ "@odata.count": count }))
}
