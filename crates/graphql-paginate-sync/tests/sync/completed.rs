//! Tests of lists whose items are completed before they are stored.

use std::sync::atomic::{AtomicUsize, Ordering};

use graphql_paginate::Client;
use graphql_paginate::dynamic::{PagingVariables, Query};
use graphql_paginate_sandbox::Sandbox;
use graphql_paginate_sync::{
    CompleteItems, Completing, Deletions, List, ListCertificate, ListOrder, Mirror, PageItem,
    Partition,
};
use serde_json::value::to_raw_value;
use serde_json::{Map, Value};

use crate::postgres::on_both;
use crate::support::{Database, github};

/// Adds the member `whole` to each item, and counts the list `labels` of the first item of all runs as cut.
#[derive(Debug, Default)]
struct Completer {
    seen: AtomicUsize,
    is_retried: bool,
}

impl Completer {
    fn complete_item(&self, item: &mut PageItem) {
        let mut fields: Map<String, Value> = serde_json::from_str(item.json.get()).unwrap();
        let is_cut = self.seen.fetch_add(1, Ordering::Relaxed) == 0;
        fields.insert("whole".to_owned(), (!is_cut).into());
        item.json = to_raw_value(&fields).unwrap();
        if is_cut {
            item.cut.insert("labels".to_owned(), 1);
            let problem = "the server is busy".to_owned();
            item.problems.insert("labels".to_owned(), problem);
            item.is_retried = self.is_retried;
        }
        item.without_end.insert("tags".to_owned());
    }
}

impl CompleteItems for Completer {
    fn complete<'a>(&'a self, _: &'a Client, items: &'a mut [PageItem]) -> Completing<'a> {
        Box::pin(async move {
            for item in items {
                self.complete_item(item);
            }
            Ok(())
        })
    }

    fn advice(&self, path: &str) -> Option<String> {
        Some(format!("see to `{path}`"))
    }
}

fn issues(order: ListOrder, completer: Completer) -> List {
    let document = "{ repository { issues { nodes { id } } } }";
    let paged = "query Q($n: Int, $c: String) { repository(owner: \"a\", name: \"b\") {
        issues(first: $n, after: $c) { pageInfo { hasNextPage endCursor } nodes { id } } } }";
    let query = Query::new(document, ["repository", "issues"])
        .forward(PagingVariables::cursor("c").size("n").document(paged));
    let list = List::new("issues", document, "repository.issues", "id").unwrap();
    list.query(query)
        .page_size(7)
        .order(order)
        .deletions(Deletions::Walk)
        .complete_items(completer)
}

/// A mirror whose page size comes before that of the list.
async fn mirror(database: &Database, sandbox: &Sandbox) -> Mirror {
    let mirror = database.mirror_with(github(sandbox)).await;
    mirror.page_size(100)
}

async fn sync(mirror: &Mirror, list: &List) -> ListCertificate {
    let whole = Partition::new("", Map::new());
    mirror.sync_list(list, &whole).await.unwrap()
}

const UNSEEN: [&str; 2] = [
    "elements of the lists at `tags`, if they have further pages: the query does not show it; see to `tags`",
    "elements of 1 lists at `labels`, since the server has further pages of them, or does not say; the last request for one \
     failed: the server is busy; see to `labels`",
];

async fn whole_items(database: &Database) -> i64 {
    let sql = "SELECT COUNT(*) FROM item WHERE deleted_at IS NULL AND cut IS NULL";
    database.count(sql).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn items_are_stored_as_they_were_completed_and_the_rest_is_read_again() {
    on_both(async |database, _| {
        let builder = Sandbox::builder().connection_size("Repository.issues", 330);
        let sandbox = builder.start().await.unwrap();
        let mirror = mirror(database, &sandbox).await;
        let list = issues(
            ListOrder::Updated,
            Completer {
                is_retried: true,
                ..Completer::default()
            },
        );

        let first = sync(&mirror, &list).await;

        assert_eq!((first.changes.inserted, first.pages), (330, 4));
        assert!(!first.complete, "{first:?}");
        assert_eq!(first.unseen[..1], UNSEEN[..1]);
        assert_eq!(first.unseen[2..], UNSEEN[1..]);
        assert_eq!(whole_items(database).await, 329);
        // The next run reads again from the item that is not complete.
        let second = sync(&mirror, &list).await;
        assert!(second.complete && second.cut.is_empty(), "{second:?}");
        assert!(second.problems.is_empty(), "{second:?}");
        assert_eq!((second.changes.updated, second.pages), (1, 4));
        assert_eq!(whole_items(database).await, 330);
        let third = sync(&mirror, &list).await;
        assert_eq!((third.changes.unchanged, third.pages), (130, 2));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_item_that_cannot_be_completed_is_neither_complete_nor_deleted() {
    on_both(async |database, _| {
        let builder = Sandbox::builder().connection_size("Repository.issues", 130);
        let sandbox = builder.start().await.unwrap();
        let mirror = mirror(database, &sandbox).await;
        sync(&mirror, &issues(ListOrder::Any, Completer::default())).await;

        // A completer of its own, which fails again.
        let list = issues(ListOrder::Any, Completer::default());
        let second = sync(&mirror, &list).await;

        assert_eq!(second.changes.deleted, 0);
        assert_eq!(second.cut, [("labels".to_owned(), 1)].into());
        assert_eq!(second.unseen, UNSEEN);
        assert!(second.whole && !second.complete);
        let third = sync(&mirror, &list).await;
        assert!(third.complete, "{third:?}");
        assert_eq!((third.changes.updated, third.changes.unchanged), (1, 129));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_list_in_order_of_change_is_not_read_again_for_what_no_run_completes() {
    on_both(async |database, _| {
        let builder = Sandbox::builder().connection_size("Repository.issues", 330);
        let sandbox = builder.start().await.unwrap();
        let mirror = mirror(database, &sandbox).await;
        let list = issues(ListOrder::Updated, Completer::default());
        assert!(!sync(&mirror, &list).await.complete);

        let second = sync(&mirror, &list).await;

        assert_eq!(second.pages, 2);
        assert!(!second.complete, "{second:?}");
    })
    .await;
}
