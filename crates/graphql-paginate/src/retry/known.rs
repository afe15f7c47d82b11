//! The rules for answers that are known, of APIs whose codes and texts are documented or have been seen.

use std::sync::LazyLock;

use bytes::Bytes;
use http::Response;
use http::header::RETRY_AFTER;
use memchr::memmem;
use serde::de::IgnoredAny;

use super::report::Report;
use super::rule::{Pause, Rule, Verdict};
use super::wait::{REMAINING, header_number};

/// Codes of answers that ask to come back later.
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

/// Messages of answers that ask to come back later: GitHub, monday, Shopify's older answers.
const THROTTLED_MESSAGES: [&str; 6] = [
    "secondary rate limit",
    "abuse detection",
    "rate limit exceeded",
    "rate limit already exceeded",
    "complexity budget exhausted",
    "throttled",
];

/// Codes of answers to requests that ask for too much.
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

/// GitHub's code for a request that took more processor time or memory than it may, which differs from one moment to the
/// next.
const OVER_LIMITS_CODE: &str = "RESOURCE_LIMITS_EXCEEDED";

/// Messages of answers to requests that ask for too much: graphql-ruby (GitLab, demarches-simplifiees, Buildkite),
/// Shopify, Hot Chocolate, Contentful, start.gg, and GraphQL servers with a complexity plugin.
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

/// Codes of answers to requests that took too long: demarches-simplifiees, Hasura.
const TOO_SLOW_CODES: [&str; 2] = ["timeout", "time-limit-exceeded"];

/// Messages of answers to requests that took too long: GitHub, graphql-ruby, GitLab.
const TOO_SLOW_MESSAGES: [&str; 4] = [
    "something went wrong while executing your query",
    "we couldn't respond to your request in time",
    "timeout on ",
    "please try a less complex query or a smaller set of records",
];

/// The table of every profile. The first rule that matches decides.
pub(crate) fn known_rules() -> Vec<Rule> {
    // Made once, so that the tables of two profiles are equal: predicates are compared by identity.
    static RULES: LazyLock<Vec<Rule>> = LazyLock::new(table);
    RULES.clone()
}

fn table() -> Vec<Rule> {
    let fail = || Rule::new(Verdict::Fail);
    let smaller = || Rule::new(Verdict::Smaller);
    let slow = || Rule::new(Verdict::RetryThenSmaller);
    let retry = || Rule::new(Verdict::Retry);
    let throttled = || Rule::new(Verdict::Throttled(Pause::Stated));

    let mut rules = vec![fail().status(401), smaller().when(costs_more_than_there_is)];
    rules.push(Rule::new(Verdict::SmallerThenRetry).code(OVER_LIMITS_CODE));
    rules.extend(TOO_COSTLY_CODES.map(|code| smaller().code(code)));
    rules.extend(TOO_COSTLY_MESSAGES.map(|text| smaller().message(text)));
    rules.extend(THROTTLED_CODES.map(|code| throttled().code(code)));
    rules.extend(TOO_SLOW_CODES.map(|code| slow().code(code)));
    rules.extend(TOO_SLOW_MESSAGES.map(|text| slow().message(text)));
    rules.push(throttled().status(429));
    // A 403 without any sign of a limit is a refusal, and waiting would not help.
    rules.push(throttled().status(403).header(RETRY_AFTER));
    rules.push(throttled().status(403).when(is_quota_used_up));
    rules.push(throttled().status(503).header(RETRY_AFTER));
    for statuses in [200..=299, 400..=400, 403..=403, 503..=503] {
        rules.extend(
            THROTTLED_MESSAGES.map(|text| throttled().statuses(statuses.clone()).message(text)),
        );
    }
    rules.push(retry().statuses(200..=299).when(breaks_off));
    // Gateways that waited too long for the answer.
    rules.extend([502, 504, 524].map(|status| slow().status(status)));
    rules.extend([408, 425, 500, 503, 520, 521, 522, 523].map(|status| retry().status(status)));
    rules.into_iter().map(Rule::known).collect()
}

/// Shopify: the query costs more points than the bucket ever holds.
fn costs_more_than_there_is(response: &Response<Bytes>) -> bool {
    if memmem::find(response.body(), b"throttleStatus").is_none() {
        return false;
    }
    let report = Report::read(response);
    let cost = report.number("/extensions/cost/requestedQueryCost");
    let most = report.number("/extensions/cost/throttleStatus/maximumAvailable");
    match (cost, most) {
        (Some(cost), Some(most)) => cost > most,
        _ => false,
    }
}

fn is_quota_used_up(response: &Response<Bytes>) -> bool {
    header_number(response.headers(), &REMAINING) == Some(0)
}

/// Nothing, or the beginning of something. A whole answer of another kind comes from another server.
fn breaks_off(response: &Response<Bytes>) -> bool {
    match serde_json::from_slice::<IgnoredAny>(response.body()) {
        Ok(_) => false,
        Err(error) => error.is_eof(),
    }
}
