//! Tests of list mirrors: GitHub's lists and others.

use graphql_paginate_sandbox::{Change, Fault, Faults, Sandbox};
use graphql_paginate_sync::{
    ColumnType, Deletions, List, ListCertificate, ListOrder, Mirror, Partition,
};

use crate::postgres::on_both;
use crate::support::{Database, assert_same, github};

pub(crate) async fn sandbox() -> Sandbox {
    sandbox_of(30).await
}

async fn sandbox_of(pull_requests: usize) -> Sandbox {
    let builder = Sandbox::builder().pull_requests(pull_requests);
    builder.start().await.unwrap()
}

pub(crate) async fn mirror(database: &Database, sandbox: &Sandbox) -> Mirror {
    database.mirror_with(github(sandbox)).await.page_size(10)
}

pub(crate) fn repository() -> Partition {
    Partition::repository("rust-lang/rust").unwrap()
}

pub(crate) async fn sync(mirror: &Mirror) -> ListCertificate {
    let list = List::github_pull_requests();
    mirror.sync_list(&list, &repository()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn nights_of_pull_requests() {
    on_both(async |database, fresh| {
        let sandbox = sandbox_of(130).await;
        let api = sandbox.github();
        let mirror = mirror(database, &sandbox).await;
        let first = sync(&mirror).await;
        assert!(first.complete && first.whole);
        assert_eq!((first.changes.inserted, first.pages), (130, 13));
        assert_eq!(first.unseen, ["items that were deleted"]);

        for change in [Change::Insert, Change::Update(3), Change::Delete(7)] {
            api.change(change);
        }
        api.clear_requests();
        let second = sync(&mirror).await;
        let changes = second.changes;
        assert_eq!(
            (changes.inserted, changes.updated, changes.deleted),
            (1, 1, 0)
        );
        // The last hundred of the first walk, of which one has changed and one is gone, and what changed.
        assert_eq!((changes.unchanged, api.requests().len()), (98, 10));
        assert!(!second.whole && !second.ended_short);

        let third = sync(&mirror.clone().census(true)).await;
        assert_eq!(third.changes.deleted, 1);
        assert_eq!((&third.unseen[..], &third.unlisted[..]), (&[][..], &[][..]));
        let other = fresh.mirror_with(github(&sandbox)).await;
        sync(&other).await;
        assert_same(database, fresh).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_interrupted_walk_continues_at_its_page() {
    on_both(async |database, fresh| {
        let sandbox = sandbox().await;
        let api = sandbox.github();
        let mirror = mirror(database, &sandbox).await;
        api.script(Faults::new().on_request(3, Fault::status(404)));
        let list = List::github_pull_requests();
        mirror.sync_list(&list, &repository()).await.unwrap_err();
        let failed = "SELECT COUNT(*) FROM list_run WHERE outcome = 'failed'";
        assert_eq!(database.count(failed).await, 1);
        let stored = "SELECT COUNT(*) FROM item WHERE list = 'github_pull_requests'";
        assert_eq!(database.count(stored).await, 20);
        api.script(Faults::new());
        api.clear_requests();

        let continued = sync(&mirror).await;

        assert_eq!(continued.changes.inserted, 10);
        assert_eq!(api.requests().len(), 1);
        // The last items of both runs.
        assert_eq!(sync(&mirror).await.changes.unchanged, 30);
        sync(&fresh.mirror_with(github(&sandbox)).await).await;
        assert_same(database, fresh).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_item_missing_from_a_list_is_requested_by_id_before_it_counts_as_deleted() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let api = sandbox.github();
        let mirror = mirror(database, &sandbox).await;
        sync(&mirror).await;
        api.change(Change::Delete(7));
        let leave_out = |body: &mut serde_json::Value| {
            // The answers to `node(id:)` have no list.
            if let Some(list) = body.pointer_mut("/data/repository/pullRequests") {
                let nodes = list["nodes"].as_array_mut().unwrap();
                nodes.retain(|node| node["number"] != 8);
                list["totalCount"] = 28.into();
            }
        };
        api.script(Faults::new().always(Fault::rewrite(leave_out)));

        let certificate = sync(&mirror.clone().census(true)).await;

        assert!(certificate.whole);
        assert_eq!(certificate.changes.deleted, 1);
        let unlisted = "SELECT key FROM v_github_pull_requests WHERE number = 8";
        assert_eq!(certificate.unlisted, [database.text(unlisted).await]);
        let deleted = "SELECT COUNT(*) FROM v_github_pull_requests WHERE number = 7";
        assert_eq!(database.count(deleted).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_list_that_ended_short_deletes_nothing() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let api = sandbox.github();
        let mirror = mirror(database, &sandbox).await.census(true);
        sync(&mirror).await;
        api.change(Change::Delete(7));
        let more = |body: &mut serde_json::Value| {
            body["data"]["repository"]["pullRequests"]["totalCount"] = 4_000.into();
        };
        api.script(Faults::new().always(Fault::rewrite(more)));

        let short = sync(&mirror).await;

        assert!(!short.whole && !short.complete && short.ended_short);
        assert_eq!(short.changes.deleted, 0);
        assert!(short.unseen[0].contains("did not list everything"));
        assert_eq!(
            short.unseen[1],
            "items that the server announced and did not list"
        );
        let truncated = "SELECT COUNT(*) FROM list_run WHERE outcome = 'truncated'";
        assert_eq!(database.count(truncated).await, 1);
        api.script(Faults::new());
        let whole = sync(&mirror).await;
        assert_eq!(whole.changes.deleted, 1);
        assert!(whole.complete && !whole.ended_short);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_list_in_order_of_change_ends_short_in_each_run_until_it_does_not() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let api = sandbox.github();
        let mirror = mirror(database, &sandbox).await;
        let announce = |total: i64| {
            Fault::rewrite(move |body| {
                body["data"]["repository"]["pullRequests"]["totalCount"] = total.into();
            })
        };
        api.script(Faults::new().always(announce(31)));
        for _ in 0..2 {
            let short = sync(&mirror).await;
            assert!(short.ended_short && !short.complete, "{short:?}");
            assert!(
                short
                    .unseen
                    .contains(&"items that the server announced and did not list".to_owned())
            );
        }
        api.script(Faults::new());
        for change in [Change::Delete(2), Change::Delete(29), Change::Update(4)] {
            api.change(change);
            let night = sync(&mirror).await;
            assert!(night.complete && !night.ended_short, "{night:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_item_that_changes_later_in_the_second_of_the_last_one_is_read() {
    on_both(async |database, fresh| {
        let sandbox = sandbox_of(130).await;
        let api = sandbox.github();
        let mirror = mirror(database, &sandbox).await;
        // At first, one is not listed; then it is, before the last one.
        let hidden = Fault::rewrite(|body| {
            let list = &mut body["data"]["repository"]["pullRequests"];
            list["totalCount"] = 129.into();
            if list["pageInfo"]["hasNextPage"] == false {
                list["nodes"].as_array_mut().unwrap().remove(8);
            }
        });
        api.script(Faults::new().always(hidden));
        let first = sync(&mirror).await;
        assert_eq!((first.changes.inserted, first.pages), (129, 13));
        api.script(Faults::new());

        let second = sync(&mirror).await;

        assert_eq!(
            (second.changes.inserted, second.changes.unchanged),
            (1, 109),
            "{second:?}"
        );
        let third = sync(&mirror).await;
        assert_eq!((third.changes.unchanged, third.pages), (100, 10));
        sync(&fresh.mirror_with(github(&sandbox)).await).await;
        assert_same(database, fresh).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn items_that_were_marked_as_deleted_are_removed_once_removal_is_chosen() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let api = sandbox.github();
        let mirror = mirror(database, &sandbox).await;
        sync(&mirror).await;
        api.change(Change::Delete(7));
        sync(&mirror.clone().census(true)).await;
        let marked = "SELECT COUNT(*) FROM item WHERE deleted_at IS NOT NULL";
        assert!(database.count(marked).await > 0);

        let certificate = sync(&mirror.remove_deleted(true)).await;

        assert_eq!(certificate.changes.deleted, 1);
        assert_eq!(database.count(marked).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_list_in_any_order_is_walked_as_a_whole() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let api = sandbox.github();
        let document = "query Pulls($owner: String!, $name: String!, $first: Int, $after: String) {
            repository(owner: $owner, name: $name) {
                pullRequests(first: $first, after: $after) {
                    totalCount pageInfo { hasNextPage endCursor } nodes { number title updatedAt isDraft author { login } }
                }
            }
        }";
        let list = List::new("pulls", document, "repository.pullRequests", "number")
            .unwrap()
            .order(ListOrder::Any)
            .deletions(Deletions::Walk)
            .column("number", ColumnType::Integer)
            .column("isDraft", ColumnType::Boolean)
            .column("updatedAt", ColumnType::Timestamp)
            .column("author.login", ColumnType::Text);
        let mirror = mirror(database, &sandbox).await;
        mirror.sync_list(&list, &repository()).await.unwrap();
        for change in [Change::Update(3), Change::Delete(7)] {
            api.change(change);
        }

        let second = mirror.sync_list(&list, &repository()).await.unwrap();

        let changes = second.changes;
        assert_eq!(
            (changes.updated, changes.unchanged, changes.deleted),
            (1, 28, 1)
        );
        let columns = database.columns("v_pulls").await;
        assert_eq!(
            columns,
            ["part", "key", "number", "isDraft", "updatedAt", "author.login"]
        );
        let rows = "SELECT COUNT(*) FROM v_pulls WHERE number = CAST(key AS INTEGER) AND \"author.login\" IS NOT NULL";
        assert!(database.count(rows).await > 20);
    })
    .await;
}

#[tokio::test]
async fn an_item_without_its_key_is_an_error_that_says_what_to_select() {
    let sandbox = sandbox().await;
    let files = crate::support::Files::new();
    let document = "query Q($first: Int, $after: String) { repository(owner: \"a\", name: \"b\") {
        issues(first: $first, after: $after) { pageInfo { hasNextPage endCursor } nodes { title } } } }";
    let list = List::new("issues", document, "repository.issues", "id").unwrap();
    let mirror = mirror(&files.database("a.db"), &sandbox).await;

    let partition = Partition::new("", serde_json::Map::new());
    let error = mirror.sync_list(&list, &partition).await.unwrap_err();

    assert_eq!(
        error.to_string(),
        "an item of `issues` has no key at `id`; select that field in the query, or name another as the key"
    );
}
