//! Tests of walks of `nodes(ids:)` on the sandbox.

use graphql_paginate::{ErrorKind, Partial};
use graphql_paginate_sandbox::{Fault, Faults};
use serde_json::json;

use super::{
    ReviewCommentsOfNodes, follow_ups, ids, review_comments_of_nodes, reviewed, reviews_of, truth,
};
use crate::sandboxed::{github, variables};

#[tokio::test]
async fn items_of_all_parents_have_their_parent() {
    let sandbox = reviewed(&[3, 0, 7, 5]).start_blocking().unwrap();
    let client = github(&sandbox);
    let ids = ids(&client).await;
    let truth = truth(&client, &ids).await;
    sandbox.github().clear_requests();

    let walk = reviews_of(&ids).page_size(3).parents_per_request(2);
    let items = walk.collect(&client).await.unwrap();

    let mut by_parent = vec![Vec::new(); ids.len()];
    for child in &items {
        let index = child.parent.indices()[0];
        assert_eq!(child.parent.id(), Some(ids[index].as_str()));
        assert_eq!(child.parent.to_string(), format!("nodes[{index}]"));
        by_parent[index].push(child.id.clone());
    }
    assert_eq!(by_parent, truth);
    let sent = variables(sandbox.github());
    assert_eq!(sent[0], json!({ "ids": ids, "size": 3 }));
    assert_eq!(follow_ups(&sandbox), [vec![2, 3], vec![2]]);
}

#[tokio::test]
async fn a_page_is_a_response_and_the_first_one_has_the_data_of_the_query() {
    let sandbox = reviewed(&[1, 4]).start_blocking().unwrap();
    let client = github(&sandbox);
    let ids = ids(&client).await;
    let mut pages = reviews_of(&ids).page_size(2).pages(&client);
    let first = pages.next().await.unwrap().unwrap();
    assert_eq!(first.items.len(), 3);
    let data = serde_json::to_value(first.data.unwrap()).unwrap();
    assert_eq!(data["nodes"][1]["number"], 2);
    let second = pages.next().await.unwrap().unwrap();
    assert_eq!((second.items.len(), second.data.is_some()), (2, false));
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn a_parent_that_is_listed_twice_is_walked_twice() {
    let sandbox = reviewed(&[5]).start_blocking().unwrap();
    let client = github(&sandbox);
    let ids = ids(&client).await;
    let twice = [ids[0].clone(), ids[0].clone()];
    let items = reviews_of(&twice)
        .page_size(2)
        .collect(&client)
        .await
        .unwrap();
    let of = |index: usize| {
        let of = items
            .iter()
            .filter(|child| child.parent.indices() == [index]);
        of.map(|child| child.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!((of(0).len(), of(0)), (5, of(1)));
}

#[tokio::test]
async fn a_parent_of_another_type_has_no_items_and_a_missing_one_is_counted() {
    let sandbox = reviewed(&[2, 2]).start_blocking().unwrap();
    let client = github(&sandbox);
    let pull_requests = ids(&client).await;
    let review = truth(&client, &pull_requests).await[0][0].clone();
    let mixed = [pull_requests[0].clone(), review, pull_requests[1].clone()];
    let items = reviews_of(&mixed)
        .page_size(1)
        .collect(&client)
        .await
        .unwrap();
    let indices: Vec<usize> = items
        .iter()
        .map(|child| child.parent.indices()[0])
        .collect();
    assert_eq!(indices, [0, 2, 0, 2]);

    let missing = [pull_requests[0].clone(), "PR_none".to_owned()];
    let error = reviews_of(&missing).collect(&client).await.unwrap_err();
    let ErrorKind::GraphQL { errors } = error.kind() else {
        panic!("{error}");
    };
    assert_eq!(
        format!("{:?}", errors[0].path),
        "[Key(\"nodes\"), Index(1)]"
    );
    let mut pages = reviews_of(&missing)
        .on_partial(Partial::Keep)
        .pages(&client);
    let page = pages.next().await.unwrap().unwrap();
    assert_eq!(
        (page.items.len(), page.null_items, page.errors.len()),
        (2, 1, 1)
    );
}

#[tokio::test]
async fn a_parent_that_is_gone_in_a_follow_up_is_an_error_with_its_path() {
    let builder = reviewed(&[1, 5]).gone_after("Repository.pullRequests", None, 2, 1);
    let sandbox = builder.start_blocking().unwrap();
    let client = github(&sandbox);
    let ids = ids(&client).await;
    let mut items = reviews_of(&ids).page_size(2).items(&client);
    let mut count = 0;
    let error = loop {
        match items.next().await.unwrap() {
            Ok(_) => count += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(count, 3, "the first page comes before the error");
    let ErrorKind::GraphQL { errors } = error.kind() else {
        panic!("{error}");
    };
    assert_eq!(
        format!("{:?}", errors[0].path),
        "[Key(\"nodes\"), Index(1)]"
    );
}

#[tokio::test]
async fn a_backward_walk_is_the_reverse_of_each_parent() {
    let sandbox = reviewed(&[3, 6]).start_blocking().unwrap();
    let client = github(&sandbox);
    let ids = ids(&client).await;
    let mut truth = truth(&client, &ids).await;
    let walk = reviews_of(&ids).backward().page_size(2);
    let items = walk.collect(&client).await.unwrap();
    let mut by_parent = vec![Vec::new(); 2];
    for child in &items {
        by_parent[child.parent.indices()[0]].push(child.id.clone());
    }
    truth.iter_mut().for_each(|reviews| reviews.reverse());
    assert_eq!(by_parent, truth);
    assert_eq!(
        items[0].parent.indices(),
        [1],
        "the last parent comes first"
    );
}

#[tokio::test]
async fn connections_inside_the_items_are_completed_or_counted() {
    let builder = reviewed(&[3, 1]).connection_size("PullRequestReview.comments", 5);
    let sandbox = builder.start_blocking().unwrap();
    let client = github(&sandbox);
    let ids = ids(&client).await;
    let walk = || {
        let variables = review_comments_of_nodes::Variables::new(ids.clone());
        ReviewCommentsOfNodes::paginate(variables).page_size(2)
    };
    let mut pages = walk().pages(&client);
    let mut truncated = 0;
    while let Some(page) = pages.try_next().await.unwrap() {
        truncated += page
            .truncated
            .iter()
            .map(|cut| cut.connections)
            .sum::<u64>();
    }
    assert_eq!(truncated, 4, "each review has more comments");
    let items = walk().complete_nested().collect(&client).await.unwrap();
    let comments: Vec<usize> = items
        .iter()
        .map(|child| {
            let review = serde_json::to_value(&child.item).unwrap();
            review["comments"]["nodes"].as_array().unwrap().len()
        })
        .collect();
    assert_eq!(comments, [5; 4]);
}

#[tokio::test]
async fn a_failed_follow_up_is_repeated_and_a_page_that_is_too_large_is_requested_smaller() {
    let builder = reviewed(&[9, 9]);
    let faults = Faults::new()
        .on_request(3, Fault::something_went_wrong(502))
        .above_page_size(4, Fault::resource_limits_exceeded());
    let sandbox = builder.start_blocking().unwrap();
    let client = github(&sandbox);
    let ids = ids(&client).await;
    sandbox.github().script(faults);
    let items = reviews_of(&ids)
        .page_size(8)
        .collect(&client)
        .await
        .unwrap();
    assert_eq!(items.len(), 18);
}

#[tokio::test]
async fn settings_that_walks_of_several_parents_do_not_support_are_refused() {
    let sandbox = reviewed(&[1]).start_blocking().unwrap();
    let client = github(&sandbox);
    let tailed = reviews_of(&[]).tail(std::time::Duration::from_secs(5));
    let error = tailed.items(&client).next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("cannot be tailed"), "{error}");
    let ended = reviews_of(&[]).on_repeat(graphql_paginate::OnRepeat::End);
    let error = ended.items(&client).next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("`OnRepeat::End`"), "{error}");
    let elsewhere = reviews_of(&[]).start_at("abc");
    let error = elsewhere.items(&client).next().await.unwrap().unwrap_err();
    assert!(
        error
            .to_string()
            .contains("is not a cursor of a walk of several parents"),
        "{error}"
    );
}
