//! Tests of progress events: JSON lines on standard error.

use graphql_paginate_sandbox::{Fault, Faults, Sandbox};
use serde_json::Value;

use super::pulls_from;
use crate::program::Ran;

#[test]
fn events_report_progress_and_waits() {
    let busy = Fault::status(503).header("retry-after", "1");
    let sandbox = Sandbox::builder()
        .pull_requests(250)
        .github_faults(Faults::new().on_request(2, busy))
        .start_blocking()
        .unwrap();
    let mut export = pulls_from(sandbox.github(), &["--log-format", "json"]);
    let ran: Ran = export.output().unwrap().into();
    let ran = ran.with_code(0);
    assert_eq!(ran.stdout.lines().count(), 250);
    let mut events = Vec::new();
    for line in ran.stderr.lines() {
        let message: Value = serde_json::from_str(line).unwrap();
        if message["level"] == "progress" {
            events.push(message);
        }
    }
    let first = &events[0];
    assert_eq!(
        (
            &first["items"],
            &first["total"],
            &first["pages"],
            &first["page_size"]
        ),
        (&100.into(), &250.into(), &1.into(), &100.into())
    );
    assert!(
        first["quota_remaining"].as_u64().unwrap() < 5_000,
        "{first}"
    );
    let waiting: Vec<&Value> = events
        .iter()
        .filter(|event| event["waiting_for"].is_string())
        .collect();
    assert!(!waiting.is_empty(), "{events:?}");
    assert!(waiting[0]["waiting_seconds"].as_u64().unwrap() <= 1);
    let summary: Value = serde_json::from_str(ran.stderr.lines().last().unwrap()).unwrap();
    assert_eq!(
        (&summary["level"], &summary["items"], &summary["retries"]),
        (&"summary".into(), &250.into(), &1.into())
    );
}

#[test]
fn quiet_suppresses_progress_in_every_format() {
    let sandbox = Sandbox::builder()
        .pull_requests(3)
        .start_blocking()
        .unwrap();
    for form in ["text", "json"] {
        let mut export = pulls_from(sandbox.github(), &["--quiet", "--log-format", form]);
        let ran: Ran = export.output().unwrap().into();
        let ran = ran.with_code(0);
        assert_eq!((ran.stdout.lines().count(), ran.stderr.as_str()), (3, ""));
    }
}
