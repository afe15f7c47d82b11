//! Tests of checkpoints of walks that stop during a completion.

use graphql_paginate::{Checkpoint, Client, Items, Paginator, Partial};
use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
use serde_json::{Value, json};

use super::answers::{page, rest, walk};
use super::queries::PullRequestReviews;
use super::{completed, follow_ups, reviews, six, uncompleted};
use crate::sandboxed::github;
use crate::script::Script;

fn paginator(size: u32) -> Paginator<PullRequestReviews> {
    PullRequestReviews::paginate(reviews(2, 1)).page_size(size)
}

/// The items before the walk fails, and its checkpoint, serialized and deserialized.
async fn until_it_fails(mut items: Items<PullRequestReviews>) -> (Vec<Value>, Checkpoint) {
    let mut all = Vec::new();
    loop {
        match items.try_next().await {
            Ok(item) => all.push(serde_json::to_value(item.expect("it does not end")).unwrap()),
            Err(error) => return (all, reread(error.checkpoint().expect("it can be resumed"))),
        }
    }
}

fn reread(checkpoint: &Checkpoint) -> Checkpoint {
    serde_json::from_str(&serde_json::to_string(checkpoint).unwrap()).unwrap()
}

/// The parents of the follow-up requests since the last call.
fn parents(sandbox: &Sandbox) -> Vec<Value> {
    let asked = follow_ups(sandbox.github())
        .into_iter()
        .map(|body| body["variables"]["parentId0"].clone());
    let asked = asked.collect();
    sandbox.github().clear_requests();
    asked
}

/// The items of a walk whose nested pages hold all.
async fn whole(client: &Client) -> Vec<Value> {
    uncompleted(PullRequestReviews::paginate(reviews(100, 100)), client).await
}

#[tokio::test]
async fn a_crash_during_completion_resumes_at_the_same_item() {
    let sandbox = Sandbox::builder()
        .pull_requests(5)
        .connection_size("PullRequest.reviews", 6);
    let sandbox = sandbox
        .connection_size("PullRequestReview.comments", 0)
        .start_blocking()
        .unwrap();
    let client = github(&sandbox);
    let whole = whole(&client).await;
    for (size, ahead) in [(1, 0), (2, 0), (5, 0), (1, 2), (5, 2)] {
        // Each child takes two requests; the second one's second fails for good.
        let second = whole[1]["id"].clone();
        let is_second = move |body: &Value| body["variables"]["parentId0"] == second;
        let faults = Faults::new().when(
            {
                let seen = std::sync::atomic::AtomicUsize::new(0);
                move |asked| {
                    is_second(&asked.json())
                        && seen.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 1
                }
            },
            Fault::status(404),
        );
        sandbox.github().script(faults);
        let walk = paginator(size)
            .prefetch(ahead)
            .complete_nested()
            .batch(1)
            .concurrency(1)
            .nested_page_size(2);
        let (mut all, checkpoint) = until_it_fails(walk.items(&client)).await;
        assert_eq!(
            all,
            whole[..1],
            "pages of {size}: what was whole before is out"
        );

        sandbox.github().script(Faults::new());
        parents(&sandbox);
        let resumed = paginator(size).resume(checkpoint);
        all.extend(completed(resumed, 1, 2, &client).await);
        assert_eq!(all, whole, "pages of {size}");
        let asked = parents(&sandbox);
        let times = |item: &Value| asked.iter().filter(|id| **id == item["id"]).count();
        assert_eq!(
            whole.iter().map(times).collect::<Vec<_>>(),
            [0, 2, 2, 2, 2],
            "pages of {size}"
        );
    }
}

#[tokio::test]
async fn a_crash_during_completion_resumes_on_scripted_responses() {
    let five = || page(&["a", "b", "c", "d", "e"].map(|cursor| Some(json!(cursor))));
    let more = |id: &str| json!({ "data": { "r0": rest(id, None) } });
    let lost = json!({ "data": null, "errors": [{ "message": "no" }] });
    let script = Script::new([five(), more("r1b"), lost]);
    let (mut all, checkpoint) =
        until_it_fails(walk(Partial::Fail, 1).items(&script.client())).await;
    assert_eq!(all.len(), 1);

    let script = Script::new([five(), more("r2b"), more("r3b"), more("r4b"), more("r5b")]);
    let paginator = PullRequestReviews::paginate(reviews(1, 1)).resume(checkpoint);
    all.extend(completed(paginator, 1, 1, &script.client()).await);
    let ids = |item: &Value| {
        let nodes = item["reviews"]["nodes"].as_array().unwrap();
        nodes
            .iter()
            .map(|review| review["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let expected: Vec<_> = (1..=5)
        .map(|item| vec![format!("r{item}"), format!("r{item}b")])
        .collect();
    assert_eq!(all.iter().map(ids).collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn nulls_before_a_page_that_failed_count_when_the_walk_resumes() {
    let list = |mut page: Value, change: fn(&mut Value)| {
        let pull_requests = &mut page["data"]["repository"]["pullRequests"];
        pull_requests["totalCount"] = json!(5);
        change(pull_requests);
        page
    };
    let first = list(page(&[None]), |first| {
        let nodes = first["nodes"].as_array_mut().unwrap();
        nodes.extend([Value::Null, Value::Null]);
        first["pageInfo"] = json!({ "hasNextPage": true, "endCursor": "c1" });
    });
    let second = list(page(&[None, Some(json!("a"))]), |_| {});
    let lost = json!({ "data": null, "errors": [{ "message": "no" }] });
    let script = Script::new([first, second.clone(), lost]);
    let (all, checkpoint) = until_it_fails(walk(Partial::Fail, 1).items(&script.client())).await;
    assert_eq!((all.len(), checkpoint.offset()), (2, 1));

    let more = json!({ "data": { "r0": rest("r2b", None) } });
    let script = Script::new([second, more]);
    let resumed = walk(Partial::Fail, 1).resume(checkpoint);
    let mut items = resumed.items(&script.client());
    assert!(items.try_next().await.unwrap().is_some());
    assert!(items.try_next().await.unwrap().is_none());
    assert!(
        !items.progress().ended_short,
        "three before, two on this page"
    );
}

#[tokio::test]
async fn pages_are_yielded_complete_or_not_at_all() {
    let two = page(&[Some(json!("a")), Some(json!("b"))]);
    let lost = json!({ "data": null, "errors": [{ "message": "no" }] });
    let script = Script::new([two, json!({ "data": { "r0": rest("r1b", None) } }), lost]);
    let mut pages = walk(Partial::Fail, 1).pages(&script.client());
    pages.try_next().await.unwrap_err();
    assert!(pages.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_checkpoint_inside_a_page_resumes_with_complete_items() {
    let sandbox = six();
    let client = github(&sandbox);
    let whole = whole(&client).await;
    for taken in 0..=6 {
        let mut items = paginator(4).complete_nested().batch(2).items(&client);
        let mut all = Vec::new();
        for _ in 0..taken {
            all.push(serde_json::to_value(items.try_next().await.unwrap().unwrap()).unwrap());
        }
        let resumed = paginator(4).resume(reread(&items.checkpoint()));
        all.extend(completed(resumed, 3, 2, &client).await);
        assert_eq!(all, whole, "after {taken}");
    }
}

#[tokio::test]
async fn items_that_are_not_yielded_are_not_completed() {
    let sandbox = six();
    let client = github(&sandbox);
    let whole = whole(&client).await;
    let ids = |items: &[Value]| {
        items
            .iter()
            .map(|item| item["id"].clone())
            .collect::<Vec<_>>()
    };

    let mut items = paginator(6).complete_nested().items(&client);
    for _ in 0..4 {
        items.try_next().await.unwrap().unwrap();
    }
    parents(&sandbox);
    // One request after the other, so that their order is that of the parents.
    let resumed = paginator(6)
        .resume(reread(&items.checkpoint()))
        .concurrency(1);
    assert_eq!(completed(resumed, 1, 4, &client).await, whole[4..]);
    assert_eq!(
        parents(&sandbox),
        ids(&whole[4..]),
        "handed out by the earlier run"
    );
}
