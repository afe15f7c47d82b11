//! The options of code generation from the flags of the command.

use graphql_paginate_codegen::{Deprecated, Normalization, Options, Scalars, Validation};
use heck::ToSnakeCase;
use syn::Visibility;
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;

use super::GenerateArgs;
use crate::failure::Failure;
use crate::schema_input::SchemaInput;

/// The options of the struct with this name.
pub(super) fn options_of(
    args: &GenerateArgs,
    schema: &SchemaInput,
    operation: &str,
) -> Result<Options, Failure> {
    let name = syn::parse_str(operation)
        .map_err(|_| Failure::usage(format!("`{operation}` is not the name of an operation")))?;
    let visibility: Visibility = parsed("--module-visibility", &args.module_visibility)?;
    let mut options = Options::new(name, visibility);
    options.variables_derives = paths("--variables-derives", args.variables_derives.as_deref())?;
    options.response_derives = paths("--response-derives", args.response_derives.as_deref())?;
    options.deprecated = match args.deprecation_strategy.as_str() {
        "allow" => Deprecated::Allow,
        "deny" => Deprecated::Deny,
        _ => Deprecated::Warn,
    };
    options.validation = match args.validation.as_str() {
        "warn" => Validation::Warn,
        _ => Validation::Deny,
    };
    options.normalization = match args.normalization.as_str() {
        "rust" => Normalization::Rust,
        _ => Normalization::None,
    };
    options.fragments_other_variant = args.fragments_other_variant;
    options.lists.clone_from(&args.declared.lists);
    options.refetch.clone_from(&args.declared.refetch);
    options.extern_enums.clone_from(&args.external_enums);
    for shipped in graphql_paginate_schemas::NAMES {
        if schema.is_shipped(shipped) {
            let module = format!("::graphql_paginate::scalars::{}", shipped.to_snake_case());
            options.scalars = Scalars::Shipped(parsed("--schema-path", &module)?);
        }
    }
    if let Some(module) = &args.fragment_types {
        options.fragment_types = Some(parsed("--fragment-types", module)?);
    }
    if let Some(module) = &args.custom_scalars_module {
        options.scalars = Scalars::Module(parsed("--custom-scalars-module", module)?);
    }
    Ok(options)
}

fn parsed<T: syn::parse::Parse>(flag: &str, text: &str) -> Result<T, Failure> {
    syn::parse_str(text).map_err(|error| Failure::usage(format!("`{text}` for `{flag}`: {error}")))
}

fn paths(flag: &str, text: Option<&str>) -> Result<Vec<syn::Path>, Failure> {
    let parser = Punctuated::<syn::Path, syn::Token![,]>::parse_terminated;
    match parser.parse_str(text.unwrap_or_default()) {
        Ok(paths) => Ok(paths.into_iter().collect()),
        Err(error) => Err(Failure::usage(format!("invalid `{flag}`: {error}"))),
    }
}
