//! The response keys that items keep of what a walk document requests.

use graphql_paginate_codegen::{ConnectionAnalysis, Walk};

use super::analysis::item_path;
use crate::document::ParsedDocument;
use crate::output::KeyTree;

/// The member of an item that says which parent it belongs to, if its connection is inside a list.
pub(crate) const PARENT: &str = "__parent";

/// The response keys that items keep, `selected` by the query; `None` if the document of the walk selects no others.
pub(crate) fn kept_keys(
    connection: &ConnectionAnalysis,
    walk: &Walk,
    operation: &str,
    selected: Option<KeyTree>,
) -> Option<KeyTree> {
    let path = item_path(connection)?;
    let sent = ParsedDocument::parse(&walk.document)?.selected_keys(operation, &path);
    let mut keys = selected.filter(|keys| *keys != sent)?;
    if walk.each_parent.is_some() {
        keys.entry(PARENT);
    }
    Some(keys)
}
