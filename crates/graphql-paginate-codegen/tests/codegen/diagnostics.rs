//! The diagnostics for invalid queries, as users see them.

use graphql_paginate_codegen::{
    Diagnostic, Options, Paginate, Schema, SchemaDocument, SchemaText, Source, generate,
};
use std::fmt::Write;

use crate::invalid_queries::INVALID_QUERIES;
use crate::parsed_schema::parsed_schema;

const SCHEMA: &str = r#"
directive @once(why: String!) on FIELD
scalar Date
enum Order { ASC DESC @deprecated }
interface Named { name: String! }
type Film implements Named { id: ID! name: String! released: Date director: Person actors(first: Int, after: String, last: Int, before: String): People! }
type Person implements Named { id: ID! name: String! films(order: Order = ASC @deprecated): [Film!]! friends(first: Int, after: String): People! }
type Studio { id: ID! }
type Series { name: String! actors(first: Int, after: String): People! }
union Thing = Film | Person
type People { edges: [PersonEdge] nodes: [Person] pageInfo: PageInfo! totalCount: Int! }
type PersonEdge { cursor: String! node: Person }
type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
input FilmInput { title: String! year: Int order: Order }
input Key @oneOf { id: ID name: String }
type Query { film(id: ID!): Film thing: Thing named: Named find(by: Key!): Thing people(first: Int, after: String, last: Int, before: String): People films: [Film!]! series: [Series!]! order(by: Order): String }
type Mutation { addFilm(input: FilmInput!): Film }
"#;

/// Queries without a connection that can be walked.
const UNWALKABLE: [(&str, &str); 3] = [
    ("no connection", "query Q { films { id } }"),
    (
        "no items",
        "query Q($after: String) { people(first: 10, after: $after) { totalCount pageInfo { hasNextPage endCursor } } }",
    ),
    (
        "inside a list",
        "query Q($after: String) { series { actors(first: 10, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }",
    ),
];

/// A schema whose paging arguments have unusual types.
const ODD_SCHEMA: &str = r#"
scalar Mark
enum Place { A B }
type Odd { nodes: [Int!] pageInfo: PageInfo! }
type PageInfo { hasNextPage: Boolean! endCursor: Mark startCursor: [String!] hasPreviousPage: Int }
type Query { ints(first: Int, after: Int): Odd places(first: Int, after: Place!): Odd lists(first: Int, after: [String!]): Odd sizes(first: String, after: Mark): Odd before(last: Int, before: Mark): Odd marks(first: Int, after: Mark): Odd }
"#;

/// Queries whose connections cannot be walked because of those types.
const ODD_QUERIES: [(&str, &str); 4] = [
    (
        "an enum for a cursor",
        "query Q($a: Place!) { places(first: 1, after: $a) { nodes pageInfo { hasNextPage endCursor } } }",
    ),
    (
        "a list for a cursor",
        "query Q($a: [String!]) { lists(first: 1, after: $a) { nodes pageInfo { hasNextPage endCursor } } }",
    ),
    (
        "a fraction for a size",
        "query Q($a: Mark) { sizes(first: \"1\", after: $a) { nodes pageInfo { hasNextPage endCursor } } }",
    ),
    (
        "a list of cursors and a number for a flag",
        "query Q($b: Mark) { before(last: 1, before: $b) { nodes pageInfo { hasPreviousPage startCursor } } }",
    ),
];

pub(crate) fn diagnose(sdl: &str, query: &str, paginate: Paginate) -> Vec<Diagnostic> {
    let text = match SchemaText::new(Source {
        name: "schema.graphql",
        text: sdl,
    }) {
        Ok(text) => text,
        Err(diagnostics) => return diagnostics,
    };
    let document = match SchemaDocument::parse(&text) {
        Ok(document) => document,
        Err(diagnostics) => return diagnostics,
    };
    let schema = match Schema::new(&document) {
        Ok(schema) => schema,
        Err(diagnostics) => return diagnostics,
    };
    let options = Options {
        paginate,
        ..Options::new(quote::format_ident!("Q"), syn::parse_quote!(pub))
    };
    generate(
        &schema,
        Source {
            name: "q.graphql",
            text: query,
        },
        &options,
    )
    .diagnostics
}

pub(crate) fn render(cases: &[(&str, &str)], diagnose: impl Fn(&str) -> Vec<Diagnostic>) -> String {
    let mut text = String::new();
    for (name, input) in cases {
        let diagnostics = diagnose(input);
        assert!(!diagnostics.is_empty(), "{name}: there are no diagnostics");
        writeln!(text, "## {name}\n").expect("strings take all");
        for diagnostic in diagnostics {
            writeln!(text, "{diagnostic}\n").expect("strings take all");
        }
    }
    text
}

#[test]
fn wrong_queries() {
    insta::assert_snapshot!(render(&INVALID_QUERIES, |query| diagnose(
        SCHEMA,
        query,
        Paginate::IfWalkable
    )));
}

#[test]
fn connections_that_cannot_be_walked() {
    insta::assert_snapshot!(render(&UNWALKABLE, |query| diagnose(
        SCHEMA,
        query,
        Paginate::Required
    )));
}

#[test]
fn types_that_no_pager_can_work_with() {
    insta::assert_snapshot!(render(&ODD_QUERIES, |query| diagnose(
        ODD_SCHEMA,
        query,
        Paginate::Required
    )));
    for (_, query) in ODD_QUERIES {
        assert_eq!(
            diagnose(ODD_SCHEMA, query, Paginate::IfWalkable),
            [],
            "code is generated, without a pager: {query}"
        );
    }
    let scalar = "query Q($a: Mark) { marks(first: 1, after: $a) { nodes pageInfo { hasNextPage endCursor } } }";
    assert_eq!(diagnose(ODD_SCHEMA, scalar, Paginate::Required), []);
}

#[test]
fn connections_that_can_be_walked_give_no_diagnostics() {
    let both = "query Q($f: Int, $a: String, $l: Int, $b: String) { people(first: $f, after: $a, last: $l, before: $b) { edges { node { id } } pageInfo { hasNextPage endCursor hasPreviousPage startCursor } } }";
    let fixed_size = "query Q($a: String) { people(first: 10, after: $a) { nodes { id } pageInfo { hasNextPage endCursor } } }";
    for query in [both, fixed_size] {
        assert_eq!(diagnose(SCHEMA, query, Paginate::Required), [], "{query}");
        assert_eq!(
            diagnose(SCHEMA, query, Paginate::Named("people".into())),
            [],
            "{query}"
        );
    }
}

#[test]
fn a_response_type_for_several_root_fields_is_an_error() {
    let schema = parsed_schema(SCHEMA);
    let messages = |query: &str| {
        let response_type = Some(syn::parse_quote!(crate::Own));
        let options = Options {
            response_type,
            ..Options::new(quote::format_ident!("Q"), syn::parse_quote!(pub))
        };
        let generated = generate(
            &schema,
            Source {
                name: "q.graphql",
                text: query,
            },
            &options,
        );
        generated
            .diagnostics
            .iter()
            .map(|diagnostic| diagnostic.message.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        messages("query Q { films { id } order }"),
        ["`response_type` is the type of a single root field, but `Q` selects others"]
    );
    assert_eq!(messages("query Q { films { id } }"), Vec::<String>::new());
}

#[test]
fn a_struct_in_snake_case_is_an_error() {
    let schema = parsed_schema(SCHEMA);
    let messages = |name: &str| {
        let options = Options::new(
            syn::parse_str(name).expect("an identifier"),
            syn::parse_quote!(pub),
        );
        let query = "query all_films { films { id } } query type { order }";
        let generated = generate(
            &schema,
            Source {
                name: "q.graphql",
                text: query,
            },
            &options,
        );
        syn::parse2::<syn::File>(generated.tokens).expect("generated code parses");
        generated
            .diagnostics
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    let expected = "the struct `all_films` and the module beside it have the same name\n  = help: name the struct `AllFilms` and add `normalization = \"rust\"`";
    assert_eq!(messages("all_films"), [expected]);
    assert_eq!(
        messages("r#type"),
        Vec::<String>::new(),
        "a raw identifier of a keyword is accepted"
    );
}
