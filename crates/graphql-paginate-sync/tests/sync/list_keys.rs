//! Tests of the keys that identify the items of a list.

use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
use graphql_paginate_sync::{Deletions, List, ListCertificate, Mirror, Partition, SyncError};
use serde_json::{Map, Value, json};

use crate::postgres::on_both;
use crate::support::github;

const DOCUMENT: &str = "query Q($first: Int, $after: String) { repository(owner: \"a\", name: \"b\") {
    issues(first: $first, after: $after) { pageInfo { hasNextPage endCursor } nodes { id title } } } }";

fn things(key: &str) -> List {
    let list = List::new("things", DOCUMENT, "repository.issues", key).unwrap();
    list.deletions(Deletions::Walk)
}

/// A page of the list, after which there are more if `has_next` is set.
fn page(nodes: Value, has_next: bool) -> Fault {
    let list =
        json!({ "pageInfo": { "hasNextPage": has_next, "endCursor": "end" }, "nodes": nodes });
    Fault::status(200).json(&json!({ "data": { "repository": { "issues": list } } }))
}

fn only(nodes: Value) -> Faults {
    Faults::new().always(page(nodes, false))
}

async fn sync(mirror: &Mirror, list: &List) -> Result<ListCertificate, SyncError> {
    mirror
        .sync_list(list, &Partition::new("", Map::new()))
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn different_items_with_one_key_on_a_page_are_an_error() {
    on_both(async |database, _| {
        let sandbox = Sandbox::builder().start().await.unwrap();
        let mirror = database.mirror_with(github(&sandbox)).await;
        let nodes = json!([{ "id": "same", "title": "a" }, { "id": "same", "title": "b" }]);
        sandbox.github().script(only(nodes));

        let error = sync(&mirror, &things("id")).await.unwrap_err();

        assert_eq!(
            error.to_string(),
            "two items of `things` have the key `same` at `id`; name a field as the key that differs in all items"
        );
        assert_eq!(database.count("SELECT COUNT(*) FROM item").await, 0);
        // One item that is listed twice is no loss.
        let nodes = json!([{ "id": "same", "title": "a" }, { "id": "same", "title": "a" }]);
        sandbox.github().script(only(nodes));
        sync(&mirror, &things("id")).await.unwrap();
        assert_eq!(database.count("SELECT COUNT(*) FROM item").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn different_items_with_one_key_on_two_pages_are_reported() {
    on_both(async |database, _| {
        let sandbox = Sandbox::builder().start().await.unwrap();
        let mirror = database.mirror_with(github(&sandbox)).await;
        let first = page(json!([{ "id": "same", "title": "a" }]), true);
        let second = page(json!([{ "id": "same", "title": "b" }]), false);
        let pages = Faults::new().on_request(1, first).on_request(2, second);
        sandbox.github().script(pages);

        let certificate = sync(&mirror, &things("id")).await.unwrap();

        assert_eq!(certificate.replaced, 1);
        assert_eq!(
            certificate.unseen,
            [
                "1 items that others with the same key at `id` replaced; unless they changed during the walk, \
                 the list needs another key"
            ]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_item_with_a_zero_character_in_its_key_stays() {
    on_both(async |database, _| {
        let sandbox = Sandbox::builder().start().await.unwrap();
        let mirror = database.mirror_with(github(&sandbox)).await;
        sandbox
            .github()
            .script(only(json!([{ "id": "a\0", "title": "a" }])));
        for _ in 0..2 {
            let certificate = sync(&mirror, &things("id")).await.unwrap();
            assert_eq!(certificate.changes.deleted, 0);
        }
        let live = "SELECT COUNT(*) FROM item WHERE deleted_at IS NULL";
        assert_eq!(database.count(live).await, 1);

        let nodes = json!([{ "id": "a\0", "title": "a" }, { "id": "a\u{fffd}", "title": "b" }]);
        sandbox.github().script(only(nodes));
        let error = sync(&mirror, &things("id")).await.unwrap_err();

        assert!(matches!(error, SyncError::Key { .. }), "{error}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_list_whose_key_changed_is_refused_until_its_rows_are_gone() {
    on_both(async |database, _| {
        let sandbox = Sandbox::builder().start().await.unwrap();
        let mirror = database.mirror_with(github(&sandbox)).await;
        sandbox
            .github()
            .script(only(json!([{ "id": "1", "title": "a" }])));
        sync(&mirror, &things("id")).await.unwrap();

        let error = sync(&mirror, &things("title")).await.unwrap_err();

        assert_eq!(
            error.to_string(),
            "the database has `things` as the list `repository.issues` with the key `id`, not `repository.issues` with \
             the key `title`; choose another name, or remove its rows with `DELETE FROM item WHERE list = 'things'`"
        );
        sync(&mirror, &things("id")).await.unwrap();
        database
            .execute("DELETE FROM item WHERE list = 'things'")
            .await;
        sync(&mirror, &things("title")).await.unwrap();
        assert_eq!(database.text("SELECT key FROM item").await, "a");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_list_with_the_name_of_a_list_inside_another_one_is_refused() {
    on_both(async |database, other| {
        let document = "query($first: Int, $after: String) { repository(owner: \"a\", name: \"b\") {
            issues(first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }";
        let path = "repository.issues";
        let named = List::new("github_issue_comments", document, path, "id").unwrap();
        let issues = List::github_issues();
        let repository = Partition::repository("a/b").unwrap();
        let builder = Sandbox::builder().connection_size("Issue.comments", 2);
        let sandbox = builder.start().await.unwrap();

        let mirror = database.mirror_with(github(&sandbox)).await;
        mirror.sync_list(&issues, &repository).await.unwrap();
        let error = sync(&mirror, &named).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "the database has `github_issue_comments` as the list `comments` of `github_issues`, not `repository.issues` \
             with the key `id`; choose another name, or remove its rows with \
             `DELETE FROM item WHERE list = 'github_issue_comments'`"
        );

        let mirror = other.mirror_with(github(&sandbox)).await;
        sync(&mirror, &named).await.unwrap();
        let error = mirror.sync_list(&issues, &repository).await.unwrap_err();
        assert!(matches!(error, SyncError::Definition { .. }), "{error}");
        let remove = "DELETE FROM item WHERE list = 'github_issue_comments'";
        other.execute(remove).await;
        let first = mirror.sync_list(&issues, &repository).await.unwrap();
        assert!(first.nested["github_issue_comments"].inserted > 0);

        // The rows of the comments are gone, and in between their name was that of another list.
        other.execute(remove).await;
        sync(&mirror, &named).await.unwrap();
        other.execute(remove).await;
        let again = mirror.sync_list(&issues, &repository).await.unwrap();
        let counts = [&first, &again].map(|one| one.nested["github_issue_comments"].inserted);
        assert_eq!(counts[0], counts[1]);
    })
    .await;
}
