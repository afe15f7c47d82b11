//! Tests of each kind of connection that a schema may have, compiled and walked.
//!
//! The tests of the code generator cover all 337 connections of the shipped schemas; these tests walk one of each kind.

use graphql_paginate::{Connection, GraphQLQuery, SizedPages};
use graphql_paginate_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::queries::Milestones;
use crate::sandboxed::{self, github};
use crate::script::Script;

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/kinds.graphql",
    response_derives = "Debug"
)]
struct UnionNodes;

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/kinds.graphql",
    response_derives = "Debug"
)]
struct InterfaceParent;

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/kinds.graphql",
    response_derives = "Debug"
)]
struct EdgesWithMore;

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/kinds.graphql",
    response_derives = "Debug"
)]
struct OneOfSeveralTypes;

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/kinds.graphql",
    response_derives = "Debug"
)]
struct BeforeTypename;

#[derive(GraphQLQuery)]
#[graphql(schema = "github", query_path = "tests/typed/queries/kinds.graphql")]
struct RepositoryId;

/// A sandbox with seven items in every connection of these tests.
fn sandbox() -> Sandbox {
    let walked = [
        "Query.search",
        "User.repositories",
        "Organization.repositories",
        "Repository.languages",
    ];
    let builder = Sandbox::builder().connection_size("Repository.milestones", 7);
    walked
        .iter()
        .fold(builder, |builder, walked| {
            builder.connection_size(walked, 7)
        })
        .start_blocking()
        .unwrap()
}

/// All items, in pages of three.
async fn walk<C: Connection + SizedPages>(
    paginator: graphql_paginate::Paginator<C>,
    sandbox: &Sandbox,
) -> Vec<C::Item> {
    sandbox.github().clear_requests();
    let items: Vec<C::Item> = paginator
        .page_size(3)
        .items(&github(sandbox))
        .try_collect()
        .await
        .unwrap();
    assert_eq!((items.len(), sandbox.github().requests().len()), (7, 3));
    items
}

#[tokio::test]
async fn nodes_of_a_union_below_a_field_with_a_required_argument() {
    use union_nodes::{UnionNodesSearchNodes as Node, Variables};
    let items = walk(
        UnionNodes::paginate(Variables::new("is:open".to_owned())),
        &sandbox(),
    )
    .await;
    let is_known = |item: &Node| matches!(item, Node::PullRequest(_) | Node::Issue(_));
    assert!(items.iter().all(is_known), "{items:?}");
}

#[tokio::test]
async fn a_connection_of_an_interface_selected_in_a_fragment() {
    let sandbox = sandbox();
    let paginator =
        || InterfaceParent::paginate(interface_parent::Variables::new("octo".to_owned()));
    walk(paginator(), &sandbox).await;
    let page = paginator()
        .pages(&github(&sandbox))
        .try_next()
        .await
        .unwrap()
        .unwrap();
    assert_eq!(page.data.owner.unwrap().login, "octo");
}

#[tokio::test]
async fn edges_with_fields_besides_their_node() {
    let sandbox = sandbox();
    let variables = || edges_with_more::Variables::new("octo".to_owned(), "repo".to_owned());
    let names = walk(EdgesWithMore::paginate(variables()), &sandbox).await;
    let edges = EdgesWithMore::paginate(variables()).edges(&github(&sandbox));
    let edges: Vec<edges_with_more::Edge> = edges.try_collect().await.unwrap();
    let pairs = edges.iter().zip(&names);
    assert!(
        pairs
            .clone()
            .all(|(edge, item)| edge.node.name == item.name && edge.size >= 0)
    );
    assert_eq!((edges.len(), pairs.count()), (7, 7));
}

#[tokio::test]
async fn a_connection_that_may_be_null_below_one_of_several_types() {
    let sandbox = sandbox();
    let forward = walk(Milestones::paginate(sandboxed::milestones()), &sandbox).await;
    let variables = repository_id::Variables::new("octo".to_owned(), "repo".to_owned());
    let id = github(&sandbox)
        .execute::<RepositoryId>(variables)
        .await
        .unwrap()
        .repository
        .unwrap()
        .id;
    let backward = walk(
        OneOfSeveralTypes::paginate(one_of_several_types::Variables::new(id)),
        &sandbox,
    )
    .await;
    let forward: Vec<i64> = forward.iter().map(|item| item.number).collect();
    assert_eq!(
        backward
            .iter()
            .rev()
            .map(|item| item.number)
            .collect::<Vec<_>>(),
        forward
    );
}

#[tokio::test]
async fn a_null_before_the_typename_is_a_null_connection_and_other_values_are_not() {
    let cases = [
        (
            Value::Null,
            "NullConnection { path: [\"node\", \"ISSUES\"] }",
        ),
        (
            json!({ "pageInfo": null, "nodes": [] }),
            "Decode { path: \"data.node.ISSUES.pageInfo\"",
        ),
    ];
    for (issues, expected) in cases {
        let answer =
            json!({ "data": { "node": { "ISSUES": issues, "__typename": "Repository" } } });
        assert!(
            answer
                .to_string()
                .ends_with(r#""__typename":"Repository"}}}"#),
            "{answer}"
        );
        let variables = before_typename::Variables::new("1".to_owned());
        let mut items = BeforeTypename::paginate(variables).items(&Script::new([answer]).client());
        let error = items.try_next().await.unwrap_err();
        let kind = error.kind();
        assert!(format!("{kind:?}").starts_with(expected), "{kind:?}");
    }
}
