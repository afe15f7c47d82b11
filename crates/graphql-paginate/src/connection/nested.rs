//! Descriptions of nested connections, as generated code provides them.

use serde_json::Value;

/// A kind of nested connection.
#[derive(Debug, Clone, Copy)]
pub struct Nested {
    /// Response keys from the item, e.g. `["reviews", "nodes", "comments"]`.
    pub path: &'static [&'static str],
    /// The field of its `pageInfo` that holds the cursor: `endCursor`, or `startCursor` if it is read backward.
    pub cursor: &'static str,
    /// Response keys from it to each of its lists, if conditions or types may exclude all of them; otherwise empty.
    pub excludable_lists: &'static [&'static [&'static str]],
    /// Where the JSON has fields that the generated types do not have; `None` if they have all.
    pub unselected: Option<Unselected>,
    /// The follow-up document for its pending pages; `None` if they cannot be requested.
    pub follow_up: Option<FollowUp<'static>>,
}

/// The pending pages of one nested connection of an item.
#[derive(Debug, Clone)]
pub struct PendingPages {
    /// Its kind, an index of [`Connection::NESTED`](crate::Connection::NESTED).
    pub nested: usize,
    /// The index in each list on the path to the connection.
    pub list_indices: Vec<usize>,
    /// The same indices, but counted from the end in lists that grow at the front, so that they never change.
    pub stable_indices: Vec<usize>,
    /// The values that identify its parent; `None` if the kind has no follow-up document.
    pub parent: Option<Vec<Value>>,
    /// The cursor of the next page.
    pub cursor: Option<String>,
}

/// Why pending pages could not be added.
#[derive(Debug)]
pub enum Unfilled {
    /// The parent does not exist any more.
    Gone,
    /// The connection or its list of items is null in the response; the response keys from the item.
    Null(&'static [&'static str]),
    /// The list of items is null on the first page, so items are missing before the pending pages.
    Unlisted(&'static [&'static str]),
    /// The response does not match the types.
    Decode {
        /// The path in the response; empty for the whole of it.
        path: String,
        /// The expected and the actual value.
        problem: String,
    },
}

/// Where the JSON of an item has fields that its type does not have; made by generated code.
#[derive(Debug, Clone, Copy)]
pub struct Unselected {
    /// Response keys from the item, and then from the elements of each list, to the next list; the last ones lead to
    /// the connection.
    pub levels: &'static [&'static [&'static str]],
    /// For each list on the path, whether it grows at the front.
    pub in_front: &'static [bool],
    /// Response keys from the connection to the flag, the token or the number that says whether there are more pages.
    pub more: &'static [&'static str],
    /// Response keys from the connection to the cursor of the next page.
    pub cursor: &'static [&'static str],
    /// Response keys from the connection's parent to each value that identifies it; empty if it cannot be identified.
    pub parent: &'static [&'static [&'static str]],
    /// The object types of the parent that have the connection; empty if all have it.
    pub parent_types: &'static [&'static str],
    /// Response keys from the connection to a flag that is true if its items are not at the end where its direction
    /// begins; empty if that cannot be.
    pub wrong_end: &'static [&'static str],
    /// Whether `more` leads to the token of the next page, not to a flag.
    pub is_token: bool,
    /// What `more` is compared with, if it leads to a number.
    pub above: Option<Above>,
}

/// There are more pages if a number is above this.
#[derive(Debug, Clone, Copy)]
pub enum Above {
    /// The number of the only page.
    Page(u64),
    /// The number of elements in the list at these response keys from the connection.
    Elements(&'static [&'static str]),
}

/// The parts of a follow-up document, in which each parent has its own alias and variables.
#[derive(Debug, Clone, Copy)]
pub struct FollowUp<'r> {
    /// The operation's name.
    pub operation: &'r str,
    /// The selection for one parent; the parent's number goes between the pieces.
    pub pieces: &'r [&'r str],
    /// Variables of the main operation that the selection uses, with their types.
    pub variables: &'r [(&'r str, &'r str)],
    /// Variables of each parent, without its number, with their types: its first identifying values, then page size and
    /// cursor.
    pub own: &'r [(&'r str, &'r str)],
    /// The fragments that the selection uses.
    pub fragments: &'r str,
    /// The page size in the main document.
    pub size: OwnSize,
    /// Response keys from the parent to the identifying values that the selection repeats, in their order; an empty key
    /// for a value that it does not repeat. Empty if nothing is repeated.
    pub repeated: &'r [&'r str],
}

/// The page size that a document sets for a nested connection.
#[derive(Debug, Clone, Copy)]
pub enum OwnSize {
    /// No page size.
    Unset,
    /// A literal.
    Fixed(u32),
    /// A variable.
    Variable {
        /// Its name.
        name: &'static str,
        /// The value if the caller leaves it out.
        default: Option<u32>,
    },
}

impl Nested {
    /// No connection: the defaults of the fields.
    pub const NONE: Self = Self {
        path: &[],
        cursor: "",
        excludable_lists: &[],
        unselected: None,
        follow_up: None,
    };

    /// The kinds of several connections, one connection after the other; `N` is their number.
    #[must_use]
    pub const fn concat<const N: usize>(connections: &[&[Self]]) -> [Self; N] {
        let mut all = [Self::NONE; N];
        let (mut connection, mut start) = (0, 0);
        while connection < connections.len() {
            let kinds = connections[connection];
            let mut index = 0;
            while index < kinds.len() {
                all[start + index] = kinds[index];
                index += 1;
            }
            start += kinds.len();
            connection += 1;
        }
        all
    }

    /// Whether it is read backward, so that each further page is before the items of the pages read so far.
    #[must_use]
    pub fn is_backward(&self) -> bool {
        self.cursor == "startCursor"
    }
}

impl Unselected {
    /// No fields: the defaults of the fields.
    pub const NONE: Self = Self {
        levels: &[],
        in_front: &[],
        more: &[],
        cursor: &[],
        parent: &[],
        parent_types: &[],
        wrong_end: &[],
        is_token: false,
        above: None,
    };
}

impl<'r> FollowUp<'r> {
    /// No document: the defaults of the fields.
    pub const NONE: Self = Self {
        operation: "",
        pieces: &[],
        variables: &[],
        own: &[],
        fragments: "",
        size: OwnSize::Unset,
        repeated: &[],
    };

    /// A follow-up document without variables of the main operation, fragments and page size.
    #[must_use]
    pub const fn new(
        operation: &'r str,
        pieces: &'r [&'r str],
        own: &'r [(&'r str, &'r str)],
    ) -> Self {
        Self {
            operation,
            pieces,
            own,
            ..Self::NONE
        }
    }

    /// Sets the variables of the main operation that the selection uses, with their types.
    #[must_use]
    pub const fn variables(mut self, variables: &'r [(&'r str, &'r str)]) -> Self {
        self.variables = variables;
        self
    }

    /// Sets the fragments that the selection uses.
    #[must_use]
    pub const fn fragments(mut self, fragments: &'r str) -> Self {
        self.fragments = fragments;
        self
    }

    /// Sets the response keys of the identifying values that the selection repeats.
    #[must_use]
    pub const fn repeated(mut self, keys: &'r [&'r str]) -> Self {
        self.repeated = keys;
        self
    }
}

impl OwnSize {
    /// A variable without a default.
    #[must_use]
    pub const fn by(name: &'static str) -> Self {
        Self::Variable {
            name,
            default: None,
        }
    }

    /// Sets the default of the variable.
    #[must_use]
    pub const fn or(self, size: u32) -> Self {
        match self {
            Self::Variable { name, .. } => Self::Variable {
                name,
                default: Some(size),
            },
            other => other,
        }
    }
}
