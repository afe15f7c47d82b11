//! The typed queries of a démarche's mirror.

use graphql_paginate::{GraphQLQuery, QueryBody};
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
    custom_scalars_module = "graphql_paginate::scalars::demarches_simplifiees",
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

/// One dossier by its number, with the content that [`Changes`] selects.
///
/// Written by hand, so that both queries decode into the same [`Content`].
#[derive(Debug)]
pub(crate) struct OneDossier;

/// The response of [`OneDossier`].
#[derive(Debug, Deserialize)]
pub(crate) struct OneDossierData {
    pub(crate) dossier: Content,
}

/// The variables of [`OneDossier`].
#[derive(Debug, Clone, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OneDossierVariables {
    pub(crate) number: i64,
    pub(crate) with_champs: bool,
    pub(crate) with_annotations: bool,
    pub(crate) with_avis: bool,
    pub(crate) with_messages: bool,
}

impl GraphQLQuery for OneDossier {
    type Variables = OneDossierVariables;
    type ResponseData = OneDossierData;

    fn build_query(variables: OneDossierVariables) -> QueryBody<OneDossierVariables> {
        QueryBody {
            variables,
            query: changes::QUERY,
            operation_name: "OneDossier",
        }
    }
}
