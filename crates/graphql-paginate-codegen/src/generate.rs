//! From texts to tokens: all stages in order.

use crate::connection;
use crate::deprecation::deprecated_inputs;
use crate::diagnostic::Diagnostic;
use crate::document::Operation;
use crate::emit;
use crate::lower;
use crate::name;
use crate::options::{Deprecated, Options, Paginate};
use crate::resolve::Resolver;
use crate::schema::Schema;
use crate::sibling;
use crate::text::{Source, parse};
use crate::validate::validate;
use proc_macro2::TokenStream;

/// The result of code generation for one query.
#[derive(Debug)]
pub struct Generated {
    /// The items beside the struct; empty if there are errors.
    pub tokens: TokenStream,
    /// Errors or warnings, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
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
    let mut errors = validate(schema, query, &document);
    errors.extend(one_name(options));
    if !errors.is_empty() {
        return Err(errors);
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
    let mut found = connection::find(
        schema,
        &operation.selection,
        &fragments,
        &operation.variables,
    );
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
        let refetch = &options.refetch;
        let nesting = connection::Nesting {
            schema,
            operation: &operation,
            refetch,
            found: &found,
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
    };
    let diagnostics = match options.deprecated {
        Deprecated::Allow => Vec::new(),
        Deprecated::Warn | Deprecated::Deny => deprecated_inputs(schema, query, &document),
    };
    let mut module = lower::lower(&input);
    module.no_pager = connection::no_pager(&operation, &found, &options.paginate);
    sibling::separate(schema, options, &operation, &found, &mut module);
    Ok(Generated {
        tokens: emit::emit(&module, options),
        diagnostics,
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
