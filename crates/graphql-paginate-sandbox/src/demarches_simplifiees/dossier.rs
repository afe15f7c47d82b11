//! Fields of dossiers, deleted or not.

use super::champs;
use super::objects::{
    demarche_number, descriptor_object, group_object, instructeurs, labels, profile,
    revision_object,
};
use super::rows::{DeletedDossier, Dossier};
use super::time::{self, DAY, Micros};
use crate::graphql::{Call, Object, Value, seed};

pub(super) fn field(row: &Dossier, dossier: &Object, call: &Call<'_>) -> Option<Value> {
    let demarche = demarche_number(dossier);
    Some(match call.name() {
        "number" => Value::json(row.number),
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
        "messages" => messages(row, dossier, call),
        "traitements" => traitements(row, dossier),
        "motivation" if !is_closed(row) => Value::NULL,
        name => return date(row, name),
    })
}

pub(super) fn deleted(row: &DeletedDossier, call: &Call<'_>) -> Option<Value> {
    Some(match call.name() {
        "number" => Value::json(row.number),
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
        "dateTraitement" => is_closed(row).then(|| treated(row)),
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
    (row.state != "en_construction").then_some(row.deposited + DAY / 4)
}

fn treated(row: &Dossier) -> Micros {
    row.deposited + DAY / 2
}

/// One in five is a company. The incomplete kind shows only to documents that mention it, as in the API.
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

/// None, one or two messages, the usager's first.
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

/// What happened to the dossier so far, oldest first.
fn traitements(row: &Dossier, dossier: &Object) -> Value {
    let closed = match row.state {
        "sans_suite" => "classe_sans_suite",
        state => state,
    };
    let steps = [
        Some(("depose", "en_construction", row.deposited)),
        instruction(row).map(|at| ("passe_en_instruction", "en_instruction", at)),
        is_closed(row).then(|| (closed, row.state, treated(row))),
    ];
    Value::list(
        steps
            .into_iter()
            .flatten()
            .enumerate()
            .map(|(index, (event, state, at))| {
                let fields = vec![
                    ("event", Value::json(event)),
                    ("state", Value::json(state)),
                    ("dateTraitement", Value::json(time::paris(at))),
                ];
                Object::new(
                    "Traitement",
                    dossier.child_key(&format!("traitements/{}", index + 1)),
                )
                .with_fields(fields)
            }),
    )
}
