//! What the server needs of an imitated API.

use bytes::Bytes;
use http::{Request, Response};

use crate::change::Change;

/// One imitated API: a whole request in, a whole answer out.
pub(crate) trait Api: Send + Sync {
    fn answer(&self, request: &Request<Bytes>) -> Response<Bytes>;

    /// Changes the API's main list; an API without one has nothing to change.
    fn change(&self, _change: Change) {}
}
