//! The code for the fragments of a directory: the module of the derive `GraphQLFragments`.

use graphql_paginate_codegen::{QueryText, Source, generate_fragments};
use proc_macro2::TokenStream;

use super::GenerateArgs;
use super::code::Code;
use super::options::options_of;
use crate::documents::documents;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::messages::Messages;
use crate::operations::struct_name;
use crate::schema_input::SchemaInput;
use crate::text_input::TextInput;

/// The code for all fragments of the directory. Prints warnings.
pub(super) fn code(
    args: &GenerateArgs,
    schema: &SchemaInput,
    messages: &Messages,
) -> Result<TokenStream, Failure> {
    let name = args.query_path.display().to_string();
    refuse_flags(args, &name)?;
    let mut inputs = Vec::new();
    for path in documents(std::slice::from_ref(&args.query_path))? {
        inputs.push(TextInput::read(&path)?);
    }
    let mut files = Vec::new();
    for TextInput { name, text } in &inputs {
        files.push(Source { name, text });
    }
    let text = QueryText::of_fragments(&files)
        .map_err(|diagnostics| Failure::invalid(Exit::Usage, &format!("`{name}`"), diagnostics))?;
    if text.source().text.is_empty() {
        let message = format!("`{name}` has no fragments");
        let help = "name a document to generate the code for its operations";
        return Err(Failure::usage(message).help(help));
    }
    let options = options_of(args, schema, &struct_name(&name, "Fragments"))?;
    let mut code = Code::default();
    schema.parsed(|schema| {
        let generated = generate_fragments(schema, &text, &options);
        code.add(&options, generated, messages);
        Ok(())
    })?;
    code.finish(&name)
}

/// The error for a flag that is about operations.
fn refuse_flags(args: &GenerateArgs, name: &str) -> Result<(), Failure> {
    let flags = [
        ("--fragments", !args.fragments.fragments.is_empty()),
        ("--fragment-types", args.fragment_types.is_some()),
        ("--selected-operation", args.selected_operation.is_some()),
    ];
    for (flag, is_given) in flags {
        if is_given {
            let message =
                format!("`{flag}` is about operations, and `{name}` is a directory of fragments");
            return Err(
                Failure::usage(message).help(format!("remove `{flag}`, or name a document"))
            );
        }
    }
    Ok(())
}
