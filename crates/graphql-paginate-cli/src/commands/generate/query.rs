//! The code for the operations of a document.

use graphql_paginate_codegen::{Options, generate_query};
use proc_macro2::TokenStream;

use super::GenerateArgs;
use super::code::Code;
use super::options::options_of;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::messages::Messages;
use crate::operations::selected_operations;
use crate::query_input::QueryInput;
use crate::schema_input::SchemaInput;
use crate::text_input::TextInput;

/// The code for all selected operations. Prints warnings.
pub(super) fn code(
    args: &GenerateArgs,
    schema: &SchemaInput,
    messages: &Messages,
) -> Result<TokenStream, Failure> {
    let input = TextInput::read(&args.query_path)?;
    let invalid = format!("`{}`", input.name);
    let query = QueryInput::new(input, &args.fragments.read()?)
        .map_err(|diagnostics| Failure::invalid(Exit::Usage, &invalid, diagnostics))?;
    let mut options = Vec::new();
    for operation in selected_operations(&query.whole, args.selected_operation.as_deref()) {
        options.push(options_of(args, schema, &operation)?);
    }
    tokens(&options, schema, &query, messages)
}

/// The code for each operation, with a struct for it.
fn tokens(
    operations: &[Options],
    schema: &SchemaInput,
    query: &QueryInput,
    messages: &Messages,
) -> Result<TokenStream, Failure> {
    let mut code = Code::default();
    let invalid = format!("`{}`", query.whole.name);
    let text = query
        .text()
        .map_err(|diagnostics| Failure::invalid(Exit::Usage, &invalid, diagnostics))?;
    schema.parsed(|schema| {
        for options in operations {
            let generated = generate_query(schema, &text, options);
            code.add(options, generated, messages);
        }
        Ok(())
    })?;
    code.finish(&query.whole.name)
}
