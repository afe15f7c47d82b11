//! The connections of all parents in a response, as plain data.

use serde_json::Value;
use serde_json::value::RawValue;

use crate::error::ErrorKind;

/// The connection of one parent in a response.
pub(super) struct ReceivedConnection<'t> {
    /// The parent's number among all parents of the first response.
    pub(super) number: usize,
    /// Its indices in the lists on the path.
    pub(super) at: Vec<usize>,
    /// Its type, if the response has it.
    pub(super) typename: Option<String>,
    /// The values that find it again; `None` if one of them is null.
    pub(super) key: Option<Vec<Value>>,
    pub(super) connection: &'t RawValue,
}

/// The connections in a response, in the order of the first response.
#[derive(Default)]
pub(super) struct ParentConnections<'t> {
    pub(super) connections: Vec<ReceivedConnection<'t>>,
    /// Parents that are null, and connections whose null is explained by an error.
    pub(super) nulls: usize,
    /// Parents that a follow-up request did not find again.
    pub(super) lost: Vec<Lost>,
}

/// A parent that a follow-up request did not find again.
pub(super) struct Lost {
    pub(super) number: usize,
    /// The error if no error of the response explains it.
    pub(super) kind: ErrorKind,
}
