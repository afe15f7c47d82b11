//! The public model of connections and walks, as plain data.

use super::direction::Direction;
use crate::style::{EndMark, Style};

/// How the pages of one direction are requested, and where a response holds the values for the next request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Walk {
    /// The document that is sent for every page: the operation with this connection's paging arguments replaced by the
    /// variables below, and with the missing fields of `pageInfo` added.
    pub document: String,
    /// How a request selects a page.
    pub style: Style,
    /// The page size; `None` if the server fixes it.
    pub size: Option<PageArgument>,
    /// The cursor, token, offset, number or key. Leave its variable out of the first request, unless
    /// [`first`](Self::first) is set.
    pub cursor: PageArgument,
    /// The offset or number of the first page, if the client counts.
    pub first: Option<u64>,
    /// Whether that number is the usual one, neither declared nor a default in the schema.
    pub is_first_assumed: bool,
    /// Variables of the operation to leave out of the request: either this document does not declare them, or they hold
    /// the start position of the walk.
    pub left_out: Vec<String>,
    /// Variables of the operation in which the walk sets members, such as `options` for `options.skip`, objects inside
    /// them, such as `options.paging`, and their defaults as JSON. If the caller sets no value, send the default with
    /// these members.
    pub defaults: Vec<(String, String)>,
    /// Response keys from `data` to the flag for further pages, in a Relay connection or beside a token; empty if there is
    /// none.
    pub has_more: Vec<String>,
    /// Response keys from `data` to the cursor or token of the next page; empty if there is none.
    pub next_cursor: Vec<String>,
    /// The field that marks the end of a counted list; an empty page always ends it.
    pub end: Option<End>,
    /// Response keys from an item to its key, in a key set list.
    pub key: Vec<String>,
    /// Response keys from `data` to a field that only this document selects, if there is one.
    pub added: Option<Vec<String>>,
    /// How the further pages of each parent are requested, if the connection is inside a list. The document then requests
    /// only the first page of each parent, and [`has_more`](Self::has_more) and [`next_cursor`](Self::next_cursor) are
    /// empty.
    pub each_parent: Option<EachParent>,
}

/// How a connection inside a list is walked: its parents are in the response to the walk document, and a follow-up
/// document requests further pages of some of them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EachParent {
    /// Response keys from `data` to the first list, then from the elements of each list to the next list; the last ones
    /// lead to the connection.
    pub levels: Vec<Vec<String>>,
    /// Response keys from the connection to the flag for further pages.
    pub has_more: Vec<String>,
    /// Response keys from the connection to the cursor of the next page.
    pub next_cursor: Vec<String>,
    /// Response keys from the parent to each value that identifies it, in the order of [`FollowUp::own`].
    pub parent: Vec<Vec<String>>,
    /// The object types of the parent that have the connection, by `__typename`; empty if all have it.
    pub parent_types: Vec<String>,
    /// The document that requests further pages.
    pub follow_up: FollowUp,
}

/// The parts of a document that requests further pages of one connection for several parents.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FollowUp {
    /// The name of the operation.
    pub operation: String,
    /// The selection for one parent, in pieces. The parent's number is inserted between two pieces.
    pub pieces: Vec<String>,
    /// The variables of the main operation that the selection uses, with their types.
    pub variables: Vec<(String, String)>,
    /// The variables of each parent and their types, without the parent's number: those that identify the parent, then
    /// the page size and the cursor.
    pub own: Vec<(String, String)>,
    /// The definitions of all fragments that the selection uses.
    pub fragments: String,
    /// Response keys from the parent to the values that the selection repeats, in the order of
    /// [`Completion::parent`]; empty keys for values that it does not repeat. Other values in a response mean that the
    /// root field returned another object. Empty if nothing is repeated.
    pub repeated: Vec<String>,
}

impl FollowUp {
    /// The document for this number of parents. The parent with the number 3 has the alias `r3`.
    #[must_use]
    pub fn document(&self, parents: usize) -> String {
        let mut variables = Vec::new();
        for (name, ty) in &self.variables {
            variables.push(format!("${name}: {ty}"));
        }
        let mut selections = String::new();
        for index in 0..parents {
            for (name, ty) in &self.own {
                variables.push(format!("${name}{index}: {ty}"));
            }
            let selection = self.pieces.join(&index.to_string());
            selections.push_str(&format!("  r{index}: {selection}\n"));
        }
        format!(
            "query {}({}) {{\n{selections}}}\n{}",
            self.operation,
            variables.join(", "),
            self.fragments
        )
    }
}

/// A field that marks the end of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct End {
    /// What the field means.
    pub mark: EndMark,
    /// Response keys from `data` to the field.
    pub path: Vec<String>,
}

/// What says whether a list of another style than Relay's is complete, if it is inside the items of a walkable one: an item
/// has only the first page of it. Walk documents select the field.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InnerEnd {
    /// What the field means. [`EndMark::Next`] is the token, or the number, of the next page.
    ///
    /// The list lacks items if the flag is true, the token is neither null nor empty, the number of pages is more than 1,
    /// the number of the last page more than [`first`](Self::first), or the total more than the number of elements in
    /// [`list`](Self::list).
    pub mark: EndMark,
    /// Response keys from `data` to the object that has the field: the connection, or the page that has the list.
    pub page: Vec<String>,
    /// Response keys from that object to the field.
    pub field: Vec<String>,
    /// Response keys from that object to the list of items, or of edges.
    pub list: Vec<String>,
    /// The number of the first page, or the offset of the first item.
    pub first: u64,
}

/// A paging argument of a walk document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageArgument {
    /// The variable bound to it, without `$`; `options.skip` is the member `skip` of the variable `options`.
    pub variable: String,
    /// The variable's type.
    pub ty: String,
    /// Its value if the caller sets none.
    pub default: Option<PageDefault>,
}

/// The page size or cursor that a query gives.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PageDefault {
    /// The value of a variable of the operation; the default value if the variable is absent.
    Variable {
        /// The variable, without `$`, or a member of one, such as `options.skip`.
        name: String,
        /// Its default: the digits of a number, or the characters of a string.
        default: Option<String>,
    },
    /// A literal: the digits of a number, or the characters of a string.
    Literal(String),
}

/// A variable that must have a value for the items of the connection to be in the response, because of `@include` or
/// `@skip`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequiredVariable {
    /// The variable, without `$`.
    pub variable: String,
    /// Its default; `None` if the caller must set it.
    pub default: Option<bool>,
    /// The required value.
    pub value: bool,
}

/// Why a direction cannot be walked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// What the obstacle is.
    pub message: String,
    /// How to fix the query.
    pub help: String,
}

/// A nested connection: where the response to a walk of the connection around it says whether there are further pages,
/// and how these are requested.
///
/// Response keys "of the connection" start at the connection, which has each of the fields at one or several places:
/// where the query selects it, and where the walk document adds it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Completion {
    /// The direction of its further pages: backward if the query sets its `last` and not its `first`.
    pub direction: Direction,
    /// For each response key from the item to the connection, the object types that have it, by `__typename`; empty if
    /// all have it. `[["Issue"], []]` for `labels` in `... on Issue { repository { labels { … } } }`.
    pub types: Vec<Vec<String>>,
    /// Response keys of the connection to its lists of items: `nodes`, `edges`, or both.
    pub lists: Vec<Vec<String>>,
    /// Response keys of the connection to the flag for further pages in this direction.
    pub has_more: Vec<Vec<String>>,
    /// Response keys of the connection to the cursor of the next page in this direction.
    pub next_cursor: Vec<Vec<String>>,
    /// Response keys of the connection to the flag that there are items on the other side of the requested ones, which
    /// are then not at the end where the direction begins: the server ignores `last`, or the query gives both `first`
    /// and `last`, and only `last` has a value. Empty if that cannot be.
    pub wrong_end: Vec<Vec<String>>,
    /// The variable of the query that holds the connection's cursor, without `$`. If it has a value, items on the other
    /// side are expected, and [`wrong_end`](Self::wrong_end) says nothing.
    pub wrong_end_unless: Option<String>,
    /// Response keys from the parent to each value that identifies it, in the order of [`FollowUp::own`]; empty if it
    /// cannot be found again.
    pub parent: Vec<Vec<String>>,
    /// The document that requests further pages, or what is missing in the query or the schema.
    pub follow_up: Result<FollowUp, Vec<Obstacle>>,
}
