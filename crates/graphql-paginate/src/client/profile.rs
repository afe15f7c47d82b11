//! What an API asks of its clients beyond the protocol.

/// The habits of an API.
///
/// [`Profile::default`] assumes little.
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
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            name: "",
            max_page_size: None,
            requests_per_minute: None,
            max_concurrency: 8,
        }
    }
}

impl Profile {
    /// GitHub: pages of at most 100, which the API demands to be stated; 2,000 points a minute, of which a query takes
    /// one; as little concurrency as possible, and never more than 100.
    ///
    /// See [Rate limits and query limits](https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api).
    pub fn github() -> Self {
        Self {
            name: "GitHub",
            max_page_size: Some(100),
            requests_per_minute: Some(2_000),
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
