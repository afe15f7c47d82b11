//! The answers of each dossier to the fields of the form.

use super::form::Field;
use super::objects::{FIRST_DOSSIER, demarche_number, dossier as dossier_object, global_id};
use super::time::{self, DAY, FIRST, Micros};
use crate::graphql::{Object, Value};

const DOMAINS: [&str; 3] = ["Culture", "Sport", "Environnement"];

/// A field of the champ that answers `field`; `None` if its value is derived.
pub(super) fn field(field: &Field, champ: &Object, name: &str) -> Option<Value> {
    let dossier = dossier_number(champ)?;
    Some(match name {
        "label" => Value::json(field.label),
        "stringValue" => Value::json(text(field, dossier)),
        "champDescriptorId" => Value::json(global_id(&Object::new(
            field.descriptor,
            field.id.to_string(),
        ))),
        "updatedAt" => Value::json(time::paris(FIRST + dossier * DAY / 24)),
        "prefilled" => Value::json(false),
        _ => return typed(field, champ, dossier, name),
    })
}

/// The dossier number in the key `demarche/dossiers/number/champs/id`.
fn dossier_number(champ: &Object) -> Option<i64> {
    champ.key.rsplit('/').nth(2)?.parse().ok()
}

fn text(field: &Field, dossier: i64) -> String {
    match field.kind {
        "textarea" => format!("Description du projet {dossier},\nsur deux lignes"),
        "date" => time::paris_date(day(dossier)),
        "datetime" => time::paris(day(dossier)),
        "decimal_number" => amount(dossier).to_string(),
        "integer_number" => large(dossier).to_string(),
        "yes_no" | "checkbox" => is_true(dossier).to_string(),
        "drop_down_list" => DOMAINS[dossier as usize % DOMAINS.len()].to_owned(),
        "multiple_drop_down_list" => chosen(dossier).join(", "),
        "dossier_link" => (dossier - 1).to_string(),
        _ => format!("{} {dossier}", field.label),
    }
}

/// The value in the type of the champ; `None` if the type has no value field.
fn typed(field: &Field, champ: &Object, dossier: i64, name: &str) -> Option<Value> {
    Some(match (field.kind, name) {
        ("date" | "datetime", "date") => Value::json(time::paris_date(day(dossier))),
        ("datetime", "datetime") => Value::json(time::paris(day(dossier))),
        ("decimal_number", "value") => Value::json(amount(dossier)),
        ("yes_no" | "checkbox", "value") => Value::json(is_true(dossier)),
        ("multiple_drop_down_list", "values") => {
            Value::List(chosen(dossier).iter().copied().map(Value::json).collect())
        }
        ("dossier_link", "dossier") => {
            let previous = dossier - 1;
            if previous < FIRST_DOSSIER {
                return Some(Value::NULL);
            }
            Value::Object(dossier_object(demarche_number(champ), previous))
        }
        ("integer_number", "value") => Value::json(text(field, dossier)),
        (_, "value") if ["TextChamp", "DropDownListChamp"].contains(&champ.type_name) => {
            Value::json(text(field, dossier))
        }
        _ => return None,
    })
}

fn day(dossier: i64) -> Micros {
    FIRST + dossier % 300 * DAY
}

/// A decimal number, never a whole one, so that JSON keeps it as a float.
fn amount(dossier: i64) -> f64 {
    dossier as f64 / 4.0 + 0.125
}

/// An integer of more than 32 bits, for `BigInt`.
fn large(dossier: i64) -> i64 {
    dossier * 1_000_003
}

fn is_true(dossier: i64) -> bool {
    dossier % 2 == 0
}

fn chosen(dossier: i64) -> &'static [&'static str] {
    &DOMAINS[..dossier as usize % (DOMAINS.len() + 1)]
}
