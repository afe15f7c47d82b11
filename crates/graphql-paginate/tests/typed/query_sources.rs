//! Queries in the attribute itself, and queries with fragments of other files.

use graphql_paginate::GraphQLQuery;

use crate::sandboxed::{github, sandbox};

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query = r#"
        query InAttribute($owner: String!, $name: String!) {
            repository(owner: $owner, name: $name) { pullRequests { nodes { number ...Line } } }
        }
    "#,
    fragments = ["tests/typed/queries/fragments/*.graphql"]
)]
struct InAttribute;

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query_path = "tests/typed/queries/fragment_files.graphql",
    fragments = ["tests/typed/**/line.graphql", "tests/typed/queries/fragments/author.graphql"]
)]
struct FragmentFiles;

#[tokio::test]
async fn a_query_in_the_attribute_is_walked() {
    let sandbox = sandbox(130);
    let variables = in_attribute::Variables::new("octo".into(), "repo".into());
    let items = InAttribute::paginate(variables)
        .collect(&github(&sandbox))
        .await;
    let items = items.unwrap();
    assert_eq!(items.len(), 130);
    for item in items {
        assert_eq!(item.number, item.line.number);
    }
}

#[tokio::test]
async fn only_the_fragments_that_a_query_uses_are_sent() {
    let sandbox = sandbox(130);
    let variables = fragment_files::Variables::new("octo".into(), "repo".into());
    let items = FragmentFiles::paginate(variables)
        .collect(&github(&sandbox))
        .await;
    let items: Vec<fragment_files::Item> = items.unwrap();
    assert_eq!(items.len(), 130);
    let mut logins = items.iter().filter_map(|item| item.author.as_ref());
    assert!(logins.any(|author| !author.login.is_empty()));

    let query = include_str!("queries/fragment_files.graphql");
    let who = "fragment Who on Actor { __typename\n  login\n}";
    let line = include_str!("queries/fragments/line.graphql");
    // `Actor` is an interface.
    let line = line.replace("author {", "author { __typename");
    assert_eq!(fragment_files::QUERY, format!("{query}{who}\n{line}"));
    let sent = String::from_utf8_lossy(&sandbox.github().requests()[0].body).into_owned();
    assert!(
        sent.contains("fragment Who on Actor") && !sent.contains("Unused"),
        "{sent}"
    );
}
