//! Where the JSON of an item has what its generated type lacks.

/// Where the JSON of an item has what its type lacks; made by generated code.
#[derive(Debug, Clone, Copy)]
pub struct Unselected {
    /// Response keys from the item, and then from each list's elements, to the next list; the last ones lead to the
    /// connection.
    pub levels: &'static [&'static [&'static str]],
    /// Of each list on the way, whether it grows at its beginning.
    pub in_front: &'static [bool],
    /// Response keys from the connection to the flag that says whether there are more pages.
    pub more: &'static [&'static str],
    /// Response keys from the connection to the cursor of the next page.
    pub cursor: &'static [&'static str],
    /// Response keys from the connection's parent to each value that finds it again; empty if it cannot be found.
    pub parent: &'static [&'static [&'static str]],
    /// The object types of the parent that have the connection; empty if all have it.
    pub parent_types: &'static [&'static str],
}

impl Unselected {
    /// The connection's own response key.
    pub(super) fn connection_key(&self) -> Option<&'static str> {
        self.levels.last()?.last().copied()
    }
}
