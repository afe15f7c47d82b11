//! Changes that no incremental walk detects.

use graphql_paginate_sandbox::{Change, Endpoint, Sandbox};
use serde_json::{Value, json};

use crate::support::{data, numbers, post};

const NUMBER: i64 = 10_002;

async fn dossier(api: &Endpoint) -> Value {
    let query = format!(
        "{{ dossier(number: {NUMBER}) {{ dateDerniereModification dateExpiration labels {{ name }} revision {{ id }} }} }}"
    );
    data(api, &query, Value::Null).await["dossier"].take()
}

/// The numbers in the three lists.
async fn lists(api: &Endpoint) -> [Vec<i64>; 3] {
    let query = "{ demarche(number: 1) { dossiers { nodes { number } } \
                 pendingDeletedDossiers { nodes { number } } deletedDossiers { nodes { number } } } }";
    let found = data(api, query, Value::Null).await;
    ["dossiers", "pendingDeletedDossiers", "deletedDossiers"]
        .map(|list| numbers(&found, &format!("/demarche/{list}/nodes")))
}

fn sandbox() -> Sandbox {
    let builder = Sandbox::builder()
        .dossiers(3)
        .deleted_dossiers(2)
        .pending_deleted_dossiers(0);
    builder.start_blocking().unwrap()
}

#[tokio::test]
async fn labels_rebases_and_expiration_dates_do_not_move_the_date_of_modification() {
    let sandbox = sandbox();
    let api = sandbox.demarches_simplifiees();
    let cases = [
        (Change::AddLabel(NUMBER), "labels"),
        (Change::RemoveLabel(NUMBER), "labels"),
        (Change::Rebase(NUMBER), "revision"),
        (Change::PostponeExpiration(NUMBER), "dateExpiration"),
    ];
    for (change, field) in cases {
        let mut before = dossier(api).await;
        api.change(change);
        let after = dossier(api).await;
        assert_ne!(before[field], after[field], "{change:?}");
        before[field] = after[field].clone();
        assert_eq!(before, after, "{change:?} changes nothing else");
    }
    let before = dossier(api).await;
    api.change(Change::Update(NUMBER));
    let field = "dateDerniereModification";
    assert_ne!(before[field], dossier(api).await[field]);
}

#[tokio::test]
async fn an_expired_dossier_is_in_no_list_for_two_weeks() {
    let sandbox = sandbox();
    let api = sandbox.demarches_simplifiees();
    let deleted = [2_000_001, 2_000_002];
    api.change(Change::Expire(NUMBER));
    let nowhere = [vec![10_001, 10_003], vec![], deleted.to_vec()];
    assert_eq!(lists(api).await, nowhere);
    let query = format!("{{ dossier(number: {NUMBER}) {{ id }} }}");
    assert_eq!(
        post(api, &query, Value::Null).await["errors"][0]["message"],
        "Dossier not found"
    );

    api.change(Change::PassDays(13));
    assert_eq!(lists(api).await, nowhere);
    api.change(Change::PassDays(1));
    assert_eq!(
        lists(api).await,
        [
            vec![10_001, 10_003],
            vec![],
            [&deleted[..], &[NUMBER]].concat()
        ]
    );
    let query = "{ demarche(number: 1) { deletedDossiers(last: 1) { nodes { reason } } } }";
    let last = data(api, query, Value::Null).await;
    assert_eq!(
        last["demarche"]["deletedDossiers"]["nodes"],
        json!([{ "reason": "expired" }])
    );
}

#[tokio::test]
async fn a_dossier_hidden_by_its_user_is_deleted_at_a_date_before_a_cursor() {
    let sandbox = Sandbox::builder()
        .dossiers(0)
        .deleted_dossiers(0)
        .pending_deleted_dossiers(0)
        .start()
        .await
        .unwrap();
    let api = sandbox.demarches_simplifiees();
    for change in [Change::Insert, Change::Insert, Change::Hide(10_001)] {
        api.change(change);
    }
    assert_eq!(lists(api).await, [vec![10_002], vec![10_001], vec![]]);
    api.change(Change::PassDays(7));
    api.change(Change::Delete(10_002));
    let query = "query ($after: String) { demarche(number: 1) { deletedDossiers(after: $after) { nodes { number } pageInfo { endCursor } } } }";
    let page = data(api, query, json!({})).await;
    let page = &page["demarche"]["deletedDossiers"];
    assert_eq!(numbers(page, "/nodes"), [10_002]);

    api.change(Change::PassDays(7));
    assert_eq!(
        lists(api).await,
        [vec![], vec![], vec![10_001, 10_002]],
        "dated before what was deleted since"
    );
    let next = data(
        api,
        query,
        json!({ "after": page["pageInfo"]["endCursor"] }),
    )
    .await;
    assert_eq!(
        numbers(&next, "/demarche/deletedDossiers/nodes"),
        [0_i64; 0]
    );
}

#[tokio::test]
async fn a_restored_dossier_is_listed_again_as_updated_now() {
    for hide in [Change::Hide(NUMBER), Change::Expire(NUMBER)] {
        let sandbox = sandbox();
        let api = sandbox.demarches_simplifiees();
        api.change(hide);
        api.change(Change::Restore(NUMBER));
        let [dossiers, pending, deleted] = lists(api).await;
        assert_eq!((dossiers, pending), (vec![10_001, NUMBER, 10_003], vec![]));
        let query = "{ demarche(number: 1) { dossiers(last: 1, updatedSince: \"2000-01-01\") { nodes { number } } } }";
        let last = data(api, query, Value::Null).await;
        assert_eq!(numbers(&last, "/demarche/dossiers/nodes"), [NUMBER]);

        api.change(Change::PassDays(30));
        assert_eq!(lists(api).await[2], deleted, "no longer due");
        api.change(Change::Restore(NUMBER));
        assert_eq!(
            lists(api).await[0],
            [10_001, NUMBER, 10_003],
            "not hidden: nothing to restore"
        );
    }
}
