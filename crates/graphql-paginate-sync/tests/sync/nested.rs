//! Tests of the reviews and comments of GitHub's pull requests and issues, on both databases.

use graphql_paginate_sandbox::{Change, Fault, Faults, Sandbox};
use graphql_paginate_sync::{List, ListCertificate, Mirror, Partition};
use serde_json::{Value, json};

use crate::postgres::on_both;
use crate::support::{Database, assert_same, github};

/// Twelve pull requests, the third with 70 reviews and 130 comments, the others with few.
async fn sandbox() -> Sandbox {
    let builder = Sandbox::builder()
        .pull_requests(12)
        .connection_size("Repository.issues", 5)
        .connection_size_at("PullRequest.reviews", 3, 70)
        .connection_size_at("PullRequest.comments", 3, 130)
        .connection_size("Issue.comments", 31);
    builder.start().await.unwrap()
}

async fn mirror(database: &Database, sandbox: &Sandbox) -> Mirror {
    database.mirror_with(github(sandbox)).await.page_size(10)
}

async fn sync(mirror: &Mirror, list: &List) -> ListCertificate {
    let repository = Partition::repository("rust-lang/rust").unwrap();
    mirror.sync_list(list, &repository).await.unwrap()
}

/// The reviews of a pull request in the mirror.
async fn reviews(database: &Database, number: u32) -> i64 {
    let sql = format!(
        "SELECT COUNT(*) FROM v_github_reviews r JOIN v_github_pull_requests p ON p.key = r.parent
         WHERE p.number = {number}"
    );
    database.count(&sql).await
}

/// Changes the reviews of pull request 3 in a response that lists it.
fn with_reviews_of_3(change: impl Fn(&mut Vec<Value>) + Send + Sync + 'static) -> Fault {
    Fault::rewrite(move |body| {
        let pulls = body.pointer_mut("/data/repository/pullRequests/nodes");
        for pull in pulls.and_then(Value::as_array_mut).into_iter().flatten() {
            if pull["number"] == 3 {
                change(pull["reviews"]["nodes"].as_array_mut().unwrap());
            }
        }
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn nights_of_pull_requests_with_reviews_and_comments() {
    on_both(async |database, fresh| {
        let sandbox = sandbox().await;
        let api = sandbox.github();
        let list = List::github_pull_requests();
        let mirror = mirror(database, &sandbox).await;

        let first = sync(&mirror, &list).await;

        let total = first.nested["github_reviews"].inserted;
        assert!(total > 70 && first.nested["github_pull_request_comments"].inserted > 130);
        assert_eq!(reviews(database, 3).await, 70);
        let stored = "SELECT COUNT(*) FROM v_github_reviews";
        assert_eq!(database.count(stored).await as u64, total);
        let nested = "SELECT COUNT(*) FROM item WHERE list = 'github_pull_requests'
            AND CAST(raw AS TEXT) LIKE '%reviews%'";
        assert_eq!(database.count(nested).await, 0);
        // Two pages of pull requests, one page of further reviews, and one of further comments.
        assert_eq!(api.requests().len(), 4);

        let before = reviews(database, 5).await;
        api.change(Change::Update(3));
        let change = with_reviews_of_3(|reviews| {
            reviews[1]["id"] = json!("PRR_new");
            reviews[2]["body"] = json!("edited");
        });
        api.script(Faults::new().always(change));
        api.clear_requests();
        let second = sync(&mirror, &list).await;
        let changes = second.nested["github_reviews"];
        assert_eq!(
            (
                changes.inserted,
                changes.updated,
                changes.deleted,
                changes.unchanged
            ),
            (1, 1, 1, total - 2)
        );
        assert_eq!(api.requests().len(), 4);
        assert_eq!(reviews(database, 3).await, 70);
        assert_eq!(reviews(database, 5).await, before);

        api.change(Change::Delete(3));
        let census = sync(&mirror.clone().census(true), &list).await;
        assert_eq!(census.changes.deleted, 1);
        let left = "SELECT COUNT(*) FROM v_github_reviews WHERE parent NOT IN
            (SELECT key FROM v_github_pull_requests)";
        assert_eq!(database.count(left).await, 0);
        sync(&fresh.mirror_with(github(&sandbox)).await, &list).await;
        assert_same(database, fresh).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_list_that_was_not_read_completely_deletes_nothing() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let api = sandbox.github();
        let list = List::github_pull_requests();
        let mirror = mirror(database, &sandbox).await.remove_deleted(true);
        sync(&mirror, &list).await;
        api.change(Change::Update(3));
        let null = with_reviews_of_3(|reviews| {
            reviews.remove(4);
            reviews[0] = Value::Null;
        });
        api.script(Faults::new().always(null));

        let certificate = sync(&mirror, &list).await;

        let changes = certificate.nested["github_reviews"];
        assert_eq!((changes.deleted, changes.failed), (0, 1));
        assert_eq!(reviews(database, 3).await, 70);
        assert!(
            certificate
                .unseen
                .contains(&"1 items that the server listed as null".to_owned()),
            "{certificate:?}"
        );

        // The next change is read completely, and then the missing one is removed.
        api.change(Change::Update(3));
        let removed = with_reviews_of_3(|reviews| {
            reviews.remove(4);
        });
        api.script(Faults::new().always(removed));
        let certificate = sync(&mirror, &list).await;
        assert_eq!(certificate.nested["github_reviews"].deleted, 1);
        let rows =
            "SELECT COUNT(*) FROM item WHERE list = 'github_reviews' AND deleted_at IS NOT NULL";
        assert_eq!(
            (reviews(database, 3).await, database.count(rows).await),
            (69, 0)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_parent_whose_list_fails_is_read_again_by_the_next_run() {
    on_both(async |database, fresh| {
        let sandbox = sandbox().await;
        let api = sandbox.github();
        let list = List::github_issues();
        let mirror = mirror(database, &sandbox).await;
        let further = |asked: &graphql_paginate_sandbox::RequestView| {
            asked.json()["query"]
                .as_str()
                .unwrap()
                .contains("query IssueComments")
        };
        api.script(Faults::new().when(further, Fault::status(404)));
        let repository = Partition::repository("rust-lang/rust").unwrap();
        mirror.sync_list(&list, &repository).await.unwrap_err();
        assert_eq!(database.count("SELECT COUNT(*) FROM item").await, 0);
        api.script(Faults::new());

        let certificate = sync(&mirror, &list).await;

        assert_eq!(certificate.nested["github_issue_comments"].inserted, 5 * 31);
        let columns = database.columns("v_github_issue_comments").await;
        assert_eq!(columns[..4], ["part", "parent", "key", "author.login"]);
        sync(&fresh.mirror_with(github(&sandbox)).await, &list).await;
        assert_same(database, fresh).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_list_that_does_not_say_where_it_ends_deletes_nothing_and_is_read_again() {
    on_both(async |database, fresh| {
        let sandbox = sandbox().await;
        let api = sandbox.github();
        let list = List::github_pull_requests();
        let mirror = mirror(database, &sandbox).await.remove_deleted(true);
        sync(&mirror, &list).await;
        for change in [
            json!(null),
            json!({ "hasNextPage": null, "endCursor": "x" }),
        ] {
            api.change(Change::Update(3));
            let unsaid = Fault::rewrite(move |body| {
                let pulls = body.pointer_mut("/data/repository/pullRequests/nodes");
                for pull in pulls.and_then(Value::as_array_mut).into_iter().flatten() {
                    if pull["number"] == 3 {
                        pull["reviews"]["pageInfo"] = change.clone();
                    }
                }
            });
            api.script(Faults::new().always(unsaid));

            let certificate = sync(&mirror, &list).await;

            assert_eq!(certificate.nested["github_reviews"].deleted, 0);
            assert_eq!(reviews(database, 3).await, 70);
            assert!(!certificate.complete, "{certificate:?}");
            assert_eq!(certificate.cut.get("reviews"), Some(&1));
        }
        // The next run reads the same place again, without a change of the pull request.
        api.script(Faults::new());
        let certificate = sync(&mirror, &list).await;
        assert!(certificate.complete, "{certificate:?}");
        assert_eq!(reviews(database, 3).await, 70);
        sync(&fresh.mirror_with(github(&sandbox)).await, &list).await;
        assert_same(database, fresh).await;
    })
    .await;
}
