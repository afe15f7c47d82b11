//! Tests of mirrors of REST APIs on two nights with changes between them, on both databases.

use std::sync::atomic::{AtomicUsize, Ordering};

use graphql_paginate::rest::position_green::PositionGreen;
use graphql_paginate::{Client, Profile};
use graphql_paginate_sandbox::{Change, Endpoint, Fault, Faults, Sandbox};
use graphql_paginate_sync::{Counts, List, ListCertificate, Mirror, Partition};

use crate::postgres::on_both;
use crate::support::{Database, assert_same};

pub(crate) async fn sandbox() -> Sandbox {
    let builder = Sandbox::builder().jobs(45).candidates(50).applications(60);
    let builder = builder.jobaffinity_requests_per_minute(1_000);
    let builder = builder.years(4).measures(20);
    let builder = builder.accounts(30).entries(40).customers(50);
    builder.start().await.unwrap()
}

/// A client with the server's page size and without the limit of 45 requests a minute.
pub(crate) fn jobaffinity(sandbox: &Sandbox) -> Client {
    let builder = Client::builder(sandbox.jobaffinity().url()).basic_auth("login", "password");
    builder.build().unwrap()
}

fn position_green(sandbox: &Sandbox) -> Client {
    let api = sandbox.position_green();
    let tokens = format!("{}/connect/token", api.origin());
    let api = PositionGreen::at(api.url(), &tokens, "client", "secret");
    api.client().clone()
}

pub(crate) fn sage(sandbox: &Sandbox) -> Client {
    let builder = Client::builder(sandbox.sage().url()).profile(Profile::sage());
    builder.bearer_token(Sandbox::TOKEN).build().unwrap()
}

/// The lists with their sizes at the start.
type Lists = Vec<(List, u64)>;

fn sized(lists: Vec<List>, sizes: &[u64]) -> Lists {
    assert_eq!(lists.len(), sizes.len());
    lists.into_iter().zip(sizes.iter().copied()).collect()
}

pub(crate) async fn sync(mirror: &Mirror, list: &List) -> ListCertificate {
    let partition = Partition::new("", serde_json::Map::new());
    mirror.sync_list(list, &partition).await.unwrap()
}

fn counts(changes: Counts) -> (u64, u64, u64, u64) {
    (
        changes.inserted,
        changes.updated,
        changes.unchanged,
        changes.deleted,
    )
}

/// Checks two nights, and a census for lists whose later runs read only changes.
async fn check_nights(
    api: impl Fn(&Sandbox) -> &Endpoint,
    client: impl Fn(&Sandbox) -> Client,
    lists: &Lists,
) {
    on_both(async |database, fresh| {
        let sandbox = sandbox().await;
        let mirror = database.mirror_with(client(&sandbox)).await;
        for (list, size) in lists {
            let first = sync(&mirror, list).await;
            assert!(first.complete && first.whole, "{first:?}");
            assert_eq!(counts(first.changes), (*size, 0, 0, 0), "{first:?}");
        }

        for change in [Change::Insert, Change::Update(3), Change::Delete(2)] {
            api(&sandbox).change(change);
        }
        for (list, size) in lists {
            let second = sync(&mirror, list).await;
            assert!(second.complete);
            if second.whole {
                // What is not listed is looked for once more, and then everything else is the same.
                assert_eq!(counts(second.changes), (1, 1, *size, 1), "{second:?}");
                assert_eq!(second.unseen, [""; 0]);
            } else {
                // The watermark is the last item of the first page, so the items after it are received again.
                let expected = (1, 1, size - 20, 0);
                assert_eq!(counts(second.changes), expected, "{second:?}");
                assert_eq!(second.unseen, ["items that were deleted"]);
                let census = sync(&mirror.clone().census(true), list).await;
                assert_eq!(census.changes.deleted, 1, "{census:?}");
                assert_eq!(census.unseen, [""; 0]);
            }
        }

        for (list, size) in lists {
            let third = sync(&mirror, list).await;
            let changes = third.changes;
            assert_eq!(
                (changes.inserted, changes.updated, changes.deleted),
                (0, 0, 0)
            );
            let view = format!("SELECT COUNT(*) FROM v_{}", list.name());
            assert_eq!(database.count(&view).await as u64, *size);
        }
        let other = fresh.mirror_with(client(&sandbox)).await;
        for (list, _) in lists {
            sync(&other, list).await;
        }
        assert_same(database, fresh).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn nights_of_jobaffinity() {
    let lists = sized(List::jobaffinity(), &[45, 50, 60, 30, 45]);
    check_nights(Sandbox::jobaffinity, jobaffinity, &lists).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn nights_of_position_green() {
    let lists = sized(List::position_green(), &[4, 20]);
    check_nights(Sandbox::position_green, position_green, &lists).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn nights_of_sage() {
    let lists = sized(List::sage(Sandbox::SAGE_DATASET), &[30, 40, 50]);
    check_nights(Sandbox::sage, sage, &lists).await;
}

pub(crate) fn candidates() -> List {
    let mut lists = List::jobaffinity();
    let place = lists
        .iter()
        .position(|list| list.name() == "jobaffinity_candidates");
    lists.remove(place.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_watermark_counts_only_once_its_walk_has_ended() {
    on_both(async |database, fresh| {
        let sandbox = sandbox().await;
        let api = sandbox.jobaffinity();
        let mirror = database.mirror_with(jobaffinity(&sandbox)).await;
        let list = candidates();
        let partition = Partition::new("", serde_json::Map::new());
        api.script(Faults::new().on_request(2, Fault::status(404)));
        mirror.sync_list(&list, &partition).await.unwrap_err();
        api.script(Faults::new());
        // Behind the cursor of the interrupted walk, and before the highest identifier it received.
        api.change(Change::Update(4));
        api.clear_requests();

        let continued = sync(&mirror, &list).await;

        assert_eq!(counts(continued.changes), (30, 0, 0, 0));
        let requests = api.requests();
        assert!(
            requests[0].path.contains("pagecursor=20"),
            "{}",
            requests[0].path
        );
        api.clear_requests();
        let next = sync(&mirror, &list).await;
        assert_eq!(counts(next.changes), (0, 1, 30, 0));
        // The highest identifier of the first page; the next run knew the others before it began.
        assert!(api.requests()[0].path.contains("since=20"));
        api.clear_requests();
        sync(&mirror, &list).await;
        assert!(api.requests()[0].path.contains("since=50"));
        sync(&fresh.mirror_with(jobaffinity(&sandbox)).await, &list).await;
        assert_same(database, fresh).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_change_before_the_cursor_is_read_although_a_later_item_was_listed() {
    on_both(async |database, fresh| {
        let sandbox = sandbox().await;
        let api = sandbox.jobaffinity();
        let mirror = database.mirror_with(jobaffinity(&sandbox)).await;
        let list = candidates();
        // Candidate 3 is on the first page; candidate 51 is created after its change, and is on the last one.
        let changes = Fault::change(Change::Update(3)).and(Fault::change(Change::Insert));
        api.script(Faults::new().on_request(2, changes));
        let first = sync(&mirror, &list).await;
        assert_eq!(counts(first.changes), (51, 0, 0, 0));
        api.script(Faults::new());

        let second = sync(&mirror, &list).await;

        assert_eq!(second.changes.updated, 1, "{second:?}");
        // The same in a walk that has a watermark.
        for _ in 0..30 {
            api.change(Change::Insert);
        }
        let changes = Fault::change(Change::Update(53)).and(Fault::change(Change::Insert));
        api.script(Faults::new().on_request(2, changes));
        let third = sync(&mirror, &list).await;
        api.script(Faults::new());
        assert_eq!(third.changes.inserted, 31, "{third:?}");
        let fourth = sync(&mirror, &list).await;
        assert_eq!(fourth.changes.updated, 1, "{fourth:?}");
        sync(&fresh.mirror_with(jobaffinity(&sandbox)).await, &list).await;
        assert_same(database, fresh).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_walk_with_a_null_leaves_the_watermark_as_it_is() {
    on_both(async |database, fresh| {
        let sandbox = sandbox().await;
        let api = sandbox.jobaffinity();
        let mirror = database.mirror_with(jobaffinity(&sandbox)).await;
        let list = candidates();
        let null = Fault::rewrite(|body| {
            if let Some(item) = first_item(body) {
                *item = serde_json::Value::Null;
            }
        });
        api.script(Faults::new().on_request(1, null));
        let first = sync(&mirror, &list).await;
        assert_eq!((first.changes.inserted, first.changes.failed), (49, 1));
        api.script(Faults::new());

        let second = sync(&mirror, &list).await;

        assert_eq!(counts(second.changes), (1, 0, 49, 0), "{second:?}");
        sync(&fresh.mirror_with(jobaffinity(&sandbox)).await, &list).await;
        assert_same(database, fresh).await;
    })
    .await;
}

/// The first item of the first array in a page.
pub(crate) fn first_item(body: &mut serde_json::Value) -> Option<&mut serde_json::Value> {
    if body.is_array() {
        return body.get_mut(0);
    }
    for field in body.as_object_mut()?.values_mut() {
        if field.is_array() {
            return field.get_mut(0);
        }
    }
    None
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_row_that_moved_to_an_earlier_page_is_not_deleted() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let mirror = database.mirror_with(position_green(&sandbox)).await;
        let lists = List::position_green();
        let measures = &lists[1];
        sync(&mirror, measures).await;
        let api = sandbox.position_green();
        // The first walk of the next run does not show the fifth measure.
        let hide = |body: &mut serde_json::Value| {
            if let Some(items) = body["items"].as_array_mut() {
                items.remove(4);
                body["totalCount"] = 19.into();
            }
        };
        let first = |asked: &graphql_paginate_sandbox::RequestView| asked.path.contains("measures");
        api.script(Faults::new().when(first, Fault::rewrite(hide)).times(1));

        let certificate = sync(&mirror, measures).await;

        assert_eq!(counts(certificate.changes), (0, 0, 20, 0));
        let count = "SELECT COUNT(*) FROM v_position_green_measures";
        assert_eq!(database.count(count).await, 20);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_row_missing_only_from_the_second_walk_is_not_deleted() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let mirror = database.mirror_with(position_green(&sandbox)).await;
        let lists = List::position_green();
        let measures = &lists[1];
        sync(&mirror, measures).await;
        let api = sandbox.position_green();
        // The fifth measure is gone; during the second walk another row goes, and a page shift hides the tenth.
        let walks = AtomicUsize::new(0);
        let hide = move |body: &mut serde_json::Value| {
            let is_second = walks.fetch_add(1, Ordering::SeqCst) == 1;
            if let Some(items) = body["items"].as_array_mut() {
                if is_second {
                    items.remove(9);
                }
                items.remove(4);
                body["totalCount"] = items.len().into();
            }
        };
        let measure =
            |asked: &graphql_paginate_sandbox::RequestView| asked.path.contains("measures");
        api.script(Faults::new().when(measure, Fault::rewrite(hide)).times(2));

        let certificate = sync(&mirror, measures).await;

        assert!(certificate.whole, "{certificate:?}");
        assert_eq!(counts(certificate.changes), (0, 0, 18, 1));
        let count = "SELECT COUNT(*) FROM v_position_green_measures";
        assert_eq!(database.count(count).await, 19);
    })
    .await;
}

/// A database for the example of a view.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn views_of_rest_lists_have_the_fields_as_columns() {
    on_both(async |database: &Database, _| {
        let sandbox = sandbox().await;
        let mirror = database.mirror_with(sage(&sandbox)).await;
        for list in List::sage(Sandbox::SAGE_DATASET) {
            sync(&mirror, &list).await;
        }
        let columns = database.columns("v_sage_customers").await;
        assert_eq!(
            columns,
            [
                "part",
                "key",
                "numero",
                "intitule",
                "siret",
                "adresse.ville"
            ]
        );
        let balanced =
            "SELECT CAST(SUM(CASE sens WHEN 'Debit' THEN montant ELSE -montant END) AS BIGINT)
            FROM v_sage_entries";
        assert_eq!(database.count(balanced).await, 0);
    })
    .await;
}
