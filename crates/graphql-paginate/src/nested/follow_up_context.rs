//! What the follow-up requests of a walk are made of: the context that all of them share, and the pages they request.

use std::sync::Arc;

use http::Uri;
use serde_json::{Map, Value};

use crate::client::Client;
use crate::connection::PendingPages;
use crate::partial::Partial;
use crate::progress::ProgressRecorder;

/// The context that all follow-up requests of a walk share.
pub(crate) struct FollowUpContext {
    pub(crate) client: Client,
    pub(crate) recorder: Arc<ProgressRecorder>,
    pub(crate) endpoint: Uri,
    pub(crate) variables: Map<String, Value>,
    pub(crate) partial: Partial,
    pub(crate) operation: &'static str,
}

/// The pending pages of one nested connection of an item.
#[derive(Debug, Clone)]
pub(super) struct PendingOfItem {
    /// The index of the item on the page.
    pub(super) item: usize,
    pub(super) pages: PendingPages,
}
