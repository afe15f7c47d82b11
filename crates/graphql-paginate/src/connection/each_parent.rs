//! Descriptions of connections inside lists, as generated code provides them.

use super::FollowUp;

/// How a connection inside a list is found in the first response, and how it continues.
#[derive(Debug, Clone, Copy)]
pub struct EachParent {
    /// Response keys from `data` to the first list, then from the elements of each list to the next list; the last ones
    /// lead to the connection.
    pub levels: &'static [&'static [&'static str]],
    /// Response keys from the connection to its list of items, and from an element of the list to the item.
    pub items: (&'static [&'static str], &'static [&'static str]),
    /// Response keys from the parent to each value that identifies it.
    pub parent: &'static [&'static [&'static str]],
    /// The object types of the parent that have the connection; empty if all have it.
    pub parent_types: &'static [&'static str],
    /// How it continues forward; `None` if it cannot be walked forward.
    pub forward: Option<FurtherPages>,
    /// How it continues backward; `None` if it cannot be walked backward.
    pub backward: Option<FurtherPages>,
}

/// How the next pages of a connection are found and requested, in one direction.
#[derive(Debug, Clone, Copy)]
pub struct FurtherPages {
    /// Response keys from the connection to the flag that says whether there are more pages.
    pub more: &'static [&'static str],
    /// Response keys from the connection to the cursor of the next page.
    pub cursor: &'static [&'static str],
    /// The follow-up document.
    pub follow_up: FollowUp<'static>,
}
