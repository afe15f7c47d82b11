//! Generates the code for one operation: all stages in order.

use crate::assemble::assemble;
use crate::connection::{self, Documents};
use crate::deprecation::deprecated_inputs;
use crate::diagnostic::{Diagnostic, has_error};
use crate::document::Operation;
use crate::emit;
use crate::module::Module;
use crate::name;
use crate::options::{Deprecated, Options, Paginate, Scalars};
use crate::query_text::QueryText;
use crate::resolve::{Fragment, Resolver, SelectionSet};
use crate::schema::Schema;
use crate::sibling;
use crate::source::Source;
use crate::text::parse;
use crate::validate::validate;
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};
use bluejay_parser::HasSpan as _;
use proc_macro2::TokenStream;
use std::ops::Range;

/// The result of code generation for one query.
#[derive(Debug)]
pub struct Generated {
    /// The items beside the struct; empty if there are errors.
    pub tokens: TokenStream,
    /// Errors and warnings, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// Custom scalars whose types must be defined beside the struct.
    pub scalars: Vec<CustomScalar>,
}

/// A custom scalar whose type must be defined beside the struct.
#[derive(Debug)]
#[non_exhaustive]
pub struct CustomScalar {
    /// The name of the Rust type.
    pub name: String,
    /// The error to report if the type is not defined.
    pub missing: Diagnostic,
}

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
    let mut generated = match module(schema, query, options) {
        Ok(generated) => generated,
        Err(diagnostics) => Generated {
            tokens: TokenStream::new(),
            diagnostics,
            scalars: Vec::new(),
        },
    };
    for diagnostic in &mut generated.diagnostics {
        query.locate(diagnostic);
    }
    for scalar in &mut generated.scalars {
        query.locate(&mut scalar.missing);
    }
    generated
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
    text: &QueryText<'_>,
    options: &Options,
) -> Result<Generated, Vec<Diagnostic>> {
    let query = text.source();
    let document = parse::executable(query)?;
    let mut diagnostics = validate(schema, query, &document, options.validation);
    diagnostics.extend(module_name_error(options));
    if has_error(&diagnostics) {
        return Err(diagnostics);
    }
    let resolver = Resolver::new(schema, &document, options.deprecated);
    let operation = Operation::resolve(schema, query, &document, options, &resolver)
        .map_err(|error| vec![error])?;
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
    );
    module.no_pager = connection::no_pager(&operation, &found, &options.paginate);
    if let Some(diagnostic) = &mut module.no_pager {
        text.locate(diagnostic);
    }
    sibling::separate(schema, options, &operation, &found, &mut module);
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
) -> Result<Vec<connection::Found<'v, 'a>>, Vec<Diagnostic>> {
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

/// The error for a struct in snake case, which has the name of the module beside it.
fn module_name_error(options: &Options) -> Option<Diagnostic> {
    let name = options.operation();
    if name::field(&name) != name {
        return None;
    }
    let message = format!("the struct `{name}` and the module beside it have the same name");
    let help = format!(
        "name the struct `{}` and add `normalization = \"rust\"`",
        name::segment(&name)
    );
    Some(Diagnostic::general(message).help(help))
}

/// The custom scalars that the operation uses, each with the first field of that type.
fn custom_scalars(
    module: &Module,
    operation: &Operation<'_>,
    fragments: &[Fragment<'_>],
    options: &Options,
) -> Vec<CustomScalar> {
    if !matches!(options.scalars, Scalars::BesideStruct) {
        return Vec::new();
    }
    let mut scalars = Vec::new();
    for scalar in &module.scalars {
        let mut field = field_of_type(&operation.selection, &scalar.source);
        for fragment in fragments {
            field = field.or_else(|| field_of_type(&fragment.selection, &scalar.source));
        }
        let (user, place) = match field {
            Some((field, place)) => (format!("field `{field}`"), place),
            None => (
                format!("a variable of `{}`", operation.name),
                operation.name_place.clone(),
            ),
        };
        let message = format!(
            "no Rust type for custom scalar `{}`, the type of {user}",
            scalar.source
        );
        let missing = Diagnostic::error(&operation.source, place, message)
            .help(format!("define it beside the struct: `type {} = String;`", scalar.name))
            .help("or name a module that defines it: `#[graphql(custom_scalars_module = \"crate::scalars\")]`");
        scalars.push(CustomScalar {
            name: scalar.name.clone(),
            missing,
        });
    }
    scalars
}

/// The first selected field of a type, with its range in the document.
fn field_of_type<'a>(set: &SelectionSet<'a>, ty: &str) -> Option<(&'a str, Range<usize>)> {
    for field in &set.fields {
        let found = match &field.selection {
            Some(selection) => field_of_type(selection, ty),
            None if field.definition.r#type().base_name() == ty => {
                let name = field.nodes[0].name();
                Some((field.definition.name(), name.span().byte_range()))
            }
            None => None,
        };
        if found.is_some() {
            return found;
        }
    }
    for variant in &set.variants {
        if let Some(selection) = &variant.selection {
            let found = field_of_type(selection, ty);
            if found.is_some() {
                return found;
            }
        }
    }
    None
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
