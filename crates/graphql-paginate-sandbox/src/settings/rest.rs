//! The settings of the REST APIs.

use std::time::Duration;

use crate::clock::Clock;

/// Sizes and limits of the REST APIs.
#[derive(Debug, Clone)]
pub(crate) struct RestSettings {
    pub(crate) jobs: usize,
    pub(crate) candidates: usize,
    pub(crate) applications: usize,
    pub(crate) requests_per_minute: usize,
    pub(crate) years: usize,
    pub(crate) measures: usize,
    pub(crate) token_lifetime: Duration,
    pub(crate) token_uses: Option<usize>,
    pub(crate) accounts: usize,
    pub(crate) clients: usize,
    pub(crate) entries: usize,
    pub(crate) products: usize,
    pub(crate) relative_links: bool,
    pub(crate) clock: Clock,
}

impl Default for RestSettings {
    fn default() -> Self {
        Self {
            jobs: 45,
            candidates: 130,
            applications: 260,
            requests_per_minute: 45,
            years: 4,
            measures: 70,
            token_lifetime: Duration::from_secs(3600),
            token_uses: None,
            accounts: 257,
            clients: 6500,
            entries: 4001,
            products: 250,
            relative_links: false,
            clock: Clock::system(),
        }
    }
}
