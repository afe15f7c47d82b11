//! The policy for pages with GraphQL errors beside their data.

use std::fmt;
use std::sync::Arc;

use crate::error::GraphQLError;

/// What a walk does with GraphQL errors beside the data of a page.
///
/// Under every policy, a page whose errors mean that the server gave up (rate limits, resource limits, timeouts) is
/// discarded and requested again, because its nulls and zeros are not data.
///
/// ```
/// use graphql_paginate::Partial;
///
/// // Leaves out items that the token may not read; every other error ends the walk.
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
    /// The walk ends with [`ErrorKind::GraphQL`](crate::ErrorKind::GraphQL), and the page is not yielded. This is the
    /// default, because an incomplete export should not look complete. The error has the data of the page, and the
    /// checkpoint before it.
    #[allow(non_upper_case_globals, reason = "reads like an enum variant")]
    pub const Fail: Self = Self(Policy::Fail);

    /// The page is yielded with its [`errors`](crate::Page::errors), and the walk continues. Null items are left out and
    /// counted.
    #[allow(non_upper_case_globals, reason = "reads like an enum variant")]
    pub const Keep: Self = Self(Policy::Keep);

    /// [`Keep`](Partial::Keep) if `accept` is true for every error of the page, otherwise [`Fail`](Partial::Fail).
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
