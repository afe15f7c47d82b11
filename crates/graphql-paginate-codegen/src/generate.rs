//! From texts to tokens: all stages in order.

use crate::connection;
use crate::deprecation::deprecated_inputs;
use crate::diagnostic::{Diagnostic, has_error};
use crate::document::Operation;
use crate::emit;
use crate::lower;
use crate::module::Module;
use crate::name;
use crate::options::{Deprecated, Options, Paginate, Scalars};
use crate::resolve::{Fragment, Resolver, SelectionSet};
use crate::schema::Schema;
use crate::sibling;
use crate::text::{Source, parse};
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
    /// Errors or warnings, in the order of the text.
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
    /// The error to report if there is no such type.
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
    match module(schema, query, options) {
        Ok(generated) => generated,
        Err(diagnostics) => Generated {
            tokens: TokenStream::new(),
            diagnostics,
            scalars: Vec::new(),
        },
    }
}

/// The items beside a struct for which no code could be generated: `errors` are the `compile_error!` calls.
///
/// Each of them is the only error that the compiler reports for its mistake; uses of the missing items are not
/// reported.
#[must_use]
pub fn stub(options: &Options, errors: &[TokenStream]) -> TokenStream {
    emit::stub(options, errors)
}

fn module(
    schema: &Schema<'_>,
    query: Source<'_>,
    options: &Options,
) -> Result<Generated, Vec<Diagnostic>> {
    let document = parse::executable(query)?;
    let mut diagnostics = validate(schema, query, &document, options.validation);
    diagnostics.extend(one_name(options));
    if has_error(&diagnostics) {
        return Err(diagnostics);
    }
    let resolver = Resolver::new(schema, &document, options.deprecated);
    let operation = Operation::resolve(schema, query, &document, options, &resolver)
        .map_err(|error| vec![error])?;
    if options.response_type.is_some() && !operation.selection.is_one_field() {
        let message = format!(
            "`response_type` is the type of one root field, and `{}` selects others",
            operation.name
        );
        let help = "select a single field of the root type, or remove `response_type`";
        return Err(vec![Diagnostic::general(message).help(help)]);
    }
    let fragments = resolver.fragments_of(&operation.selection);
    let mut found = connection::find(schema, &operation, &fragments, &options.lists)?;
    if let Some(diagnostic) = connection::not_a_query(&operation) {
        if options.paginate != Paginate::IfWalkable {
            return Err(vec![diagnostic]);
        }
        found.clear();
    }
    let unwalkable = connection::unwalkable(&query, &found, &options.paginate);
    if !unwalkable.is_empty() {
        return Err(unwalkable);
    }
    if options.complete_nested {
        let nesting = connection::Nesting {
            schema,
            operation: &operation,
            refetch: &options.refetch,
            found: &found,
            outer: &connection::with_pager(&found, &options.paginate),
        };
        let incomplete = connection::incomplete(&query, &nesting);
        if !incomplete.is_empty() {
            return Err(incomplete);
        }
    }
    let input = lower::Input {
        schema,
        options,
        operation: &operation,
        fragments: &fragments,
        found: &found,
        documents: lower::Documents::OneEach,
    };
    if options.deprecated != Deprecated::Allow {
        diagnostics.extend(deprecated_inputs(schema, query, &document));
    }
    let mut module = lower::lower(&input);
    module.no_pager = connection::no_pager(&operation, &found, &options.paginate);
    sibling::separate(schema, options, &operation, &found, &mut module);
    let scalars = custom_scalars(&module, &operation, &fragments, options);
    for scalar in &scalars {
        if options.name == scalar.name {
            return Err(vec![same_name(scalar, &operation)]);
        }
    }
    Ok(Generated {
        tokens: emit::emit(&module, options),
        diagnostics,
        scalars,
    })
}

/// A struct in snake case would have the name of the module beside it.
fn one_name(options: &Options) -> Option<Diagnostic> {
    let name = options.operation();
    (name::field(&name) == name).then(|| {
        let message = format!("the struct `{name}` and the module beside it would have one name");
        let help = format!(
            "name the struct `{}` and add `normalization = \"rust\"`",
            name::segment(&name)
        );
        Diagnostic::general(message).help(help)
    })
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
        let sets = fragments.iter().map(|fragment| &fragment.selection);
        let mut sets = std::iter::once(&operation.selection).chain(sets);
        let field = sets.find_map(|set| field_of_type(set, &scalar.source));
        let (user, place) = match field {
            Some((field, place)) => (format!("field `{field}`"), place),
            None => (
                format!("a variable of `{}`", operation.name),
                operation.name_place.clone(),
            ),
        };
        let message = format!(
            "custom scalar `{}` has no Rust type, and {user} is of it",
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
    let mut variants = set.variants.iter();
    variants.find_map(|variant| field_of_type(variant.selection.as_ref()?, ty))
}

/// A scalar's type and the struct cannot both have the scalar's name.
fn same_name(scalar: &CustomScalar, operation: &Operation<'_>) -> Diagnostic {
    let message = format!(
        "the struct and the custom scalar `{}` have the same name",
        scalar.name
    );
    Diagnostic::error(&operation.source, operation.name_place.clone(), message)
        .help("define the scalar's type in another module: `#[graphql(custom_scalars_module = \"crate::scalars\")]`")
        .help("or give the operation and the struct another name")
}
