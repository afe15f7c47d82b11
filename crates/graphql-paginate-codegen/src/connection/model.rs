//! What is known of a connection, as plain data.

use crate::style::{EndMark, Style};

/// How the pages of one direction are asked for, and where an answer has what the next request needs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Walk {
    /// The document that is sent for every page: the operation with this connection's paging arguments replaced by the
    /// variables below, and with the fields of `pageInfo` that it lacks.
    pub document: String,
    /// How its pages are told apart.
    pub style: Style,
    /// The size of a page; `None` where the server fixes it.
    pub size: Option<PageArgument>,
    /// The cursor, token, offset, number or key. Leave its variable out of the first request, unless [`first`](Self::first)
    /// is set.
    pub cursor: PageArgument,
    /// The offset or number of the first page, where the client counts.
    pub first: Option<u64>,
    /// Variables of the operation to leave out of the request: this document does not declare them, or they hold the
    /// place where the walk starts.
    pub left_out: Vec<String>,
    /// Response keys from `data` to the flag that says whether there are more pages; empty except in Relay connections.
    pub has_more: Vec<String>,
    /// Response keys from `data` to the cursor or token of the next page; empty where there is none.
    pub next_cursor: Vec<String>,
    /// What tells that a counted list ends; an empty page does in any case.
    pub end: Option<End>,
    /// Response keys from an item to its key, in a key set.
    pub key: Vec<String>,
    /// Response keys from `data` to a field that only this document selects, if there is one.
    pub added: Option<Vec<String>>,
}

/// A field that tells that a list ends.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct End {
    /// What the field says.
    pub mark: EndMark,
    /// Response keys from `data` to it.
    pub path: Vec<String>,
}

/// A paging argument of a walk document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageArgument {
    /// The variable that it is bound to, without `$`; `options.skip` is the member `skip` of the variable `options`.
    pub variable: String,
    /// The variable's type.
    pub ty: String,
    /// Its value where the caller sets none.
    pub default: Option<PageDefault>,
}

/// What a query says about a size or a cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PageDefault {
    /// The value of a variable of the operation; where that is absent, the text of its default value.
    Variable {
        /// The variable, without `$`, or a member of one, `options.skip`.
        name: String,
        /// Its default: the digits of a number, or the characters of a string.
        default: Option<String>,
    },
    /// A literal: the digits of a number, or the characters of a string.
    Literal(String),
}

/// A variable that must have a value for the connection to be in the response, because of `@include` or `@skip`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Condition {
    /// The variable, without `$`.
    pub variable: String,
    /// What it is where the caller sets nothing; `None`: the caller must set it.
    pub default: Option<bool>,
    /// What it must be.
    pub value: bool,
}

/// Why a direction cannot be walked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// What is in the way.
    pub message: String,
    /// What to write.
    pub help: String,
}

/// Whether a nested connection can be read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Completion {
    /// It can, with a document such as this, which asks for the rest of one parent's connection.
    Possible {
        /// The follow-up document.
        document: String,
    },
    /// The query or the schema lacks something.
    Blocked(Vec<Obstacle>),
}
