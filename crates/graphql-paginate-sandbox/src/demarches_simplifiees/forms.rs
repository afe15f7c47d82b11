//! Forms: the fields (champs) of a demarche, and what each dossier answers.

use super::answers;
use super::fields::{global_id, number};
use crate::graphql::{Call, Object, Value};

/// A field of the form.
pub(super) struct Field {
    pub(super) id: i64,
    pub(super) label: &'static str,
    /// The `TypeDeChamp`.
    pub(super) kind: &'static str,
    pub(super) descriptor: &'static str,
    champ: &'static str,
    /// What the API returns to documents without a fragment on `champ`.
    plain: &'static str,
}

const fn field_of(
    id: i64,
    label: &'static str,
    kind: &'static str,
    descriptor: &'static str,
    champ: &'static str,
    plain: &'static str,
) -> Field {
    Field {
        id,
        label,
        kind,
        descriptor,
        champ,
        plain,
    }
}

#[rustfmt::skip]
const CHAMPS: [Field; 13] = [
    field_of(1001, "Nom du projet", "text", "TextChampDescriptor", "TextChamp", "TextChamp"),
    field_of(1002, "Description", "textarea", "TextareaChampDescriptor", "TextChamp", "TextChamp"),
    field_of(1003, "Date de début", "date", "DateChampDescriptor", "DateChamp", "DateChamp"),
    field_of(1004, "Rendez-vous", "datetime", "DatetimeChampDescriptor", "DatetimeChamp", "DateChamp"),
    field_of(1005, "Montant demandé", "decimal_number", "DecimalNumberChampDescriptor", "DecimalNumberChamp", "DecimalNumberChamp"),
    field_of(1006, "Participants", "integer_number", "IntegerNumberChampDescriptor", "IntegerNumberChamp", "IntegerNumberChamp"),
    field_of(1007, "Projet commencé", "yes_no", "YesNoChampDescriptor", "YesNoChamp", "CheckboxChamp"),
    field_of(1008, "Domaine", "drop_down_list", "DropDownListChampDescriptor", "DropDownListChamp", "TextChamp"),
    field_of(1009, "Publics", "multiple_drop_down_list", "MultipleDropDownListChampDescriptor", "MultipleDropDownListChamp", "MultipleDropDownListChamp"),
    field_of(1010, "Adresse du projet", "address", "AddressChampDescriptor", "AddressChamp", "TextChamp"),
    field_of(1011, "Devis", "piece_justificative", "PieceJustificativeChampDescriptor", "PieceJustificativeChamp", "PieceJustificativeChamp"),
    field_of(1012, "Partenaires", "repetition", "RepetitionChampDescriptor", "RepetitionChamp", "RepetitionChamp"),
    field_of(1013, "Dossier précédent", "dossier_link", "DossierLinkChampDescriptor", "DossierLinkChamp", "DossierLinkChamp"),
];

/// The first two stand on every dossier, the others in turn, one on each.
#[rustfmt::skip]
const ANNOTATIONS: [Field; 29] = [
    field_of(2001, "Avis du service", "text", "TextChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2002, "Dossier complet", "checkbox", "CheckboxChampDescriptor", "CheckboxChamp", "CheckboxChamp"),
    field_of(2003, "Périmètre", "carte", "CarteChampDescriptor", "CarteChamp", "CarteChamp"),
    field_of(2004, "Civilité", "civilite", "CiviliteChampDescriptor", "CiviliteChamp", "CiviliteChamp"),
    field_of(2005, "Commune", "communes", "CommuneChampDescriptor", "CommuneChamp", "TextChamp"),
    field_of(2006, "Département", "departements", "DepartementChampDescriptor", "DepartementChamp", "TextChamp"),
    field_of(2007, "Région", "regions", "RegionChampDescriptor", "RegionChamp", "TextChamp"),
    field_of(2008, "Pays", "pays", "PaysChampDescriptor", "PaysChamp", "TextChamp"),
    field_of(2009, "Intercommunalité", "epci", "EpciChampDescriptor", "EpciChamp", "EpciChamp"),
    field_of(2010, "Engagement juridique", "engagement_juridique", "EngagementJuridiqueChampDescriptor", "EngagementJuridiqueChamp", "EngagementJuridiqueChamp"),
    field_of(2011, "Explication", "explication", "ExplicationChampDescriptor", "ExplicationChamp", "TextChamp"),
    field_of(2012, "Instruction", "header_section", "HeaderSectionChampDescriptor", "HeaderSectionChamp", "TextChamp"),
    field_of(2013, "Catégorie", "linked_drop_down_list", "LinkedDropDownListChampDescriptor", "LinkedDropDownListChamp", "LinkedDropDownListChamp"),
    field_of(2014, "Association", "rna", "RNAChampDescriptor", "RNAChamp", "RNAChamp"),
    field_of(2015, "Fondation", "rnf", "RNFChampDescriptor", "RNFChamp", "RNFChamp"),
    field_of(2016, "Établissement", "siret", "SiretChampDescriptor", "SiretChamp", "SiretChamp"),
    field_of(2017, "Identité", "titre_identite", "TitreIdentiteChampDescriptor", "TitreIdentiteChamp", "TitreIdentiteChamp"),
    field_of(2018, "Établissement scolaire", "annuaire_education", "AnnuaireEducationChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2019, "Accréditation", "cojo", "COJOChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2020, "Allocataire", "cnaf", "CnafChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2021, "Avis fiscal", "dgfip", "DgfipChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2022, "Adresse électronique", "email", "EmailChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2023, "Référence", "formatted", "FormattedChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2024, "Compte", "iban", "IbanChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2025, "Étudiant", "mesri", "MesriChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2026, "Nombre", "number", "NumberChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2027, "Téléphone", "phone", "PhoneChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2028, "Demandeur d'emploi", "pole_emploi", "PoleEmploiChampDescriptor", "TextChamp", "TextChamp"),
    field_of(2029, "Référentiel", "referentiel", "ReferentielChampDescriptor", "TextChamp", "TextChamp"),
];

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

/// The objects whose id is the `id` argument, or all of them without one.
pub(super) fn with_id(objects: impl Iterator<Item = Object>, call: &Call<'_>) -> Value {
    let id = call.text("id");
    Value::list(objects.filter(|object| id.is_none_or(|id| id == global_id(object))))
}

/// Fields of champs, and of the rows of repetitions, which hold champs of their own.
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

/// One or two rows.
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
