//! Leniency: schemas with mistakes that a query does not use, and invalid documents that can be sent.

use graphql_paginate_codegen::{
    Diagnostic, Options, Severity, Source, Validation, generate, with_schema,
};

const DENY: Validation = Validation::Deny;
const WARN: Validation = Validation::Warn;

/// The generated code and the diagnostics, each as its severity and message.
fn generated(sdl: &str, query: &str, validation: Validation) -> (String, Vec<String>) {
    let schema = Source {
        name: "schema.graphql",
        text: sdl,
    };
    let query = Source {
        name: "q.graphql",
        text: query,
    };
    let options = Options {
        validation,
        ..Options::new(syn::parse_quote!(Q), syn::parse_quote!(pub))
    };
    let result = with_schema(schema, |schema| {
        // The query borrows from this scope only.
        let generated = generate(schema, query, &options);
        let messages = generated.diagnostics.iter().map(message).collect();
        (generated.tokens.to_string(), messages)
    });
    result.unwrap_or_else(|errors| panic!("{sdl}: {errors:#?}"))
}

fn message(diagnostic: &Diagnostic) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    format!("{severity}: {}", diagnostic.message)
}

#[test]
fn mistakes_of_a_schema_that_a_query_does_not_use_are_ignored() {
    let query = "query Q { a }";
    for sdl in [
        "type Query { a: Int b: Id! c(d: Missing): Int }",
        "type Query { a: Int } type A implements I & J { b: Int } interface I { b: Int! c: Int }",
        "type Query { a: Int __schema: __Schema! b: Missing } type __Schema { types: [__Type!]! } type __Type { kind: __TypeKind! } enum __TypeKind { OBJECT }",
        "type Query @aws_api_key { a: Int @cost(weight: \"5\") } type A @key(fields: \"id\") @key(fields: \"b\") { id: ID }",
        "type Query { a: Int } enum E { A B A } input I @aws { a: Missing = 5 } scalar S @wat",
        "type Query { a: Int } type A type B {} input C {} enum D {} union E union F = Missing",
        "\"one\" \"two\" type Query { \"three\" \"four\" a: Int } \"five\" extend type Film { id: ID }",
        "type Query { a: Int } interface I { b: Int } interface J { b: Int } type A implements I, J { b: Int } type B implements I J { b: Int }",
        "type Query { a: Int } type A { b: Int } type A { c: Int } directive @d on FIELD directive @d(x: Missing) on FIELD",
        "type Query { a: Int } input I { a: Int } type A { b: I c(d: A): Int }",
        "schema { query: Query mutation: Missing } type Query { a: Int }",
        "type Query { a: Int b(): Int }",
    ] {
        let (tokens, messages) = generated(sdl, query, DENY);
        assert_eq!(messages, [""; 0], "{sdl}");
        assert!(tokens.contains("pub a : Option < i64 >"), "{sdl}: {tokens}");
    }
}

#[test]
fn an_extension_may_come_before_its_definition() {
    for sdl in [
        "extend type Query { b: Missing } type Query { a: Int c: Int }",
        "extend type Query { c: Int } type Query { a: Int b: Missing }",
        "type Query { a: Int } extend type Query { b: Missing } extend type Query { c: Int }",
    ] {
        let (tokens, messages) = generated(sdl, "query Q { a c }", DENY);
        assert_eq!(messages, [""; 0], "{sdl}");
        assert!(tokens.contains("pub c : Option < i64 >"), "{sdl}: {tokens}");
    }
}

#[test]
fn a_query_that_uses_a_mistake_of_the_schema_is_an_error() {
    let sdl = "type Query { a: Id! b(c: Missing): Int d: I } input I { x: Int }";
    for (query, expected) in [
        (
            "query Q { a }",
            "error: `Query.a` has an invalid type: type `Id` is not defined",
        ),
        (
            "query Q($c: Missing) { b(c: $c) }",
            "error: argument `c` of `Query.b` has an invalid type: type `Missing` is not defined",
        ),
        (
            "query Q { d }",
            "error: `Query.d` has an invalid type: type `I` is an input object",
        ),
    ] {
        assert_eq!(generated(sdl, query, DENY).1, [expected], "{query}");
    }
}

#[test]
fn a_schema_without_a_query_type_supports_mutations() {
    for sdl in [
        "schema { mutation: M } type M { a: Int }",
        "type Mutation { a: Int }",
    ] {
        assert_eq!(generated(sdl, "mutation Q { a }", DENY).1, [""; 0], "{sdl}");
        let expected = "error: the schema `schema.graphql` has no queries";
        assert_eq!(generated(sdl, "query Q { a }", DENY).1, [expected], "{sdl}");
    }
}

#[test]
fn a_field_has_the_type_that_its_object_type_declares() {
    let sdl = "type Query { i: I b: Missing } interface I { a: Int! } type A implements I { a: Int } type B implements I { a: Int! }";
    let (tokens, messages) =
        generated(sdl, "query Q { i { ... on A { a } ... on B { a } } }", DENY);
    // On different object types, different nullability is only a warning.
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(
        messages[0].starts_with("warning: conflicting types for response key `a`"),
        "{messages:?}"
    );
    assert!(tokens.contains("pub a : Option < i64 >") && tokens.contains("pub a : i64"));
}

#[test]
fn introspection_fields_have_generated_types() {
    let sdl =
        "type Query { a: Int __schema: __Schema b: Missing } type __Schema { description: String }";
    let query = "query Q { __schema { queryType { name } } }";
    let (tokens, messages) = generated(sdl, query, DENY);
    assert_eq!(messages, [""; 0]);
    assert!(
        tokens.contains("pub query_type : QSchemaQueryType"),
        "{tokens}"
    );
}

const NODES: &str = "type Query { node: Node one: One } interface Node { id: ID! } interface One { id: ID! } type User implements Node & One { id: ID! email: String! } type Group implements Node { id: ID! email: String } ";

#[test]
fn conflicting_types_on_different_object_types_are_a_warning() {
    let query = "query Q { node { ... on User { email } ... on Group { email } } }";
    let (tokens, messages) = generated(NODES, query, DENY);
    assert_eq!(
        messages,
        [
            "warning: conflicting types for response key `email`: `String!` and `String`, first selected at 1:32"
        ]
    );
    assert!(
        tokens.contains("pub email : String") && tokens.contains("pub email : Option < String >")
    );
}

#[test]
fn conflicting_types_on_one_object_type_are_an_error() {
    let query = "query Q { node { ... on User { x: email } ... on Node { x: __typename } } }";
    let (_, messages) = generated(NODES, query, DENY);
    assert!(
        messages
            .iter()
            .all(|message| message.starts_with("error: ")),
        "{messages:?}"
    );
    assert!(!messages.is_empty());
}

#[test]
fn a_value_is_coerced_to_a_list_inside_a_list() {
    let sdl = "type Query { f(m: [[Int]], e: [[E!]!]): Int } enum E { A B }";
    for query in [
        "query Q { f(m: [1, 2], e: [A, B]) }",
        "query Q($m: [[Int]] = [1, 2]) { f(m: $m) }",
        "query Q { f(m: 1) }",
    ] {
        assert_eq!(generated(sdl, query, DENY).1, [""; 0], "{query}");
    }
    let wrong = generated(sdl, "query Q { f(m: [1, \"2\"]) }", DENY).1;
    assert_eq!(wrong.len(), 1, "{wrong:?}");
}

#[test]
fn validation_warn_turns_violations_into_warnings() {
    let sdl = "type Query { echo(msg: String!): Echo! }  type Echo { text: String! }";
    for query in [
        "query Q($msg: String) { echo(msg: $msg) { text } }",
        "query Q($msg: String!) { echo(msg: $msg) }",
        "query Q($msg: String!, $more: Int) { echo(msg: $msg) { text } }",
        "query Q { echo { text } }",
    ] {
        for (validation, severity) in [(DENY, "error"), (WARN, "warning")] {
            let (tokens, messages) = generated(sdl, query, validation);
            assert_eq!(messages.len(), 1, "{query}: {messages:?}");
            assert!(messages[0].starts_with(severity), "{query}: {messages:?}");
            assert_eq!(tokens.is_empty(), severity == "error", "{query}");
        }
    }
}

#[test]
fn validation_warn_keeps_errors_that_prevent_code_generation() {
    let sdl = "type Query { tree: Tree } type Tree { left: Tree }";
    for query in [
        "query Q { three }",
        "query Q { tree { ...T } } fragment T on Tree { __typename ...T }",
    ] {
        let (_, messages) = generated(sdl, query, WARN);
        assert_eq!(messages.len(), 1, "{messages:?}");
        assert!(messages[0].starts_with("error"), "{messages:?}");
    }
}

#[test]
fn a_struct_with_the_name_of_a_scalar_is_an_error() {
    let sdl = "type Query { a: Q } scalar Q";
    let expected = "error: the struct and the custom scalar `Q` have the same name";
    assert_eq!(generated(sdl, "query Q { a }", DENY).1, [expected]);
}

#[test]
fn null_is_left_out_of_queries_and_sent_in_mutations() {
    let sdl =
        "type Query { a(b: Int, c: I): Int } type Mutation { a(b: Int): Int } input I { d: Int }";
    let query = generated(sdl, "query Q($b: Int, $c: I) { a(b: $b, c: $c) }", DENY).0;
    assert!(query.contains("= \"b\" skip_none"), "{query}");
    assert!(query.contains("= \"d\" ,"), "{query}");
    let mutation = generated(sdl, "mutation Q($b: Int) { a(b: $b) }", DENY).0;
    assert!(mutation.contains("= \"b\" or_null ,"), "{mutation}");
}
