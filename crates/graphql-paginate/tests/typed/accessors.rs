//! Tests of the methods that iterate over the items of a connection inside an item.

use graphql_paginate::GraphQLQuery;
use serde_json::{Value, json};

use crate::sandboxed::{github, sandbox};

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query = r#"
        query Triage($owner: String!, $name: String!) {
            repository(owner: $owner, name: $name) {
                pullRequests(first: 5) {
                    nodes {
                        number
                        labels(first: 2) { ...Names }
                        assignees(first: 1) { edges { node { login } } }
                        ...Talk
                    }
                }
            }
        }
        fragment Names on LabelConnection { nodes { name } }
        fragment Talk on PullRequest { comments(first: 1) { ...Bodies totalCount } }
        fragment Bodies on IssueCommentConnection { nodes { body } }
    "#
)]
struct Triage;

#[derive(GraphQLQuery)]
#[graphql(
    schema = "github",
    query = "query Own($id: ID!) { node(id: $id) { ... on Issue { labels { nodes { name } } } } }",
    accessors = false
)]
struct Own;

impl own::OwnNodeOnIssue {
    /// A method of the program with the name of an accessor.
    fn labels(&self) -> usize {
        self.labels.iter().count()
    }
}

fn item(labels: Value, assignees: Value, comments: Value) -> triage::Item {
    let pull_request = json!({
        "number": 1,
        "labels": labels,
        "assignees": { "edges": assignees },
        "comments": { "nodes": comments, "totalCount": 0 },
    });
    serde_json::from_value(pull_request).unwrap()
}

#[test]
fn nulls_on_the_path_to_an_item_and_null_items_are_skipped() {
    let labels = json!({ "nodes": [{ "name": "a" }, null, { "name": "b" }] });
    let assignees = json!([null, { "node": null }, { "node": { "login": "c" } }]);
    for (labels, assignees, comments, expected) in [
        (labels, assignees, json!([{ "body": "d" }]), "a b / c / d"),
        (Value::Null, Value::Null, Value::Null, " /  / "),
        (json!({ "nodes": null }), json!([]), json!([null]), " /  / "),
    ] {
        let pull_request = item(labels, assignees, comments);
        let names: Vec<_> = pull_request
            .labels()
            .map(|label| label.name.as_str())
            .collect();
        let logins: Vec<_> = pull_request
            .assignees()
            .map(|user| user.login.as_str())
            .collect();
        let bodies: Vec<_> = pull_request
            .talk
            .comments()
            .map(|comment| comment.body.as_str())
            .collect();
        let found = format!(
            "{} / {} / {}",
            names.join(" "),
            logins.join(" "),
            bodies.join(" ")
        );
        assert_eq!(found, expected);
    }
}

#[test]
fn accessors_can_be_left_out_for_methods_of_the_program() {
    let data = json!({ "node": { "__typename": "Issue", "labels": null } });
    let data: <Own as GraphQLQuery>::ResponseData = serde_json::from_value(data).unwrap();
    let Some(own::OwnNode::Issue(issue)) = data.node else {
        panic!("not an issue")
    };
    assert_eq!(issue.labels(), 0);
}

#[tokio::test]
async fn the_data_of_a_page_has_the_items_that_were_fetched() {
    let sandbox = sandbox(30);
    let variables = triage::Variables::new("octo".into(), "repo".into());
    let data = github(&sandbox).execute::<Triage>(variables).await.unwrap();
    let repository = data.repository.unwrap();
    let pull_requests: Vec<_> = repository.pull_requests().collect();
    assert_eq!(pull_requests.len(), 5);
    for pull_request in pull_requests {
        assert!(pull_request.labels().count() <= 2);
    }
}
