//! Tests of the catalogue, without a network.

use serde_json::{Value, json};

use super::*;
use crate::rest::asking::{get, read, request};

fn catalogue(products: usize) -> Catalogue {
    Catalogue::new(&RestSettings {
        products,
        ..RestSettings::default()
    })
}

fn ask(catalogue: &Catalogue, target: &str, headers: &[&str]) -> Value {
    let (status, body) = read(&catalogue.answer(&get(target, headers)));
    assert_eq!(status, StatusCode::OK, "{target}");
    body
}

fn ids(items: &Value) -> Vec<u64> {
    items
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["ID"].as_u64().unwrap())
        .collect()
}

/// The path and query of a link.
fn target(link: &Value) -> String {
    let link = link.as_str().unwrap();
    link.strip_prefix("http://127.0.0.1:1")
        .unwrap_or(link)
        .to_owned()
}

#[test]
fn the_next_link_carries_the_options_and_the_last_page_has_none() {
    let catalogue = catalogue(120);
    let first = ask(
        &catalogue,
        "/odata/Products?$filter=ID%20gt%2010&$count=true",
        &[],
    );
    assert_eq!(ids(&first["value"]), (11..=110).collect::<Vec<_>>());
    assert_eq!(first["@odata.count"], 110);
    let second = ask(&catalogue, &target(&first["@odata.nextLink"]), &[]);
    assert_eq!(ids(&second["value"]), (111..=120).collect::<Vec<_>>());
    assert_eq!(second.get("@odata.nextLink"), None);
}

#[test]
fn maxpagesize_makes_pages_smaller_and_top_limits_the_total() {
    let catalogue = catalogue(10);
    let prefer = ["prefer: odata.maxpagesize=4"];
    let response = catalogue.answer(&get("/odata/Products?$top=7&$skip=1", &prefer));
    assert_eq!(
        response.headers()["preference-applied"],
        "odata.maxpagesize=4"
    );
    let (_, first) = read(&response);
    assert_eq!(ids(&first["value"]), [2, 3, 4, 5]);
    let second = ask(&catalogue, &target(&first["@odata.nextLink"]), &prefer);
    assert_eq!(ids(&second["value"]), [6, 7, 8]);
    assert_eq!(second.get("@odata.nextLink"), None);
}

#[test]
fn links_can_be_relative_to_the_root() {
    let settings = RestSettings {
        products: 101,
        relative_links: true,
        ..RestSettings::default()
    };
    let body = ask(&Catalogue::new(&settings), "/odata/Products", &[]);
    assert_eq!(body["@odata.nextLink"], "Products?%24skiptoken=100");
}

#[test]
fn a_delta_link_returns_later_changes() {
    let catalogue = catalogue(3);
    let all = ask(
        &catalogue,
        "/odata/Products",
        &["prefer: odata.track-changes"],
    );
    let since = target(&all["@odata.deltaLink"]);
    let unchanged = ask(&catalogue, &since, &[]);
    assert_eq!(
        (&unchanged["value"], target(&unchanged["@odata.deltaLink"])),
        (&json!([]), since.clone())
    );

    let change = request(
        Method::PATCH,
        "/odata/Products(2)",
        &[],
        r#"{"Name":"Renamed"}"#,
    );
    assert_eq!(catalogue.answer(&change).status(), StatusCode::NO_CONTENT);
    let removal = request(Method::DELETE, "/odata/Products(3)", &[], "");
    assert_eq!(catalogue.answer(&removal).status(), StatusCode::NO_CONTENT);

    let changed = ask(&catalogue, &since, &[]);
    assert_eq!(ids(&changed["value"]), [2, 3]);
    assert_eq!(changed["value"][0]["Name"], "Renamed");
    assert_eq!(
        changed["value"][1]["@removed"],
        json!({ "reason": "deleted" })
    );
    let later = ask(&catalogue, &target(&changed["@odata.deltaLink"]), &[]);
    assert_eq!(later["value"], json!([]));
}

#[test]
fn a_delta_token_of_another_history_is_gone() {
    let (status, body) = read(&catalogue(3).answer(&get("/odata/Products?$deltatoken=99", &[])));
    assert_eq!(
        (status, &body["error"]["code"]),
        (StatusCode::GONE, &json!("DeltaExpired"))
    );
}

#[test]
fn link_headers_lead_to_the_other_pages() {
    let catalogue = catalogue(5);
    let link = |target: &str| {
        let response = catalogue.answer(&get(target, &[]));
        (
            ids(&read(&response).1),
            response
                .headers()
                .get("link")
                .map(|link| link.to_str().unwrap().to_owned()),
        )
    };
    let url = |page: usize| format!("<http://127.0.0.1:1/links/products?per_page=2&page={page}>");
    let middle = format!(
        "{}; rel=\"first\", {}; rel=\"prev\", {}; rel=\"next\", {}; rel=\"last\"",
        url(1),
        url(1),
        url(3),
        url(3)
    );
    assert_eq!(
        link("/links/products?per_page=2&page=2"),
        (vec![3, 4], Some(middle))
    );
    let last = format!("{}; rel=\"first\", {}; rel=\"prev\"", url(1), url(2));
    assert_eq!(
        link("/links/products?per_page=2&page=3"),
        (vec![5], Some(last))
    );
    assert_eq!(
        link("/links/products?per_page=9"),
        (vec![1, 2, 3, 4, 5], None)
    );
}

#[test]
fn numbered_pages_state_their_totals() {
    let body = ask(&catalogue(5), "/pages/products?per_page=2&page=3", &[]);
    assert_eq!(
        (ids(&body["data"]), &body["total_pages"], &body["total"]),
        (vec![5], &json!(3), &json!(5))
    );
    let behind = ask(&catalogue(5), "/pages/products?per_page=2&page=4", &[]);
    assert_eq!(behind["data"], json!([]));
}
