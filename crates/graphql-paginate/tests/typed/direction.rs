//! Tests of backward walks: which flags are read and which arguments are sent.

use futures::TryStreamExt;
use serde_json::json;

use crate::queries::{Dossiers, DossiersBackward, PullRequests, pull_requests};
use crate::sandboxed::{
    self, demarches_simplifiees, dossier_numbers, github, numbers, sandbox, variables,
};
use crate::script::{Script, check_backward, last, page};

#[tokio::test]
async fn a_backward_walk_yields_the_last_item_first() {
    let pages = [
        page(
            "3 4",
            json!({ "hasPreviousPage": true, "startCursor": "c3" }),
        ),
        page(
            "1 2",
            json!({ "hasPreviousPage": false, "startCursor": "c1" }),
        ),
    ];
    check_backward(pages.clone(), ["4 3 2 1", "- c3", ""]).await;

    let script = Script::new(pages);
    let pages = PullRequests::paginate(sandboxed::pull_requests())
        .backward()
        .pages(&script.client());
    let pages: Vec<_> = pages.try_collect().await.unwrap();
    let numbers: Vec<Vec<_>> = pages
        .into_iter()
        .map(|page| page.items.into_iter().map(|item| item.number).collect())
        .collect();
    assert_eq!(numbers, [[3, 4], [1, 2]], "pages keep the server's order");
}

/// demarches-simplifiees returns `hasNextPage: true` on every page that is requested with `before`, and
/// `hasPreviousPage: true` on every page that is requested with `after`.
#[tokio::test]
async fn the_flag_of_the_opposite_direction_is_not_read() {
    let sandbox = sandbox(250);
    let client = demarches_simplifiees(&sandbox);
    let forward = Dossiers::paginate(sandboxed::dossiers()).items(&client);
    let forward: Vec<i64> = forward
        .map_ok(|dossier| dossier.number)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(forward, dossier_numbers(250));
    assert_eq!(sandbox.demarches_simplifiees().requests().len(), 3);

    let backward = DossiersBackward::paginate(sandboxed::dossiers_backward()).items(&client);
    let backward: Vec<i64> = backward
        .map_ok(|dossier| dossier.number)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(backward, forward.into_iter().rev().collect::<Vec<_>>());
    assert_eq!(sandbox.demarches_simplifiees().requests().len(), 6);
}

#[tokio::test]
async fn one_document_walks_both_ways() {
    let sandbox = sandbox(250);
    let client = github(&sandbox);
    let paginator = PullRequests::paginate(sandboxed::pull_requests());
    let forward = paginator.clone().items(&client).map_ok(|item| item.number);
    let forward: Vec<i64> = forward.try_collect().await.unwrap();
    let backward = paginator
        .backward()
        .items(&client)
        .map_ok(|item| item.number);
    let backward: Vec<i64> = backward.try_collect().await.unwrap();
    assert_eq!(forward, numbers(250));
    assert_eq!(backward, forward.into_iter().rev().collect::<Vec<_>>());
    assert_eq!(sandbox.github().requests().len(), 6);
}

#[tokio::test]
async fn a_request_never_has_both_directions() {
    let everything = pull_requests::Variables {
        first: Some(3),
        after: Some("f".to_owned()),
        last: Some(4),
        before: Some("l".to_owned()),
        ..sandboxed::pull_requests()
    };
    let script = Script::new([last("1"), last("1")]);
    let paginator = PullRequests::paginate(everything);
    paginator
        .clone()
        .items(&script.client())
        .try_collect::<Vec<_>>()
        .await
        .unwrap();
    paginator
        .backward()
        .items(&script.client())
        .try_collect::<Vec<_>>()
        .await
        .unwrap();
    let forward = json!({ "owner": "octo", "name": "repo", "first": 3, "after": "f" });
    let backward = json!({ "owner": "octo", "name": "repo", "last": 4, "before": "l" });
    assert_eq!(script.variables(), [forward, backward]);
}

#[tokio::test]
async fn a_backward_walk_sends_only_last_and_before() {
    let sandbox = sandbox(5);
    let client = demarches_simplifiees(&sandbox);
    let walk = DossiersBackward::paginate(sandboxed::dossiers_backward())
        .page_size(2)
        .pages(&client);
    let pages: Vec<_> = walk.try_collect().await.unwrap();
    let start = |page: usize| pages[page].page_info.start_cursor.clone().unwrap();
    let request = |before: Option<String>| {
        let mut variables = json!({ "demarcheNumber": 1, "last": 2 });
        if let Some(before) = before {
            variables["before"] = json!(before);
        }
        variables
    };
    let expected = [
        request(None),
        request(Some(start(0))),
        request(Some(start(1))),
    ];
    assert_eq!(variables(sandbox.demarches_simplifiees()), expected);
}
