//! Reads the document that the arguments name and chooses its operation.

use graphql_paginate_codegen::did_you_mean;
use std::path::Path;

use super::api::Api;
use super::arguments::QueryArgs;
use super::shipped_queries::{api_of, shipped_names, shipped_query};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::query_input::QueryInput;
use crate::text_input::TextInput;

/// Reads the query, with the fragments of other files that it uses.
pub(super) fn query_input(args: &QueryArgs, api: Option<Api>) -> Result<QueryInput, Failure> {
    let input = query_text(args, api)?;
    let invalid = format!("`{}`", input.name);
    let query = QueryInput::new(input, &args.fragments.read()?)
        .map_err(|diagnostics| Failure::invalid(Exit::Usage, &invalid, diagnostics))?;
    Ok(query.with_declared(&args.declared))
}

/// Reads the query from a file, from standard input, or from the shipped queries.
fn query_text(args: &QueryArgs, api: Option<Api>) -> Result<TextInput, Failure> {
    let shipped = format!("shipped queries: {}", shipped_names(api).join(", "));
    let Some(name) = &args.query else {
        return Err(Failure::usage("a GraphQL API needs `--query`").help(shipped));
    };
    if let Some(query) = shipped_query(name, api) {
        return Ok(TextInput {
            name: format!("{name}.graphql"),
            text: query.text.to_owned(),
        });
    }
    let path = Path::new(name);
    if name != "-" && !path.exists() {
        if let Some(api) = api_of(name) {
            let message = format!("`{name}` is a query of `--api {}`", api.name());
            return Err(Failure::configuration(message)
                .help(format!("add `--api {}`", api.name()))
                .help("name a file with a GraphQL document, or `-` for standard input"));
        }
        let meant = did_you_mean(name, shipped_names(api));
        return Err(Failure::configuration(format!("no query `{name}`{meant}"))
            .help("name a file with a GraphQL document, or `-` for standard input")
            .help(shipped));
    }
    TextInput::read(path)
}
