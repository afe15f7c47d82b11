//! A property test: arbitrary responses cause no panic, no endless walk, and no walk that looks complete.

use graphql_paginate::rest::{
    LinkHeader, NextLink, ODataNextLink, ODataSkip, PageNumber, PagingStyle, RestCursor,
};
use http::Response;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::server::{Server, items};

type Answer = (u16, Vec<u8>);

fn check<P: PagingStyle>(answers: &[Answer], paging: P) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        // After the garbage, the server refuses every request, so that a walk that continues ends with an error.
        let responses = answers.iter().map(|(status, body)| {
            Response::builder()
                .status(*status)
                .body(body.clone().into())
                .unwrap()
        });
        let refusals = (0..200).map(|_| {
            Response::builder()
                .status(404)
                .body(Vec::new().into())
                .unwrap()
        });
        let server = Server::new(responses.chain(refusals));
        let mut walk = server.collection(paging).items();
        let mut last = None;
        while let Some(item) = walk.next().await {
            last = Some(item);
        }
        let read = &answers[..server.requests().len().min(answers.len())];
        let has_page = read
            .iter()
            .any(|(status, body)| (200..300).contains(status) && has_list(body));
        let failed = matches!(last, Some(Err(_)));
        assert!(failed || has_page, "complete on {answers:?}");
        assert!(walk.next().await.is_none());
    });
}

fn has_list(body: &[u8]) -> bool {
    match serde_json::from_slice::<Value>(body) {
        Ok(Value::Array(_)) => true,
        Ok(Value::Object(fields)) => fields.values().any(Value::is_array),
        _ => false,
    }
}

fn answers() -> impl Strategy<Value = Vec<Answer>> {
    let word = prop_oneof![
        Just(Value::Null),
        Just(json!(true)),
        Just(json!("")),
        Just(json!("?c=1")),
        Just(json!("http://[")),
        Just(json!("https://evil.test/")),
        (-3_i64..9).prop_map(|number| json!(number)),
        (0_u64..4).prop_map(|count| items(0..count)),
        Just(json!({ "items": [] })),
    ];
    let key = prop::sample::select(vec![
        "items",
        "value",
        "next",
        "more",
        "pages",
        "@odata.nextLink",
        "@odata.count",
    ]);
    let object = prop::collection::vec((key, word), 0..5).prop_map(|fields| {
        fields
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect::<Value>()
    });
    let body = prop_oneof![
        4 => object.prop_map(|object| object.to_string().into_bytes()),
        1 => (0_u64..4).prop_map(|count| items(0..count).to_string().into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..40),
    ];
    let status = prop_oneof![8 => Just(200_u16), 1 => prop::sample::select(vec![204_u16, 302, 400, 429, 500, 502])];
    prop::collection::vec((status, body), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(crate::cases::cases(128)))]

    #[test]
    fn arbitrary_responses_never_cause_a_panic_a_hang_or_an_early_end(answers in answers()) {
        check(&answers, NextLink::at("/next"));
        check(&answers, RestCursor::new("c", "/next").more_at("/more"));
        check(&answers, RestCursor::new("c", "/next"));
        check(&answers, ODataSkip::new().unique("id"));
        check(&answers, ODataNextLink::new());
        check(&answers, LinkHeader::new());
        check(&answers, PageNumber::new("p").pages_at("/pages"));
    }
}
