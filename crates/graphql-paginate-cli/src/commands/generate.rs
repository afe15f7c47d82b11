//! The command `generate`: writes the module that the derive generates to a file.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use graphql_paginate_codegen::{
    Deprecated, Normalization, Options, Scalars, Severity, Validation, generate_query,
};
use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::quote;
use syn::Visibility;
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::file::replace;
use crate::format::format;
use crate::messages::Messages;
use crate::operations::{file_name, operation_names};
use crate::query_input::{FragmentArgs, QueryInput};
use crate::schema_input::SchemaInput;
use crate::stdout::print;
use crate::text_input::TextInput;

/// Write the Rust module that the derive would generate.
#[derive(Debug, Args)]
#[command(
    after_help = "The flags are those of `graphql-client generate`. Examples:
  graphql-paginate generate queries/pull_requests.graphql --schema-path github -o src/queries
  graphql-paginate generate queries/pull_requests.graphql --schema-path github -o src/queries --check"
)]
pub(crate) struct GenerateArgs {
    /// The document, or `-`.
    query_path: PathBuf,

    /// `github`, `demarches-simplifiees`, or a file in SDL or introspection JSON.
    #[arg(short, long, value_name = "SCHEMA", alias = "schema")]
    schema_path: String,

    #[command(flatten)]
    fragments: FragmentArgs,

    /// The module of the derive `GraphQLFragments` with the types of these fragments, such as `crate::fragments`.
    #[arg(long, value_name = "PATH", requires = "fragments")]
    fragment_types: Option<String>,

    /// Write `<query>.rs` into this directory, or a file with a name that ends in `.rs`; `-` prints. By default beside
    /// the query.
    #[arg(short, long, value_name = "DIR")]
    output_directory: Option<PathBuf>,

    /// Write nothing; fail if the file is not what would be written.
    #[arg(long)]
    check: bool,

    /// Only this operation; by default all of the document.
    #[arg(long, value_name = "NAME")]
    selected_operation: Option<String>,

    /// Derives of variables and input types.
    #[arg(short = 'I', long, value_name = "TRAITS")]
    variables_derives: Option<String>,

    /// Derives of response types.
    #[arg(short = 'O', long, value_name = "TRAITS")]
    response_derives: Option<String>,

    /// What happens to deprecated fields.
    #[arg(short, long, value_name = "STRATEGY", default_value = "warn", value_parser = ["allow", "warn", "deny"])]
    deprecation_strategy: String,

    /// Whether violations of the specification for which code can be generated are errors or warnings.
    #[arg(long, value_name = "MODE", default_value = "deny", value_parser = ["deny", "warn"])]
    validation: String,

    /// Visibility of the module.
    #[arg(short, long, value_name = "VISIBILITY", default_value = "pub")]
    module_visibility: String,

    /// The module with the types of custom scalars.
    #[arg(short = 'p', long, value_name = "PATH")]
    custom_scalars_module: Option<String>,

    /// How schema names are written in Rust.
    #[arg(long, value_name = "STYLE", default_value = "none", value_parser = ["none", "rust"])]
    normalization: String,

    /// Give enums of possible types a variant for types that the schema does not know.
    #[arg(long)]
    fragments_other_variant: bool,

    /// Enums that are defined elsewhere, separated by commas.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    external_enums: Vec<String>,

    /// Print tokens on one line instead of formatted code.
    #[arg(long)]
    no_formatting: bool,
}

pub(crate) fn run(args: &GenerateArgs, messages: &Messages) -> Result<Exit, Failure> {
    let schema = SchemaInput::load(&args.schema_path)?;
    let input = TextInput::read(&args.query_path)?;
    let invalid = format!("`{}`", input.name);
    let query = QueryInput::new(input, &args.fragments.read()?)
        .map_err(|diagnostics| Failure::invalid(Exit::Usage, &invalid, diagnostics))?;
    let code = code(args, &schema, &query, messages)?;
    let path = output_path(args);
    let Some(path) = path else {
        print(&code)?;
        return Ok(Exit::Complete);
    };
    if args.check {
        return compare(&path, &code);
    }
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)
            .map_err(|error| Failure::file("create", directory, &error))?;
    }
    replace(&path, &code)?;
    messages.note(&format!("wrote {}", path.display()));
    Ok(Exit::Complete)
}

/// The path of the generated file; `None` for standard output.
fn output_path(args: &GenerateArgs) -> Option<PathBuf> {
    let name = args.query_path.with_extension("rs");
    match &args.output_directory {
        Some(directory) if directory == Path::new("-") => None,
        Some(file) if is_rust_file(file) => Some(file.clone()),
        Some(directory) => Some(directory.join(name.file_name()?)),
        None if args.query_path == Path::new("-") => None,
        None => Some(name),
    }
}

/// Whether a path names a file rather than a directory.
fn is_rust_file(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs") && !path.is_dir()
}

fn compare(path: &Path, code: &str) -> Result<Exit, Failure> {
    match fs::read_to_string(path) {
        Ok(found) if found == code => Ok(Exit::Complete),
        Ok(_) => {
            let message = format!("`{}` is not what would be generated", path.display());
            Err(Failure::new(Exit::Failed, message).help("run the command without `--check`"))
        }
        Err(error) => Err(Failure::file("read", path, &error)),
    }
}

/// The text of the module with the code for all selected operations.
fn code(
    args: &GenerateArgs,
    schema: &SchemaInput,
    query: &QueryInput,
    messages: &Messages,
) -> Result<String, Failure> {
    let mut options = Vec::new();
    for operation in operations(args, &query.whole) {
        options.push(options_of(args, schema, &operation)?);
    }
    let tokens = tokens(&options, schema, query, messages)?;
    let name = Path::new(&query.whole.name).file_name();
    let header = format!(
        "// Generated by graphql-paginate {} from `{}`. Do not edit.\n\n",
        env!("CARGO_PKG_VERSION"),
        name.unwrap_or_default().display()
    );
    if args.no_formatting {
        return Ok(format!("{header}{tokens}\n"));
    }
    let code = format(tokens).map_err(|error| {
        Failure::new(
            Exit::Failed,
            format!("generated code is not valid Rust: {error}; this is a bug"),
        )
    })?;
    Ok(format!("{header}{code}"))
}

/// The names of the operations for which code is generated.
fn operations(args: &GenerateArgs, input: &TextInput) -> Vec<String> {
    if let Some(selected) = &args.selected_operation {
        return vec![selected.clone()];
    }
    let names = operation_names(input);
    if names.is_empty() {
        // Code generation reports the errors of such a document.
        return vec![file_name(input)];
    }
    names
}

/// The code for each operation, with a struct for it. Prints warnings.
fn tokens(
    operations: &[Options],
    schema: &SchemaInput,
    query: &QueryInput,
    messages: &Messages,
) -> Result<TokenStream, Failure> {
    let mut tokens = TokenStream::new();
    // All operations of a document report the same errors, so each is kept once.
    let mut errors = Vec::new();
    let invalid = format!("`{}`", query.whole.name);
    let text = query
        .text()
        .map_err(|diagnostics| Failure::invalid(Exit::Usage, &invalid, diagnostics))?;
    schema.parsed(|schema| {
        for options in operations {
            let generated = generate_query(schema, &text, options);
            let (name, visibility) = (&options.name, &options.visibility);
            let items = generated.tokens;
            tokens.extend(quote! {
                #[derive(Debug, Clone, Copy)]
                #visibility struct #name;
                #items
            });
            for diagnostic in generated.diagnostics {
                if diagnostic.severity != Severity::Error {
                    messages.diagnostic(&diagnostic);
                } else if !errors.contains(&diagnostic) {
                    errors.push(diagnostic);
                }
            }
        }
        Ok(())
    })?;
    if errors.is_empty() {
        return Ok(tokens);
    }
    Err(Failure::invalid(Exit::Usage, &invalid, errors))
}

fn options_of(
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
