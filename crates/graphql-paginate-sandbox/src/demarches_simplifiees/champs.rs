//! The champs and annotations of dossiers.

use super::answers;
use super::form::{ANNOTATIONS, CHAMPS, Field};
use super::objects::{global_id, number};
use crate::graphql::{Call, Object, Value};

pub(super) fn champs(dossier: &Object, call: &Call<'_>) -> Value {
    with_id(
        CHAMPS
            .iter()
            .map(|field| champ(field, "champs", dossier, call)),
        call,
    )
}

pub(super) fn annotations(dossier: &Object, call: &Call<'_>) -> Value {
    let rotating = 2 + number(dossier) as usize % (ANNOTATIONS.len() - 2);
    let shown = ANNOTATIONS[..2].iter().chain([&ANNOTATIONS[rotating]]);
    with_id(
        shown.map(|field| champ(field, "annotations", dossier, call)),
        call,
    )
}

pub(super) fn champ_descriptors(parent: &Object) -> Value {
    Value::list(CHAMPS.iter().map(|field| descriptor(field, parent)))
}

pub(super) fn annotation_descriptors(parent: &Object) -> Value {
    Value::list(ANNOTATIONS.iter().map(|field| descriptor(field, parent)))
}

/// The objects whose id is the argument `id`, or all objects without that argument.
pub(super) fn with_id(objects: impl Iterator<Item = Object>, call: &Call<'_>) -> Value {
    let id = call.text("id");
    Value::list(objects.filter(|object| id.is_none_or(|id| id == global_id(object))))
}

/// A field of a champ, or of a row of a repetition, which has champs of its own.
pub(super) fn field(object: &Object, call: &Call<'_>) -> Option<Value> {
    match (object.type_name, call.name()) {
        ("Row", "champs") => Some(Value::list(row_champs(object))),
        ("RepetitionChamp", "rows") => Some(Value::list(rows(object))),
        ("RepetitionChamp", "champs") => {
            Some(Value::list(rows(object).iter().flat_map(row_champs)))
        }
        (type_name, name) if type_name.ends_with("Champ") => {
            let id = number(object);
            let field = CHAMPS
                .iter()
                .chain(&ANNOTATIONS)
                .find(|field| field.id == id)?;
            answers::field(field, object, name)
        }
        _ => None,
    }
}

fn descriptor(field: &Field, parent: &Object) -> Object {
    let fields = vec![
        ("label", Value::json(field.label)),
        ("type", Value::json(field.kind)),
        ("required", Value::json(field.id % 2 == 1)),
        ("champDescriptors", Value::NULL),
    ];
    Object::new(
        field.descriptor,
        parent.child_key(&format!("champDescriptors/{}", field.id)),
    )
    .with_fields(fields)
}

fn champ(field: &Field, list: &str, dossier: &Object, call: &Call<'_>) -> Object {
    let type_name = if call.mentions_type(field.champ) {
        field.champ
    } else {
        field.plain
    };
    Object::new(
        type_name,
        dossier.child_key(&format!("{list}/{}", field.id)),
    )
}

/// The one or two rows of a repetition.
fn rows(repetition: &Object) -> Vec<Object> {
    let count = 1 + repetition.seed().below(2);
    (1..=count)
        .map(|row| Object::new("Row", repetition.child_key(&format!("rows/{row}"))))
        .collect()
}

fn row_champs(row: &Object) -> Vec<Object> {
    let number = number(row);
    let champ = |(id, label): (i64, &'static str)| {
        let text = format!("{label} {number}");
        let fields = vec![
            ("label", Value::json(label)),
            ("stringValue", Value::json(text.as_str())),
            ("value", Value::json(text)),
        ];
        Object::new("TextChamp", row.child_key(&format!("champs/{id}"))).with_fields(fields)
    };
    [(1101, "Nom du partenaire"), (1102, "Rôle du partenaire")]
        .map(champ)
        .into()
}
