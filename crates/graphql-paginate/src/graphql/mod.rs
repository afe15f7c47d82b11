//! GraphQL over HTTP: requests, responses, errors, and the walk of a connection.

mod envelope;
mod error;
mod request;
mod source;

pub(crate) use self::envelope::{partial_data, read};
pub use self::error::{GraphQLError, Location, PathSegment};
pub(crate) use self::request::request;
pub(crate) use self::source::{ConnectionSource, Take};
