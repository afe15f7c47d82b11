//! Tests of the views of a démarche: a column for each field, in the field's type.

use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
use graphql_paginate_sync::{ColumnType, List, Partition};
use serde_json::Value;

use crate::lists::repository;
use crate::postgres::on_both;
use crate::support::{Database, github};

/// Ids of fields in the sandbox's form.
const DATE: &str = "Q2hhbXAtMTAwMw==";
const MOMENT: &str = "Q2hhbXAtMTAwNA==";
const AMOUNT: &str = "Q2hhbXAtMTAwNQ==";
const PARTICIPANTS: &str = "Q2hhbXAtMTAwNg==";
const HAS_STARTED: &str = "Q2hhbXAtMTAwNw==";
const PARTNERS: &str = "Q2hhbXAtMTAxMg==";

async fn sandbox() -> Sandbox {
    Sandbox::builder()
        .dossiers(6)
        .deleted_dossiers(0)
        .pending_deleted_dossiers(0)
        .start()
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn values_have_the_types_of_their_fields() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        database.mirror(&sandbox).await.sync(1).await.unwrap();
        let (type_of, expected) = match database {
            Database::Sqlite(_) => ("typeof", ["text", "text", "real", "integer", "integer"]),
            Database::Postgres(_) => (
                "pg_typeof",
                [
                    "text",
                    "timestamp with time zone",
                    "double precision",
                    "bigint",
                    "boolean",
                ],
            ),
        };
        let fields = [DATE, MOMENT, AMOUNT, PARTICIPANTS, HAS_STARTED];
        for (field, expected) in fields.into_iter().zip(expected) {
            let sql = format!(
                "SELECT CAST({type_of}(\"{field}\") AS TEXT) FROM v_1_dossiers WHERE number = 10002"
            );
            assert_eq!(database.text(&sql).await, expected, "{field}");
            let filled = format!("SELECT COUNT(*) FROM v_1_dossiers WHERE \"{field}\" IS NOT NULL");
            assert_eq!(database.count(&filled).await, 6, "{field}");
        }
        let sql = format!(
            "SELECT COUNT(*) FROM v_1_dossiers WHERE \"{PARTICIPANTS}\" = number * 1000003
             AND \"{AMOUNT}\" = number / 4.0 + 0.125"
        );
        assert_eq!(database.count(&sql).await, 6);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_repetition_block_has_a_view_with_a_row_for_each_of_its_rows() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        database.mirror(&sandbox).await.sync(1).await.unwrap();
        let rows = database
            .count(&format!("SELECT COUNT(*) FROM \"v_1_block_{PARTNERS}\""))
            .await;
        let expected = database
            .count("SELECT COUNT(*) FROM (SELECT DISTINCT dossier, row_id FROM champ WHERE row_id <> '') AS r")
            .await;
        assert!(rows >= 6, "{rows}");
        assert_eq!(rows, expected);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_removed_field_keeps_its_column_after_the_others() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let mirror = database.mirror(&sandbox).await;
        mirror.sync(1).await.unwrap();
        let before = database.columns("v_1_dossiers").await;
        let place = before.iter().position(|column| column == DATE).unwrap();
        let remove = |body: &mut Value| {
            for revision in body["data"]["demarche"]["revisions"]
                .as_array_mut()
                .unwrap()
            {
                let fields = revision["champDescriptors"].as_array_mut().unwrap();
                fields.retain(|field| field["id"] != DATE);
            }
        };
        let api = sandbox.demarches_simplifiees();
        api.script(Faults::new().on_request(1, Fault::rewrite(remove)));

        mirror.sync(1).await.unwrap();

        let after = database.columns("v_1_dossiers").await;
        let mut expected = before.clone();
        let removed = expected.remove(place);
        let is_answer = |column: &String| answers().contains(&column.as_str());
        let last = expected.iter().rposition(is_answer).unwrap();
        expected.insert(last + 1, removed);
        assert_eq!(after, expected);
        let kept = format!("SELECT COUNT(*) FROM v_1_dossiers WHERE \"{DATE}\" IS NOT NULL");
        assert_eq!(database.count(&kept).await, 6);
        let label = format!(
            "SELECT MAX(label) FROM champ_descriptor WHERE id = '{DATE}' AND removed_at IS NOT NULL"
        );
        assert_eq!(database.text(&label).await, "Date de début");
    })
    .await;
}

/// The columns of answers, which precede those of annotations: `Champ-1001` to `Champ-1013`.
fn answers() -> [&'static str; 12] {
    [
        "Q2hhbXAtMTAwMQ==",
        "Q2hhbXAtMTAwMg==",
        DATE,
        MOMENT,
        AMOUNT,
        PARTICIPANTS,
        HAS_STARTED,
        "Q2hhbXAtMTAwOA==",
        "Q2hhbXAtMTAwOQ==",
        "Q2hhbXAtMTAxMA==",
        "Q2hhbXAtMTAxMQ==",
        "Q2hhbXAtMTAxMw==",
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn views_that_are_current_stay_as_they_are() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let mirror = database.mirror(&sandbox).await;
        mirror.sync(1).await.unwrap();
        database
            .execute("CREATE VIEW report AS SELECT COUNT(*) AS dossiers FROM v_1_dossiers")
            .await;

        mirror.sync(1).await.unwrap();

        assert_eq!(database.count("SELECT dossiers FROM report").await, 6);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_view_that_someone_dropped_is_created_again() {
    on_both(async |database, _| {
        let sandbox = Sandbox::builder().dossiers(2).pull_requests(3);
        let sandbox = sandbox.start().await.unwrap();
        let list = List::github_issues();
        let mirror = database.mirror(&sandbox).await;
        let lists = database.mirror_with(github(&sandbox)).await;
        for _ in 0..2 {
            mirror.sync(1).await.unwrap();
            lists.sync_list(&list, &repository()).await.unwrap();
            assert!(database.columns("v_1_dossiers").await.len() > 8);
            assert!(database.columns("v_github_issues").await.len() > 2);
            let drop = "DROP VIEW v_1_dossiers; DROP VIEW v_github_issues";
            database.execute(drop).await;
        }
    })
    .await;
}

/// Leaves out the field of dates, and adds one after the others.
fn republish(body: &mut Value) {
    for revision in body["data"]["demarche"]["revisions"]
        .as_array_mut()
        .unwrap()
    {
        let fields = revision["champDescriptors"].as_array_mut().unwrap();
        let mut added = fields[0].clone();
        added["id"] = "Q2hhbXAtOTk5OQ==".into();
        fields.retain(|field| field["id"] != DATE);
        fields.push(added);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_view_on_which_others_depend_stays_and_the_certificate_says_so() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let mirror = database.mirror(&sandbox).await;
        mirror.sync(1).await.unwrap();
        database
            .execute("CREATE VIEW report AS SELECT COUNT(*) AS dossiers FROM v_1_dossiers")
            .await;
        let before = database.columns("v_1_dossiers").await;
        let api = sandbox.demarches_simplifiees();
        let republished = || Faults::new().on_request(1, Fault::rewrite(republish));
        api.script(republished());

        let certificate = mirror.sync(1).await.unwrap();

        let after = database.columns("v_1_dossiers").await;
        match database {
            // SQLite drops a view although others depend on it.
            Database::Sqlite(_) => assert_eq!(certificate.kept_views, [""; 0]),
            Database::Postgres(_) => {
                assert_eq!(certificate.kept_views, ["v_1_dossiers"]);
                assert_eq!(after, before);
                database.execute("DROP VIEW report").await;
                api.script(republished());
                let next = mirror.sync(1).await.unwrap();
                assert_eq!(next.kept_views, [""; 0]);
            }
        }
        let last = database.columns("v_1_dossiers").await;
        assert!(last.contains(&"Q2hhbXAtOTk5OQ==".to_owned()), "{last:?}");
        assert_ne!(last, before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn views_of_the_user_stay_when_a_form_is_republished() {
    on_both(async |database, _| {
        let sandbox = sandbox().await;
        let mirror = database.mirror(&sandbox).await;
        mirror.sync(1).await.unwrap();
        for name in ["v_1_stats", "v_1_block_stats"] {
            let view = format!("CREATE VIEW {name} AS SELECT COUNT(*) AS dossiers FROM dossier");
            database.execute(&view).await;
        }
        let api = sandbox.demarches_simplifiees();
        api.script(Faults::new().on_request(1, Fault::rewrite(republish)));

        mirror.sync(1).await.unwrap();

        for name in ["v_1_stats", "v_1_block_stats"] {
            let sql = format!("SELECT dossiers FROM {name}");
            assert_eq!(database.count(&sql).await, 6);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_list_is_mirrored_although_its_view_cannot_change() {
    on_both(async |database, _| {
        let sandbox = Sandbox::builder().pull_requests(3).start().await.unwrap();
        let mirror = database.mirror_with(github(&sandbox)).await;
        let document =
            "query Pulls($first: Int, $after: String) { repository(owner: \"a\", name: \"b\") {
            pullRequests(first: $first, after: $after) {
                pageInfo { hasNextPage endCursor } nodes { id number title } } } }";
        let list = |column| {
            let list = List::new("pulls", document, "repository.pullRequests", "id").unwrap();
            list.column(column, ColumnType::Text)
        };
        let partition = Partition::new("", serde_json::Map::new());
        mirror.sync_list(&list("title"), &partition).await.unwrap();
        database
            .execute("CREATE VIEW report AS SELECT COUNT(*) AS pulls FROM v_pulls")
            .await;

        let certificate = mirror.sync_list(&list("number"), &partition).await.unwrap();

        assert_eq!(certificate.changes.unchanged, 3);
        let kept: &[&str] = match database {
            Database::Sqlite(_) => &[],
            Database::Postgres(_) => &["v_pulls"],
        };
        assert_eq!(certificate.kept_views, kept);
        assert_eq!(database.count("SELECT pulls FROM report").await, 3);
    })
    .await;
}
