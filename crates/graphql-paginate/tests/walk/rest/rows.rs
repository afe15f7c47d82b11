//! Tests that typed rows serialize to exactly what was received.

use graphql_paginate::rest::{jobaffinity, position_green, sage};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn check<T: DeserializeOwned + Serialize>(received: Value) {
    let row: T = serde_json::from_value(received.clone()).unwrap();
    assert_eq!(serde_json::to_value(&row).unwrap(), received);
    let row: T = serde_json::from_str(&received.to_string()).unwrap();
    assert_eq!(serde_json::to_value(&row).unwrap(), received);
}

#[test]
fn rows_serialize_to_what_was_received() {
    check::<sage::Account>(
        json!({ "id": "g", "numero": "6", "intitule": null, "type": "Detail", "isActif": true, "x": { "y": [null] } }),
    );
    check::<sage::Account>(json!({}));
    check::<sage::Entry>(
        json!({ "id": "e", "numeroFacture": "F1", "montant": 12.5, "compte": { "numero": "6", "id": null }, "registreTaxes": [] }),
    );
    check::<sage::Entry>(json!({ "montant": 100, "tiers": null }));
    check::<sage::Entry>(json!({ "montant": -0.01 }));
    check::<sage::Customer>(
        json!({ "comptePrincipal": { "id": "c" }, "adresse": { "codePostal": "75001", "ville": null, "etage": 3 } }),
    );
    check::<jobaffinity::Job>(
        json!({ "id": 1, "title": null, "status": "OPEN", "applications": { "_self": "/job/1/application", "n": 2 }, "location": {} }),
    );
    check::<jobaffinity::Candidate>(
        json!({ "id": 1, "first_name": "A", "notes": { "_self": "/n", "id": 4 } }),
    );
    check::<jobaffinity::Application>(
        json!({ "id": 1, "date": null, "step": { "id": 2, "name": "x", "status": null, "by": 3 } }),
    );
    check::<jobaffinity::StepChange>(
        json!({ "change_id": 9, "id": 2, "name": null, "application": { "id": 1 }, "further": [1] }),
    );
    check::<jobaffinity::Note>(json!({ "id": 1, "text": "x" }));
    check::<jobaffinity::WebhookTask>(json!({ "id": 1, "status": null }));
    check::<position_green::Year>(
        json!({ "id": "y", "name": "2024", "startDate": "2024-01-01", "default": false, "locked": null, "x": 1 }),
    );
    check::<position_green::Measure>(json!({ "id": "m", "prettyId": "A1", "aspectName": null }));
}

#[test]
fn a_field_of_another_type_is_an_error_that_names_it() {
    let error =
        serde_json::from_value::<sage::Entry>(json!({ "compte": { "numero": 7 } })).unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("compte") && text.contains("`numero`: invalid type: integer `7`"),
        "{text}"
    );
    assert!(serde_json::from_value::<jobaffinity::Job>(json!({ "title": "x" })).is_err());
}
