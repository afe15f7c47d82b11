//! The diagnostics for invalid schemas, and violations that are accepted.

use crate::diagnostics::{diagnose, render};
use graphql_paginate_codegen::{Paginate, Schema, SchemaDocument, SchemaText, Source};

/// Schemas that do not parse, or whose references do not resolve.
const UNREADABLE: [(&str, &str); 21] = [
    ("unknown type", "type Query {\n  film: Flim\n}"),
    (
        "type twice",
        "type Query { a: Int }\ntype A { a: Int }\ntype A { b: Int }",
    ),
    ("no query type", "type A { a: Int }"),
    (
        "input as an output",
        "type Query { a: I }\ninput I { a: Int }",
    ),
    ("output as an input", "type Query { a(b: Query): Int }"),
    (
        "root that is not an object",
        "schema { query: Q }\nenum Q { A }",
    ),
    (
        "member that is not an object",
        "type Query { a: Int }\ninterface I { a: Int }\nunion U = I",
    ),
    (
        "object as an interface",
        "type Query { a: Int }\ntype I { a: Int }\ntype A implements I { a: Int }",
    ),
    ("syntax", "type Query {\n  film Film\n}"),
    ("unknown directive", "type Query { a: Int @wat }"),
    (
        "extension of nothing",
        "type Query { a: Int }\nextend type Film { id: ID }",
    ),
    (
        "error inside an extension",
        "type Query { a: Int }\n\nextend type Query {\n  b: Missing\n}\n",
    ),
    ("empty", ""),
    ("no fields", "type A {\n}\ntype Query { a: Int }"),
    ("no braces", "type A\n\ntype Query { a: Int }"),
    ("no braces at the end", "type Query { a: Int }\nenum A"),
    ("no members", "union A\ntype Query { a: Int }"),
    ("no arguments", "type Query { a(): Int }"),
    (
        "interfaces as they were separated once",
        "interface I { a: Int }\ninterface J { a: Int }\ntype A implements I, J { a: Int }\ntype Query { a: A }",
    ),
    (
        "lines that end in carriage returns",
        "type Query { # one\r  a: Int\r  b: Flim\r}\r",
    ),
    (
        "a line separator inside a comment",
        "type Query { # one\u{2028}two\n  a: Int\n  b: Flim\n}\n",
    ),
];

/// Schemas whose references resolve but that are invalid.
const WRONG: [(&str, &str); 27] = [
    (
        "field twice",
        "type Query {\n  a: Int\n  b: Int\n  a: String\n}",
    ),
    (
        "field twice by way of an extension",
        "type Query { a: Int }\nextend type Query { a: Int }",
    ),
    ("argument twice", "type Query { a(x: Int, x: Int): Int }"),
    (
        "argument of a directive twice",
        "type Query { a: Int }\ndirective @d(x: Int, x: Int) on FIELD",
    ),
    (
        "value twice",
        "type Query { a: Order }\nenum Order { ASC DESC ASC }",
    ),
    (
        "member twice",
        "type Query { a: U }\ntype A { a: Int }\nunion U = A\nextend union U = A",
    ),
    (
        "input field twice",
        "type Query { a(x: In): Int }\ninput In { x: Int x: Int }",
    ),
    (
        "interface twice",
        "type Query { a: I }\ninterface I { a: Int }\ntype A implements I { a: Int }\nextend type A implements I",
    ),
    (
        "several at once, in the order of the text",
        "type Query { a: Int b: Z a: Int }\nenum Z { B B }\ninput A @oneOf { a: Int! }",
    ),
    (
        "meta field of another type",
        "type Query { a: A }\ntype A { __typename: Kind }\nenum Kind { X }",
    ),
    (
        "field of an interface is missing",
        "type Query { a: Base }\ninterface Base { item: String! }\ntype Concrete implements Base { itme: String! id: ID }",
    ),
    (
        "field of an interface is of another type",
        "type Query { a: Node }\ninterface Node { id: ID! }\ntype A implements Node { id: Int! }",
    ),
    (
        "field of an interface may be null",
        "type Query { a: Node }\ninterface Node { id: ID! tags: [String!] }\ntype A implements Node { id: ID tags: [String] }",
    ),
    (
        "field of an interface is not a list",
        "type Query { a: Node }\ninterface Node { nodes: [Node] }\ntype A implements Node { nodes: Node }",
    ),
    (
        "field of an interface is abstract",
        "type Query { a: Node }\ninterface Node { next: U }\nunion U = A | B\ntype A implements Node { next: A }\ntype B implements Node { next: C }\ntype C { a: Int }",
    ),
    (
        "interface of an interface is missing",
        "type Query { a: I }\ninterface I { a: Int }\ninterface J implements I { a: Int }\ntype A implements J { a: Int }",
    ),
    (
        "interface of itself",
        "type Query { a: I }\ninterface I implements I { a: Int }",
    ),
    (
        "interfaces of each other",
        "type Query { a: I }\ninterface I implements J { a: Int }\ninterface J implements I { a: Int }",
    ),
    (
        "input that needs itself",
        "type Query { a(x: In): Int }\ninput In { x: Int in: In! }",
    ),
    (
        "inputs that need each other",
        "type Query { a(x: A): Int }\ninput A { b: B! c: C }\ninput B { c: C! }\ninput C { a: A! b: [B!]! }",
    ),
    (
        "required field of a oneOf",
        "type Query { a(x: By): Int }\ninput By @oneOf { id: ID! name: String }",
    ),
    (
        "default in a oneOf",
        "type Query { a(x: By): Int }\ninput By @oneOf { id: ID = 1 name: String }",
    ),
    (
        "default of another type",
        "type Query { a(first: Int = \"ten\", last: Int! = null, ids: [ID!] = [1, 2.5]): Int }",
    ),
    (
        "default without a required field",
        "type Query { a(by: By = {}): Int }\ninput By { id: ID! order: Int = 99999999999 }",
    ),
    (
        "default of a field that cannot be null",
        "type Query { a(x: In): Int }\nenum Order { ASC }\ninput In { order: Order! = \"ASC\" by: Order! = asc name: String! = foo }",
    ),
    (
        "default that needs itself",
        "type Query { a(x: In): Int }\ninput In { all: [In!]! = [{}] }",
    ),
    (
        "default that needs itself by way of another",
        "type Query { a(x: A): Int }\ninput A { b: B = {} n: Int }\ninput B { a: A = {} }",
    ),
];

/// Violations of the specification and unusual definitions that are accepted.
const TOLERATED: [(&str, &str); 12] = [
    (
        "arguments other than the interface's",
        "type Query { a: I }\ninterface I { a(x: Int, y: Int): Int }\ntype A implements I { a(x: String, z: Int!): Int }",
    ),
    (
        "covariant fields",
        "type Query { a: I }\ninterface I { a: [I] }\ntype A implements I { a: [A!]! }",
    ),
    (
        "members of a union",
        "type Query { a: I }\ninterface I { a: U }\nunion U = A\ntype A implements I { a: A! }",
    ),
    (
        "names that begin with two underscores",
        "directive @__d on FIELD\ntype Query { a(__x: __In): __E __id: ID b: __T }\nenum __E { __A }\ninput __In { __x: Int }\ntype __T { __type: Int }",
    ),
    (
        "meta fields as they are",
        "type Query { a: Int __typename: String! __schema: __Schema! __type(name: String!): __Type }",
    ),
    (
        "the types of introspection",
        "type Query { a: Int }\n\"those\" type __Schema { types: [__Type!]! }\ntype __Type { kind: __TypeKind! }\nenum __TypeKind { SCALAR }",
    ),
    (
        "built-in scalars and directives",
        "scalar Int\nscalar String\n\"as text\" scalar ID\ndirective @skip(if: Boolean!) on FIELD\ndirective @deprecated(reason: String = \"\") on FIELD_DEFINITION\ntype Query { a(x: String = \"b\"): Int @deprecated id: ID }",
    ),
    (
        "extension of a built-in scalar",
        "type Query { a: Int }\nextend scalar String @specifiedBy(url: \"https://example.com\")",
    ),
    (
        "enum values as strings or under other names",
        "type Query { a(x: E = \"A\", y: E = a, z: E = 1, s: String = b, l: [E!] = [B]): Int }\nenum E { A }\ninput In { e: E = \"A\" }",
    ),
    (
        "values of scalars",
        "scalar Any\ntype Query { a(x: Any = {a: [1]}, y: Float = 1, z: ID = 1, l: [Int!] = 1): Int }",
    ),
    (
        "one root for all",
        "schema { query: Query mutation: Query }\ntype Query { a: Int }",
    ),
    (
        "inputs that end",
        "type Query { a(x: A): Int }\ninput A { a: A b: [A!]! c: B! }\ninput B { a: A e: [B!] = [] }",
    ),
];

fn errors(sdl: &str) -> Vec<graphql_paginate_codegen::Diagnostic> {
    diagnose(sdl, "query Q { a }", Paginate::IfWalkable)
}

#[test]
fn unreadable_schemas() {
    insta::assert_snapshot!(render(&UNREADABLE, errors));
}

#[test]
fn wrong_schemas() {
    insta::assert_snapshot!(render(&WRONG, errors));
}

#[test]
fn harmless_violations_are_accepted() {
    for (name, sdl) in TOLERATED {
        let text = SchemaText::new(Source {
            name: "schema.graphql",
            text: sdl,
        })
        .expect(name);
        let document = SchemaDocument::parse(&text).expect(name);
        assert_eq!(Schema::new(&document).err(), None, "{name}");
    }
}

/// The derive trusts the shipped schemas, so that no expansion takes time to validate them or to look for extensions.
#[test]
fn the_shipped_schemas_are_valid_and_have_no_extensions() {
    for text in [
        graphql_paginate_schemas::GITHUB,
        graphql_paginate_schemas::DEMARCHES_SIMPLIFIEES,
    ] {
        let text = SchemaText::without_extensions(Source {
            name: "schema.graphql",
            text,
        });
        let document = SchemaDocument::parse(&text).expect("it has definitions only");
        assert_eq!(Schema::new(&document).err(), None);
    }
}

#[test]
fn definitions_of_built_in_scalars_are_ignored() {
    let query = "query Q($x: String = \"b\", $y: Int) { a(x: $x, y: $y) }";
    let printed = "scalar String scalar Int type Query { a(x: String, y: Int): Int }";
    assert_eq!(diagnose(printed, query, Paginate::IfWalkable), []);
}

#[test]
fn at_most_twenty_errors_are_reported() {
    let fields: String = (0..100).map(|_| "a: Int ").collect();
    assert_eq!(errors(&format!("type Query {{ {fields}}}")).len(), 20);
}
