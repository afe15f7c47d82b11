//! Where a connection inside lists is in a response, and the document that continues it.

use std::sync::Arc;

use crate::connection::{Direction, EachParent, FollowUp, FurtherPages, OwnSize};
use crate::graphql::keys;
use crate::nested::ItemLists;

/// A connection inside lists, for one direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ParentsLayout {
    /// Response keys from `data` to the first list, then from the elements of each list to the next list; the last ones
    /// lead to the connection.
    pub(crate) levels: Vec<Vec<String>>,
    /// Response keys from the connection to its list of items.
    pub(crate) list: Vec<String>,
    /// Response keys from an element of that list to the item; empty if the element is the item.
    pub(crate) item: Vec<String>,
    /// Response keys from the parent to each value that identifies it.
    pub(crate) parent: Vec<Vec<String>>,
    /// The object types of the parent that have the connection; empty if all have it.
    pub(crate) parent_types: Vec<String>,
    /// Response keys from the connection to the flag for further pages.
    pub(crate) has_more: Vec<String>,
    /// Response keys from the connection to the cursor of the next page.
    pub(crate) cursor: Vec<String>,
    pub(crate) follow_up: OwnedFollowUp,
}

/// The parts of a follow-up document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OwnedFollowUp {
    pub(crate) operation: String,
    pub(crate) pieces: Vec<String>,
    pub(crate) variables: Vec<(String, String)>,
    pub(crate) own: Vec<(String, String)>,
    pub(crate) fragments: String,
    pub(crate) repeated: Vec<String>,
}

impl ParentsLayout {
    /// The layout of generated code; `None` if the connection cannot be walked in this direction.
    pub(crate) fn of(each: &EachParent, direction: Direction) -> Option<Self> {
        let continuation = match direction {
            Direction::Forward => each.forward?,
            Direction::Backward => each.backward?,
        };
        let FurtherPages {
            more,
            cursor,
            follow_up,
        } = continuation;
        Some(Self {
            levels: each.levels.iter().map(|keys| owned(keys)).collect(),
            list: owned(each.items.0),
            item: owned(each.items.1),
            parent: each.parent.iter().map(|keys| owned(keys)).collect(),
            parent_types: owned(each.parent_types),
            has_more: owned(more),
            cursor: owned(cursor),
            follow_up: OwnedFollowUp {
                operation: follow_up.operation.to_owned(),
                pieces: owned(follow_up.pieces),
                variables: pairs(follow_up.variables),
                own: pairs(follow_up.own),
                fragments: follow_up.fragments.to_owned(),
                repeated: owned(follow_up.repeated),
            },
        })
    }

    /// Where nested connections are found in the body of a response.
    pub(crate) fn item_lists(self: &Arc<Self>) -> ItemLists {
        let layout = Arc::clone(self);
        ItemLists::Found(Arc::new(move |body| {
            let items = layout.items(body, &[]).into_iter();
            items.map(|(_, item)| item).collect()
        }))
    }

    /// Response keys from `data` to the outermost list.
    pub(super) fn outer_list(&self) -> Vec<&str> {
        let (first, _) = self.levels.split_first().expect("a list is on the path");
        keys(first)
    }

    /// The response key of the connection.
    pub(super) fn connection_key(&self) -> &str {
        let last = self.levels.last().and_then(|keys| keys.last());
        last.expect("the last level leads to the connection")
    }
}

impl OwnedFollowUp {
    /// Calls a function with the document's parts.
    pub(super) fn with<R>(&self, call: impl FnOnce(&FollowUp<'_>) -> R) -> R {
        let (pieces, repeated, variables, own) = (
            keys(&self.pieces),
            keys(&self.repeated),
            text_pairs(&self.variables),
            text_pairs(&self.own),
        );
        call(&FollowUp {
            operation: &self.operation,
            pieces: &pieces,
            variables: &variables,
            own: &own,
            fragments: &self.fragments,
            size: OwnSize::Unset,
            repeated: &repeated,
        })
    }
}

fn owned(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| (*key).to_owned()).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, ty): &(&str, &str)| ((*name).to_owned(), (*ty).to_owned());
    pairs.iter().map(owned).collect()
}

fn text_pairs(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    let mut texts = Vec::new();
    for (name, ty) in pairs {
        texts.push((name.as_str(), ty.as_str()));
    }
    texts
}
