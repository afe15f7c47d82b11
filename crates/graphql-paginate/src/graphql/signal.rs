//! Errors that say more than that a field failed.

use super::GraphQLError;

/// Whether the server refuses for now because of too many requests.
pub(crate) fn is_throttle(error: &GraphQLError) -> bool {
    let throttles = |code: &str| {
        ["RATE_LIMITED", "RATE_LIMIT", "THROTTLED"]
            .iter()
            .any(|known| code.eq_ignore_ascii_case(known))
    };
    error.code().is_some_and(throttles) || error.message.starts_with("API rate limit")
}

/// Whether the server gave up because of how much was asked for. Data beside it may be null or zero where there is
/// some, so that it is never taken for an answer.
pub(crate) fn is_too_costly(error: &GraphQLError) -> bool {
    const CODES: [&str; 3] = [
        "RESOURCE_LIMITS_EXCEEDED",
        "MAX_NODE_LIMIT_EXCEEDED",
        "timeout",
    ];
    // demarches-simplifiees gives the code `timeout` to the first of several errors alone.
    error.code().is_some_and(|code| CODES.contains(&code))
        || error
            .message
            .starts_with("Something went wrong while executing your query")
        || error.message.starts_with("Timeout on ")
}
