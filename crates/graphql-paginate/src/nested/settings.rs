//! The public types of nested completion.

use crate::connection::{Concurrent, Connection};

/// A connection whose nested connections can all be read to their end.
#[diagnostic::on_unimplemented(
    message = "the nested connections of `{Self}` cannot be completed",
    label = "a nested connection lacks a field that the request for its remaining pages needs",
    note = "add `complete_nested` to the `#[graphql(..)]` attribute: the compiler then says what is missing, and where"
)]
pub trait CompletesNested: Connection + Concurrent {}
