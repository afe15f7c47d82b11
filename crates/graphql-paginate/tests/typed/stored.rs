//! Tests of queries that are stored on the server.

use graphql_paginate::Client;
use graphql_paginate_sandbox::Sandbox;
use serde_json::Value;

use crate::queries::{GetDemarche, get_demarche};
use crate::sandboxed::{demarches_simplifiees, sandbox};

fn variables() -> get_demarche::Variables {
    get_demarche::Variables {
        include_dossiers: Some(true),
        ..get_demarche::Variables::new(1)
    }
}

#[tokio::test]
async fn a_walk_of_a_stored_query_yields_the_same_items() {
    let sandbox = sandbox(7);
    let endpoint = sandbox.demarches_simplifiees();
    let walk = || GetDemarche::paginate(variables()).forward().page_size(3);
    let by_text = walk().collect(&demarches_simplifiees(&sandbox)).await;
    endpoint.clear_requests();

    let stored = Client::builder(endpoint.url()).bearer_token(Sandbox::TOKEN);
    let stored = stored.stored_query("getDemarche", "ds-query-v2");
    let by_id = walk().collect(&stored.build().unwrap()).await.unwrap();
    let ids = |items: &[get_demarche::Item]| -> Vec<String> {
        items.iter().map(|dossier| dossier.id.to_string()).collect()
    };
    assert_eq!(ids(&by_id), ids(&by_text.unwrap()));
    assert_eq!(by_id.len(), 7);

    let requests = endpoint.requests();
    assert_eq!(requests.len(), 3);
    for request in requests {
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        assert_eq!(body["queryId"], "ds-query-v2");
        assert!(body.get("query").is_none());
    }
}
