//! Documents that request a page from both ends of a connection.

use crate::format::format;
use crate::parsed_schema::parsed_schema;
use apollo_compiler::ExecutableDocument;
use apollo_compiler::schema::Schema as Reference;
use graphql_paginate_codegen::{Options, Source, generate};
use std::fmt::Write;

const SCHEMA: &str = r#"
interface Animal { name: String! }
type Cat implements Animal { name: String! }
type Dog implements Animal { name: String! barks: Boolean! }
type Shelter { pets(first: Int, after: String, last: Int, before: String, kind: String): Pets! petsFromEnd: Int cats(first: Int, after: String): Pets! }
type Pets { totalCount: Int! nodes: [Animal] pageInfo: PageInfo! }
type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
type Query { shelter(id: ID!): Shelter }
"#;

const PAGE_INFO: &str = "pageInfo { hasNextPage endCursor hasPreviousPage startCursor }";

/// Documents whose connection can be requested from both ends at once: name, selection of the shelter, fragments.
const PAIRED: [(&str, &str, &str); 9] = [
    ("no paging at all", "pets { nodes { name } }", ""),
    (
        "a fixed size",
        "pets(first: 10, after: $a) { PAGE nodes { name } }",
        "",
    ),
    (
        "selected twice",
        "pets(first: $f, after: $a) { PAGE } ...S",
        "fragment S on Shelter { pets(first: $f, after: $a) { nodes { name } } }",
    ),
    (
        "a shared size",
        "pets(first: $f, after: $a, last: $f, before: $b) { PAGE nodes { name } }",
        "",
    ),
    (
        "plain",
        "pets(first: $f, after: $a, last: $l, before: $b) { PAGE nodes { name } }",
        "",
    ),
    (
        "an alias, other arguments, directives and a name that is taken",
        "petsFromEnd pets: pets(kind: \"big\", before: $b, first: $f, last: $l, after: $a) @include(if: true) { PAGE nodes { name } }",
        "",
    ),
    (
        "in a fragment",
        "...S",
        "fragment S on Shelter { pets(first: $f, after: $a, last: $l, before: $b) { PAGE ...P } }\nfragment P on Pets { nodes { ... on Dog { barks } } }",
    ),
    (
        "beside another connection",
        "pets(first: $f, after: $a, last: $l, before: $b) { PAGE nodes { name } } cats(first: 3, after: $c) { PAGE nodes { name } }",
        "",
    ),
    (
        "sizes left to the server",
        "pets(after: $a, before: $b) { PAGE nodes { name } }",
        "",
    ),
];

/// Documents whose connection cannot be requested from both ends at once.
const APART: [(&str, &str, &str); 1] = [(
    "one direction",
    "cats(first: 3, after: $c) { PAGE nodes { name } }",
    "",
)];

fn document(selection: &str, fragments: &str) -> String {
    let all = format!("{selection} {fragments}");
    let known = [
        ("$f", "Int"),
        ("$a", "String"),
        ("$l", "Int"),
        ("$b", "String"),
        ("$c", "String"),
    ];
    let used = known.iter().filter(|(name, _)| all.contains(name));
    let variables: String = used.map(|(name, ty)| format!(", {name}: {ty}")).collect();
    format!("query Q($id: ID!{variables}) {{ shelter(id: $id) {{{selection}}} }}\n{fragments}")
        .replace("PAGE", PAGE_INFO)
}

fn code(text: &str) -> String {
    let schema = parsed_schema(SCHEMA);
    let options = Options::new(quote::format_ident!("Q"), syn::parse_quote!(pub));
    let generated = generate(
        &schema,
        Source {
            name: "q.graphql",
            text,
        },
        &options,
    );
    assert_eq!(generated.diagnostics, [], "{text}");
    format(&generated)
}

/// The value of a constant in generated code.
fn constant(code: &str, name: &str) -> String {
    let (_, behind) = code
        .split_once(&format!("const {name}: &'static str = "))
        .expect("the constant is there");
    let literal = &behind[..behind.find(";\n").expect("it ends")];
    syn::parse_str::<syn::LitStr>(literal)
        .expect("it is a string")
        .value()
}

#[test]
fn documents_with_both_ends_are_valid() {
    let schema =
        Reference::parse_and_validate(SCHEMA, "schema.graphql").expect("the schema is valid");
    let mut all = String::new();
    for (name, selection, fragments) in PAIRED {
        let code = code(&document(selection, fragments));
        let text = constant(&code, "ENDS_QUERY");
        if let Err(problems) = ExecutableDocument::parse_and_validate(&schema, &text, name) {
            panic!("{name}: {text}\n{}", problems.errors);
        }
        let key = constant(&code, "TAIL_KEY");
        assert!(text.contains(&format!("{key}: pets(")), "{name}: {text}");
        writeln!(all, "## {name}\n\n{text}\n").expect("strings take all");
    }
    insta::assert_snapshot!(all);
}

#[test]
fn connections_without_both_directions_have_no_document_for_both_ends() {
    for (name, selection, fragments) in APART {
        let code = code(&document(selection, fragments));
        assert!(!code.contains("PairedEnds"), "{name}: {code}");
    }
}
