//! Tests of runs that fail twice: the cause is reported, and not what follows from it.

use std::path::PathBuf;

use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
use serde_json::json;

use crate::lists::repository;
use crate::support::{Files, github};

/// An error, while whose response the table of a database goes.
fn gone(path: PathBuf, table: &'static str) -> Faults {
    let fault = Fault::rewrite(move |body| {
        let connection = rusqlite::Connection::open(&path).unwrap();
        let drop = format!("DROP TABLE IF EXISTS {table}");
        connection.execute_batch(&drop).unwrap();
        *body = json!({ "errors": [{ "message": "the cause" }] });
    });
    Faults::new().always(fault)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_run_that_fails_and_cannot_be_recorded_reports_why_it_failed() {
    let files = Files::new();
    let sandbox = Sandbox::builder().dossiers(1).start().await.unwrap();

    let api = sandbox.demarches_simplifiees();
    api.script(gone(files.path("one.db"), "run"));
    let mirror = files.database("one.db").mirror(&sandbox).await;
    let error = mirror.sync(1).await.unwrap_err();
    assert!(error.to_string().contains("the cause"), "{error}");

    sandbox
        .github()
        .script(gone(files.path("two.db"), "list_run"));
    let list = graphql_paginate_sync::List::github_issues();
    let mirror = files.database("two.db").mirror_with(github(&sandbox)).await;
    let error = mirror.sync_list(&list, &repository()).await.unwrap_err();
    assert!(error.to_string().contains("the cause"), "{error}");
}
