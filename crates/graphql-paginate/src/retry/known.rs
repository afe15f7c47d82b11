//! The rules of every profile, for the error codes and messages of known APIs.

use std::sync::LazyLock;

use bytes::Bytes;
use http::Response;
use http::header::RETRY_AFTER;
use memchr::memmem;
use serde::de::IgnoredAny;

use super::report::Report;
use super::rule::{Pause, Rule, Verdict};
use super::wait::{REMAINING, header_number};

/// Error codes of throttling APIs.
///
/// GitHub: `RATE_LIMITED`, `RATE_LIMIT`. Shopify: `THROTTLED`. Linear: `RATELIMITED`. monday:
/// `COMPLEXITY_BUDGET_EXHAUSTED`, `ComplexityException` and the limits by minute, address and concurrency. AppSync:
/// `LimitExceededError`. Hasura: `rate-limit-exceeded`. Others: `TOO_MANY_REQUESTS`, `429`.
const THROTTLED_CODES: [&str; 15] = [
    "RATE_LIMITED",
    "RATE_LIMIT",
    "RATE_LIMIT_EXCEEDED",
    "THROTTLED",
    "TOO_MANY_REQUESTS",
    "429",
    "COMPLEXITY_BUDGET_EXHAUSTED",
    "ComplexityException",
    "FIELD_MINUTE_RATE_LIMIT_EXCEEDED",
    "FIELD_LIMIT_EXCEEDED",
    "IP_RATE_LIMIT_EXCEEDED",
    "MAX_CONCURRENCY_EXCEEDED",
    "LimitExceededError",
    "ThrottlingException",
    "TooManyRequestsException",
];

/// Error messages of throttling APIs: GitHub, monday, older versions of Shopify.
const THROTTLED_MESSAGES: [&str; 6] = [
    "secondary rate limit",
    "abuse detection",
    "rate limit exceeded",
    "rate limit already exceeded",
    "complexity budget exhausted",
    "throttled",
];

/// Error codes for requests that ask for too many items or cost too much.
///
/// GitHub: `MAX_NODE_LIMIT_EXCEEDED`, `EXCESSIVE_PAGINATION`. Shopify: `MAX_COST_EXCEEDED`.
/// Hot Chocolate: `HC0047`. Contentful: `TOO_COMPLEX_QUERY`. monday: `maxComplexityExceeded`. Hasura:
/// `node-limit-exceeded`.
const TOO_COSTLY_CODES: [&str; 7] = [
    "MAX_NODE_LIMIT_EXCEEDED",
    "EXCESSIVE_PAGINATION",
    "MAX_COST_EXCEEDED",
    "HC0047",
    "TOO_COMPLEX_QUERY",
    "QUERY_TOO_COMPLEX",
    "MAX_COMPLEXITY_EXCEEDED",
];

/// GitHub's code for a request that used too much processor time or memory. The limit varies from one moment to the next.
const OVER_LIMITS_CODE: &str = "RESOURCE_LIMITS_EXCEEDED";

/// Error messages for requests that cost too much: graphql-ruby (GitLab, demarches-simplifiees, Buildkite), Shopify, Hot
/// Chocolate, Contentful, start.gg, and GraphQL servers with a complexity plugin.
const TOO_COSTLY_MESSAGES: [&str; 8] = [
    "which exceeds max complexity of",
    "exceeds the single query max cost limit",
    "maximum allowed field cost was exceeded",
    "maximum allowed type cost was exceeded",
    "maximum allowed complexity for a query is",
    "query too complex to be executed",
    "query complexity is too high",
    "query is too complex",
];

/// Error codes for requests that took too long: demarches-simplifiees, Hasura.
const TOO_SLOW_CODES: [&str; 2] = ["timeout", "time-limit-exceeded"];

/// Error messages for requests that took too long: GitHub, graphql-ruby, GitLab.
const TOO_SLOW_MESSAGES: [&str; 4] = [
    "something went wrong while executing your query",
    "we couldn't respond to your request in time",
    "timeout on ",
    "please try a less complex query or a smaller set of records",
];

/// The rules that every profile begins with. The first rule that matches decides.
pub(crate) fn known_rules() -> Vec<Rule> {
    // Built once, because predicates are compared by address and the rules of two profiles must be equal.
    static RULES: LazyLock<Vec<Rule>> = LazyLock::new(table);
    RULES.clone()
}

fn table() -> Vec<Rule> {
    let mut rules = vec![
        Rule::new(Verdict::Fail).status(401),
        smaller().when(exceeds_bucket),
        Rule::new(Verdict::SmallerThenRetry).code(OVER_LIMITS_CODE),
    ];
    rules.extend(TOO_COSTLY_CODES.map(|code| smaller().code(code)));
    rules.extend(TOO_COSTLY_MESSAGES.map(|text| smaller().message(text)));
    rules.extend(THROTTLED_CODES.map(|code| throttled().code(code)));
    rules.extend(TOO_SLOW_CODES.map(|code| slow().code(code)));
    rules.extend(TOO_SLOW_MESSAGES.map(|text| slow().message(text)));
    rules.push(throttled().status(429));
    // A 403 without a sign of a limit is a refusal; waiting would not help.
    rules.push(throttled().status(403).header(RETRY_AFTER));
    rules.push(throttled().status(403).when(is_quota_used_up));
    rules.push(throttled().status(503).header(RETRY_AFTER));
    for statuses in [200..=299, 400..=400, 403..=403, 503..=503] {
        for text in THROTTLED_MESSAGES {
            rules.push(throttled().statuses(statuses.clone()).message(text));
        }
    }
    rules.push(retry().statuses(200..=299).when(is_truncated));
    // Timeouts of gateways.
    rules.extend([502, 504, 524].map(|status| slow().status(status)));
    rules.extend([408, 425, 500, 503, 520, 521, 522, 523].map(|status| retry().status(status)));
    rules.into_iter().map(Rule::known).collect()
}

fn throttled() -> Rule {
    Rule::new(Verdict::Throttled(Pause::Stated))
}

fn retry() -> Rule {
    Rule::new(Verdict::Retry)
}

fn slow() -> Rule {
    Rule::new(Verdict::RetryThenSmaller)
}

fn smaller() -> Rule {
    Rule::new(Verdict::Smaller)
}

/// Shopify: the query costs more points than the bucket can hold.
fn exceeds_bucket(response: &Response<Bytes>) -> bool {
    if memmem::find(response.body(), b"throttleStatus").is_none() {
        return false;
    }
    let report = Report::read(response);
    let cost = report.number("/extensions/cost/requestedQueryCost");
    let capacity = report.number("/extensions/cost/throttleStatus/maximumAvailable");
    match (cost, capacity) {
        (Some(cost), Some(capacity)) => cost > capacity,
        _ => false,
    }
}

fn is_quota_used_up(response: &Response<Bytes>) -> bool {
    header_number(response.headers(), &REMAINING) == Some(0)
}

/// Whether the body is empty or ends in the middle of JSON. A body that is not JSON at all comes from another server, such
/// as a proxy, and is not retried.
fn is_truncated(response: &Response<Bytes>) -> bool {
    match serde_json::from_slice::<IgnoredAny>(response.body()) {
        Ok(_) => false,
        Err(error) => error.is_eof(),
    }
}
