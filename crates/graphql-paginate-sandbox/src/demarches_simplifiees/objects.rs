//! The objects of the API by key, and their ids.
//!
//! A key starts with the number of the demarche that the object was reached through: `1/dossiers/10001`. All demarches
//! have the same rows, and each its own numbers for them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::graphql::{Failure, Object, Value};

/// The number of the first dossier.
pub(super) const FIRST_DOSSIER: i64 = 10_001;
/// The number of published revisions of each demarche; they are numbered from 1.
pub(super) const REVISIONS: i64 = 3;
/// The number of groups of instructeurs of each demarche; they are numbered from 1.
pub(super) const GROUPS: i64 = 3;
/// The demarche of dossiers that are requested without one.
pub(super) const DEMARCHE: i64 = 1;
/// The only positive number that no demarche has.
pub(super) const MISSING_DEMARCHE: i64 = 404;
/// The bit set of all labels.
pub(super) const ALL_LABELS: u32 = 0b110;
/// The labels of each demarche: number, name and color.
const LABELS: [(u32, &str, &str); 2] =
    [(1, "Urgent", "pink_macaron"), (2, "À relire", "blue_ecume")];

/// The distance of the numbers of one row in two demarches.
const NUMBERS_OF_DEMARCHE: i64 = 10_000_000;
/// The number of demarches with numbers of their own: the API's numbers have 31 bits.
const NUMBERED_DEMARCHES: i64 = 200;

/// The number of a dossier in a demarche; in the first one, that of its row.
pub(super) fn public_number(demarche: i64, row: i64) -> i64 {
    row + (demarche - 1) % NUMBERED_DEMARCHES * NUMBERS_OF_DEMARCHE
}

/// The demarche and the row with this number.
pub(super) fn of_public_number(number: i64) -> (i64, i64) {
    let demarche = DEMARCHE + number / NUMBERS_OF_DEMARCHE;
    (demarche, number % NUMBERS_OF_DEMARCHE)
}

pub(super) fn dossier(demarche: i64, number: i64) -> Object {
    Object::new("Dossier", format!("{demarche}/dossiers/{number}"))
}

pub(super) fn group_object(demarche: i64, number: i64) -> Object {
    Object::new(
        "GroupeInstructeur",
        format!("{demarche}/groupeInstructeurs/{number}"),
    )
}

pub(super) fn revision_object(demarche: i64, number: i64) -> Object {
    Object::new("Revision", format!("{demarche}/revisions/{number}"))
}

pub(super) fn descriptor_object(demarche: i64) -> Object {
    Object::new("DemarcheDescriptor", demarche.to_string())
}

pub(super) fn profile(role: &str, key: String, number: i64) -> Object {
    let email = format!("{role}-{number}@example.org");
    Object::new("Profile", key).with_fields(vec![("email", Value::json(email))])
}

pub(super) fn instructeurs(parent: &Object) -> Value {
    let number = number(parent) % GROUPS;
    let profile = |index| {
        profile(
            "instructeur",
            parent.child_key(&format!("instructeurs/{index}")),
            index,
        )
    };
    Value::list([2 * number + 1, 2 * number + 2].map(profile))
}

/// The labels in the bit set `set`.
pub(super) fn labels(parent: &Object, set: u32) -> Value {
    let mut labels = Vec::new();
    for (number, name, color) in LABELS {
        if set & (1 << number) != 0 {
            let fields = vec![("name", Value::json(name)), ("color", Value::json(color))];
            let key = parent.child_key(&format!("labels/{number}"));
            labels.push(Object::new("Label", key).with_fields(fields));
        }
    }
    Value::list(labels)
}

/// The numbers of all labels.
pub(super) fn label_numbers() -> impl Iterator<Item = u32> {
    LABELS.into_iter().map(|(number, ..)| number)
}

/// The number of an object: the last part of its key.
pub(super) fn number(object: &Object) -> i64 {
    object.ordinal().map_or(0, |number| number as i64)
}

/// The demarche through which an object was reached: the first part of its key.
pub(super) fn demarche_number(object: &Object) -> i64 {
    object
        .key
        .split('/')
        .next()
        .and_then(|first| first.parse().ok())
        .unwrap_or(DEMARCHE)
}

/// The id `base64("Type-number")`, with the name of the API's own class as the type.
pub(super) fn global_id(object: &Object) -> String {
    let class = match object.type_name {
        "Demarche" | "DemarcheDescriptor" => "Procedure",
        "GroupeInstructeurWithDossiers" => "GroupeInstructeur",
        name if name.ends_with("Champ") || name.ends_with("ChampDescriptor") => "Champ",
        name => name,
    };
    let number = match object.ordinal() {
        Some(row) if ["Dossier", "DeletedDossier"].contains(&class) => {
            public_number(demarche_number(object), row as i64) as u64
        }
        Some(number) => number as u64,
        None => object.seed().below(1_000_000),
    };
    STANDARD.encode(format!("{class}-{number}"))
}

/// The number in the id of a revision.
///
/// # Errors
///
/// If it is not the id of a revision of the sandbox; the API's error then names the type of the connection.
pub(super) fn revision_number(id: &str) -> Result<i64, Failure> {
    let decoded = STANDARD
        .decode(id)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let number = decoded.and_then(|id| id.strip_prefix("Revision-")?.parse().ok());
    number
        .filter(|number| (1..=REVISIONS).contains(number))
        .ok_or_else(|| not_found("DossierConnection"))
}

pub(super) fn not_found(type_name: &str) -> Failure {
    Failure::with_code("not_found", format!("{type_name} not found"))
}
