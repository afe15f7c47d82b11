//! The typed queries of these tests.

use graphql_paginate::GraphQLQuery;

#[derive(GraphQLQuery)]
#[graphql(
    schema = "demarches-simplifiees",
    query_path = "../../queries/demarches-simplifiees/dossiers.graphql",
    response_derives = "Debug"
)]
pub(crate) struct Dossiers;

#[derive(GraphQLQuery)]
#[graphql(
    schema = "demarches-simplifiees",
    query_path = "../../queries/demarches-simplifiees/dossiers_backward.graphql",
    response_derives = "Debug"
)]
pub(crate) struct DossiersBackward;

#[derive(GraphQLQuery)]
#[graphql(
    schema = "demarches-simplifiees",
    query_path = "../../queries/demarches-simplifiees/dossiers_poll.graphql",
    normalization = "rust",
    response_derives = "Debug"
)]
pub(crate) struct GetDemarche;

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "../../queries/github/pull_requests.graphql",
    response_derives = "Debug"
)]
pub(crate) struct PullRequests;

/// A connection that may be null, with both `nodes` and `edges`.
#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/milestones.graphql",
    response_derives = "Debug"
)]
pub(crate) struct Milestones;

/// The same connection with `edges` only.
#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/milestone_edges.graphql",
    response_derives = "Debug"
)]
pub(crate) struct MilestoneEdges;
