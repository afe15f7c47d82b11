//! The public types of nested completion.

use crate::connection::Connection;

/// A connection whose nested connections can all be read to their end.
#[diagnostic::on_unimplemented(
    message = "the nested connections of `{Self}` cannot be completed",
    label = "a nested connection lacks what its rest is asked for with",
    note = "write `complete_nested` in the `#[graphql(..)]` attribute to be told what is missing, and where"
)]
pub trait CompletesNested: Connection {}
