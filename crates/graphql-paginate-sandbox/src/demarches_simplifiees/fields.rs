//! The query fields, and the fields of demarches, revisions, groups and profiles.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::champs;
use super::data::{Access, Data};
use super::dossier as dossier_fields;
use super::files;
use super::objects::{
    ALL_LABELS, DEMARCHE, GROUPS, MISSING_DEMARCHE, REVISIONS, descriptor_object, dossier,
    global_id, group_object, instructeurs, labels, not_found, number, of_public_number,
    revision_object,
};
use super::time::{self, DAY, FIRST};
use crate::graphql::{Call, Failure, JsonValue, Object, Seed, Value, json};

pub(super) fn field(
    access: &Access,
    object: &Object,
    call: &Call<'_>,
) -> Result<Option<Value>, Failure> {
    let data = &*access.data;
    let value = match object.type_name {
        "Query" => query(access, call).transpose()?.map(Value::Object),
        "Demarche" => demarche(data, object, call),
        "DemarcheDescriptor" => descriptor(data, object, call),
        type_name if type_name.ends_with("Payload") => payload(access, call),
        "Revision" => revision(object, call),
        "GroupeInstructeur" | "GroupeInstructeurWithDossiers" => group(object, call),
        "Dossier" => data
            .dossier(number(object))
            .and_then(|row| dossier_fields::field(row, object, call)),
        "DeletedDossier" => data
            .deleted_dossier(number(object))
            .and_then(|row| dossier_fields::deleted(row, object, call)),
        "File" => files::field(access, object, call),
        _ => champs::field(object, call),
    };
    if value.is_none() && call.name() == "id" {
        return Ok(Some(Value::json(global_id(object))));
    }
    Ok(value)
}

/// The derived value of a custom scalar.
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
        "LogicExpression" => {
            let champ = 1_001 + seed.below(13);
            json!([
                "=",
                ["champ", STANDARD.encode(format!("Champ-{champ}"))],
                "oui"
            ])
        }
        "URL" => json!(format!(
            "https://example.org/fichiers/{}",
            seed.below(10_000)
        )),
        _ => json!(format!("{scalar}-{}", seed.below(1_000))),
    }
}

fn query(access: &Access, call: &Call<'_>) -> Option<Result<Object, Failure>> {
    let data = &*access.data;
    let exists = |number: &i64| *number > 0 && *number != MISSING_DEMARCHE;
    let asked = call.integer("number").unwrap_or_default();
    let (found, type_name) = match call.name() {
        "demarche" => {
            let found = Some(asked).filter(exists);
            (
                found.map(|number| Object::new("Demarche", number.to_string())),
                "Demarche",
            )
        }
        "dossier" => {
            let (demarche, row) = of_public_number(asked);
            let found = data.dossier(row);
            (found.map(|row| dossier(demarche, row.number)), "Dossier")
        }
        "groupeInstructeur" => {
            let type_name = "GroupeInstructeurWithDossiers";
            let found = if (1..=GROUPS).contains(&asked) {
                let key = format!("{DEMARCHE}/groupeInstructeurs/{asked}");
                Some(Object::new(type_name, key))
            } else {
                None
            };
            (found, type_name)
        }
        "demarcheDescriptor" => {
            let found = described(call).filter(exists);
            (found.map(descriptor_object), "DemarcheDescriptor")
        }
        _ => return None,
    };
    Some(match found {
        Some(object) if access.has_token || is_public(&object) => Ok(object),
        Some(_) => Err(hidden(type_name)),
        None => Err(not_found(type_name)),
    })
}

/// Whether a request without a token can read an object: only the descriptor of an open data demarche.
fn is_public(object: &Object) -> bool {
    object.type_name == "DemarcheDescriptor" && is_open_data(number(object))
}

fn is_open_data(demarche: i64) -> bool {
    demarche % 4 != 0
}

fn hidden(type_name: &str) -> Failure {
    let message = format!("An object of type {type_name} was hidden due to permissions");
    Failure::with_code("unauthorized", message)
}

/// A field of a mutation's payload without a token. Nothing is changed, and every field except `errors` is null.
fn payload(access: &Access, call: &Call<'_>) -> Option<Value> {
    if access.has_token || call.name() == "clientMutationId" {
        return None;
    }
    if call.name() != "errors" {
        return Some(Value::NULL);
    }
    let message = "Le jeton utilisé est configuré seulement en lecture";
    let error = Object::new("ValidationError", "read-only");
    let error = error.with_fields(vec![("message", Value::json(message))]);
    Some(Value::list([error]))
}

/// The demarche that `FindDemarcheInput` names by number or by id.
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

fn demarche(data: &Data, demarche: &Object, call: &Call<'_>) -> Option<Value> {
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
        "champDescriptors" => champs::champ_descriptors(demarche),
        "annotationDescriptors" => champs::annotation_descriptors(demarche),
        "labels" => labels(demarche, ALL_LABELS),
        _ => return descriptor(data, demarche, call),
    })
}

fn descriptor(data: &Data, demarche: &Object, call: &Call<'_>) -> Option<Value> {
    let number = number(demarche);
    Some(match call.name() {
        "number" => Value::json(number),
        "title" => Value::json(format!("Subvention aux associations, démarche {number}")),
        "description" => Value::json("Demande de subvention pour un projet associatif"),
        "state" => Value::json("publiee"),
        "opendata" => Value::json(is_open_data(number)),
        "dossiersCount" => Value::json(data.rows.dossiers.len() as i64),
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
        "champDescriptors" => champs::champ_descriptors(revision),
        "annotationDescriptors" => champs::annotation_descriptors(revision),
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
