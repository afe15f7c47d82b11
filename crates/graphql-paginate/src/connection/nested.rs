//! Connections inside the items of a connection, as generated code describes them.

use serde_json::Value;

/// A kind of connection inside the items of another.
#[derive(Debug, Clone, Copy)]
pub struct Nested {
    /// Response keys from the item, e.g. `["reviews", "nodes", "comments"]`.
    pub path: &'static [&'static str],
    /// The field of its `pageInfo` that holds the cursor: `endCursor`, or `startCursor` where it is read from its end.
    pub cursor: &'static str,
    /// Where JSON has what generated types lack; `None` if they have all.
    pub unselected: Option<Unselected>,
    /// How its rest is asked for; `None` if it cannot be.
    pub rest: Option<Rest>,
}

/// A nested connection of an item that has more pages than the item holds.
#[derive(Debug, Clone)]
pub struct PendingPages {
    /// Its kind, an index of [`Connection::NESTED`](crate::Connection::NESTED).
    pub nested: usize,
    /// The indices in the lists on the way to it.
    pub at: Vec<usize>,
    /// The same places, but counted from the end in lists that grow at their beginning: these never move.
    pub seat: Vec<usize>,
    /// The values that find its parent again; `None` where the kind has no rest.
    pub parent: Option<Vec<Value>>,
    /// Where its rest begins.
    pub cursor: Option<String>,
}

/// Why a gap could not be filled.
#[derive(Debug)]
pub enum Unfilled {
    /// The parent is no longer there.
    Gone,
    /// The connection or its list of items is null in the answer; the response keys from the item.
    Null(&'static [&'static str]),
    /// The list of items that the item came with is null, so that something is missing before the rest.
    Unlisted(&'static [&'static str]),
    /// The answer does not fit the types.
    Decode {
        /// Where in the answer; empty for the whole of it.
        path: String,
        /// What was expected and what came.
        problem: String,
    },
}

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

/// The parts of a follow-up document, in which each parent has an alias and variables of its own.
#[derive(Debug, Clone, Copy)]
pub struct Rest {
    /// The operation's name.
    pub operation: &'static str,
    /// The part about one parent; between two pieces stands the parent's number.
    pub pieces: &'static [&'static str],
    /// Variables of the main operation that the part uses, with their types.
    pub variables: &'static [(&'static str, &'static str)],
    /// Variables of each parent, without its number, with their types: those that find it, then page size and cursor.
    pub own: &'static [(&'static str, &'static str)],
    /// The fragments that the part needs.
    pub fragments: &'static str,
    /// How many items the main document asks for.
    pub size: OwnSize,
}

/// The size that a document gives one of its connections.
#[derive(Debug, Clone, Copy)]
pub enum OwnSize {
    /// None.
    Unset,
    /// A number.
    Fixed(u32),
    /// That of a variable.
    Variable {
        /// Its name.
        name: &'static str,
        /// What it is when the caller leaves it out.
        default: Option<u32>,
    },
}
