//! The interface between the server and an imitated API.

use bytes::Bytes;
use http::{Request, Response};

use crate::change::Change;

/// An imitated API: takes a complete request and returns a complete response.
pub(crate) trait Api: Send + Sync {
    fn answer(&self, request: &Request<Bytes>) -> Response<Bytes>;

    /// Changes the API's main list. By default the change is ignored.
    fn change(&self, _change: Change) {}
}
