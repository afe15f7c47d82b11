//! The fields of dossiers and deleted dossiers.

use super::champs;
use super::objects::{
    demarche_number, descriptor_object, group_object, instructeurs, labels, profile, public_number,
    revision_object,
};
use super::rows::{DeletedDossier, Dossier};
use super::time::{self, DAY, Micros};
use crate::graphql::{Call, Object, Value, seed};

pub(super) fn field(row: &Dossier, dossier: &Object, call: &Call<'_>) -> Option<Value> {
    let demarche = demarche_number(dossier);
    Some(match call.name() {
        "number" => Value::json(public_number(demarche, row.number)),
        "state" => Value::json(row.state),
        "archived" => Value::json(row.archived),
        "prefilled" | "deposeParUnTiers" => Value::json(false),
        "connectionUsager" => Value::json("password"),
        "champs" => champs::champs(dossier, call),
        "annotations" => champs::annotations(dossier, call),
        "usager" => Value::Object(profile("usager", dossier.child_key("usager"), row.number)),
        "demandeur" => Value::Object(demandeur(row, dossier, call)),
        "demarche" => Value::Object(descriptor_object(demarche)),
        "groupeInstructeur" => Value::Object(group_object(demarche, row.group)),
        "revision" => Value::Object(revision_object(demarche, row.revision)),
        "instructeurs" => instructeurs(dossier),
        "labels" => labels(dossier, row.labels),
        "avis" => avis(dossier, call),
        "messages" => messages(row, dossier, call),
        "traitements" => traitements(row, dossier),
        "motivation" if !is_closed(row) => Value::NULL,
        name => return date(row, name),
    })
}

pub(super) fn deleted(row: &DeletedDossier, dossier: &Object, call: &Call<'_>) -> Option<Value> {
    Some(match call.name() {
        "number" => Value::json(public_number(demarche_number(dossier), row.number)),
        "state" => Value::json(row.state),
        "reason" => Value::json(row.reason),
        "dateSupression" => Value::json(time::paris(row.deleted)),
        _ => return None,
    })
}

fn date(row: &Dossier, field: &str) -> Option<Value> {
    let date = match field {
        "dateDepot" | "datePassageEnConstruction" | "dateDerniereModificationChamps" => {
            Some(row.deposited)
        }
        "dateDerniereModification" | "dateDerniereModificationAnnotations" => Some(row.updated),
        "datePassageEnInstruction" => instruction(row),
        "dateTraitement" if is_closed(row) => Some(treated(row)),
        "dateTraitement" => None,
        "dateExpiration" => Some(row.expires),
        "dateSuppressionParUsager" | "dateSuppressionParAdministration" => None,
        _ => return None,
    };
    Some(date.map_or(Value::NULL, |date| Value::json(time::paris(date))))
}

fn is_closed(row: &Dossier) -> bool {
    !row.state.starts_with("en_")
}

fn instruction(row: &Dossier) -> Option<Micros> {
    if row.state == "en_construction" {
        return None;
    }
    Some(row.deposited + DAY / 4)
}

fn treated(row: &Dossier) -> Micros {
    row.deposited + DAY / 2
}

/// The applicant, which is a company for one in five dossiers. As in the API, an incomplete company appears only for
/// documents that have a fragment on its type.
fn demandeur(row: &Dossier, dossier: &Object, call: &Call<'_>) -> Object {
    let key = dossier.child_key("demandeur");
    if row.number % 25 == 5 && call.mentions_type("PersonneMoraleIncomplete") {
        return Object::new("PersonneMoraleIncomplete", key);
    }
    if row.number % 5 == 0 {
        let siret = format!("{:014}", 10_000_000_000_000 + row.number);
        return Object::new("PersonneMorale", key).with_fields(vec![("siret", Value::json(siret))]);
    }
    let fields = vec![
        (
            "civilite",
            Value::json(if row.number % 2 == 0 { "Mme" } else { "M" }),
        ),
        ("nom", Value::json(format!("Usager {}", row.number))),
        ("prenom", Value::json("Dominique")),
        (
            "email",
            Value::json(format!("usager-{}@example.org", row.number)),
        ),
    ];
    Object::new("PersonnePhysique", key).with_fields(fields)
}

/// One to three opinions, whose fields are derived.
fn avis(dossier: &Object, call: &Call<'_>) -> Value {
    let count = 1 + seed(&["Dossier", &dossier.child_key("avis")]).below(3);
    let avis = |number| Object::new("Avis", dossier.child_key(&format!("avis/{number}")));
    champs::with_id((1..=count).map(avis), call)
}

/// Up to two messages, that of the usager first.
fn messages(row: &Dossier, dossier: &Object, call: &Call<'_>) -> Value {
    let count = seed(&["messages", &row.number.to_string()]).below(3) as i64;
    let message = |number: i64| {
        let role = if number == 1 { "usager" } else { "instructeur" };
        let fields = vec![
            (
                "body",
                Value::json(format!("Message {number} du dossier {}", row.number)),
            ),
            (
                "email",
                Value::json(format!("{role}-{}@example.org", row.number)),
            ),
            (
                "createdAt",
                Value::json(time::paris(row.deposited + number * DAY / 24)),
            ),
            ("discardedAt", Value::NULL),
        ];
        Object::new("Message", dossier.child_key(&format!("messages/{number}"))).with_fields(fields)
    };
    champs::with_id((1..=count).map(message), call)
}

/// The history of the dossier, oldest event first.
fn traitements(row: &Dossier, dossier: &Object) -> Value {
    let closed = match row.state {
        "sans_suite" => "classe_sans_suite",
        state => state,
    };
    let mut events = vec![("depose", "en_construction", row.deposited)];
    if let Some(at) = instruction(row) {
        events.push(("passe_en_instruction", "en_instruction", at));
    }
    if is_closed(row) {
        events.push((closed, row.state, treated(row)));
    }
    let mut traitements = Vec::new();
    for (event, state, at) in events {
        let key = dossier.child_key(&format!("traitements/{}", traitements.len() + 1));
        let fields = vec![
            ("event", Value::json(event)),
            ("state", Value::json(state)),
            ("dateTraitement", Value::json(time::paris(at))),
        ];
        traitements.push(Object::new("Traitement", key).with_fields(fields));
    }
    Value::list(traitements)
}
