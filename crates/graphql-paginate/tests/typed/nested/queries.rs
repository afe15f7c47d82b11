//! Documents with connections inside the items of a connection.

use graphql_paginate::GraphQLQuery;

/// Three levels.
#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "../../queries/github/pull_request_reviews.graphql",
    response_derives = "Debug, Serialize",
    complete_nested
)]
pub(crate) struct PullRequestReviews;

/// With other arguments than those of paging.
#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/nested_filter.graphql",
    response_derives = "Debug, Serialize",
    complete_nested
)]
pub(crate) struct NestedFilter;

/// One field under two aliases.
#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/nested_aliases.graphql",
    response_derives = "Debug, Serialize",
    complete_nested
)]
pub(crate) struct NestedAliases;

/// In one type of a union.
#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/nested_search.graphql",
    response_derives = "Debug, Serialize",
    complete_nested
)]
pub(crate) struct NestedSearch;

/// From the end, at both levels.
#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/nested_backward.graphql",
    response_derives = "Debug, Serialize",
    complete_nested
)]
pub(crate) struct NestedBackward;

/// Parents without an `id`.
#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/nested_refetch.graphql",
    response_derives = "Debug, Serialize",
    complete_nested,
    refetch(User = "user(login: $login)")
)]
pub(crate) struct NestedRefetch;

/// With another field before the connection.
#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/nested_rate_limit.graphql",
    response_derives = "Debug, Serialize",
    complete_nested
)]
pub(crate) struct NestedRateLimit;

/// Under a plain list.
#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/nested_list.graphql",
    response_derives = "Debug, Serialize",
    complete_nested
)]
pub(crate) struct NestedList;

/// Three levels in either direction, the inner ones from the beginning.
#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/tree_forward.graphql",
    response_derives = "Debug, Serialize",
    complete_nested
)]
pub(crate) struct TreeForward;

/// Three levels in either direction, the inner ones from the end.
#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/tree_backward.graphql",
    response_derives = "Debug, Serialize",
    complete_nested
)]
pub(crate) struct TreeBackward;

/// Three levels in either direction, the middle one from the end.
#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/tree_mixed.graphql",
    response_derives = "Debug, Serialize",
    complete_nested
)]
pub(crate) struct TreeMixed;

/// Without anything that serves paging alone.
#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/nested_as_written.graphql",
    response_derives = "Debug, Serialize",
    complete_nested
)]
pub(crate) struct NestedAsWritten;

/// Each list in two fragments.
#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/nested_fragments.graphql",
    response_derives = "Debug, Serialize",
    complete_nested
)]
pub(crate) struct NestedFragments;

/// Each list in two fragments, with `pageInfo` in the first one.
#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/nested_fragments_with_page_info.graphql",
    response_derives = "Debug, Serialize",
    complete_nested
)]
pub(crate) struct NestedFragmentsWithPageInfo;

/// With lists that depend on variables.
#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/nested_conditions.graphql",
    response_derives = "Debug, Serialize",
    complete_nested
)]
pub(crate) struct NestedConditions;

/// The same without anything that serves paging alone.
#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/nested_conditions_as_written.graphql",
    response_derives = "Debug, Serialize",
    complete_nested
)]
pub(crate) struct NestedConditionsAsWritten;
