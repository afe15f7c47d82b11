//! What to do with a page that comes with errors.

use std::fmt;
use std::sync::Arc;

use crate::graphql::GraphQLError;

/// What a walk does with GraphQL errors beside the data of a page.
///
/// Whatever the policy, a page whose errors mean that the server gave up half-way (rate limits, resource limits,
/// timeouts) is never kept: its nulls and zeros are no data. Such a page is asked for again.
///
/// ```
/// use graphql_paginate::Partial;
///
/// // Items that the token may not see are left out; every other error ends the walk.
/// let policy = Partial::keep_if(|error| error.code() == Some("FORBIDDEN"));
/// ```
#[derive(Clone, Default)]
pub struct Partial(Policy);

#[derive(Clone, Default)]
enum Policy {
    #[default]
    Fail,
    Keep,
    KeepIf(Arc<dyn Fn(&GraphQLError) -> bool + Send + Sync>),
}

impl Partial {
    /// The walk ends with [`ErrorKind::GraphQL`](crate::ErrorKind::GraphQL) and the page is not yielded; the default,
    /// because an export that lacks something should not look complete. The error has the page's data and the
    /// checkpoint before the page.
    #[allow(non_upper_case_globals, reason = "reads as the variant of a choice")]
    pub const Fail: Self = Self(Policy::Fail);

    /// The page is yielded with its [`errors`](crate::Page::errors), and the walk goes on; a null among the items is
    /// left out and counted.
    #[allow(non_upper_case_globals, reason = "reads as the variant of a choice")]
    pub const Keep: Self = Self(Policy::Keep);

    /// [`Keep`](Partial::Keep) when this is true for each of the errors, else [`Fail`](Partial::Fail).
    pub fn keep_if(accept: impl Fn(&GraphQLError) -> bool + Send + Sync + 'static) -> Self {
        Self(Policy::KeepIf(Arc::new(accept)))
    }

    pub(crate) fn keeps(&self, errors: &[GraphQLError]) -> bool {
        match &self.0 {
            Policy::Fail => false,
            Policy::Keep => true,
            Policy::KeepIf(accept) => errors.iter().all(|error| accept(error)),
        }
    }
}

impl fmt::Debug for Partial {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.0 {
            Policy::Fail => "Fail",
            Policy::Keep => "Keep",
            Policy::KeepIf(_) => "KeepIf(..)",
        })
    }
}
