//! What is known of a connection, as plain data.

/// How the pages of one direction are asked for, and where an answer has what the next request needs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Walk {
    /// The document that is sent for every page: the operation with this connection's paging arguments replaced by the
    /// variables below, and with the fields of `pageInfo` that it lacks.
    pub document: String,
    /// The size of a page.
    pub size: PageArgument,
    /// The cursor. Leave its variable out of the first request.
    pub cursor: PageArgument,
    /// Variables of the operation to leave out of the request: this document does not declare them, or they hold the
    /// place where the walk starts.
    pub left_out: Vec<String>,
    /// Response keys from `data` to the flag that says whether there are more pages.
    pub has_more: Vec<String>,
    /// Response keys from `data` to the cursor of the next page.
    pub next_cursor: Vec<String>,
    /// Response keys from `data` to a field that only this document selects, if there is one.
    pub added: Option<Vec<String>>,
}

/// A paging argument of a walk document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageArgument {
    /// The variable that it is bound to, without `$`.
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
        /// The variable, without `$`.
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
