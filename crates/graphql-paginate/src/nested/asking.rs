//! The context that all follow-up requests of a walk share: client, endpoint, variables and progress.

use std::sync::Arc;

use http::Uri;
use serde_json::{Map, Value};

use crate::client::Client;
use crate::connection::PendingPages;
use crate::partial::Partial;
use crate::progress::ProgressRecorder;

/// The state that all follow-up requests of a walk share.
pub(crate) struct Asking {
    pub(crate) client: Client,
    pub(crate) recorder: Arc<ProgressRecorder>,
    pub(crate) endpoint: Uri,
    pub(crate) variables: Map<String, Value>,
    pub(crate) partial: Partial,
    pub(crate) operation: &'static str,
}

/// The index of an item, and the pending pages of one of its nested connections.
pub(super) type At = (usize, PendingPages);
