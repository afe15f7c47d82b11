//! API profiles: the limits and error rules of a specific API.

use std::time::Duration;

use crate::retry::{Rule, known_rules};

/// What is special about an API: largest page, limits, rules.
///
/// [`Profile::default`] assumes little, and has rules for the responses by which common APIs throttle or refuse a
/// request as too expensive.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Profile {
    /// The API's name in messages; empty for an unknown API.
    pub name: &'static str,
    /// The largest page that the API serves. It is the default page size of a walk, and the maximum. Unknown by
    /// default: the server then chooses.
    pub max_page_size: Option<u32>,
    /// How many requests one token may send per minute; further requests wait. Unlimited by default.
    pub requests_per_minute: Option<u32>,
    /// How many requests may be in flight at once, for all clones of a client; 8 by default.
    pub max_concurrency: u32,
    /// The first wait if an API throttles without saying for how long; it is doubled each time. 2 seconds by default.
    pub unstated_wait: Duration,
    /// The rules by which responses are judged; the first one that matches decides. By default these are the known
    /// rules of GitHub, demarches-simplifiees, Shopify, GitLab and other graphql-ruby servers, Hot Chocolate, Linear,
    /// monday and Contentful, and the meaning of HTTP statuses. See [`with_rule`](Profile::with_rule).
    pub rules: Vec<Rule>,
    /// How many parents one request covers when nested connections are completed; 1 by default.
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
    /// Adds a rule before all others.
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

    /// GitHub: pages of at most 100 items, with a required page size; 2,000 points per minute, of which a query takes
    /// one; as little concurrency as possible, never above 100; a wait of at least a minute if a limit does not say how
    /// long. Nested connections are completed for 20 parents per request.
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

    /// demarches-simplifiees: pages of at most 100 items (the server silently truncates larger ones); 400 requests per
    /// minute.
    pub fn demarches_simplifiees() -> Self {
        Self {
            name: "demarches-simplifiees",
            max_page_size: Some(100),
            requests_per_minute: Some(400),
            ..Self::default()
        }
    }
}
