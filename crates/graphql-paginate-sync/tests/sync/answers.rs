//! Tests of answers that do not fit the types of their columns: applicants type anything, and none of it stops a mirror.

use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
use serde_json::{Value, json};

use crate::postgres::on_both;

const DIGITS: &str = "12345678901234567890123";
const MOMENT: &str = "20026-01-01T00:00:00+01:00";
/// In UTC it is in the year before the first one.
const EARLY: &str = "0001-01-01T00:00:00+01:00";

/// Changes the answers to numbers and dates, with a column of their type or without one.
fn strange(body: &mut Value, has_columns: bool) {
    let mut values = vec![body];
    while let Some(value) = values.pop() {
        match value {
            Value::Array(elements) => values.extend(elements),
            Value::Object(fields) => {
                let kind = fields.get("kind").and_then(Value::as_str);
                if let Some((text, column)) = kind.and_then(strange_answer)
                    && fields.contains_key("stringValue")
                {
                    fields.insert("stringValue".to_owned(), text.into());
                    let columns = if has_columns {
                        json!([column])
                    } else {
                        json!([])
                    };
                    fields.insert("columns".to_owned(), columns);
                }
                values.extend(fields.values_mut());
            }
            _ => {}
        }
    }
}

/// The text and the column of an answer of this kind.
fn strange_answer(kind: &str) -> Option<(&'static str, Value)> {
    let (text, kind, field, value) = match kind {
        "IntegerNumberChamp" => (DIGITS, "IntegerColumn", "integer", json!(DIGITS)),
        "DatetimeChamp" => (MOMENT, "DateTimeColumn", "dateTime", json!(MOMENT)),
        "DateChamp" => (EARLY, "DateTimeColumn", "dateTime", json!(EARLY)),
        "DecimalNumberChamp" => ("NaN", "DecimalColumn", "decimal", json!(1.0e300)),
        _ => return None,
    };
    let mut column = json!({ "__typename": kind, "id": "c", "label": "l", "stringValue": text });
    column[field] = value;
    Some((text, column))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn answers_that_do_not_fit_their_columns_are_kept_as_text() {
    on_both(async |database, _| {
        let sandbox = Sandbox::builder().dossiers(3).deleted_dossiers(0);
        let sandbox = sandbox.pending_deleted_dossiers(0).start().await.unwrap();
        let api = sandbox.demarches_simplifiees();
        api.script(Faults::new().always(Fault::rewrite(|body| strange(body, true))));

        let certificate = database.mirror(&sandbox).await.sync(1).await.unwrap();

        assert_eq!((certificate.changes.inserted, certificate.unread), (3, 0));
        let digits = format!(
            "SELECT COUNT(*) FROM champ WHERE value = '{DIGITS}' AND value_integer IS NULL
             AND CAST(columns AS TEXT) LIKE '%{DIGITS}%'"
        );
        assert!(database.count(&digits).await >= 3);
        let moments = format!(
            "SELECT COUNT(*) FROM champ WHERE value IN ('{MOMENT}', '{EARLY}') AND value_timestamp IS NULL"
        );
        assert!(database.count(&moments).await >= 3);
        let numbers = "SELECT COUNT(*) FROM champ WHERE value = 'NaN' AND value_real > 1e299";
        assert!(database.count(numbers).await >= 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn answers_without_columns_that_are_no_values_of_their_type_are_kept_as_text() {
    on_both(async |database, _| {
        let sandbox = Sandbox::builder().dossiers(1).deleted_dossiers(0);
        let sandbox = sandbox.pending_deleted_dossiers(0).start().await.unwrap();
        let api = sandbox.demarches_simplifiees();
        api.script(Faults::new().always(Fault::rewrite(|body| strange(body, false))));

        database.mirror(&sandbox).await.sync(1).await.unwrap();

        let typed = format!(
            "SELECT COUNT(*) FROM champ WHERE value IN ('{DIGITS}', 'NaN', '{MOMENT}', '{EARLY}')
             AND (value_integer IS NOT NULL OR value_real IS NOT NULL OR value_timestamp IS NOT NULL)"
        );
        assert_eq!(database.count(&typed).await, 0);
        let texts = format!("SELECT COUNT(*) FROM champ WHERE value IN ('{DIGITS}', 'NaN')");
        assert!(database.count(&texts).await >= 2);
    })
    .await;
}
