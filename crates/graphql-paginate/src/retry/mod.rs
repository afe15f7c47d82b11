//! Retries: which requests are sent again, after which wait, and how often.
//!
//! The [`Rule`]s of a profile judge responses: failed ones, and pages that were read. `known` has the rules of specific
//! APIs. The [`RetryBudget`] counts attempts and waits. This module imports nothing of GraphQL or REST.

mod cost;
mod judge;
mod known;
mod policy;
mod report;
mod retry_budget;
mod rule;
mod wait;

pub(crate) use self::cost::query_cost;
pub(crate) use self::judge::{Judgment, judge_failure, judge_success, judge_transport};
pub(crate) use self::known::known_rules;
pub use self::policy::RetryPolicy;
pub(crate) use self::retry_budget::{Deadline, RetryBudget};
pub use self::rule::{Pause, Rule, Verdict};
pub(crate) use self::wait::{LIMIT, REMAINING, header_number, later, reset};
