//! The derive macro of graphql-paginate; use it through that crate, which documents it.

mod attribute;
mod files;
mod scalars;

use attribute::{Attribute, SchemaSource};
use graphql_paginate_codegen::{Diagnostic, Generated, Options, Severity, Source, generate, stub};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{DeriveInput, parse_macro_input};

/// Generates the types, the request and the pagers of a GraphQL operation.
///
/// The struct stands for the operation of its name. It implements `graphql_client::GraphQLQuery`, and beside it comes a
/// module in snake case with `Variables` (made by `Variables::new`, which takes the required ones), `ResponseData` and the
/// types below it, `QUERY` and `OPERATION_NAME`, all with the names of `graphql_client` 0.16.
///
/// ```text
/// #[derive(GraphQLQuery)]
/// #[graphql(schema = "github", query_path = "queries/pull_requests.graphql", response_derives = "Debug")]
/// struct PullRequests;
/// ```
///
/// In a crate that knows `graphql-paginate` by another name, `extern crate other_name as graphql_paginate;` at its root
/// lets generated code find it.
///
/// # Pagers
///
/// A connection that can be walked gives the struct `paginate(variables)`, and its module the names `Item` and, where
/// edges are selected, `Edge`.
///
/// Several give `paginate_<path>(variables)` each, whose requests leave the others out: the `data` of their pages is the
/// module's `siblings::ResponseData`, in which each connection may be absent. Where all have a cursor variable of their
/// own and a direction in common, `paginate_all(variables)` walks all of them at once and yields the module's `AnyItem`.
///
/// A connection is walkable when it lies in no list, its `after` (or `before`) is bound to a variable that may be null, and
/// the `pageInfo` fields of that direction are selected: `hasNextPage endCursor` or `hasPreviousPage startCursor`.
///
/// # Keys of `#[graphql(..)]`
///
/// Paths are relative to the `Cargo.toml` of the crate. One schema and `query_path` are required.
///
/// | key | |
/// |---|---|
/// | `query_path = "q.graphql"` | the document; one file may hold several operations |
/// | `schema = "github"` | a schema that comes with the crate, or `"demarches-simplifiees"`; its custom scalars are ready-made |
/// | `schema_path = "s.graphql"` | any other, in the schema definition language or, as `.json`, as the result of introspection |
/// | `response_derives = "Clone"` | derives of response types besides `Debug` |
/// | `variables_derives = "Debug"` | derives of `Variables` and input types besides `Clone` |
/// | `custom_scalars_module = "crate::scalars"` | where the types of custom scalars are; by default beside the struct |
/// | `scalars = "chrono"` | dates of a shipped schema as types of the crate `chrono`, with the feature of that name; `String` by default |
/// | `response_type = "crate::Film"` | a type of your own for the only root field |
/// | `variable_types("crate::Id", ..)` | types of your own for the variables, in their order |
/// | `extern_enums("State", ..)` | enums that you define, beside the struct |
/// | `fragments_other_variant` | a variant `Unknown` for types that the schema does not know |
/// | `skip_serializing_none` | leaves `None` out of requests and of written responses; `= false` sends it as `null`. By default, `None` is left out of the variables of a query, and sent as `null` in mutations and input objects |
/// | `validation = "warn"` | a document that breaks a rule of the specification is a warning where code can be generated for it |
/// | `normalization = "rust"` | names in upper camel case; `"none"`, which keeps them, by default |
/// | `deprecated = "warn"` | deprecated fields are accepted (`"allow"`), warned of (`"warn"`, the default) or left out (`"deny"`) |
/// | `paginate` | a compile error, with the text to add, where nothing can be walked |
/// | `paginate = "repository.issues"` | which of several connections `paginate` walks |
/// | `paginate(path = "shop.products", style = "offset")` | how a list is paged whose structure does not tell it, with the keys `position`, `size`, `items`, `first`, `next`, `key`, `has_more`, `next_page`, `pages` and `total` |
/// | `complete_nested` | a compile error where a connection inside the items cannot be read to its end |
/// | `refetch(Dossier = "dossier(number: $number)")` | the root field that finds a parent again which is no `Node` |
///
/// # Errors
///
/// Whatever is wrong with the document, the schema or the attribute is a compile error with file, line, column and the
/// way out, all at once. What is deprecated is a warning.
#[proc_macro_derive(GraphQLQuery, attributes(graphql))]
pub fn graphql_query(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input).into()
}

fn expand(input: &DeriveInput) -> TokenStream {
    let attribute = match Attribute::parse(input) {
        Ok(attribute) => attribute,
        Err(error) => {
            let options = Options::new(input.ident.clone(), input.vis.clone());
            return stub(&options, &[error.into_compile_error()]);
        }
    };
    // A panic would be reported without the struct's place, and followed by errors about the missing items.
    let tokens = match std::panic::catch_unwind(|| generate_from_files(&attribute)) {
        Ok(Ok(Generated {
            tokens,
            mut diagnostics,
            scalars,
            ..
        })) => {
            let missing = scalars::undefined(scalars, input.ident.span());
            let is_invalid = tokens.is_empty() || !missing.is_empty();
            diagnostics.extend(missing);
            let messages = messages(&diagnostics, attribute.query_span);
            if is_invalid {
                stub(&attribute.options, &messages)
            } else {
                quote!(#tokens #(#messages)*)
            }
        }
        Ok(Err(errors)) => {
            let errors: Vec<TokenStream> = errors
                .iter()
                .flat_map(|error| messages(&error.diagnostics, error.span))
                .collect();
            stub(&attribute.options, &errors)
        }
        Err(_) => {
            let message = "code generation panicked; this is a bug in graphql-paginate, please report it with the query";
            let errors = messages(&[Diagnostic::general(message)], attribute.query_span);
            stub(&attribute.options, &errors)
        }
    };
    let tracked = attribute.tracked_files();
    quote! {
        #tokens
        #(const _: &[u8] = ::core::include_bytes!(#tracked);)*
    }
}

/// What is wrong with a file, and which value of the attribute names it.
struct FileError {
    diagnostics: Vec<Diagnostic>,
    span: Span,
}

fn generate_from_files(attribute: &Attribute) -> Result<Generated, Vec<FileError>> {
    let at = |span| move |diagnostics| FileError { diagnostics, span };
    let schema = match &attribute.schema {
        SchemaSource::Shipped { name, text } => files::shipped_schema(name, text),
        SchemaSource::File { name, path } => files::schema(name, path),
    };
    let schema = schema.map_err(at(attribute.schema_span));
    let text = files::read(&attribute.query_name, &attribute.query_path)
        .map_err(|error| at(attribute.query_span)(vec![error]));
    match (schema, text) {
        (Ok(schema), Ok(text)) => {
            let query = Source {
                name: &attribute.query_name,
                text: &text,
            };
            Ok(generate(schema, query, &attribute.options))
        }
        (schema, text) => Err(schema.err().into_iter().chain(text.err()).collect()),
    }
}

fn messages(diagnostics: &[Diagnostic], span: Span) -> Vec<TokenStream> {
    diagnostics
        .iter()
        .map(|diagnostic| message(diagnostic, span))
        .collect()
}

/// An error stops the build; a warning shows as a use of something deprecated.
fn message(diagnostic: &Diagnostic, span: Span) -> TokenStream {
    let text = diagnostic.to_string();
    match diagnostic.severity {
        Severity::Error => quote_spanned!(span=> ::core::compile_error!(#text);),
        Severity::Warning => quote_spanned! {span=>
            const _: () = {
                #[deprecated(note = #text)]
                const IN_QUERY: () = ();
                IN_QUERY
            };
        },
    }
}
