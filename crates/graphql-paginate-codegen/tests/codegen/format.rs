//! Formats generated code as the command `generate` does.

use graphql_paginate_codegen::Generated;

#[path = "../../../graphql-paginate-cli/src/format.rs"]
mod shared;

/// The formatted code.
pub(crate) fn format(generated: &Generated) -> String {
    shared::format(generated.tokens.clone()).expect("generated code parses")
}
