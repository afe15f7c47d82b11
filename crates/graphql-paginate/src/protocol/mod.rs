//! GraphQL over HTTP: the body of a request, and the envelope of a response.
//!
//! See [GraphQL over HTTP](https://graphql.github.io/graphql-over-http/draft/).

mod envelope;
mod request;
mod sending;

pub(crate) use self::envelope::{Answer, errors, read_answer, read_partial};
pub(crate) use self::request::{Body, has_mutation, request, variables};
pub(crate) use self::sending::{DocumentSender, DocumentSettings, derived};
