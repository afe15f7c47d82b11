//! Tests of rules that a profile adds to the known ones.

use graphql_paginate::{Paginator, Pause, Profile, Rule, Verdict};
use serde_json::json;

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
