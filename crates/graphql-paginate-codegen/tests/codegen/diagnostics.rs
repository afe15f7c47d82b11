//! The diagnostics for invalid queries, as users see them.

use graphql_paginate_codegen::{
    Diagnostic, Options, Paginate, Schema, SchemaDocument, SchemaText, Source, generate,
};
use std::fmt::Write;

const SCHEMA: &str = r#"
directive @once(why: String!) on FIELD
scalar Date
enum Order { ASC DESC @deprecated }
interface Named { name: String! }
type Film implements Named { id: ID! name: String! released: Date director: Person actors(first: Int, after: String, last: Int, before: String): People! }
type Person implements Named { id: ID! name: String! films(order: Order = ASC @deprecated): [Film!]! friends(first: Int, after: String): People! }
type Studio { id: ID! }
union Thing = Film | Person
type People { edges: [PersonEdge] nodes: [Person] pageInfo: PageInfo! totalCount: Int! }
type PersonEdge { cursor: String! node: Person }
type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
input FilmInput { title: String! year: Int order: Order }
input Key @oneOf { id: ID name: String }
type Query { film(id: ID!): Film thing: Thing named: Named find(by: Key!): Thing people(first: Int, after: String, last: Int, before: String): People films: [Film!]! order(by: Order): String }
type Mutation { addFilm(input: FilmInput!): Film }
"#;

/// Invalid queries: the mistake and the query.
const QUERIES: [(&str, &str); 56] = [
    ("unknown field", "query Q { fiim(id: 1) { id } }"),
    (
        "unknown field, none near",
        "query Q { film(id: 1) { xyzzy } }",
    ),
    (
        "field of a possible type only",
        "query Q { named { released } }",
    ),
    ("field on a union", "query Q { thing { shoes } }"),
    (
        "several errors at once",
        "query Q($unused: Int) {\n  film(id: 1) {\n    titel\n    name { first }\n  }\n}",
    ),
    (
        "selection on a scalar",
        "query Q { film(id: 1) { name { first } } }",
    ),
    ("no selection on an object", "query Q { film(id: 1) }"),
    ("missing argument", "query Q { film { id } }"),
    (
        "unknown argument",
        "query Q { film(identifier: 1, id: 1) { id } }",
    ),
    ("near argument", "query Q { film(idd: 1, id: 2) { id } }"),
    (
        "argument of a field without any",
        "query Q { thing(a: 1) { __typename } }",
    ),
    ("argument twice", "query Q { film(id: 1, id: 2) { id } }"),
    ("wrong literal", "query Q { order(by: \"ASC\") }"),
    ("unknown enum value", "query Q { order(by: ASK) }"),
    (
        "string for an integer",
        "query Q { people(first: \"ten\") { totalCount } }",
    ),
    (
        "integer out of range",
        "query Q { people(first: 3000000000) { totalCount } }",
    ),
    (
        "null for a required value",
        "query Q { film(id: null) { id } }",
    ),
    (
        "input object without a required field",
        "mutation Q { addFilm(input: {year: 1}) { id } }",
    ),
    (
        "input object with an unknown field",
        "mutation Q { addFilm(input: {title: \"a\", yaer: 1}) { id } }",
    ),
    (
        "input object with a field twice",
        "mutation Q { addFilm(input: {title: \"a\", title: \"b\"}) { id } }",
    ),
    (
        "two fields of a oneOf",
        "query Q { find(by: {id: 1, name: \"a\"}) { __typename } }",
    ),
    (
        "nullable variable in a oneOf",
        "query Q($id: ID) { find(by: {id: $id}) { __typename } }",
    ),
    ("undeclared variable", "query Q { film(id: $id) { id } }"),
    (
        "near variable",
        "query Q($films: ID!, $ident: ID!) { film(id: $idemt) { id } a: film(id: $films) { id } b: film(id: $ident) { id } }",
    ),
    (
        "unused variable",
        "query Q($id: ID) { thing { __typename } }",
    ),
    (
        "variable of another type",
        "query Q($id: Int!) { film(id: $id) { id } }",
    ),
    (
        "nullable variable where null is not allowed",
        "query Q($id: ID) { film(id: $id) { id } }",
    ),
    (
        "variable of an unknown type",
        "query Q($by: Ordr) { order(by: $by) }",
    ),
    (
        "variable of an output type",
        "query Q($by: Film) { order(by: $by) }",
    ),
    (
        "variable declared twice",
        "query Q($id: ID!, $id: ID!) { film(id: $id) { id } }",
    ),
    (
        "unknown fragment",
        "query Q { film(id: 1) { ...Film } }\nfragment Fim on Film { id }",
    ),
    (
        "unused fragment",
        "query Q { thing { __typename } }\nfragment F on Film { id }",
    ),
    (
        "fragment twice",
        "query Q { film(id: 1) { ...F } }\nfragment F on Film { id }\nfragment F on Film { name }",
    ),
    (
        "fragment cycle",
        "query Q { film(id: 1) { ...F } }\nfragment F on Film { director { films { ...F } } }",
    ),
    (
        "fragment on an unknown type",
        "query Q { film(id: 1) { ...F } }\nfragment F on Flim { id }",
    ),
    (
        "fragment on a scalar",
        "query Q { film(id: 1) { ...F } }\nfragment F on Date { id }",
    ),
    (
        "inline fragment on an unknown type",
        "query Q { thing { ... on Peson { id } } }",
    ),
    (
        "impossible fragment",
        "query Q { thing { ... on Studio { id } } }",
    ),
    (
        "impossible named fragment",
        "query Q { film(id: 1) { ...F } }\nfragment F on Person { id }",
    ),
    (
        "one key for two fields",
        "query Q { film(id: 1) { id id: name } }",
    ),
    (
        "one key with two arguments",
        "query Q { film(id: 1) { id } film(id: 2) { id } }",
    ),
    (
        "one key of two types",
        "query Q { thing { ... on Film { x: id } ... on Person { x: films { id } } } }",
    ),
    (
        "the key of the type's name for another field",
        "query Q { film(id: 1) { __typename: id } thing { ...F } }\nfragment F on Thing { ... on Film { name __typename: released } __typename: __typename }",
    ),
    (
        "unknown directive",
        "query Q { film(id: 1) @inclde(if: true) { id } }",
    ),
    (
        "directive in a wrong place",
        "query Q @once(why: \"a\") { film(id: 1) { id } }",
    ),
    (
        "directive twice",
        "query Q { film(id: 1) @skip(if: false) @skip(if: true) { id } }",
    ),
    (
        "directive without its argument",
        "query Q { film(id: 1) @include { id } }",
    ),
    (
        "no operation of the name",
        "query Other { thing { __typename } }\nquery Another { thing { __typename } }",
    ),
    (
        "no subscriptions",
        "subscription Q { thing { __typename } }",
    ),
    (
        "brace not closed",
        "query Q {\n  film(id: 1) {\n    id\n  }\n",
    ),
    (
        "string not closed",
        "query Q { film(id: \"a\\\") { id } }\n",
    ),
    (
        "block string not closed",
        "query Q {\n  film(id: \"\"\"a\\\"\"\"\") { id }\n}",
    ),
    ("unknown escape", r#"query Q { film(id: "a\d") { id } }"#),
    ("string for a name", r#"query Q { "film" }"#),
    ("stray token", "query Q { film(id: 1) { id } } }"),
    ("nothing at all", "# a comment\n"),
];

/// Queries without a connection that can be walked.
const UNWALKABLE: [(&str, &str); 3] = [
    ("no connection", "query Q { films { id } }"),
    (
        "no items",
        "query Q($after: String) { people(first: 10, after: $after) { totalCount pageInfo { hasNextPage endCursor } } }",
    ),
    (
        "inside a list",
        "query Q($after: String) { films { actors(first: 10, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }",
    ),
];

/// A schema whose paging arguments have unusual types.
const ODD: &str = r#"
scalar Mark
enum Place { A B }
type Odd { nodes: [Int!] pageInfo: PageInfo! }
type PageInfo { hasNextPage: Boolean! endCursor: Mark startCursor: [String!] hasPreviousPage: Int }
type Query { ints(first: Int, after: Int): Odd places(first: Int, after: Place!): Odd lists(first: Int, after: [String!]): Odd sizes(first: Float, after: Mark): Odd before(last: Int, before: Mark): Odd marks(first: Int, after: Mark): Odd }
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
        "query Q($a: Mark) { sizes(first: 1, after: $a) { nodes pageInfo { hasNextPage endCursor } } }",
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
    insta::assert_snapshot!(render(&QUERIES, |query| diagnose(
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
        ODD,
        query,
        Paginate::Required
    )));
    for (_, query) in ODD_QUERIES {
        assert_eq!(
            diagnose(ODD, query, Paginate::IfWalkable),
            [],
            "code is generated, without a pager: {query}"
        );
    }
    let scalar = "query Q($a: Mark) { marks(first: 1, after: $a) { nodes pageInfo { hasNextPage endCursor } } }";
    assert_eq!(diagnose(ODD, scalar, Paginate::Required), []);
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
    let text = SchemaText::new(Source {
        name: "schema.graphql",
        text: SCHEMA,
    })
    .expect("no extensions");
    let document = SchemaDocument::parse(&text).expect("the schema parses");
    let schema = Schema::new(&document).expect("the schema resolves");
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
    let text = SchemaText::new(Source {
        name: "schema.graphql",
        text: SCHEMA,
    })
    .expect("no extensions");
    let document = SchemaDocument::parse(&text).expect("the schema parses");
    let schema = Schema::new(&document).expect("the schema resolves");
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
