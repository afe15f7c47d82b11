//! Every connection field of both shipped schemas is found, and walked in the directions that the schema offers.
//!
//! The expected values are read from the schemas by `apollo-compiler`, independently of the generator.

use crate::facts::{Facts, Walk};
use crate::reach::{Way, fields, possible_types, ways};
use apollo_compiler::ExecutableDocument;
use apollo_compiler::ast::FieldDefinition;
use apollo_compiler::schema::{ExtendedType, Schema as Reference};
use apollo_compiler::validation::Valid;
use graphql_paginate_codegen::{
    AnalyzeOptions, Options, Scalars, Schema, SchemaDocument, SchemaText, Source, Walkability,
    analyze, generate,
};

/// A connection field, read from the schema.
struct Known<'s> {
    parent: &'s str,
    field: &'s FieldDefinition,
    node: &'s str,
    forward: bool,
    backward: bool,
    has_total_count: bool,
}

/// All connection fields of a schema, recognized by their structure.
fn known(schema: &Reference) -> Vec<Known<'_>> {
    let parents = schema.types.keys().flat_map(|parent| {
        fields(schema, parent)
            .into_iter()
            .filter_map(|field| connection(schema, parent.as_str(), field))
    });
    parents.collect()
}

fn connection<'s>(
    schema: &'s Reference,
    parent: &'s str,
    field: &'s FieldDefinition,
) -> Option<Known<'s>> {
    let takes = |name: &str| field.arguments.iter().any(|argument| argument.name == name);
    let (forward, backward) = (
        takes("first") && takes("after"),
        takes("last") && takes("before"),
    );
    let ty = field.ty.inner_named_type();
    let is_object = matches!(schema.types[ty], ExtendedType::Object(_)) && !field.ty.is_list();
    let below = fields(schema, ty);
    let named = |name: &str| below.iter().find(|field| field.name == name);
    let is_connection = is_object && (forward || backward) && named("pageInfo").is_some();
    let nodes = named("nodes").filter(|_| is_connection)?;
    let node = nodes.ty.inner_named_type().as_str();
    Some(Known {
        parent,
        field,
        node,
        forward,
        backward,
        has_total_count: named("totalCount").is_some(),
    })
}

/// A schema, parsed by the generator and by the reference.
struct Both {
    name: &'static str,
    text: &'static str,
    reference: Reference,
}

impl Both {
    fn of(name: &'static str) -> Self {
        let text = graphql_paginate_schemas::by_name(name).expect("the schema is shipped");
        Self {
            name,
            text,
            reference: Reference::parse(text, name).expect("the schema parses"),
        }
    }
}

/// Checks each connection, reached by the cheapest path to its parent that avoids some fields. Returns the number of
/// connections reached.
fn check_all(name: &'static str, avoided: &[&str]) -> usize {
    let both = Both::of(name);
    let text = SchemaText::new(Source {
        name: both.name,
        text: both.text,
    })
    .expect("nothing is extended");
    let document = SchemaDocument::parse(&text).expect("the schema parses");
    let schema = Schema::new(&document).expect("the schema resolves");
    let ways = ways(&both.reference, avoided);
    let reached = known(&both.reference)
        .into_iter()
        .filter_map(|known| Some((ways.get(known.parent)?, known)));
    reached
        .map(|(way, known)| check(&both.reference, &schema, way, &known))
        .count()
}

fn check(reference: &Reference, schema: &Schema<'_>, way: &Way<'_>, known: &Known<'_>) {
    let direction = |takes: bool, text: &'static str| if takes { text } else { "" };
    let arguments = direction(known.forward, "first: $first after: $after ").to_owned()
        + direction(known.backward, "last: $last before: $before ");
    let variables = direction(known.forward, "$first: Int $after: String ").to_owned()
        + direction(known.backward, "$last: Int $before: String ");
    let total = direction(known.has_total_count, "totalCount ");
    let body = format!(
        "{{ {total}pageInfo {{ hasNextPage endCursor hasPreviousPage startCursor }} nodes {{ __typename }} edges {{ cursor }} }}"
    );
    let reached = way.document(known.field, &arguments, &variables, &body);
    let at = format!(
        "{}.{} by {}",
        known.parent, known.field.name, reached.document
    );
    let options = Options {
        scalars: Scalars::Module(syn::parse_quote!(scalars)),
        ..Options::new(syn::parse_quote!(Reach), syn::parse_quote!(pub))
    };
    let generated = generate(
        schema,
        Source {
            name: "reach.graphql",
            text: &reached.document,
        },
        &options,
    );
    assert_eq!(generated.diagnostics, [], "{at}");
    let facts = Facts::of(&generated.tokens);
    check_minimal(reference, schema, way, known);
    if reached.crosses_list || reached.document.starts_with("mutation") {
        let own = facts
            .walks
            .iter()
            .find(|(_, walk)| walk.path == reached.path);
        assert!(own.is_none(), "{at}");
        return;
    }
    assert!(!facts.walks.is_empty(), "{at}");
    assert_eq!(facts.required, reached.required, "{at}");
    for (_, walk) in &facts.walks {
        let own = reached.path.join(".");
        assert_eq!(
            walk.nulls.contains(&own),
            !known.field.ty.is_non_null(),
            "{at}: nullability"
        );
        let expected = Walk {
            path: reached.path.clone(),
            forward: known.forward,
            backward: known.backward,
            sized: true,
            edges: true,
            total_count: known.has_total_count,
            nulls: walk.nulls.clone(),
            item: walk.item.clone(),
        };
        assert_eq!(*walk, expected, "{at}");
        let names = facts.typenames(&walk.item);
        assert_eq!(
            names,
            possible_types(reference, known.node),
            "{at}: node type"
        );
    }
}

/// Checks that the walk documents of a query without paging arguments are valid.
fn check_minimal(reference: &Reference, schema: &Schema<'_>, way: &Way<'_>, known: &Known<'_>) {
    let reached = way.document(known.field, "", "", "{ nodes { __typename } }");
    let text = reached.document.replace("()", "");
    let source = Source {
        name: "minimal.graphql",
        text: &text,
    };
    let analysis = analyze(schema, source, "Reach", &AnalyzeOptions::new(100));
    let analysis = analysis.expect("the query is valid");
    let at = &reached.document;
    let own = analysis
        .connections
        .iter()
        .find(|connection| connection.path == reached.path);
    let own = own.unwrap_or_else(|| panic!("no connection: {at}"));
    for (walkability, is_offered, arguments) in [
        (&own.forward, known.forward, ["first", "after"]),
        (&own.backward, known.backward, ["last", "before"]),
    ] {
        match walkability {
            Walkability::Walkable(walk) => {
                assert!(is_offered && !reached.crosses_list, "{at}");
                valid(reference, &walk.document);
                assert_eq!(
                    [
                        &walk.size.as_ref().expect("it has a size").variable,
                        &walk.cursor.variable
                    ],
                    arguments
                );
            }
            Walkability::Blocked(obstacles) => {
                assert!(
                    reached.crosses_list || reached.document.starts_with("mutation"),
                    "{at}: {obstacles:?}"
                );
            }
            Walkability::NotOffered => assert!(!is_offered, "{at}"),
        }
    }
}

fn valid(reference: &Reference, document: &str) {
    let reference = Valid::assume_valid_ref(reference);
    if let Err(problems) = ExecutableDocument::parse_and_validate(reference, document, "walk") {
        panic!("{document}\n{}", problems.errors);
    }
}

#[test]
fn all_connections_of_demarches_simplifiees_are_walked() {
    assert_eq!(check_all("demarches-simplifiees", &[]), 7);
}

#[test]
fn all_connections_of_github_are_walked() {
    assert_eq!(check_all("github", &[]), 330);
}

#[test]
fn connections_are_walked_below_other_fields_than_node() {
    assert!(check_all("github", &["node", "nodes"]) > 300);
}
