//! The typed queries of a démarche's mirror.

use graphql_paginate::GraphQLQuery;
use serde::Deserialize;

pub(crate) use self::changes::{
    Answer, AnswerColumnsOn, AnswerOn, AnyItem, Attachment, Content, ContentAnnotationsOn,
    ContentChampsOn, DeletionsNodes as Deletion,
};
pub(crate) use self::description::{
    DescriptionDemarche,
    DescriptionDemarcheRevisionsAnnotationDescriptorsOn as AnnotationDescriptorOn,
    DescriptionDemarcheRevisionsChampDescriptorsOn as ChampDescriptorOn, Descriptor,
};
pub(crate) use self::size::{FindDemarcheInput, Variables as SizeVariables};
use crate::operation::Operation;
use crate::settings::With;

/// The custom scalars of dossiers.
mod scalars {
    pub(crate) use graphql_paginate::scalars::demarches_simplifiees::*;

    pub(crate) use crate::demarche::big_int::BigInt;

    /// The URL of a file, which is not stored.
    #[allow(clippy::upper_case_acronyms, reason = "the name in the schema")]
    pub(crate) type URL = crate::files::SignedUrl;
}

/// The démarche, its labels and the fields of its forms.
#[derive(Debug, GraphQLQuery)]
#[graphql(
    schema = "demarches-simplifiees",
    query_path = "queries/demarche.graphql",
    response_derives = "Debug",
    custom_scalars_module = "graphql_paginate::scalars::demarches_simplifiees",
    fragments_other_variant,
    deprecated = "allow"
)]
pub(crate) struct Description;

/// The number of dossiers of a démarche.
#[derive(Debug, GraphQLQuery)]
#[graphql(
    schema = "demarches-simplifiees",
    query_path = "queries/demarche.graphql",
    response_derives = "Debug"
)]
pub(crate) struct Size;

/// The three lists that show changes.
#[derive(Debug, GraphQLQuery)]
#[graphql(
    schema = "demarches-simplifiees",
    query_path = "queries/demarche.graphql",
    response_derives = "Debug, Serialize",
    custom_scalars_module = "crate::demarche::query::scalars",
    fragments_other_variant,
    deprecated = "allow"
)]
pub(crate) struct Changes;

/// The census: the number of every dossier, and the fields that change without a new modification date.
#[derive(Debug, GraphQLQuery)]
#[graphql(
    schema = "demarches-simplifiees",
    query_path = "queries/demarche.graphql",
    response_derives = "Debug",
    custom_scalars_module = "graphql_paginate::scalars::demarches_simplifiees",
    fragments_other_variant,
    deprecated = "allow"
)]
pub(crate) struct Census;

/// The response of [`OneDossier`].
#[derive(Debug, Deserialize)]
pub(crate) struct OneDossierData {
    pub(crate) dossier: Content,
}

/// One dossier by its number, with the content that [`Changes`] selects.
///
/// Written by hand, so that both queries decode into the same [`Content`].
#[derive(Debug, Clone, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OneDossier {
    pub(crate) number: i64,
    pub(crate) with_champs: bool,
    pub(crate) with_annotations: bool,
    pub(crate) with_avis: bool,
    pub(crate) with_messages: bool,
    pub(crate) with_files: bool,
}

/// The URLs of a dossier's files.
///
/// Written by hand: files are found wherever they are in the response.
#[derive(Debug, Clone, Default, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FileUrls {
    number: i64,
    champ: Option<String>,
    annotation: Option<String>,
    avis: Option<String>,
    message: Option<String>,
    with_champs: bool,
    with_annotations: bool,
    with_avis: bool,
    with_messages: bool,
}

impl FileUrls {
    /// The files of a dossier, or only those of an owner as in the table `file`, such as `avis:ID`.
    pub(crate) fn new(number: i64, owner: Option<&str>, with: With) -> Self {
        let mut variables = Self {
            number,
            ..Self::default()
        };
        let Some(owner) = owner else {
            variables.with_champs = with.champs;
            variables.with_annotations = with.annotations;
            variables.with_avis = with.avis;
            variables.with_messages = with.messages;
            return variables;
        };
        let mut parts = owner.split(':');
        let (kind, id, row) = (parts.next(), parts.next(), parts.next());
        // A row of a repetition block is in its block, whose id is not known here.
        let id = match row {
            None => id.map(str::to_owned),
            Some(_) => None,
        };
        match kind {
            Some("champ") => (variables.with_champs, variables.champ) = (true, id),
            Some("annotation") => (variables.with_annotations, variables.annotation) = (true, id),
            Some("avis") => (variables.with_avis, variables.avis) = (true, id),
            _ => (variables.with_messages, variables.message) = (true, id),
        }
        variables
    }
}

impl Operation for FileUrls {
    const DOCUMENT: &'static str = changes::QUERY;
    const NAME: &'static str = "FileUrls";
    type Data = serde_json::Value;
}

impl Operation for OneDossier {
    const DOCUMENT: &'static str = changes::QUERY;
    const NAME: &'static str = "OneDossier";
    type Data = OneDossierData;
}
