//! Tests of rules that a profile adds to the known ones.

use graphql_paginate::rest::PageNumber;
use graphql_paginate::{Paginator, Pause, Profile, Rule, Verdict};
use serde_json::{Value, json};

use crate::clock::VirtualClock;
use crate::fixture::{Variables, Widgets};
use crate::script::{Reply, Script, last, more, retry_policy};

#[tokio::test]
async fn a_custom_rule_precedes_the_known_ones() {
    let rule = Rule::new(Verdict::Retry)
        .status(401)
        .without_message("bad credentials");
    let client = |script: &Script| {
        script
            .builder()
            .profile(Profile::github().with_rule(rule.clone()))
            .retry(retry_policy())
            .clock(VirtualClock::default())
            .build()
            .unwrap()
    };
    let script = Script::new([Reply::Json(401, json!({})), last("a")]);
    let paginator = || Paginator::<Widgets>::new(Variables::default());
    paginator().collect(&client(&script)).await.unwrap();
    let script = Script::new([Reply::Json(401, json!({ "message": "Bad credentials" }))]);
    paginator().collect(&client(&script)).await.unwrap_err();
}

#[tokio::test]
async fn a_custom_rule_judges_successes_too() {
    let busy = Rule::new(Verdict::Throttled(Pause::Header("x-busy".parse().unwrap())))
        .when(|answer| answer.headers().contains_key("x-busy"));
    let clock = VirtualClock::default();
    let script = Script::new([last("").with([("x-busy", "7")]), last("a")]);
    let client = script
        .builder()
        .profile(Profile::github().with_rule(busy))
        .retry(retry_policy())
        .clock(clock.clone())
        .build()
        .unwrap();
    let items = Paginator::<Widgets>::new(Variables::default())
        .collect(&client)
        .await
        .unwrap();
    assert_eq!((items.len(), clock.waits()), (1, vec![7]));
}

#[tokio::test]
async fn a_rule_that_ends_the_list_needs_a_page_before_it() {
    let end = Rule::new(Verdict::End).status(404);
    let client = |script: &Script| {
        let profile = Profile::github().with_rule(end.clone());
        script.builder().profile(profile).build().unwrap()
    };
    let paginator = || Paginator::<Widgets>::new(Variables::default());
    let missing = || Reply::Json(404, json!({ "message": "Not Found" }));

    let script = Script::new([more("a b", "c1"), missing()]);
    let items = paginator().collect(&client(&script)).await.unwrap();
    assert_eq!(items.len(), 2);

    let script = Script::new([missing()]);
    let error = paginator().collect(&client(&script)).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
}

#[tokio::test]
async fn a_rule_that_fails_rejects_a_page_with_data() {
    let cut = Rule::new(Verdict::Fail).when(|answer| answer.headers().contains_key("x-truncated"));
    let script = Script::new([more("a", "c1"), last("b").with([("x-truncated", "1")])]);
    let profile = Profile::github().with_rule(cut);
    let client = script.builder().profile(profile).build().unwrap();
    let paginator = Paginator::<Widgets>::new(Variables::default());
    let error = paginator.collect(&client).await.unwrap_err();
    assert!(error.to_string().contains("page 2"), "{error}");
}

#[tokio::test]
async fn texts_of_items_are_no_error_messages() {
    let titles = [
        "Timeout on login",
        "We are throttled",
        "no more",
        "too many requests",
        "rate limit",
    ];
    for count in 1..=5 {
        let items: Vec<_> = titles[..count]
            .iter()
            .map(|title| json!({ "id": title, "title": title, "errors": [] }))
            .collect();
        let script = Script::new([Reply::Json(200, json!(items)), Reply::Json(404, json!({}))]);
        let profile = Profile::default()
            .with_rule(Rule::new(Verdict::End).status(404))
            .with_rule(Rule::new(Verdict::End).message("no more"));
        let client = script.builder().profile(profile).build().unwrap();
        let list = client.collection::<Value, _>("issues", PageNumber::new("page").first(1));
        let found = list.unwrap().collect().await.unwrap();
        assert_eq!(found.len(), count);
    }
}

#[tokio::test]
async fn a_walk_that_a_rule_has_ended_resumes_with_the_items_that_were_added_since() {
    let client = |script: &Script| {
        let end = Rule::new(Verdict::End).status(404);
        let profile = Profile::github().with_rule(end);
        script.builder().profile(profile).build().unwrap()
    };
    let paginator = || Paginator::<Widgets>::new(Variables::default());
    let missing = || Reply::Json(404, json!({ "message": "Not Found" }));

    let script = Script::new([more("a b", "c1"), missing()]);
    let mut items = paginator().items(&client(&script));
    while items.try_next().await.unwrap().is_some() {}
    let checkpoint = items.checkpoint();

    for (answers, expected) in [
        // The first page proves that the list still exists.
        (vec![missing(), more("a b", "c1")], 0),
        (vec![more("c", "c2"), missing()], 1),
    ] {
        let script = Script::new(answers);
        let resumed = paginator().resume(checkpoint.clone());
        let added = resumed.collect(&client(&script)).await.unwrap();
        assert_eq!(added.len(), expected);
    }
}
