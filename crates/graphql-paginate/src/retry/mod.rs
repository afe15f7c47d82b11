//! What is asked again, when, and for how long.
//!
//! A failed attempt is judged once, from its error and its answer alone, whatever the protocol: it may pass
//! ([`Verdict::Again`]), it may pass with less in the answer ([`Verdict::Smaller`]), the server names or implies a time
//! to come back ([`Verdict::Throttled`]), or it will not pass ([`Verdict::Fail`]). [`RetryBudget`] then says whether there
//! is still a try and a wait left.

mod policy;
mod retry_budget;
mod throttle;
mod verdict;

pub use self::policy::RetryPolicy;
pub(crate) use self::retry_budget::RetryBudget;
pub(crate) use self::throttle::{LIMIT, REMAINING, Throttle, header_number, later, until_reset};
pub(crate) use self::verdict::{Verdict, judge};
