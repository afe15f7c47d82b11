//! Converts typed responses to database rows.

use serde::Serialize;
use serde_json::json;

use super::query::{
    AnnotationDescriptorOn, Answer, AnswerOn, Attachment, ChampDescriptorOn, Content,
    ContentAnnotationsOn, ContentChampsOn, DescriptionDemarche, Descriptor,
};
use super::typed::Typed;
use crate::files::FileLink;
use crate::table::{
    AVIS, CHAMP, CHAMP_DESCRIPTOR, DEMARCHE, DOSSIER, DOSSIER_LABEL, FILE, LABEL, MESSAGE,
    REVISION, TRAITEMENT,
};
use crate::value::{DossierRows, Row, Value};

/// The rows that describe a démarche: itself, its labels, its revisions with their fields.
pub(crate) fn description(demarche: &DescriptionDemarche) -> Vec<Row> {
    let number = demarche.number;
    let mut rows = vec![demarche_row(demarche)];
    for label in &demarche.labels {
        rows.push(Row::new(
            &LABEL,
            [
                label.id.as_str().into(),
                number.into(),
                label.name.as_str().into(),
                name(&label.color),
            ],
        ));
    }
    for (position, revision) in demarche.revisions.iter().enumerate() {
        rows.push(Row::new(
            &REVISION,
            [
                revision.id.as_str().into(),
                number.into(),
                index(position),
                Value::timestamp(&revision.date_creation),
                Value::optional_timestamp(revision.date_publication.as_ref()),
            ],
        ));
        let mut fields = Fields {
            demarche: number,
            revision: &revision.id,
            rows: &mut rows,
        };
        for (position, field) in revision.champ_descriptors.iter().enumerate() {
            let inner = match &field.on {
                ChampDescriptorOn::RepetitionChampDescriptor(block) => {
                    block.champ_descriptors.as_deref()
                }
                _ => None,
            };
            fields.add("champ", position, &field.descriptor, inner);
        }
        for (position, field) in revision.annotation_descriptors.iter().enumerate() {
            let inner = match &field.on {
                AnnotationDescriptorOn::RepetitionChampDescriptor(block) => {
                    block.champ_descriptors.as_deref()
                }
                _ => None,
            };
            fields.add("annotation", position, &field.descriptor, inner);
        }
    }
    rows
}

fn demarche_row(demarche: &DescriptionDemarche) -> Row {
    let published = demarche.published_revision.as_ref();
    Row::new(
        &DEMARCHE,
        [
            demarche.number.into(),
            demarche.id.as_str().into(),
            demarche.title.as_str().into(),
            name(&demarche.state),
            Value::timestamp(&demarche.date_creation),
            Value::timestamp(&demarche.date_derniere_modification),
            Value::optional_text(published.map(|revision| &revision.id)),
            demarche.draft_revision.id.as_str().into(),
        ],
    )
}

/// Adds the fields of one revision.
struct Fields<'a> {
    demarche: i64,
    revision: &'a str,
    rows: &'a mut Vec<Row>,
}

impl Fields<'_> {
    /// Adds a field, and the fields of a repetition block.
    fn add(
        &mut self,
        kind: &str,
        position: usize,
        field: &Descriptor,
        inner: Option<&[Descriptor]>,
    ) {
        self.add_row(kind, None, position, field);
        for (position, inner) in inner.into_iter().flatten().enumerate() {
            self.add_row(kind, Some(&field.id), position, inner);
        }
    }

    fn add_row(
        &mut self,
        kind: &str,
        parent: Option<&String>,
        position: usize,
        field: &Descriptor,
    ) {
        self.rows.push(Row::new(
            &CHAMP_DESCRIPTOR,
            [
                field.id.as_str().into(),
                self.revision.into(),
                self.demarche.into(),
                kind.into(),
                Value::optional_text(parent),
                index(position),
                field.label.as_str().into(),
                field.kind.as_str().into(),
                field.required.into(),
            ],
        ));
    }
}

/// The rows of one dossier of a démarche.
pub(crate) fn dossier(demarche: i64, content: &Content) -> DossierRows {
    let raw = serde_json::to_string(content).expect("responses are JSON");
    let hash = crate::hash::of(raw.as_bytes());
    let number = content.number;
    let row = Row::new(
        &DOSSIER,
        [
            number.into(),
            demarche.into(),
            content.id.as_str().into(),
            name(&content.state),
            content.archived.into(),
            Value::timestamp(&content.date_depot),
            Value::timestamp(&content.date_passage_en_construction),
            Value::optional_timestamp(content.date_passage_en_instruction.as_ref()),
            Value::optional_timestamp(content.date_traitement.as_ref()),
            Value::optional_timestamp(content.date_expiration.as_ref()),
            Value::timestamp(&content.date_derniere_modification),
            Value::optional_text(content.motivation.as_ref()),
            content.usager.email.as_str().into(),
            content.demandeur.kind.as_str().into(),
            Value::json(&content.demandeur),
            content.groupe_instructeur.number.into(),
            content.groupe_instructeur.label.as_str().into(),
            content.revision.id.as_str().into(),
            Value::Json(raw),
        ],
    );
    let Children { rows, links, .. } = children(content);
    DossierRows {
        number,
        dossier: row,
        children: rows,
        links,
        hash,
    }
}

fn children(content: &Content) -> Children {
    let mut rows = Children {
        dossier: content.number,
        rows: Vec::new(),
        links: Vec::new(),
    };
    for label in &content.labels {
        rows.push(
            &DOSSIER_LABEL,
            [content.number.into(), label.id.as_str().into()],
        );
    }
    for (position, field) in content.champs.iter().flatten().enumerate() {
        rows.answer("champ", None, position, &field.answer);
        if let ContentChampsOn::RepetitionChamp(block) = &field.on {
            for (row_position, row) in block.rows.iter().enumerate() {
                let place = BlockRow {
                    block: &field.answer.champ_descriptor_id,
                    id: &row.id,
                    position: row_position,
                };
                for (position, answer) in row.champs.iter().enumerate() {
                    rows.answer("champ", Some(place), position, answer);
                }
            }
        }
    }
    for (position, field) in content.annotations.iter().flatten().enumerate() {
        rows.answer("annotation", None, position, &field.answer);
        if let ContentAnnotationsOn::RepetitionChamp(block) = &field.on {
            for (row_position, row) in block.rows.iter().enumerate() {
                let place = BlockRow {
                    block: &field.answer.champ_descriptor_id,
                    id: &row.id,
                    position: row_position,
                };
                for (position, answer) in row.champs.iter().enumerate() {
                    rows.answer("annotation", Some(place), position, answer);
                }
            }
        }
    }
    rows.exchanges(content);
    rows
}

/// The row of a repetition block that contains an answer.
#[derive(Clone, Copy)]
struct BlockRow<'a> {
    block: &'a str,
    id: &'a str,
    position: usize,
}

/// Collects the child rows of one dossier, and the URLs of its files.
struct Children {
    dossier: i64,
    rows: Vec<Row>,
    links: Vec<FileLink>,
}

impl Children {
    fn push<const N: usize>(&mut self, table: &'static crate::table::Table, values: [Value; N]) {
        self.rows.push(Row::new(table, values));
    }

    fn answer(&mut self, kind: &str, row: Option<BlockRow<'_>>, position: usize, answer: &Answer) {
        let typed = Typed::of(answer);
        self.push(
            &CHAMP,
            [
                self.dossier.into(),
                kind.into(),
                answer.champ_descriptor_id.as_str().into(),
                row.map_or("", |row| row.id).into(),
                row.map_or(Value::Null, |row| row.block.into()),
                index(position),
                row.map_or(Value::Null, |row| index(row.position)),
                answer.kind.as_str().into(),
                answer.label.as_str().into(),
                Value::optional_text(answer.string_value.as_ref()),
                typed.integer,
                typed.real,
                typed.boolean,
                typed.date,
                typed.timestamp,
                Value::json(&answer.columns),
                Value::timestamp(&answer.updated_at),
            ],
        );
        if let AnswerOn::PieceJustificativeChamp(champ) = &answer.on {
            let owner = match row {
                Some(row) => format!("{kind}:{}:{}", answer.champ_descriptor_id, row.id),
                None => format!("{kind}:{}", answer.champ_descriptor_id),
            };
            self.files(&owner, &champ.files);
        }
    }

    /// Opinions, messages and steps of the dossier's handling.
    fn exchanges(&mut self, content: &Content) {
        for avis in content.avis.iter().flatten() {
            self.push(
                &AVIS,
                [
                    avis.id.as_str().into(),
                    self.dossier.into(),
                    avis.question.as_str().into(),
                    Value::optional_text(avis.reponse.as_ref()),
                    Value::timestamp(&avis.date_question),
                    Value::optional_timestamp(avis.date_reponse.as_ref()),
                    Value::optional_text(avis.claimant.as_ref().map(|profile| &profile.email)),
                    Value::optional_text(avis.expert.as_ref().map(|profile| &profile.email)),
                ],
            );
            self.files(&format!("avis:{}", avis.id), &avis.attachments);
        }
        for message in content.messages.iter().flatten() {
            self.push(
                &MESSAGE,
                [
                    message.id.as_str().into(),
                    self.dossier.into(),
                    message.email.as_str().into(),
                    message.body.as_str().into(),
                    Value::timestamp(&message.created_at),
                    Value::optional_timestamp(message.discarded_at.as_ref()),
                ],
            );
            self.files(&format!("message:{}", message.id), &message.attachments);
        }
        for step in &content.traitements {
            self.push(
                &TRAITEMENT,
                [
                    step.id.as_str().into(),
                    self.dossier.into(),
                    name(&step.event),
                    Value::timestamp(&step.date_traitement),
                    Value::optional_text(step.email_agent_traitant.as_ref()),
                    Value::optional_text(step.motivation.as_ref()),
                ],
            );
        }
    }

    fn files(&mut self, owner: &str, files: &[Attachment]) {
        for (position, file) in files.iter().enumerate() {
            if let Some(url) = &file.url {
                self.links.push(FileLink {
                    filename: file.filename.clone(),
                    checksum: file.checksum.clone(),
                    url: url.clone(),
                });
            }
            self.push(
                &FILE,
                [
                    self.dossier.into(),
                    owner.into(),
                    index(position),
                    file.filename.as_str().into(),
                    file.content_type.as_str().into(),
                    file.checksum.as_str().into(),
                    // A file of an unknown size is never stored, since its size is verified.
                    file.byte_size_big_int.number().unwrap_or(-1).into(),
                    Value::timestamp(&file.created_at),
                ],
            );
        }
    }
}

/// The name of an enum value as in the API.
pub(crate) fn name(value: &impl Serialize) -> Value {
    match json!(value) {
        serde_json::Value::String(name) => Value::Text(name),
        _ => Value::Null,
    }
}

fn index(position: usize) -> Value {
    Value::Integer(i64::try_from(position).unwrap_or(i64::MAX))
}
