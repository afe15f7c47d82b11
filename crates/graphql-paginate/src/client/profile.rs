//! What an API asks of its clients beyond the protocol.

use std::time::Duration;

use crate::retry::{Rule, known_rules};

/// The habits of an API.
///
/// [`Profile::default`] assumes little, and knows the answers by which common APIs throttle or find a request too
/// costly.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Profile {
    /// The API's name in messages; empty for an unknown one.
    pub name: &'static str,
    /// The largest page the API serves. It is the page size of a walk that asks for none, and caps one that asks for
    /// more. Unknown by default: the server then chooses.
    pub max_page_size: Option<u32>,
    /// How many requests a minute one token may send; what is above waits its turn. Unlimited by default.
    pub requests_per_minute: Option<u32>,
    /// How many requests may be under way at a time, for all clones of a client; 8 by default.
    pub max_concurrency: u32,
    /// The first wait for an API that throttles without saying how long, doubled each time; 2 seconds by default.
    pub unstated_wait: Duration,
    /// The table by which answers are judged; the first rule that matches decides. By default it has the rules that are
    /// known: of GitHub, demarches-simplifiees, Shopify, GitLab and other graphql-ruby servers, Hot Chocolate, Linear,
    /// monday, Contentful, and the meaning of HTTP statuses. See [`with_rule`](Profile::with_rule).
    pub rules: Vec<Rule>,
    /// For how many parents one request asks when nested connections are completed; 1 by default.
    pub nested_batch: u32,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            name: "",
            max_page_size: None,
            requests_per_minute: None,
            max_concurrency: 8,
            unstated_wait: Duration::from_secs(2),
            rules: known_rules(),
            nested_batch: 1,
        }
    }
}

impl Profile {
    /// Puts a rule in front of all others.
    ///
    /// ```
    /// use graphql_paginate::{Pause, Profile, Rule, Verdict};
    ///
    /// let busy = Rule::new(Verdict::Throttled(Pause::Stated)).status(420);
    /// let profile = Profile::github().with_rule(busy);
    /// ```
    #[must_use]
    pub fn with_rule(mut self, rule: Rule) -> Self {
        self.rules.insert(0, rule);
        self
    }

    /// GitHub: pages of at most 100, which the API demands to be stated; 2,000 points a minute, of which a query takes
    /// one; as little concurrency as possible, and never more than 100; at least a minute's wait where a limit does not say how
    /// long. Nested connections are completed for 20 parents a request.
    ///
    /// See [Rate limits and query limits](https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api).
    pub fn github() -> Self {
        Self {
            name: "GitHub",
            max_page_size: Some(100),
            requests_per_minute: Some(2_000),
            unstated_wait: Duration::from_secs(60),
            nested_batch: 20,
            ..Self::default()
        }
    }

    /// demarches-simplifiees: pages of at most 100; the server cuts larger ones without a word. 400 requests a minute.
    pub fn demarches_simplifiees() -> Self {
        Self {
            name: "demarches-simplifiees",
            max_page_size: Some(100),
            requests_per_minute: Some(400),
            ..Self::default()
        }
    }
}
