//! Tests of dossiers that are null in a walk from the start, over rows of an earlier one.

use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
use graphql_paginate_sync::{Mirror, With};
use serde_json::{Value, json};

use crate::postgres::on_both;
use crate::support::{Database, assert_same};

/// A dossier of the sandbox.
const HIDDEN: i64 = 10_002;

async fn sandbox() -> Sandbox {
    let builder = Sandbox::builder().dossiers(6).deleted_dossiers(0);
    let builder = builder.pending_deleted_dossiers(0);
    builder.start().await.unwrap()
}

fn error(path: Value) -> Value {
    json!([{
        "message": "Cannot return null for non-nullable field Message.body",
        "path": path,
        "extensions": { "code": "invalid_null" },
    }])
}

/// Shows null in place of the dossier wherever its content is requested. A census requests no content, so it lists the
/// dossier.
fn hide(body: &mut Value) {
    if body["data"]["dossier"]["number"] == HIDDEN {
        *body = json!({ "data": null, "errors": error(json!(["dossier", "messages", 0, "body"])) });
    }
    let Some(nodes) = body.pointer_mut("/data/demarche/dossiers/nodes") else {
        return;
    };
    for node in nodes.as_array_mut().unwrap() {
        if node["number"] == HIDDEN && node["id"].is_string() {
            *node = Value::Null;
            body["errors"] = error(json!(["demarche", "dossiers", "nodes", 1, "messages"]));
            return;
        }
    }
}

fn hidden() -> Faults {
    Faults::new().always(Fault::rewrite(hide))
}

/// What an earlier version of the program could have stored of the dossier.
async fn age(database: &Database) {
    let earlier = format!(
        "UPDATE champ SET value = 'earlier' WHERE dossier = {HIDDEN};
         UPDATE dossier SET content_hash = 'earlier' WHERE number = {HIDDEN}"
    );
    database.execute(&earlier).await;
}

async fn check_repaired(mirror: &Mirror, sandbox: &Sandbox, database: &Database, fresh: &Database) {
    sandbox.demarches_simplifiees().script(Faults::new());
    assert_eq!(mirror.sync(1).await.unwrap().unread, 0);
    fresh.mirror(sandbox).await.sync(1).await.unwrap();
    assert_same(database, fresh).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_dossier_that_is_null_when_parts_are_added_is_asked_for_by_number_until_it_is_read() {
    on_both(async |database, fresh| {
        let sandbox = sandbox().await;
        let mirror = database.mirror(&sandbox).await;
        let fewer = mirror.clone().with(With::default());
        fewer.sync(1).await.unwrap();
        sandbox.demarches_simplifiees().script(hidden());

        for _ in 0..2 {
            let certificate = mirror.sync(1).await.unwrap();

            assert_eq!(certificate.unread, 1, "{certificate:?}");
        }
        let unread = "SELECT number FROM dead_letter WHERE resolved_at IS NULL";
        assert_eq!(database.count(unread).await, HIDDEN);
        check_repaired(&mirror, &sandbox, database, fresh).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_dossier_that_is_null_in_a_full_refresh_is_asked_for_by_number() {
    on_both(async |database, fresh| {
        let sandbox = sandbox().await;
        let mirror = database.mirror(&sandbox).await;
        mirror.sync(1).await.unwrap();
        age(database).await;
        sandbox.demarches_simplifiees().script(hidden());

        let certificate = mirror.clone().full_refresh(true).sync(1).await.unwrap();

        assert_eq!(certificate.unread, 1, "{certificate:?}");
        check_repaired(&mirror, &sandbox, database, fresh).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_run_that_ended_between_a_null_and_the_census_is_made_up_for() {
    on_both(async |database, fresh| {
        let sandbox = sandbox().await;
        let api = sandbox.demarches_simplifiees();
        let mirror = database.mirror(&sandbox).await;
        mirror.sync(1).await.unwrap();
        age(database).await;
        // The description, the page, its five other dossiers, and the census.
        let failing = Faults::new().on_request(8, Fault::status(404));
        api.script(failing.always(Fault::rewrite(hide)));
        let refresh = mirror.clone().full_refresh(true);
        refresh.sync(1).await.unwrap_err();

        check_repaired(&mirror, &sandbox, database, fresh).await;
        api.clear_requests();
        let certificate = mirror.sync(1).await.unwrap();
        assert_eq!(certificate.census, None);
        assert_eq!(api.requests().len(), 2, "the description and one page");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_interrupted_walk_with_a_null_is_continued_and_not_repeated() {
    on_both(async |database, fresh| {
        let sandbox = sandbox().await;
        let api = sandbox.demarches_simplifiees();
        let mirror = database.mirror(&sandbox).await.page_size(4);
        mirror.sync(1).await.unwrap();
        age(database).await;
        // The second page.
        let failing = Faults::new().when(
            |asked| asked.json()["variables"]["after"].is_string(),
            Fault::status(404),
        );
        api.script(failing.always(Fault::rewrite(hide)));
        let refresh = mirror.clone().full_refresh(true);
        refresh.sync(1).await.unwrap_err();
        api.script(hidden());

        let certificate = mirror.sync(1).await.unwrap();

        assert_eq!((certificate.restarted, certificate.unread), (None, 1));
        // Only the hidden one.
        assert_eq!(certificate.asked, 1);
        check_repaired(&mirror, &sandbox, database, fresh).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_dossier_without_a_part_that_the_mirror_has_is_stale() {
    on_both(async |database, fresh| {
        let sandbox = sandbox().await;
        let mirror = database.mirror(&sandbox).await;
        mirror.sync(1).await.unwrap();
        let raw = match database {
            Database::Sqlite(_) => "json_remove(raw, '$.messages')",
            Database::Postgres(_) => "raw - 'messages'",
        };
        let lost = format!(
            "DELETE FROM message WHERE dossier = {HIDDEN};
             UPDATE dossier SET content_hash = 'earlier', raw = {raw} WHERE number = {HIDDEN}"
        );
        database.execute(&lost).await;

        assert_eq!(mirror.verify(1, false).await.unwrap().stale, [HIDDEN]);

        let census = mirror.verify(1, true).await.unwrap();
        assert_eq!((census.stale, census.repaired), (vec![HIDDEN], 1));
        check_repaired(&mirror, &sandbox, database, fresh).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_dossier_that_is_stored_under_another_demarche_is_brought_back() {
    on_both(async |database, fresh| {
        let sandbox = sandbox().await;
        let mirror = database.mirror(&sandbox).await;
        mirror.sync(1).await.unwrap();
        let moved = format!("UPDATE dossier SET demarche = 2 WHERE number = {HIDDEN}");
        database.execute(&moved).await;

        let certificate = mirror.clone().census(true).sync(1).await.unwrap();

        let census = certificate.census.unwrap();
        assert_eq!((census.missing, census.repaired), (vec![HIDDEN], 1));
        check_repaired(&mirror, &sandbox, database, fresh).await;
    })
    .await;
}
