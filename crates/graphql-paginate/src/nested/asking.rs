//! What the follow-up requests of one walk share.

use std::sync::Arc;

use http::Uri;
use serde_json::{Map, Value};

use crate::client::Client;
use crate::connection::PendingPages;
use crate::partial::Partial;
use crate::progress::ProgressRecorder;

/// What the follow-up requests of a walk have in common.
pub(crate) struct Asking {
    pub(crate) client: Client,
    pub(crate) recorder: Arc<ProgressRecorder>,
    pub(crate) endpoint: Uri,
    pub(crate) variables: Map<String, Value>,
    pub(crate) partial: Partial,
    pub(crate) operation: &'static str,
}

/// The pending pages of one connection, and the index of its item.
pub(super) type At = (usize, PendingPages);
