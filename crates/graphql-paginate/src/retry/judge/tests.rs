//! Judgments of responses of known APIs, as tables.

use super::*;
use crate::retry::{Pause, known_rules};

const NOW: u64 = 1_790_000_000;

fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Response<Bytes> {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(Bytes::from(body.to_owned())).unwrap()
}

fn check(status: u16, headers: &[(&str, &str)], body: &str, expected: Judgment) {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW);
    let found = judge_failure(&known_rules(), &answer(status, headers, body), now);
    assert_eq!(found, expected, "{status} {headers:?} {body}");
}

const fn throttled(seconds: u64) -> Judgment {
    Judgment::Throttled(Some(Duration::from_secs(seconds)))
}

const UNSTATED: Judgment = Judgment::Throttled(None);

#[test]
fn known_throttling_waits_as_long_as_the_response_states() {
    let reset = &(NOW + 30).to_string();
    let reset_ms = &(NOW * 1000 + 30_000).to_string();
    let secondary = r#"{"message":"You have exceeded a secondary rate limit."}"#;
    let used_up = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", reset)];
    let budget = "Complexity budget exhausted, query cost 222080 budget remaining 747 out of 10000000 reset in 16 seconds";
    for (status, headers, body, expected) in [
        (429, &[][..], "", UNSTATED),
        (
            429,
            &[("ratelimit-remaining", "0"), ("ratelimit-reset", reset)],
            "Calme toi",
            throttled(31),
        ),
        (429, &[("ratelimit-reset", "30")], "", throttled(31)),
        (403, &[("retry-after", "2")], secondary, throttled(2)),
        (403, &[], secondary, UNSTATED),
        (200, &[("retry-after", "60")], secondary, throttled(60)),
        (
            403,
            &used_up,
            r#"{"message":"API rate limit exceeded"}"#,
            throttled(31),
        ),
        (
            200,
            &used_up,
            r#"{"errors":[{"type":"RATE_LIMITED","message":"exceeded"}]}"#,
            throttled(31),
        ),
        (
            200,
            &used_up,
            r#"{"errors":[{"type":"RATE_LIMIT","code":"graphql_rate_limit"}]}"#,
            throttled(31),
        ),
        (503, &[("retry-after", "5")], "", throttled(5)),
        // Linear: milliseconds since 1970, by several quotas.
        (
            400,
            &[
                ("x-ratelimit-requests-remaining", "0"),
                ("x-ratelimit-requests-reset", reset_ms),
                ("x-ratelimit-complexity-remaining", "9"),
                ("x-ratelimit-complexity-reset", "99999999999999"),
            ],
            r#"{"errors":[{"message":"Rate limited","extensions":{"code":"RATELIMITED"}}]}"#,
            throttled(31),
        ),
        // Shopify: 4 points are missing, and 50 are restored each second; then 134 are missing.
        (
            200,
            &[],
            r#"{"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}],"extensions":{"cost":{"requestedQueryCost":70,"actualQueryCost":null,"throttleStatus":{"maximumAvailable":1000,"currentlyAvailable":66,"restoreRate":50}}}}"#,
            throttled(1),
        ),
        (
            200,
            &[],
            r#"{"errors":[{"message":"Throttled"}],"extensions":{"cost":{"requestedQueryCost":252.0,"throttleStatus":{"maximumAvailable":1000.0,"currentlyAvailable":118,"restoreRate":50.0}}}}"#,
            throttled(3),
        ),
        // monday: current and earlier versions.
        (
            200,
            &[],
            r#"{"errors":[{"message":"Complexity budget exhausted","extensions":{"code":"COMPLEXITY_BUDGET_EXHAUSTED","retry_in_seconds":15}}]}"#,
            throttled(15),
        ),
        (
            200,
            &[],
            &format!(
                r#"{{"error_code":"ComplexityException","status_code":429,"error_message":"{budget}","error_data":{{}},"errors":["{budget}"]}}"#
            ),
            throttled(16),
        ),
        (
            200,
            &[],
            &format!(r#"{{"error_code":"complexityBudgetExhausted","errors":["{budget}"]}}"#),
            throttled(16),
        ),
        (
            429,
            &[("x-contentful-ratelimit-reset", "1")],
            "",
            throttled(2),
        ),
        (
            200,
            &[],
            r#"{"errors":[{"message":"no","extensions":{"code":"429"}}]}"#,
            UNSTATED,
        ),
        (
            200,
            &[],
            r#"{"errors":[{"message":"no","extensions":{"code":"TOO_MANY_REQUESTS"}}]}"#,
            UNSTATED,
        ),
        (
            200,
            &[],
            r#"{"errors":{"errorType":"LimitExceededError","message":"Rate limit exceeded"}}"#,
            UNSTATED,
        ),
        (
            200,
            &[],
            r#"{"errors":[{"message":"no","extensions":{"code":"rate-limit-exceeded","path":"$"}}]}"#,
            UNSTATED,
        ),
    ] {
        check(status, headers, body, expected);
    }
}

#[test]
fn known_cost_errors_request_smaller_pages() {
    let error = |message: &str| format!(r#"{{"errors":[{{"message":"{message}"}}]}}"#);
    let code = |code: &str| {
        format!(r#"{{"errors":[{{"message":"no","extensions":{{"code":"{code}"}}}}]}}"#)
    };
    for body in [
        error("Query has complexity of 311, which exceeds max complexity of 250"),
        error("Query has complexity of 81769, which exceeds max complexity of 60000"),
        error("Query cost is 1002, which exceeds the single query max cost limit (1000)."),
        error("The maximum allowed type cost was exceeded."),
        error("Your query complexity is too high. A maximum of 1000 objects may be returned by each request."),
        code("MAX_COST_EXCEEDED"),
        code("HC0047"),
        r#"{"errors":[{"message":"no","extensions":{"contentful":{"code":"TOO_COMPLEX_QUERY"}}}]}"#.into(),
        r#"{"errors":[{"type":"MAX_NODE_LIMIT_EXCEEDED","message":"no"}]}"#.into(),
        r#"{"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}],"extensions":{"cost":{"requestedQueryCost":1200,"throttleStatus":{"maximumAvailable":1000,"currentlyAvailable":1000,"restoreRate":50}}}}"#.into(),
    ] {
        check(200, &[], &body, Judgment::Smaller);
    }
    let limits =
        r#"{"data":{"a":null},"errors":[{"type":"RESOURCE_LIMITS_EXCEEDED","message":"no"}]}"#;
    check(200, &[], limits, Judgment::SmallerThenRetry);
    for body in [
        error("Timeout on Demarche.slow"),
        code("timeout"),
        error(
            "Something went wrong while executing your query. This may be the result of a timeout.",
        ),
        error("Request timed out. Please try a less complex query or a smaller set of records."),
    ] {
        check(200, &[], &body, Judgment::RetryThenSmaller);
    }
    check(502, &[], "<html>", Judgment::RetryThenSmaller);
}

#[test]
fn refusals_and_failures_are_not_throttling() {
    let bad_token = [("x-ratelimit-limit", "0"), ("x-ratelimit-remaining", "0")];
    check(
        401,
        &bad_token,
        r#"{"message":"Bad credentials"}"#,
        Judgment::Fail,
    );
    check(
        403,
        &[],
        r#"{"message":"Resource not accessible"}"#,
        Judgment::Fail,
    );
    check(
        403,
        &[("x-ratelimit-remaining", "4999")],
        r#"{"errors":[{"extensions":{"code":"forbidden"}}]}"#,
        Judgment::Fail,
    );
    check(503, &[], "busy", Judgment::Retry);
    check(
        200,
        &[],
        r#"{"errors":[{"type":"NOT_FOUND"}]}"#,
        Judgment::Fail,
    );
    check(
        200,
        &[],
        r#"{"errors":[{"message":"no","extensions":{"contentful":{"code":"UNRESOLVABLE_LINK"}}}]}"#,
        Judgment::Fail,
    );
    check(200, &[], "", Judgment::Retry);
    check(200, &[], "<html>", Judgment::Fail);
}

#[test]
fn waits_are_rounded_up_and_implausible_ones_are_ignored() {
    let date = "Mon, 05 Jan 2026 10:00:00 GMT";
    for (headers, expected) in [
        (&[("retry-after", "2.0")][..], throttled(2)),
        (&[("retry-after", "0.503")], throttled(1)),
        (&[("retry-after", "299.997")], throttled(300)),
        (&[("retry-after-ms", "1500")], throttled(2)),
        (
            &[
                ("date", date),
                ("retry-after", "Mon, 05 Jan 2026 10:00:07 GMT"),
            ],
            throttled(7),
        ),
        (
            &[
                ("date", date),
                ("retry-after", "Mon, 05 Jan 2026 09:00:00 GMT"),
            ],
            throttled(0),
        ),
        (
            &[
                ("x-ratelimit-remaining", "0"),
                ("x-ratelimit-reset", "1790000030000"),
            ],
            throttled(31),
        ),
        (&[("retry-after", "soon")], UNSTATED),
        (&[("retry-after", "999999999")], UNSTATED),
        (&[("retry-after", "NaN")], UNSTATED),
        (
            &[
                ("retry-after", "-1"),
                ("ratelimit-reset", "99999999999999999999"),
            ],
            UNSTATED,
        ),
    ] {
        check(429, headers, "", expected);
    }
}

#[test]
fn a_clock_before_1970_does_not_panic() {
    let now = SystemTime::UNIX_EPOCH - Duration::from_secs(1_000_000);
    let headers = [
        ("x-ratelimit-remaining", "0"),
        ("x-ratelimit-reset", "1790000030"),
    ];
    let found = judge_failure(&known_rules(), &answer(429, &headers, ""), now);
    assert_eq!(found, UNSTATED);
}

#[test]
fn the_first_matching_rule_decides_and_custom_rules_come_first() {
    let own = [
        Rule::new(Verdict::Throttled(Pause::BodyField("/seconds".into()))).code("BUSY"),
        Rule::new(Verdict::Throttled(Pause::Fixed(Duration::from_secs(9)))).status(429),
        Rule::new(Verdict::Retry)
            .status(401)
            .without_message("bad credentials"),
        Rule::new(Verdict::End).status(404).message("no more"),
        Rule::new(Verdict::Smaller).when(|answer| answer.headers().contains_key("x-large")),
    ];
    let rules = [own.to_vec(), known_rules()].concat();
    let check = |status, headers: &[(&str, &str)], body, expected| {
        let found = judge_failure(
            &rules,
            &answer(status, headers, body),
            SystemTime::UNIX_EPOCH,
        );
        assert_eq!(found, expected, "{status} {body}");
    };
    check(200, &[], r#"{"code":"BUSY","seconds":7}"#, throttled(7));
    check(429, &[("retry-after", "60")], "", throttled(9));
    check(401, &[], "", Judgment::Retry);
    check(401, &[], r#"{"message":"Bad credentials"}"#, Judgment::Fail);
    check(404, &[], "no more pages", Judgment::End);
    check(404, &[], "", Judgment::Fail);
    check(404, &[("x-large", "1")], "", Judgment::Smaller);
}
