//! Shared fragments with each option that changes types, and spread at the root and under conditions.

use graphql_paginate::{GraphQLFragments, GraphQLQuery};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::script::Script;

type Uri = String;

/// The user's own type for an enum of the schema.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Role {
    #[serde(rename = "ADMIN")]
    Administrator,
    #[serde(rename = "MEMBER")]
    Member,
}

#[derive(GraphQLFragments)]
#[graphql(
    schema_path = "tests/typed/queries/shared/schema.graphql",
    fragments = ["tests/typed/queries/shared/options/*.graphql"],
    normalization = "rust",
    extern_enums("Role"),
    fragments_other_variant,
    deprecated = "deny",
    skip_serializing_none,
    accessors = false,
    response_derives = "Serialize"
)]
pub(crate) struct SharedTypes;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/typed/queries/shared/schema.graphql",
    query_path = "tests/typed/queries/shared/options/root.graphql",
    fragments = ["tests/typed/queries/shared/options/*.graphql"],
    fragment_types = "shared_types",
    normalization = "rust",
    extern_enums("Role"),
    fragments_other_variant,
    deprecated = "deny"
)]
struct SharedRoot;

#[test]
fn a_fragment_at_the_root_is_the_type_of_the_response() {
    let repository = json!({
        "issues": { "nodes": [
            { "number": 1, "author": { "__typename": "User", "login": "ada", "name": "Ada", "role": "ADMIN" } },
            { "number": 2, "author": { "__typename": "Robot", "login": "r2" } },
        ] },
    });
    let data: shared_root::ResponseData =
        serde_json::from_value(json!({ "repository": repository })).unwrap();
    let data: shared_types::Root = data;
    let written = serde_json::to_value(&data).unwrap();
    let nodes = data.repository.unwrap().issues.nodes.unwrap();
    let mut authors = Vec::new();
    for issue in nodes.into_iter().flatten() {
        authors.push(issue.author.unwrap());
    }
    match &authors[0].who.as_ref().unwrap().on {
        shared_types::WhoOn::User(user) => assert_eq!(user.role, Role::Administrator),
        other => panic!("{other:?}"),
    }
    assert!(matches!(
        authors[1].who.as_ref().unwrap().on,
        shared_types::WhoOn::Unknown
    ));
    assert_eq!(
        written["repository"]["issues"]["nodes"][0],
        repository["issues"]["nodes"][0]
    );
}

#[tokio::test]
async fn a_list_in_a_fragment_at_the_root_is_walked() {
    let page = |number: i64, cursor: Option<&str>| {
        let page_info = json!({ "hasNextPage": cursor.is_some(), "endCursor": cursor });
        let issues =
            json!({ "nodes": [{ "number": number, "author": null }], "pageInfo": page_info });
        json!({ "data": { "repository": { "issues": issues } } })
    };
    let script = Script::new([page(1, Some("c1")), page(2, None)]);
    let mut variables = shared_root::Variables::new("octo".to_owned(), true);
    variables.by = Some(Role::Member);
    let mut items = SharedRoot::paginate(variables).items(&script.client());
    let mut numbers = Vec::new();
    while let Some(issue) = items.try_next().await.unwrap() {
        let issue: shared_root::RootRepositoryIssuesNodes = issue;
        numbers.push(issue.number);
    }
    assert_eq!(numbers, [1, 2]);
    let sent = script.variables();
    assert_eq!([&sent[1]["by"], &sent[1]["after"]], ["MEMBER", "c1"]);
}

#[test]
fn a_scalar_beside_the_struct_of_the_fragments_is_used_by_queries() {
    let homepage: shared_types::Uri = Uri::from("https://ci.test");
    let bot = shared_root::WhoOnBot { homepage };
    assert_eq!(bot.homepage, "https://ci.test");
}
