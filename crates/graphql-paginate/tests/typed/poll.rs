//! The documented polling query: one page, with a field that may be excluded.

use graphql_paginate::Client;
use graphql_paginate_sandbox::Sandbox;
use serde_json::json;

use crate::queries::{GetDemarche, get_demarche};
use crate::sandboxed::{demarches_simplifiees, sandbox, variables};

async fn poll(client: &Client, include_dossiers: Option<bool>) -> get_demarche::ResponseData {
    let variables = get_demarche::Variables {
        last: Some(2),
        updated_since: Some("2020-01-01T00:00:00Z".parse().unwrap()),
        include_dossiers,
        ..get_demarche::Variables::new(1)
    };
    client.execute::<GetDemarche>(variables).await.unwrap()
}

/// The value of `$includeDossiers` in each request.
fn sent(sandbox: &Sandbox) -> Option<serde_json::Value> {
    variables(sandbox.demarches_simplifiees())
        .pop()
        .unwrap()
        .get("includeDossiers")
        .cloned()
}

#[tokio::test]
async fn dossiers_are_decoded_when_included_by_name_or_by_default() {
    let sandbox = sandbox(6);
    let client = demarches_simplifiees(&sandbox);
    for (include, on_the_wire) in [(Some(true), Some(json!(true))), (None, None)] {
        let dossiers = poll(&client, include).await.demarche.dossiers.unwrap();
        assert_eq!(sent(&sandbox), on_the_wire);
        assert_eq!(dossiers.nodes.unwrap().into_iter().flatten().count(), 2);
        let page_info = dossiers.page_info;
        assert!(page_info.end_cursor.is_some());
        assert!(!page_info.has_next_page, "the tail of the list");
        assert!(page_info.page_info_fragment.has_previous_page);
        assert_eq!(
            page_info.page_info_fragment.end_cursor, page_info.end_cursor,
            "selected twice, sent once"
        );
    }
}

#[tokio::test]
async fn dossiers_are_none_if_excluded() {
    let sandbox = sandbox(6);
    let data = poll(&demarches_simplifiees(&sandbox), Some(false)).await;
    assert_eq!(sent(&sandbox), Some(json!(false)));
    assert!(data.demarche.dossiers.is_none());
}

/// The documented query of the service, which excludes its connection by default.
#[derive(graphql_paginate::GraphQLQuery)]
#[graphql(
    schema = "demarches-simplifiees",
    query_path = "tests/typed/queries/left_out.graphql",
    response_derives = "Debug"
)]
struct LeftOut;

/// The error of a walk that must not send any request.
async fn refused<C: graphql_paginate::Connection>(
    paginator: graphql_paginate::Paginator<C>,
) -> String {
    let sandbox = sandbox(6);
    let client = demarches_simplifiees(&sandbox);
    let error = match paginator.collect(&client).await {
        Ok(_) => panic!("the connection is left out"),
        Err(error) => error.to_string(),
    };
    assert_eq!(sandbox.demarches_simplifiees().requests().len(), 0);
    error
}

#[tokio::test]
async fn an_excluded_connection_is_an_error_before_anything_is_sent() {
    let error = "`LeftOut`: `demarche.dossiers` is left out by `@include(if: $includeDossiers)`; \
                 set the variable `includeDossiers` to true";
    let variables = || left_out::Variables::new(1);
    assert_eq!(refused(LeftOut::paginate_all(variables())).await, error);
    assert_eq!(
        refused(LeftOut::paginate_demarche_dossiers(variables())).await,
        error
    );
    let skipped = left_out::Variables {
        without_deleted: Some(true),
        ..variables()
    };
    assert_eq!(
        refused(LeftOut::paginate_demarche_deleted_dossiers(skipped)).await,
        "`LeftOut`: `demarche.deletedDossiers` is left out by `@skip(if: $withoutDeleted)`; \
         set the variable `withoutDeleted` to false"
    );
}

#[tokio::test]
async fn one_of_several_connections_may_be_excluded() {
    let sandbox = sandbox(6);
    let variables = left_out::Variables {
        include_dossiers: Some(true),
        ..left_out::Variables::new(1)
    };
    let walk = LeftOut::paginate_all(variables);
    let items = walk.collect(&demarches_simplifiees(&sandbox)).await;
    assert_eq!(items.unwrap().len(), 6);
}
