//! Generates the module of shared fragments, whose types the modules of several queries use.
//!
//! The derive of a query computes the names of these types from the same files, so that it knows them without the
//! module. Two things make that safe: names depend on the fragments alone, and a
//! [fingerprint](crate::fingerprint) of each fragment, in which both derives have to agree.
//!
//! The module of a query implements traits for its own types only, so any number of queries, also in other crates, can
//! import a type.

use crate::assemble::assemble_fragments;
use crate::connection::find_in_fragments;
use crate::deprecation::deprecated_inputs;
use crate::diagnostic::{Diagnostic, has_error};
use crate::emit;
use crate::generated::{Generated, module_name_error, undefined_scalars};
use crate::item::Scalar;
use crate::options::{Deprecated, Options};
use crate::query_text::QueryText;
use crate::resolve::Resolver;
use crate::schema::Schema;
use crate::server_text::ServerText;
use crate::shared_names::SharedNames;
use crate::text::parse;
use crate::validate::validate;
use proc_macro2::TokenStream;

/// Generates the module with the types of all fragments of some files.
///
/// The module has the name of the struct in snake case. The options about operations have no effect.
///
/// ```
/// use graphql_paginate_codegen::{Options, QueryText, Source, generate_fragments, with_schema};
///
/// let text = "type Query { film(id: ID!): Film } type Film { title: String! }";
/// let file = Source { name: "film.graphql", text: "fragment Title on Film { title }" };
/// let fragments = QueryText::of_fragments(&[file]).unwrap();
/// let options = Options::new(syn::parse_quote!(Fragments), syn::parse_quote!(pub));
/// let schema = Source { name: "schema.graphql", text };
/// let generated = with_schema(schema, |schema| generate_fragments(schema, &fragments, &options)).unwrap();
/// assert!(generated.diagnostics.is_empty());
/// assert!(generated.tokens.to_string().contains("pub struct Title"));
/// ```
#[must_use]
pub fn generate_fragments<'a>(
    schema: &'a Schema<'a>,
    fragments: &QueryText<'a>,
    options: &Options,
) -> Generated {
    let text = ServerText::new(schema, fragments.source());
    let generated = module(schema, &text, options).unwrap_or_else(Generated::failed);
    generated.located(fragments, &text)
}

/// The module beside a struct of shared fragments for which no code could be generated. `errors` are the
/// `compile_error!` calls.
#[must_use]
pub fn fragments_stub(options: &Options, errors: &[TokenStream]) -> TokenStream {
    emit::fragments_stub(options, errors)
}

fn module(
    schema: &Schema<'_>,
    text: &ServerText<'_>,
    options: &Options,
) -> Result<Generated, Vec<Diagnostic>> {
    let source = text.source();
    let document = parse::executable(source)?;
    let mut diagnostics = validate(schema, source, &document, options.validation);
    diagnostics.extend(module_name_error(options));
    if has_error(&diagnostics) {
        return Err(diagnostics);
    }
    if options.deprecated != Deprecated::Allow {
        diagnostics.extend(deprecated_inputs(schema, source, &document));
    }
    let fragments = Resolver::new(schema, &document, options.deprecated).all_fragments();
    let found = find_in_fragments(schema, source, &fragments);
    let (module, _) = assemble_fragments(schema, options, &fragments, &found);
    let selections: Vec<_> = fragments.iter().map(|one| &one.selection).collect();
    let scalars: Vec<&Scalar> = module.scalars.iter().collect();
    let nowhere = ("a field".to_owned(), 0..0);
    Ok(Generated {
        tokens: emit::fragments(&module, options),
        diagnostics,
        scalars: undefined_scalars(&scalars, &selections, nowhere, &source, options),
    })
}

/// The names in the module of shared fragments that a query refers to.
///
/// If a file has a mistake, the module consists of errors. The names are then those of the fragments that the query uses,
/// so that its derive reports no mistake of another fragment.
pub(crate) fn shared_names(
    schema: &Schema<'_>,
    query: &QueryText<'_>,
    options: &Options,
) -> Result<SharedNames, Vec<Diagnostic>> {
    let all = query.all_fragments();
    if let Ok(names) = all.and_then(|all| names(schema, &all, options)) {
        return Ok(names);
    }
    names(schema, &query.used_fragments()?, options)
}

fn names(
    schema: &Schema<'_>,
    written: &QueryText<'_>,
    options: &Options,
) -> Result<SharedNames, Vec<Diagnostic>> {
    let text = ServerText::new(schema, written.source());
    let source = text.source();
    let mut errors = match parse::executable(source) {
        Ok(document) => {
            let found = validate(schema, source, &document, options.validation);
            if !has_error(&found) {
                let mut resolver = Resolver::new(schema, &document, options.deprecated);
                let fragments = resolver.all_fragments();
                return Ok(assemble_fragments(schema, options, &fragments, &[]).1);
            }
            found
        }
        Err(errors) => errors,
    };
    for error in &mut errors {
        text.locate(error);
        written.locate(error);
    }
    Err(errors)
}
