//! What an API asks of its clients beyond the protocol.

/// The habits of an API.
///
/// [`Profile::default`] assumes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Profile {
    /// The API's name in messages; empty for an unknown one.
    pub name: &'static str,
    /// The largest page the API serves. It is the page size of a walk that asks for none, and caps one that asks for
    /// more. Unknown by default: the server then chooses.
    pub max_page_size: Option<u32>,
}

impl Profile {
    /// GitHub: pages of at most 100, which the API demands to be stated.
    ///
    /// See [Rate limits and query limits](https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api).
    pub fn github() -> Self {
        Self { name: "GitHub", max_page_size: Some(100) }
    }

    /// demarches-simplifiees: pages of at most 100; the server cuts larger ones without a word.
    pub fn demarches_simplifiees() -> Self {
        Self { name: "demarches-simplifiees", max_page_size: Some(100) }
    }
}
