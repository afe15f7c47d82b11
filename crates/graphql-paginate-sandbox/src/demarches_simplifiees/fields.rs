//! Fields of everything around dossiers: the queries, demarches, revisions, groups, profiles.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::data::{Data, GROUPS, REVISIONS};
use super::dossier as dossier_fields;
use super::forms;
use super::time::{self, DAY, FIRST};
use crate::graphql::{Call, Failure, JsonValue, Object, Seed, Value, json};

/// The demarche of dossiers that are asked for without one.
const DEMARCHE: i64 = 1;
/// The one number above zero that no demarche has.
const MISSING: i64 = 404;

pub(super) fn field(
    data: &Data,
    object: &Object,
    call: &Call<'_>,
) -> Result<Option<Value>, Failure> {
    Ok(match object.type_name {
        "Query" => query(data, call).transpose()?.map(Value::Object),
        "Demarche" => demarche(object, call),
        "DemarcheDescriptor" => descriptor(object, call),
        "Revision" => revision(object, call),
        "GroupeInstructeur" | "GroupeInstructeurWithDossiers" => group(object, call),
        "Dossier" => data
            .dossier(number(object))
            .and_then(|row| dossier_fields::field(row, object, call)),
        "DeletedDossier" => data
            .deleted_dossier(number(object))
            .and_then(|row| dossier_fields::deleted(row, call)),
        _ => forms::field(object, call),
    }
    .or_else(|| (call.name() == "id").then(|| Value::json(global_id(object)))))
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

pub(super) fn labels(parent: &Object) -> Value {
    let names = [(1, "Urgent", "pink_macaron"), (2, "À relire", "blue_ecume")];
    let count = number(parent) as usize % (names.len() + 1);
    Value::list(names.into_iter().take(count).map(|(number, name, color)| {
        let fields = vec![("name", Value::json(name)), ("color", Value::json(color))];
        Object::new("Label", parent.child_key(&format!("labels/{number}"))).with_fields(fields)
    }))
}

/// The number an object is known by: the last part of its key.
pub(super) fn number(object: &Object) -> i64 {
    object.ordinal().map_or(0, |number| number as i64)
}

/// The demarche an object was reached through: the first part of its key.
pub(super) fn demarche_number(object: &Object) -> i64 {
    object
        .key
        .split('/')
        .next()
        .and_then(|first| first.parse().ok())
        .unwrap_or(DEMARCHE)
}

/// `base64("Type-number")`, the type being the name of the API's own class.
pub(super) fn global_id(object: &Object) -> String {
    let class = match object.type_name {
        "Demarche" | "DemarcheDescriptor" => "Procedure",
        "GroupeInstructeurWithDossiers" => "GroupeInstructeur",
        name if name.ends_with("Champ") || name.ends_with("ChampDescriptor") => "Champ",
        name => name,
    };
    let number = object
        .ordinal()
        .map_or(object.seed().below(1_000_000), |number| number as u64);
    STANDARD.encode(format!("{class}-{number}"))
}

/// The number inside a revision's id.
///
/// # Errors
///
/// When the id is not that of a revision of the sandbox; the API then names the connection's type.
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

/// Derived values of custom scalars.
pub(super) fn scalar(scalar: &str, seed: Seed) -> JsonValue {
    let at = FIRST + seed.below(300) as i64 * DAY;
    match scalar {
        "ISO8601DateTime" => json!(time::paris(at)),
        "ISO8601Date" => json!(time::paris_date(at)),
        "BigInt" => json!(seed.below(1_000_000).to_string()),
        "Coordinates" => json!([
            2.0 + seed.below(100) as f64 / 100.0,
            48.0 + seed.below(90) as f64 / 100.0
        ]),
        "URL" => json!(format!(
            "https://example.org/fichiers/{}",
            seed.below(10_000)
        )),
        _ => json!(format!("{scalar}-{}", seed.below(1_000))),
    }
}

fn query(data: &Data, call: &Call<'_>) -> Option<Result<Object, Failure>> {
    let exists = |number: &i64| *number > 0 && *number != MISSING;
    let asked = call.integer("number").unwrap_or_default();
    let (found, type_name) = match call.name() {
        "demarche" => {
            let found = Some(asked).filter(exists);
            (
                found.map(|number| Object::new("Demarche", number.to_string())),
                "Demarche",
            )
        }
        "dossier" => (
            data.dossier(asked).map(|row| dossier(DEMARCHE, row.number)),
            "Dossier",
        ),
        "groupeInstructeur" => {
            let key = format!("{DEMARCHE}/groupeInstructeurs/{asked}");
            let found = (1..=GROUPS).contains(&asked);
            (
                found.then(|| Object::new("GroupeInstructeurWithDossiers", key)),
                "GroupeInstructeurWithDossiers",
            )
        }
        "demarcheDescriptor" => {
            let found = described(call).filter(exists);
            (found.map(descriptor_object), "DemarcheDescriptor")
        }
        _ => return None,
    };
    Some(found.ok_or_else(|| not_found(type_name)))
}

/// The demarche in `FindDemarcheInput`, by number or by id.
fn described(call: &Call<'_>) -> Option<i64> {
    let input = call.argument("demarche")?;
    if let Some(number) = input.get("number").and_then(JsonValue::as_i64) {
        return Some(number);
    }
    let id = STANDARD.decode(input.get("id")?.as_str()?).ok()?;
    String::from_utf8(id)
        .ok()?
        .strip_prefix("Procedure-")?
        .parse()
        .ok()
}

fn not_found(type_name: &str) -> Failure {
    Failure::with_code("not_found", format!("{type_name} not found"))
}

fn demarche(demarche: &Object, call: &Call<'_>) -> Option<Value> {
    let number = number(demarche);
    Some(match call.name() {
        "groupeInstructeurs" => {
            let wanted = call.boolean("closed");
            let groups = (1..=GROUPS)
                .filter(|group| wanted.is_none_or(|closed| closed == is_closed(*group)));
            Value::list(groups.map(|group| group_object(number, group)))
        }
        "revisions" => {
            Value::list((1..=REVISIONS).map(|revision| revision_object(number, revision)))
        }
        "activeRevision" | "publishedRevision" => Value::Object(revision_object(number, REVISIONS)),
        "draftRevision" => Value::Object(revision_object(number, REVISIONS + 1)),
        "champDescriptors" => forms::champ_descriptors(demarche),
        "annotationDescriptors" => forms::annotation_descriptors(demarche),
        "labels" => labels(demarche),
        _ => return descriptor(demarche, call),
    })
}

fn descriptor(demarche: &Object, call: &Call<'_>) -> Option<Value> {
    let number = number(demarche);
    Some(match call.name() {
        "number" => Value::json(number),
        "title" => Value::json(format!("Subvention aux associations, démarche {number}")),
        "description" => Value::json("Demande de subvention pour un projet associatif"),
        "state" => Value::json("publiee"),
        "revision" => Value::Object(revision_object(number, REVISIONS)),
        "dateCreation" => Value::json(time::paris(FIRST - 60 * DAY)),
        "datePublication" => Value::json(time::paris(FIRST - 30 * DAY)),
        "dateDepublication" | "dateFermeture" | "declarative" => Value::NULL,
        _ => return None,
    })
}

fn revision(revision: &Object, call: &Call<'_>) -> Option<Value> {
    let number = number(revision);
    let created = FIRST - (REVISIONS + 1 - number) * 10 * DAY;
    Some(match call.name() {
        "dateCreation" => Value::json(time::paris(created)),
        "datePublication" if number > REVISIONS => Value::NULL,
        "datePublication" => Value::json(time::paris(created + DAY)),
        "champDescriptors" => forms::champ_descriptors(revision),
        "annotationDescriptors" => forms::annotation_descriptors(revision),
        _ => return None,
    })
}

fn group(group: &Object, call: &Call<'_>) -> Option<Value> {
    let number = number(group);
    Some(match call.name() {
        "number" => Value::json(number),
        "label" => Value::json(format!("Groupe {number}")),
        "closed" => Value::json(is_closed(number)),
        "instructeurs" => instructeurs(group),
        _ => return None,
    })
}

fn is_closed(group: i64) -> bool {
    group == GROUPS
}
