//! A rate limit that several processes share.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use graphql_paginate::{
    Admission, Client, ErrorKind, Paginator, QuotaFuture, QuotaReport, QuotaRequest, RetryPolicy,
    SharedQuota,
};
use serde_json::json;

use crate::clock::{START, VirtualClock};
use crate::fixture::{Variables, Widgets};
use crate::script::{Reply, Script, last, more, retry_policy};

/// A scripted quota that grants everything after its script, and records its calls.
#[derive(Debug, Clone, Default)]
struct Ledger(Arc<Mutex<Entries>>);

#[derive(Debug, Default)]
struct Entries {
    answers: VecDeque<Result<Admission, &'static str>>,
    fails_to_note: bool,
    estimates: Vec<u64>,
    reports: Vec<QuotaReport>,
}

impl Ledger {
    fn answering(answers: impl IntoIterator<Item = Result<Admission, &'static str>>) -> Self {
        let ledger = Self::default();
        ledger.0.lock().unwrap().answers = answers.into_iter().collect();
        ledger
    }

    fn estimates(&self) -> Vec<u64> {
        self.0.lock().unwrap().estimates.clone()
    }

    fn reports(&self) -> Vec<QuotaReport> {
        self.0.lock().unwrap().reports.clone()
    }
}

impl SharedQuota for Ledger {
    fn acquire(&self, request: QuotaRequest) -> QuotaFuture<'_, Admission> {
        Box::pin(async move {
            let mut entries = self.0.lock().unwrap();
            entries.estimates.push(request.estimate);
            let answer = entries.answers.pop_front();
            Ok(answer.unwrap_or(Ok(Admission::Granted))?)
        })
    }

    fn report(&self, report: QuotaReport) -> QuotaFuture<'_, ()> {
        Box::pin(async move {
            let mut entries = self.0.lock().unwrap();
            entries.reports.push(report);
            if entries.fails_to_note {
                return Err("the ledger is closed".into());
            }
            Ok(())
        })
    }
}

fn client(script: &Script, ledger: &Ledger, clock: &VirtualClock, retry: RetryPolicy) -> Client {
    let builder = script.builder().shared_quota(ledger.clone());
    builder.clock(clock.clone()).retry(retry).build().unwrap()
}

fn paginator() -> Paginator<Widgets> {
    Paginator::new(Variables::default())
}

#[tokio::test]
async fn each_request_is_granted_and_its_response_is_reported() {
    let quota = [
        ("x-ratelimit-limit", "100"),
        ("x-ratelimit-remaining", "41"),
    ];
    let script = Script::new([more("a", "c1").with(quota), Reply::Cut, last("b")]);
    let (ledger, clock) = (Ledger::default(), VirtualClock::default());
    let client = client(&script, &ledger, &clock, retry_policy());
    assert_eq!(paginator().collect(&client).await.unwrap().len(), 2);
    assert_eq!(ledger.estimates(), [1, 1, 1], "retries are requests");

    let reports = ledger.reports();
    let statuses: Vec<_> = reports.iter().map(|report| report.status).collect();
    assert_eq!(
        statuses,
        [Some(http::StatusCode::OK), None, Some(http::StatusCode::OK)]
    );
    let quota = reports[0].quota.expect("the answer states a quota");
    assert_eq!((quota.limit, quota.remaining), (Some(100), 41));
    assert_eq!(reports[2].quota, None);
}

#[tokio::test]
async fn a_granted_wait_ends_before_the_request_is_sent() {
    let script = Script::new([last("a")]);
    let wait = |seconds| Ok(Admission::Wait(Duration::from_secs(seconds)));
    let ledger = Ledger::answering([wait(3), wait(2), Ok(Admission::Granted)]);
    let clock = VirtualClock::default();
    let client = client(&script, &ledger, &clock, RetryPolicy::never());
    assert_eq!(paginator().collect(&client).await.unwrap().len(), 1);
    assert_eq!(clock.waits(), [3, 2]);
    assert_eq!(ledger.reports().len(), 1);
}

#[tokio::test]
async fn waits_end_with_the_deadline() {
    let script = Script::new([]);
    let ledger = Ledger::answering([Ok(Admission::Wait(Duration::from_secs(90)))]);
    let clock = VirtualClock::default();
    let retry = RetryPolicy::never().deadline(Duration::from_secs(60));
    let client = client(&script, &ledger, &clock, retry);
    let error = paginator().collect(&client).await.unwrap_err();
    assert!(
        matches!(
            error.kind(),
            ErrorKind::Throttled {
                setting: "deadline",
                ..
            }
        ),
        "{error}"
    );
    assert!(error.checkpoint().is_some());
}

#[tokio::test]
async fn a_quota_that_fails_before_a_request_ends_the_walk() {
    let script = Script::new([more("a", "c1")]);
    let ledger = Ledger::answering([Ok(Admission::Granted), Err("the database is away")]);
    let clock = VirtualClock::default();
    let client = client(&script, &ledger, &clock, retry_policy());
    let mut items = Vec::new();
    let walk = paginator().items(&client).append_to(&mut items).await;
    let error = walk.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::SharedQuota { .. }));
    let source = std::error::Error::source(&error).expect("the cause is kept");
    assert_eq!(source.to_string(), "the database is away");
    assert_eq!((items.len(), script.requests().len()), (1, 1));
    assert!(error.checkpoint().is_some());
}

#[tokio::test]
async fn a_quota_that_fails_to_record_a_response_ends_the_walk() {
    let script = Script::new([more("a", "c1")]);
    let ledger = Ledger::default();
    ledger.0.lock().unwrap().fails_to_note = true;
    let clock = VirtualClock::default();
    let client = client(&script, &ledger, &clock, retry_policy());
    let error = paginator().collect(&client).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::SharedQuota { .. }));
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test]
async fn throttling_is_reported_with_its_end() {
    let throttled = Reply::Json(429, json!({})).with([("retry-after", "30")]);
    let script = Script::new([throttled, last("a")]);
    let (ledger, clock) = (Ledger::default(), VirtualClock::default());
    let client = client(&script, &ledger, &clock, retry_policy());
    paginator().collect(&client).await.unwrap();
    let mut until = Vec::new();
    for report in ledger.reports() {
        until.extend(report.throttled_until);
    }
    let end = SystemTime::UNIX_EPOCH + Duration::from_secs(START + 30);
    assert_eq!(until, [end]);
}

#[tokio::test]
async fn the_cost_of_a_response_is_the_next_estimate() {
    let costing = |reply: Reply, cost: f64| {
        let Reply::Json(status, mut body) = reply else {
            unreachable!("pages are JSON")
        };
        body["extensions"] =
            json!({ "cost": { "requestedQueryCost": 99, "actualQueryCost": cost } });
        Reply::Json(status, body)
    };
    let script = Script::new([costing(more("a", "c1"), 11.5), costing(last("b"), 3.0)]);
    let (ledger, clock) = (Ledger::default(), VirtualClock::default());
    let client = client(&script, &ledger, &clock, retry_policy());
    paginator().collect(&client).await.unwrap();
    assert_eq!(ledger.estimates(), [1, 12]);
    let costs: Vec<_> = ledger.reports().iter().map(|report| report.cost).collect();
    assert_eq!(costs, [Some(12), Some(3)]);
}
