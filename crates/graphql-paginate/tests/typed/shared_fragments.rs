//! Fragments whose types are generated once: two queries with the same types, and walks through them.

use graphql_paginate::{GraphQLFragments, GraphQLQuery};
use serde_json::{Value, json};

use crate::script::Script;

mod scalars {
    #[expect(clippy::upper_case_acronyms, reason = "its name in the schema")]
    pub(super) type URI = String;
}

/// The types of the fragments, for all queries of this file.
#[derive(GraphQLFragments)]
#[graphql(
    schema_path = "tests/typed/queries/shared/schema.graphql",
    fragments = ["tests/typed/queries/shared/fragments/*.graphql"],
    response_derives = "Clone, PartialEq, serde::Serialize",
    variables_derives = "PartialEq",
    custom_scalars_module = "super::scalars"
)]
struct Fragments;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/typed/queries/shared/schema.graphql",
    query_path = "tests/typed/queries/shared/issues.graphql",
    fragments = ["tests/typed/queries/shared/fragments/*.graphql"],
    fragment_types = "crate::shared_fragments::fragments",
    response_derives = "Clone, PartialEq, serde::Serialize"
)]
struct SharedIssues;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/typed/queries/shared/schema.graphql",
    query_path = "tests/typed/queries/shared/pull_requests.graphql",
    fragments = ["tests/typed/queries/shared/fragments/*.graphql"],
    fragment_types = "crate::shared_fragments::fragments"
)]
struct SharedPullRequests;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/typed/queries/shared/schema.graphql",
    query_path = "tests/typed/queries/shared/list.graphql",
    fragments = ["tests/typed/queries/shared/fragments/*.graphql"],
    fragment_types = "super::fragments",
    paginate = "repository.issues"
)]
struct SharedList;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "tests/typed/queries/shared/schema.graphql",
    query_path = "tests/typed/queries/shared/all.graphql",
    fragments = ["tests/typed/queries/shared/fragments/*.graphql"],
    fragment_types = "fragments",
    response_derives = "Debug"
)]
struct SharedAll;

/// Takes the author of any query.
fn name_of(author: &fragments::Author) -> String {
    match &author.on {
        fragments::AuthorOn::User(user) => {
            let role = match user.role {
                fragments::Role::ADMIN => "admin",
                _ => "member",
            };
            format!("{role} {}", user.name.as_deref().unwrap_or(&author.login))
        }
        fragments::AuthorOn::Bot(bot) => format!("bot at {}", bot.homepage),
    }
}

/// The number of an issue, its author and its labels, from any query.
fn line(issue: &fragments::IssueCard) -> String {
    let author = issue.author.as_ref().map(name_of).unwrap_or_default();
    let labels: Vec<&str> = issue.labels().map(|label| label.name.as_str()).collect();
    format!("{} by {author}: {}", issue.number, labels.join(" "))
}

fn admin() -> Value {
    json!({ "__typename": "User", "login": "ada", "name": "Ada", "role": "ADMIN" })
}

fn bot() -> Value {
    json!({ "login": "ci", "homepage": "https://ci.test", "__typename": "Bot" })
}

fn page_info(cursor: Option<&str>) -> Value {
    json!({ "hasNextPage": cursor.is_some(), "endCursor": cursor })
}

fn labels(names: &[&str], cursor: Option<&str>) -> Value {
    let nodes: Vec<Value> = names.iter().map(|name| json!({ "name": name })).collect();
    json!({ "nodes": nodes, "pageInfo": page_info(cursor) })
}

fn issue(id: &str, number: i64, author: Value, labels: Value) -> Value {
    json!({ "id": id, "__typename": "Issue", "number": number, "author": author, "labels": labels })
}

fn issues(nodes: &[Value], cursor: Option<&str>) -> Value {
    json!({ "nodes": nodes, "pageInfo": page_info(cursor) })
}

fn repository(fields: Value) -> Value {
    json!({ "data": { "repository": fields } })
}

#[tokio::test]
async fn two_queries_have_the_same_types_and_complete_the_lists_in_them() {
    let script = Script::new([
        repository(json!({ "issues": issues(
            &[issue("i1", 1, admin(), labels(&["bug"], Some("l1"))), Value::Null],
            Some("c1"),
        ) })),
        json!({ "data": { "r0": { "labels": labels(&["new", "big"], None) } } }),
        repository(
            json!({ "issues": issues(&[issue("i2", 2, Value::Null, labels(&[], None))], None) }),
        ),
    ]);
    let variables = shared_issues::Variables {
        by: Some(fragments::Role::ADMIN),
        ..shared_issues::Variables::new("octo".to_owned())
    };
    let walk = SharedIssues::paginate(variables).complete_nested();
    let walked = walk.items(&script.client()).try_collect().await;
    let walked: Vec<shared_issues::Item> = walked.unwrap();
    let lines: Vec<String> = walked.iter().map(|item| line(&item.issue_card)).collect();
    assert_eq!(lines, ["1 by admin Ada: bug new big", "2 by : "]);
    let sent = script.variables();
    assert_eq!(sent[0]["by"], "ADMIN");
    assert_eq!(
        [&sent[1]["parentId0"], &sent[1]["pageCursor0"]],
        ["i1", "l1"]
    );

    let pull_request = json!({
        "id": "p1", "title": "Fix", "author": bot(),
        "closes": issues(&[issue("i1", 1, admin(), labels(&["bug"], None))], Some("x")),
    });
    let script = Script::new([
        repository(
            json!({ "pullRequests": { "nodes": [pull_request], "pageInfo": page_info(None) } }),
        ),
        json!({ "data": { "r0": { "closes": issues(&[issue("i3", 3, bot(), labels(&["old"], Some("l9")))], None) } } }),
        json!({ "data": { "r0": { "labels": labels(&["older"], None) } } }),
    ]);
    let variables = shared_pull_requests::Variables::new("octo".to_owned());
    let walk = SharedPullRequests::paginate(variables).complete_nested();
    let walked = walk.items(&script.client()).try_collect().await;
    let walked: Vec<shared_pull_requests::Item> = walked.unwrap();
    let author: &shared_pull_requests::Author = walked[0].author.as_ref().unwrap();
    assert_eq!(name_of(author), "bot at https://ci.test");
    let lines: Vec<String> = walked[0].closes().map(line).collect();
    assert_eq!(
        lines,
        [
            "1 by admin Ada: bug",
            "3 by bot at https://ci.test: old older"
        ]
    );
}

#[tokio::test]
async fn a_list_in_a_shared_fragment_is_walked() {
    let script = Script::new([
        repository(json!({ "issues": issues(
            &[issue("i1", 1, admin(), labels(&["bug"], None))],
            Some("c1"),
        ) })),
        repository(json!({ "issues": issues(&[issue("i2", 2, bot(), labels(&[], None))], None) })),
    ]);
    let variables = shared_list::Variables::new("octo".to_owned());
    let mut items = SharedList::paginate(variables).items(&script.client());
    let mut lines = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        lines.push(line(&item));
    }
    assert_eq!(
        lines,
        ["1 by admin Ada: bug", "2 by bot at https://ci.test: "]
    );
    assert_eq!(script.variables()[1]["after"], "c1");
}

#[tokio::test]
async fn several_lists_in_a_shared_fragment_are_walked_together() {
    let pull_requests = json!([{ "title": "Fix", "author": admin() }]);
    let script = Script::new([
        repository(json!({
            "issues": { "nodes": [{ "number": 1 }], "pageInfo": page_info(Some("c1")) },
            "pullRequests": { "nodes": pull_requests, "pageInfo": page_info(None) },
        })),
        repository(
            json!({ "issues": { "nodes": [{ "number": 2 }], "pageInfo": page_info(None) } }),
        ),
    ]);
    let variables = shared_all::Variables::new("octo".to_owned());
    let mut items = SharedAll::paginate_all(variables).items(&script.client());
    let mut lines = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        lines.push(match item {
            shared_all::AnyItem::Issues(issue) => issue.number.to_string(),
            shared_all::AnyItem::PullRequests(pull_request) => {
                let author = pull_request.author.as_ref().map(name_of);
                format!("{} {}", pull_request.title, author.unwrap_or_default())
            }
        });
    }
    assert_eq!(lines, ["1", "Fix admin Ada", "2"]);
    let flags = ["walkRepositoryIssues", "walkRepositoryPullRequests"];
    let sent = script.variables();
    assert_eq!(
        flags.map(|flag| sent[1][flag].clone()),
        [json!(true), json!(false)]
    );
}

#[test]
fn the_types_of_a_query_are_those_of_the_module() {
    let same: [fn(&fragments::Author) -> String; 2] = [name_of, name_of];
    let of_issues: fn(&shared_issues::Author) -> String = same[0];
    let author: shared_pull_requests::Author = serde_json::from_value(bot()).unwrap();
    assert_eq!(of_issues(&author), "bot at https://ci.test");
    let item: shared_issues::Item =
        serde_json::from_value(issue("i1", 1, admin(), labels(&["bug"], None))).unwrap();
    assert_eq!(item.clone(), item);
    assert_eq!(
        serde_json::to_value(&item).unwrap(),
        json!({ "id": "i1", "number": 1, "author": admin(), "labels": { "nodes": [{ "name": "bug" }] } })
    );
}
