//! Generates the code for one operation: all stages in order.

use crate::assemble::assemble;
use crate::connection::{self, Documents};
use crate::deprecation::deprecated_inputs;
use crate::diagnostic::{Diagnostic, has_error};
use crate::document::Operation;
use crate::emit;
use crate::fragments::shared_names;
use crate::generated::{CustomScalar, Generated, module_name_error, undefined_scalars};
use crate::item::Scalar;
use crate::module::Module;
use crate::options::{Deprecated, Options, Paginate};
use crate::query_text::QueryText;
use crate::resolve::{Fragment, Resolver};
use crate::schema::Schema;
use crate::server_text::ServerText;
use crate::shared_names::SharedNames;
use crate::sibling;
use crate::source::Source;
use crate::text::parse;
use crate::validate::validate;
use proc_macro2::TokenStream;

/// Generates the code for the operation that has the struct's name.
///
/// ```
/// use graphql_paginate_codegen::{generate, Options, Schema, SchemaDocument, SchemaText, Source};
///
/// let text = "type Query { film(id: ID!): Film } type Film { title: String! }";
/// let text = SchemaText::new(Source { name: "schema.graphql", text }).unwrap();
/// let document = SchemaDocument::parse(&text).unwrap();
/// let schema = Schema::new(&document).unwrap();
/// let query = Source { name: "film.graphql", text: "query Film($id: ID!) { film(id: $id) { title } }" };
/// let options = Options::new(syn::parse_quote!(Film), syn::parse_quote!(pub));
/// let generated = generate(&schema, query, &options);
/// assert!(generated.diagnostics.is_empty());
/// assert!(generated.tokens.to_string().contains("pub struct FilmFilm"));
/// ```
#[must_use]
pub fn generate<'a>(schema: &'a Schema<'a>, query: Source<'a>, options: &Options) -> Generated {
    generate_query(schema, &QueryText::of(query), options)
}

/// Generates the code for the operation that has the struct's name, with the fragments of other files that it uses.
///
/// Each diagnostic is about the file that its place is in.
#[must_use]
pub fn generate_query<'a>(
    schema: &'a Schema<'a>,
    query: &QueryText<'a>,
    options: &Options,
) -> Generated {
    let shared = match options.fragment_types {
        Some(_) => shared_names(schema, query, options).map(Some),
        None => Ok(None),
    };
    let names = shared.as_ref().ok().and_then(Option::as_ref);
    let text = ServerText::new(schema, query.source());
    let generated = match module(schema, query, &text, options, names) {
        Ok(generated) => generated.located(query, &text),
        Err(diagnostics) => return Generated::failed(diagnostics).located(query, &text),
    };
    match shared {
        Ok(_) => generated,
        // The query is valid, but one of the files needs a fragment that only the query's document defines.
        Err(errors) => Generated::failed(errors),
    }
}

/// The items beside a struct for which no code could be generated. `errors` are the `compile_error!` calls.
///
/// The compiler reports one error for each of them, and none for the uses of items that are missing.
#[must_use]
pub fn stub(options: &Options, errors: &[TokenStream]) -> TokenStream {
    emit::stub(options, errors)
}

fn module(
    schema: &Schema<'_>,
    written: &QueryText<'_>,
    text: &ServerText<'_>,
    options: &Options,
    shared: Option<&SharedNames>,
) -> Result<Generated, Vec<Diagnostic>> {
    let query = text.source();
    let document = parse::executable(query)?;
    let mut diagnostics = validate(schema, query, &document, options.validation);
    diagnostics.extend(module_name_error(options));
    if has_error(&diagnostics) {
        return Err(diagnostics);
    }
    let mut resolver = Resolver::new(schema, &document, options.deprecated);
    let operation = Operation::resolve(schema, query, &document, options, &mut resolver)
        .map_err(|error| vec![error])?
        .leaving_out(text.removed());
    if let Some(error) = response_type_error(options, &operation) {
        return Err(vec![error]);
    }
    let fragments = resolver.fragments_of(&operation.selection);
    let found = connections(schema, &operation, &fragments, options)?;
    if options.deprecated != Deprecated::Allow {
        diagnostics.extend(deprecated_inputs(schema, query, &document));
    }
    let mut module = assemble(
        schema,
        options,
        &operation,
        &fragments,
        &found,
        Documents::OneEach,
        shared,
    );
    module.no_pager = connection::no_pager(&operation, &found, &options.paginate);
    if let Some(diagnostic) = &mut module.no_pager {
        text.locate(diagnostic);
        written.locate(diagnostic);
    }
    sibling::separate(schema, options, &operation, &found, &mut module, shared);
    let scalars = custom_scalars(&module, &operation, &fragments, options);
    for scalar in &scalars {
        if options.name == scalar.name {
            return Err(vec![scalar_name_error(scalar, &operation)]);
        }
    }
    Ok(Generated {
        tokens: emit::emit(&module, options),
        diagnostics,
        scalars,
    })
}

/// The connections of an operation, if they can be walked as the options require.
fn connections<'v, 'a>(
    schema: &'a Schema<'a>,
    operation: &'v Operation<'a>,
    fragments: &'v [Fragment<'a>],
    options: &Options,
) -> Result<Vec<connection::SelectedConnection<'v, 'a>>, Vec<Diagnostic>> {
    let mut found = connection::find(
        schema,
        operation,
        fragments,
        &options.lists,
        &options.refetch,
    )?;
    if let Some(diagnostic) = connection::not_a_query(operation) {
        if options.paginate != Paginate::IfWalkable {
            return Err(vec![diagnostic]);
        }
        found.clear();
    }
    let unwalkable = connection::unwalkable(&operation.source, &found, &options.paginate);
    if !unwalkable.is_empty() {
        return Err(unwalkable);
    }
    if options.complete_nested {
        let outer = connection::with_pager(&found, &options.paginate);
        let nesting = connection::Nesting::new(schema, operation, &options.refetch, &found, &outer);
        let incomplete = connection::incomplete(&operation.source, &nesting);
        if !incomplete.is_empty() {
            return Err(incomplete);
        }
    }
    Ok(found)
}

/// The error for a `response_type` of an operation that selects more than one root field.
fn response_type_error(options: &Options, operation: &Operation<'_>) -> Option<Diagnostic> {
    if options.response_type.is_none() || operation.selection.is_one_field() {
        return None;
    }
    let message = format!(
        "`response_type` is the type of a single root field, but `{}` selects others",
        operation.name
    );
    let help = "select a single field of the root type, or remove `response_type`";
    Some(Diagnostic::general(message).help(help))
}

/// The custom scalars that the operation uses and that are not shared.
fn custom_scalars(
    module: &Module,
    operation: &Operation<'_>,
    fragments: &[Fragment<'_>],
    options: &Options,
) -> Vec<CustomScalar> {
    let mut selections = vec![&operation.selection];
    for fragment in fragments {
        selections.push(&fragment.selection);
    }
    let own = module.scalars.iter();
    let own: Vec<&Scalar> = own
        .filter(|scalar| !module.is_shared(&scalar.name))
        .collect();
    let variable = (
        format!("a variable of `{}`", operation.name),
        operation.name_place.clone(),
    );
    undefined_scalars(&own, &selections, variable, &operation.source, options)
}

/// The error for a struct with the name of a custom scalar, whose type is defined beside it.
fn scalar_name_error(scalar: &CustomScalar, operation: &Operation<'_>) -> Diagnostic {
    let message = format!(
        "the struct and the custom scalar `{}` have the same name",
        scalar.name
    );
    Diagnostic::error(&operation.source, operation.name_place.clone(), message)
        .help("define the scalar's type in another module: `#[graphql(custom_scalars_module = \"crate::scalars\")]`")
        .help("or give the operation and the struct another name")
}
