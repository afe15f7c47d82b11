//! Tests of servers that list nothing: a token without rights deletes no mirror.

use graphql_paginate_sandbox::{Change, Fault, Faults, Sandbox};
use graphql_paginate_sync::{Deletions, List, Mirror, Partition, ReceivedCounts};
use serde_json::{Map, Value, json};

use crate::postgres::on_both;
use crate::support::github;

const DOCUMENT: &str =
    "query Q($first: Int, $after: String) { repository(owner: \"a\", name: \"b\") {
    issues(first: $first, after: $after) { pageInfo { hasNextPage endCursor } nodes { id } } } }";

fn only(ids: &[&str]) -> Fault {
    let nodes: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
    let page_info = json!({ "hasNextPage": false, "endCursor": "end" });
    let list = json!({ "pageInfo": page_info, "nodes": nodes });
    let answer = json!({ "data": { "repository": { "issues": list }, "node": null } });
    Fault::status(200).json(&answer)
}

const KEPT: &str = "SELECT COUNT(*) FROM item WHERE deleted_at IS NULL";

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_list_without_any_item_deletes_nothing_unless_that_is_allowed() {
    on_both(async |database, _| {
        for deletions in [Deletions::Walk, Deletions::Twice, Deletions::Node] {
            let sandbox = Sandbox::builder().start().await.unwrap();
            let mirror = database.mirror_with(github(&sandbox)).await;
            let name = format!("issues_{deletions:?}").to_lowercase();
            let list = List::new(&name, DOCUMENT, "repository.issues", "id").unwrap();
            let list = list.deletions(deletions);
            let whole = Partition::new("", Map::new());
            let sync = async |mirror: &Mirror| mirror.sync_list(&list, &whole).await.unwrap();
            sandbox
                .github()
                .script(Faults::new().always(only(&["a", "b"])));
            assert!(sync(&mirror).await.complete);

            sandbox.github().script(Faults::new().always(only(&[])));
            let removing = mirror.clone().remove_deleted(true);
            for mirror in [&mirror, &removing] {
                let certificate = sync(mirror).await;
                assert_eq!((certificate.withheld, certificate.changes.deleted), (2, 0));
                assert!(!certificate.complete, "{certificate:?}");
                let [unseen] = &certificate.unseen[..] else {
                    panic!("{certificate:?}");
                };
                assert!(unseen.starts_with("items that were deleted: the server listed none"));
                assert_eq!(database.count(KEPT).await, 2);
            }

            let certificate = sync(&mirror.clone().allow_empty(true)).await;
            assert_eq!((certificate.withheld, certificate.changes.deleted), (0, 2));
            assert!(certificate.complete, "{certificate:?}");
            // An empty mirror of an empty list is complete.
            assert!(sync(&mirror).await.complete);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_second_walk_without_any_item_deletes_nothing() {
    on_both(async |database, _| {
        let sandbox = Sandbox::builder().start().await.unwrap();
        let mirror = database.mirror_with(github(&sandbox)).await;
        let list = List::new("issues", DOCUMENT, "repository.issues", "id").unwrap();
        let list = list.deletions(Deletions::Twice);
        let whole = Partition::new("", Map::new());
        let api = sandbox.github();
        api.script(Faults::new().always(only(&["a", "b"])));
        mirror.sync_list(&list, &whole).await.unwrap();
        api.script(
            Faults::new()
                .on_request(1, only(&["a"]))
                .on_request(2, only(&[])),
        );

        let certificate = mirror.sync_list(&list, &whole).await.unwrap();

        assert_eq!((certificate.withheld, certificate.changes.deleted), (1, 0));
        assert_eq!(database.count(KEPT).await, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_item_that_two_walks_list_is_counted_once() {
    on_both(async |database, _| {
        let sandbox = Sandbox::builder().start().await.unwrap();
        let mirror = database.mirror_with(github(&sandbox)).await;
        let list = List::new("issues", DOCUMENT, "repository.issues", "id").unwrap();
        let list = list.deletions(Deletions::Twice);
        let whole = Partition::new("", Map::new());
        let api = sandbox.github();
        api.script(Faults::new().always(only(&["a", "b", "c"])));
        mirror.sync_list(&list, &whole).await.unwrap();
        api.script(Faults::new().always(only(&["a", "b"])));

        let counts = ReceivedCounts::default();
        let mirror = mirror.received(counts.clone());
        let certificate = mirror.sync_list(&list, &whole).await.unwrap();

        assert_eq!((counts.pages(), counts.items()), (2, 4));
        let changes = certificate.changes;
        assert_eq!((changes.unchanged, changes.deleted), (2, 1));
        assert_eq!(certificate.pages, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_census_without_any_dossier_deletes_nothing_unless_that_is_allowed() {
    on_both(async |database, _| {
        let sandbox = Sandbox::builder().dossiers(3).deleted_dossiers(0);
        let sandbox = sandbox.pending_deleted_dossiers(0).start().await.unwrap();
        let api = sandbox.demarches_simplifiees();
        let mirror = database.mirror(&sandbox).await;
        mirror.sync(1).await.unwrap();
        for index in 0..3 {
            api.change(Change::Expire(10_001 + index));
        }
        let sql = "SELECT COUNT(*) FROM dossier WHERE deleted_at IS NULL";

        let certificate = mirror.clone().census(true).sync(1).await.unwrap();
        let census = certificate.census.unwrap();
        assert_eq!((census.withheld, census.unrepaired()), (3, 3));
        assert!(
            certificate.unseen[0].starts_with("dossiers that were deleted: the server listed none")
        );
        let census = mirror.verify(1, true).await.unwrap();
        assert_eq!((census.withheld, census.repaired), (3, 0));
        assert_eq!(database.count(sql).await, 3);

        let mirror = mirror.allow_empty(true);
        let census = mirror.verify(1, true).await.unwrap();
        assert_eq!((census.withheld, census.repaired), (0, 3));
        assert_eq!(database.count(sql).await, 0);
    })
    .await;
}
