//! Tests of the requests of a completion, on scripted responses.

use graphql_paginate::{CompletesNested, Paginator};
use serde::Serialize;
use serde_json::{Value, json};

use super::answers::{connection, page, rest, review};
use super::queries::{
    NestedAliases, NestedAsWritten, NestedFilter, NestedList, NestedRateLimit, NestedSearch,
    PullRequestReviews, nested_aliases, nested_as_written, nested_filter, nested_list,
    nested_rate_limit, nested_search,
};
use super::reviews;
use crate::script::Script;

/// The items of a completing walk, one request at a time, and the variables of each request.
async fn walked<C: CompletesNested<Item: Serialize>>(
    paginator: Paginator<C>,
    batch: usize,
    answers: impl IntoIterator<Item = Value>,
) -> (Vec<Value>, Vec<Value>) {
    let script = Script::new(answers);
    let walk = paginator
        .complete_nested()
        .concurrency(1)
        .batch(batch)
        .nested_page_size(2);
    let items: Vec<C::Item> = walk.items(&script.client()).try_collect().await.unwrap();
    (
        items
            .iter()
            .map(|item| serde_json::to_value(item).unwrap())
            .collect(),
        script.variables(),
    )
}

/// The identifiers in a list of nodes.
fn ids(nodes: &Value) -> Vec<&str> {
    nodes["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| node["id"].as_str().unwrap())
        .collect()
}

/// Parents and cursors of a request.
fn asked(variables: &Value) -> Vec<[&str; 2]> {
    let text = |name: &str, index| {
        variables
            .get(format!("{name}{index}"))
            .and_then(Value::as_str)
    };
    (0..)
        .map_while(|index| Some([text("parentId", index)?, text("pageCursor", index)?]))
        .collect()
}

fn more(cursor: &str) -> Option<Value> {
    Some(json!(cursor))
}

/// Answers about several parents.
fn rests(answers: impl IntoIterator<Item = Value>) -> Value {
    let answers = answers
        .into_iter()
        .enumerate()
        .map(|(index, answer)| (format!("r{index}"), answer));
    json!({ "data": answers.collect::<serde_json::Map<_, _>>() })
}

/// A node with nothing but an identifier.
fn node(id: &str) -> Value {
    json!({ "id": id, "state": "APPROVED" })
}

#[tokio::test]
async fn a_nested_connection_with_more_pages_is_completed() {
    let mut first = page(&[None, more("c2")]);
    first["data"]["repository"]["pullRequests"]["pageInfo"] =
        json!({ "hasNextPage": true, "endCursor": "outer" });
    let answers = [
        first,
        rests([rest("r2b", more("c2b"))]),
        rests([rest("r2c", None)]),
        page(&[None]),
    ];
    let (items, variables) = walked(PullRequestReviews::paginate(reviews(1, 1)), 1, answers).await;
    let all: Vec<_> = items.iter().map(|item| ids(&item["reviews"])).collect();
    assert_eq!(all, [vec!["r1"], vec!["r2", "r2b", "r2c"], vec!["r1"]]);
    assert_eq!(
        items[1]["reviews"]["pageInfo"],
        json!({ "hasNextPage": false, "endCursor": null })
    );
    assert_eq!(
        [asked(&variables[1]), asked(&variables[2])],
        [[["p2", "c2"]], [["p2", "c2b"]]]
    );
    assert_eq!(variables[3]["after"], "outer");
}

#[tokio::test]
async fn each_parent_continues_at_its_own_cursor() {
    let answers = [
        page(&[more("a"), more("b")]),
        rests([rest("r1b", None)]),
        rests([rest("r2b", None)]),
    ];
    let (items, variables) = walked(PullRequestReviews::paginate(reviews(1, 1)), 1, answers).await;
    assert_eq!(
        items
            .iter()
            .map(|item| ids(&item["reviews"]))
            .collect::<Vec<_>>(),
        [["r1", "r1b"], ["r2", "r2b"]]
    );
    assert_eq!(
        [asked(&variables[1]), asked(&variables[2])],
        [[["p1", "a"]], [["p2", "b"]]]
    );
}

#[tokio::test]
async fn nested_filter_arguments_are_preserved() {
    let merged =
        |number: i64, cursor| connection(json!([{ "number": number, "state": "MERGED" }]), cursor);
    let repositories = connection(
        json!([{ "id": "o1", "pullRequests": merged(1, more("c")) }]),
        None,
    );
    let first = json!({ "data": { "user": { "repositories": repositories } } });
    let answer = json!({ "__typename": "Repository", "pullRequests": merged(2, None) });
    let variables = nested_filter::Variables {
        states: Some(vec![nested_filter::PullRequestState::MERGED]),
        ..nested_filter::Variables::new("octo".to_owned())
    };
    let (items, variables) = walked(
        NestedFilter::paginate(variables),
        1,
        [first, rests([answer])],
    )
    .await;
    let numbers = items[0]["pullRequests"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| &node["number"]);
    assert_eq!(numbers.collect::<Vec<_>>(), [1, 2]);
    let expected = json!({ "parentId0": "o1", "pageSize0": 2, "pageCursor0": "c", "states": ["MERGED"], "field": "UPDATED_AT" });
    assert_eq!(variables[1], expected);
}

#[tokio::test]
async fn one_field_under_two_aliases_is_two_connections() {
    let item = json!({
        "id": "p1",
        "number": 1,
        "few": connection(json!([node("f1")]), more("few")),
        "more": connection(json!([node("m1")]), more("more")),
    });
    let pull_requests = connection(json!([item]), None);
    let answer = |key: &str, id: &str| {
        rests([json!({ "__typename": "PullRequest", key: connection(json!([node(id)]), None) })])
    };
    let answers = [
        json!({ "data": { "repository": { "pullRequests": pull_requests } } }),
        answer("more", "m2"),
        answer("few", "f2"),
    ];
    let variables = nested_aliases::Variables::new("octo".to_owned(), "repo".to_owned());
    let (items, variables) = walked(NestedAliases::paginate(variables), 5, answers).await;
    assert_eq!(
        [ids(&items[0]["few"]), ids(&items[0]["more"])],
        [["f1", "f2"], ["m1", "m2"]]
    );
    assert_eq!(
        [asked(&variables[1]), asked(&variables[2])],
        [[["p1", "more"]], [["p1", "few"]]]
    );
}

#[tokio::test]
async fn a_connection_inside_a_nested_list_is_completed_for_each_element() {
    let follower = |login: &str| json!([{ "login": login }]);
    let reviewer = |id: &str, cursor| {
        let followers = connection(follower(&format!("{id}-1")), cursor);
        json!({ "isAuthor": false, "reviewer": { "id": id, "followers": followers } })
    };
    let reviewers = [
        reviewer("u1", more("a")),
        Value::Null,
        reviewer("u2", None),
        reviewer("u3", more("c")),
    ];
    let pull_requests = connection(
        json!([{ "id": "p1", "number": 1, "suggestedReviewers": reviewers }]),
        None,
    );
    let answer = |login: &str| json!({ "__typename": "User", "followers": connection(follower(login), None) });
    let first = json!({ "data": { "repository": { "pullRequests": pull_requests } } });
    let variables = nested_list::Variables::new("octo".to_owned(), "repo".to_owned());
    let answers = [first, rests([answer("u1-2"), answer("u3-2")])];
    let (items, variables) = walked(NestedList::paginate(variables), 2, answers).await;
    let logins = |element: &Value| {
        let nodes = element["reviewer"]["followers"]["nodes"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        nodes
            .iter()
            .map(|node| node["login"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let found: Vec<_> = items[0]["suggestedReviewers"]
        .as_array()
        .unwrap()
        .iter()
        .map(logins)
        .collect();
    assert_eq!(
        found,
        [
            vec!["u1-1", "u1-2"],
            vec![],
            vec!["u2-1"],
            vec!["u3-1", "u3-2"]
        ]
    );
    assert_eq!(asked(&variables[1]), [["u1", "a"], ["u3", "c"]]);
}

#[tokio::test]
async fn a_field_before_the_connection_does_not_disturb_completion() {
    let mut first = page(&[more("c1")]);
    let repository = first["data"]["repository"].take();
    first["data"] =
        json!({ "rateLimit": { "cost": 1, "remaining": 4_999 }, "repository": repository });
    let variables = nested_rate_limit::Variables::new("octo".to_owned(), "repo".to_owned());
    let answers = [first, rests([rest("r1b", None)])];
    let (items, variables) = walked(NestedRateLimit::paginate(variables), 1, answers).await;
    assert_eq!(ids(&items[0]["reviews"]), ["r1", "r1b"]);
    assert_eq!(asked(&variables[1]), [["p1", "c1"]]);
}

#[tokio::test]
async fn a_parent_of_a_union_is_found_again() {
    let pull_request = |id: &str, number: i64, cursor| {
        let reviews = connection(json!([{ "id": format!("{id}-1") }]), cursor);
        json!({ "__typename": "PullRequest", "id": id, "number": number, "reviews": reviews })
    };
    let nodes = json!([
        pull_request("p1", 1, None),
        { "__typename": "Issue", "title": "T" },
        { "__typename": "Repository" },
        pull_request("p2", 2, more("c2")),
    ]);
    let first = json!({ "data": { "search": connection(nodes, None) } });
    let answer = json!({ "__typename": "PullRequest", "reviews": connection(json!([{ "id": "p2-2" }]), None) });
    let variables = nested_search::Variables::new();
    let (items, variables) = walked(
        NestedSearch::paginate(variables),
        9,
        [first, rests([answer])],
    )
    .await;
    assert_eq!(items.len(), 4);
    assert_eq!(ids(&items[3]["reviews"]), ["p2-1", "p2-2"]);
    assert_eq!(asked(&variables[1]), [["p2", "c2"]]);
    assert_eq!(
        variables.len(),
        2,
        "the other types have nothing to follow up"
    );
}

/// A review with a comment, and the cursor of its next page of comments.
fn commented(id: &str, cursor: Option<Value>) -> Value {
    let mut review = review(id);
    review["comments"] = connection(json!([{ "id": format!("{id}-1"), "body": "B" }]), cursor);
    review
}

#[tokio::test]
async fn three_levels_are_completed() {
    let mut first = page(&[more("c1")]);
    first["data"]["repository"]["pullRequests"]["nodes"][0]["reviews"]["nodes"] =
        json!([commented("r1", more("d1"))]);
    let comments = |id: &str| {
        let comments = connection(json!([{ "id": id, "body": "B" }]), None);
        rests([json!({ "__typename": "PullRequestReview", "comments": comments })])
    };
    let second = connection(json!([commented("r2", more("d2"))]), None);
    let answers = [
        first,
        comments("r1-2"),
        rests([json!({ "__typename": "PullRequest", "reviews": second })]),
        comments("r2-2"),
    ];
    let (items, variables) = walked(PullRequestReviews::paginate(reviews(1, 1)), 9, answers).await;
    let found = items[0]["reviews"]["nodes"].as_array().unwrap();
    assert_eq!(
        found
            .iter()
            .map(|review| ids(&review["comments"]))
            .collect::<Vec<_>>(),
        [["r1-1", "r1-2"], ["r2-1", "r2-2"]]
    );
    let asked: Vec<_> = variables[1..].iter().flat_map(asked).collect();
    assert_eq!(asked, [["r1", "d1"], ["p1", "c1"], ["r2", "d2"]]);
}

#[tokio::test]
async fn many_parents_are_completed_in_batches() {
    let five = page(&["a", "b", "c", "d", "e"].map(more));
    // The first parent has two more pages, which are requested one after the other.
    let answers = [
        five,
        rests([rest("1", more("a2")), rest("2", None)]),
        rests([rest("3", None), rest("4", None)]),
        rests([rest("5", None)]),
        rests([rest("1c", None)]),
    ];
    let (items, variables) = walked(PullRequestReviews::paginate(reviews(1, 1)), 2, answers).await;
    assert_eq!(ids(&items[0]["reviews"]), ["r1", "1", "1c"]);
    assert_eq!(
        items[1..]
            .iter()
            .map(|item| ids(&item["reviews"])[1])
            .collect::<Vec<_>>(),
        ["2", "3", "4", "5"]
    );
    let asked: Vec<_> = variables[1..].iter().map(asked).collect();
    let expected = [
        vec![["p1", "a"], ["p2", "b"]],
        vec![["p3", "c"], ["p4", "d"]],
        vec![["p5", "e"]],
        vec![["p1", "a2"]],
    ];
    assert_eq!(asked, expected);
}

#[tokio::test]
async fn truncated_counts_incomplete_nested_connections() {
    let script = Script::new([page(&[more("a"), None, more("c")])]);
    let mut pages = PullRequestReviews::paginate(reviews(1, 1)).pages(&script.client());
    let page = pages.try_next().await.unwrap().unwrap();
    let cut: Vec<_> = page
        .truncated
        .iter()
        .map(|cut| (cut.path.as_str(), cut.connections))
        .collect();
    assert_eq!(cut, [("reviews", 2)]);
    assert_eq!(pages.progress().truncated, 2);
    assert!(pages.try_next().await.unwrap().is_none());
    assert_eq!(script.variables().len(), 1, "nothing is followed");
}

/// A connection two levels down begins at its start, although the variable of its cursor is that of the walk.
#[tokio::test]
async fn follow_up_requests_leave_out_the_cursor_of_the_walk() {
    let item = json!({
        "id": "p1",
        "title": "T",
        "labels": { "nodes": [], "pageInfo": { "hasNextPage": false, "endCursor": null } },
        "reviews": { "edges": [], "pageInfo": { "hasPreviousPage": true, "startCursor": "r", "hasNextPage": false } },
    });
    let first =
        json!({ "data": { "repository": { "pullRequests": connection(json!([item]), None) } } });
    let older =
        json!({ "edges": [], "pageInfo": { "hasPreviousPage": false, "startCursor": null } });
    let answers = [
        first,
        rests([json!({ "__typename": "PullRequest", "reviews": older })]),
    ];
    let variables = nested_as_written::Variables {
        c: Some("cursor:40".to_owned()),
        ..nested_as_written::Variables::new("octo".to_owned(), "repo".to_owned())
    };
    let (_, sent) = walked(NestedAsWritten::paginate(variables), 1, answers).await;
    assert_eq!(sent[0]["after"], "cursor:40");
    assert_eq!(sent[1].get("c"), None, "{}", sent[1]);
}
