//! Several connections of one query, each with a pager of its own.

use futures::TryStreamExt;
use graphql_paginate::{Client, GraphQLQuery};
use graphql_paginate_sandbox::Sandbox;

// Private: what stands for its connections must not be more public than the struct.
#[derive(GraphQLQuery)]
#[graphql(schema = "demarches-simplifiees", query_path = "tests/typed/queries/dossiers_and_deleted.graphql")]
struct DossiersAndDeleted;

#[tokio::test]
async fn every_connection_of_a_query_walks_with_its_own_cursor() {
    let sandbox = Sandbox::builder().dossiers(23).deleted_dossiers(12).start_blocking().unwrap();
    let api = sandbox.demarches_simplifiees();
    let client = Client::demarches_simplifiees(Sandbox::TOKEN).endpoint(api.url());
    let variables = || dossiers_and_deleted::Variables::new(1);

    let dossiers = DossiersAndDeleted::paginate_demarche_dossiers(variables()).page_size(10);
    let dossiers: Vec<_> = dossiers.items(&client).try_collect().await.unwrap();
    assert_eq!((dossiers.len(), api.requests().len()), (23, 3));

    api.clear_requests();
    let deleted = DossiersAndDeleted::paginate_demarche_deleted_dossiers(variables()).page_size(10);
    let deleted: Vec<_> = deleted.items(&client).try_collect().await.unwrap();
    let requests = api.requests();
    assert_eq!((deleted.len(), requests.len()), (12, 2));
    let second = requests[1].json();
    assert!(
        second["variables"]["afterDeleted"].is_string() && second["variables"]["after"].is_null(),
        "{second}"
    );
}
