//! The rules that select the requests with faults.

use std::fmt;
use std::ops::{Bound, RangeBounds};
use std::sync::Arc;

use super::{Fault, RequestView};

/// A script of faults for one API. If several rules match a request, the first one applies.
///
/// Requests are numbered from 1, starting when the script is set.
///
/// ```
/// use graphql_paginate_sandbox::{Fault, Faults, Sandbox, Throttle};
/// use std::time::Duration;
///
/// let faults = Faults::new()
///     .on_request(3, Fault::status(502))
///     .every(20, Fault::cut_body())
///     .above_page_size(25, Fault::timeout());
/// let sandbox = Sandbox::builder().github_faults(faults).start_blocking()?;
///
/// // Later, another script; requests are numbered from 1 again.
/// let throttle = Throttle::github_secondary().retry_after(Duration::from_secs(2));
/// sandbox.github().script(Faults::new().on_request(2, Fault::throttled(throttle)));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "faults happen once a sandbox is given them"]
pub struct Faults {
    rules: Vec<Rule>,
}

impl Faults {
    /// A script without faults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Applies a fault to the request with this number.
    pub fn on_request(self, number: usize, fault: Fault) -> Self {
        self.on_requests(number..=number, fault)
    }

    /// Applies a fault to the requests with these numbers, such as `2..=4` or `10..`.
    pub fn on_requests(self, numbers: impl RangeBounds<usize>, fault: Fault) -> Self {
        let range = (numbers.start_bound().cloned(), numbers.end_bound().cloned());
        self.rule(Condition::Numbers(range), fault)
    }

    /// Applies a fault to every `n`th request: `n`, `2 n`, and so on; never if `n` is 0.
    pub fn every(self, n: usize, fault: Fault) -> Self {
        self.rule(Condition::Every(n), fault)
    }

    /// Applies a fault to every request.
    pub fn always(self, fault: Fault) -> Self {
        self.on_requests(.., fault)
    }

    /// Applies a fault to about `percent` of 100 requests, the same ones for the same `seed`.
    pub fn scattered(self, percent: u8, seed: u64, fault: Fault) -> Self {
        self.rule(Condition::Scattered { percent, seed }, fault)
    }

    /// Applies a fault to requests whose outermost connection has a page size above `items`. Requests without a page size do
    /// not match.
    pub fn above_page_size(self, items: u64, fault: Fault) -> Self {
        self.rule(Condition::AbovePageSize(items), fault)
    }

    /// Applies a fault to requests that may return more than this number of nodes, over all connections. Ten parents with
    /// twenty children each are 210 nodes.
    pub fn above_nodes(self, nodes: u64, fault: Fault) -> Self {
        self.rule(Condition::AboveNodes(nodes), fault)
    }

    /// Applies a fault to requests that satisfy a condition.
    pub fn when(
        self,
        condition: impl Fn(&RequestView) -> bool + Send + Sync + 'static,
        fault: Fault,
    ) -> Self {
        self.rule(Condition::When(Arc::new(condition)), fault)
    }

    /// Limits how often the last rule applies. After that it is ignored.
    ///
    /// # Panics
    ///
    /// If the script has no rule.
    pub fn times(mut self, times: usize) -> Self {
        let rule = self
            .rules
            .last_mut()
            .expect("`times` limits the rule before it; state one first");
        rule.times = times;
        self
    }

    fn rule(mut self, condition: Condition, fault: Fault) -> Self {
        self.rules.push(Rule {
            condition,
            fault,
            times: usize::MAX,
        });
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.rules.len()
    }

    /// The fault of a request and the index of its rule, given how often each rule was applied.
    pub(super) fn fault(&self, asked: &RequestView, applied: &[usize]) -> Option<(usize, &Fault)> {
        let mut rules = self.rules.iter().zip(applied).enumerate();
        let (index, (rule, _)) = rules
            .find(|(_, (rule, applied))| **applied < rule.times && rule.condition.holds(asked))?;
        Some((index, &rule.fault))
    }
}

#[derive(Debug, Clone)]
struct Rule {
    condition: Condition,
    fault: Fault,
    times: usize,
}

#[derive(Clone)]
enum Condition {
    Numbers((Bound<usize>, Bound<usize>)),
    Every(usize),
    Scattered { percent: u8, seed: u64 },
    AbovePageSize(u64),
    AboveNodes(u64),
    When(Arc<dyn Fn(&RequestView) -> bool + Send + Sync>),
}

impl Condition {
    fn holds(&self, asked: &RequestView) -> bool {
        match self {
            Self::Numbers(numbers) => numbers.contains(&asked.number),
            Self::Every(n) => *n > 0 && asked.number.is_multiple_of(*n),
            Self::Scattered { percent, seed } => {
                crate::graphql::seed(&[&seed.to_string(), &asked.number.to_string()]).below(100)
                    < u64::from(*percent)
            }
            Self::AbovePageSize(items) => asked.page_size.is_some_and(|size| size > *items),
            Self::AboveNodes(nodes) => asked.nodes > *nodes,
            Self::When(condition) => condition(asked),
        }
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Numbers(numbers) => formatter.debug_tuple("Numbers").field(numbers).finish(),
            Self::Every(n) => formatter.debug_tuple("Every").field(n).finish(),
            Self::Scattered { percent, seed } => formatter
                .debug_struct("Scattered")
                .field("percent", percent)
                .field("seed", seed)
                .finish(),
            Self::AbovePageSize(items) => {
                formatter.debug_tuple("AbovePageSize").field(items).finish()
            }
            Self::AboveNodes(nodes) => formatter.debug_tuple("AboveNodes").field(nodes).finish(),
            Self::When(_) => formatter.write_str("When(..)"),
        }
    }
}
