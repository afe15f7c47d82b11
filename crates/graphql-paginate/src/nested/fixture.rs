//! A nested connection for tests: `labels`, whose `pageInfo` the types do not have.

use crate::connection::{Nested, Unselected};

pub(super) const LABELS: &[Nested] = &[Nested {
    path: &["labels"],
    cursor: "endCursor",
    excludable_lists: &[],
    unselected: Some(Unselected {
        levels: &[&["labels"]],
        more: &["pageInfo", "hasNextPage"],
        cursor: &["pageInfo", "endCursor"],
        parent: &[&["id"]],
        ..Unselected::NONE
    }),
    follow_up: None,
}];
