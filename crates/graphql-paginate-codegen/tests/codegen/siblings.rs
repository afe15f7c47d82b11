//! Reduced documents: each of several connections is requested without the others.

use crate::format::format;
use crate::parsed_schema::parsed_schema;
use apollo_compiler::ExecutableDocument;
use apollo_compiler::schema::Schema as Reference;
use graphql_paginate_codegen::{AnalyzeOptions, Options, Schema, Source, analyze, generate};
use std::fmt::Write;

const SCHEMA: &str = r#"
interface Shelf { books(first: Int, after: String): Books! films(first: Int, after: String, last: Int, before: String): Films }
type Library implements Shelf { books(first: Int, after: String): Books! films(first: Int, after: String, last: Int, before: String): Films readers(last: Int, before: String): Readers! }
type Shop implements Shelf { books(first: Int, after: String): Books! films(first: Int, after: String, last: Int, before: String): Films }
union Place = Library | Shop
type Book { title: String! readers(last: Int, before: String): Readers! at: Library! place: Place }
type Film { title: String! }
type Reader { name: String! }
type Books { nodes: [Book!]! pageInfo: PageInfo! films(first: Int, after: String): Films! }
type Films { nodes: [Film] edges: [FilmEdge] pageInfo: PageInfo! }
type FilmEdge { cursor: String! node: Film }
type Readers { nodes: [Reader!]! pageInfo: PageInfo! }
type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
type Query { library(id: ID!): Library shop: Shop! shelf: Shelf! place: Place }
"#;

const NEXT: &str = "pageInfo { hasNextPage endCursor }";
const PREVIOUS: &str = "pageInfo { hasPreviousPage startCursor }";
const VARIABLES: &str = "$n: Int, $a: String, $b: String";

/// Documents whose connections can be requested separately: name, more variables, selection, fragments.
const REDUCED: [(&str, &str, &str, &str); 13] = [
    (
        "plain",
        "",
        "library(id: 1) { books(first: $n, after: $a) { NEXT nodes { title } } films(first: $n, after: $b) { NEXT nodes { title } } }",
        "",
    ),
    (
        "aliases",
        "",
        "library(id: 1) { old: films(first: $n, after: $a) { NEXT nodes { title } } new: films(first: $n, after: $b) { NEXT edges { cursor node { title } } } }",
        "",
    ),
    (
        "different parents",
        "",
        "library(id: 1) { books(first: $n, after: $a) { NEXT nodes { title } } } shop { books(first: $n, after: $b) { NEXT nodes { title } } }",
        "",
    ),
    (
        "conditions of the document's own",
        ", $books: Boolean = false, $films: Boolean!",
        "library(id: 1) @include(if: true) { books(first: $n, after: $a) @include(if: $books) { NEXT nodes { title } } films(first: $n, after: $b) @skip(if: $films) { NEXT nodes { title } } }",
        "",
    ),
    (
        "selected twice, once under a condition",
        ", $titles: Boolean!",
        "library(id: 1) { books(first: $n, after: $a) { NEXT nodes { title } } films(first: $n, after: $b) { NEXT nodes { title } } ... @include(if: $titles) { books(first: $n, after: $a) { pageInfo { hasPreviousPage } } } }",
        "",
    ),
    (
        "in a fragment",
        "",
        "library(id: 1) { ...L }",
        "fragment L on Library { books(first: $n, after: $a) { ...B } films(first: $n, after: $b) { NEXT nodes { title } } }\nfragment B on Books { NEXT nodes { title } }",
    ),
    (
        "possible types",
        "",
        "place { ... on Library { books(first: $n, after: $a) { NEXT nodes { title } } } ... on Shop { books(first: $n, after: $b) { NEXT nodes { title } } } }",
        "",
    ),
    (
        "an interface",
        "",
        "shelf { books(first: $n, after: $a) { NEXT nodes { title readers(last: 3) { PREVIOUS nodes { name } } } } films(first: $n, after: $b) { NEXT nodes { title } } }",
        "",
    ),
    (
        "a shared cursor",
        "",
        "library(id: 1) { books(first: $n, after: $a) { NEXT nodes { title } } films(first: $n, after: $a) { NEXT nodes { title } } }",
        "",
    ),
    (
        "no common direction",
        "",
        "library(id: 1) { books(first: $n, after: $a) { NEXT nodes { title } } readers(last: $n, before: $b) { PREVIOUS nodes { name } } }",
        "",
    ),
    (
        "a name that is taken",
        ", $walkLibraryBooks: ID!",
        "library(id: $walkLibraryBooks) { books(first: $n, after: $a) { NEXT nodes { title } } films(first: $n, after: $b) { NEXT nodes { title } } }",
        "",
    ),
    (
        "possible types in the items",
        "",
        "library(id: 1) { books(first: $n, after: $a) { NEXT nodes { place { ... on Shop { films { nodes { title } } } } } } films(first: $n, after: $b) { NEXT nodes { title } } }",
        "",
    ),
    (
        "aliases that are one name in Rust",
        "",
        "library(id: 1) { newFilms: films(first: $n, after: $a) { NEXT nodes { title } } new_films: films(first: $n, after: $b) { NEXT nodes { title } } }",
        "",
    ),
];

/// Documents whose connections cannot be requested separately.
const WHOLE: [(&str, &str, &str); 4] = [
    (
        "one connection",
        "library(id: 1) { books(first: $n, after: $a) { NEXT nodes { title } } }",
        "",
    ),
    (
        "one inside another, but not in its items",
        "library(id: 1) { books(first: $n, after: $a) { NEXT nodes { title } films(first: $n, after: $b) { NEXT nodes { title } } } }",
        "",
    ),
    (
        "one text for two",
        "library(id: 1) { ...S } shop { ...S }",
        "fragment S on Shelf { books(first: $n, after: $a) { NEXT nodes { title } } }",
    ),
    (
        "a fragment with a connection and the items of one",
        "library(id: 1) { ...L films(first: $n, after: $b) { NEXT nodes { title } } shop: books(first: $n, after: $c) { NEXT nodes { at { ...L } } } }",
        "fragment L on Library { books(first: $n, after: $a) { NEXT nodes { title } } }",
    ),
];

fn document(variables: &str, selection: &str, fragments: &str) -> String {
    let extra = if selection.contains("$c") {
        ", $c: String"
    } else {
        ""
    };
    let unused = |name: &str| !selection.contains(name) && !fragments.contains(name);
    let declared = if unused("$b") {
        VARIABLES.replace(", $b: String", "")
    } else {
        VARIABLES.to_owned()
    };
    format!("query Q({declared}{extra}{variables}) {{ {selection} }}\n{fragments}")
        .replace("NEXT", NEXT)
        .replace("PREVIOUS", PREVIOUS)
}

fn with_schema<T>(then: impl FnOnce(&Schema<'_>) -> T) -> T {
    then(&parsed_schema(SCHEMA))
}

fn code(text: &str) -> String {
    let options = Options::new(quote::format_ident!("Q"), syn::parse_quote!(pub));
    let generated = with_schema(|schema| {
        generate(
            schema,
            Source {
                name: "q.graphql",
                text,
            },
            &options,
        )
    });
    assert_eq!(generated.diagnostics, [], "{text}");
    format(&generated)
}

#[test]
fn reduced_documents_are_valid() {
    let schema =
        Reference::parse_and_validate(SCHEMA, "schema.graphql").expect("the schema is valid");
    let mut all = String::new();
    for (name, variables, selection, fragments) in REDUCED {
        let text = document(variables, selection, fragments);
        let report = with_schema(|schema| {
            analyze(
                schema,
                Source { name, text: &text },
                "Q",
                &AnalyzeOptions::new(100),
            )
        });
        let reduced = report
            .expect(name)
            .reduced
            .unwrap_or_else(|| panic!("{name}: no document"));
        if let Err(problems) = ExecutableDocument::parse_and_validate(&schema, &reduced, name) {
            panic!("{name}: {reduced}\n{}", problems.errors);
        }
        assert!(code(&text).contains("@include(if: $walk"), "{name}");
        writeln!(all, "## {name}\n\n{reduced}\n").expect("strings take all");
    }
    insta::assert_snapshot!(all);
}

#[test]
fn connections_that_cannot_be_separated_share_one_document() {
    for (name, selection, fragments) in WHOLE {
        let code = code(&document("", selection, fragments));
        assert!(
            !code.contains("pub mod siblings") && code.contains("query: Q("),
            "{name}: {code}"
        );
    }
}

#[test]
fn paginate_all_exists_if_all_connections_share_a_direction() {
    for (name, variables, selection, fragments) in REDUCED {
        let code = code(&document(variables, selection, fragments));
        let is_possible = !matches!(name, "no common direction" | "possible types");
        assert_eq!(code.contains(", paginate_all;"), is_possible, "{name}");
    }
}

#[test]
fn connections_whose_paths_give_the_same_name_get_different_names() {
    let (_, variables, selection, fragments) = REDUCED[12];
    let code = code(&document(variables, selection, fragments));
    for name in [
        ", paginate_library_new_films",
        "pub LibraryNewFilmsConnection",
    ] {
        for name in [name.to_owned(), format!("{name}_")] {
            let found = code
                .match_indices(&name)
                .map(|(at, _)| &code[at + name.len()..]);
            let whole = found.filter(|rest| rest.starts_with([';', ' ']));
            assert_eq!(whole.count(), 1, "{name}: {code}");
        }
    }
}

#[test]
fn fragments_do_not_clash_with_the_generated_structs() {
    let fragment = "fragment Query on Library { books(first: $n, after: $a) { NEXT nodes { title } } films(first: $n, after: $b) { NEXT nodes { title } } }";
    let code = code(&document("", "library(id: 1) { ...Query }", fragment));
    let (siblings, _) = code
        .split_once("pub mod siblings")
        .expect("there are two connections");
    let queries = siblings.match_indices("pub struct Query ").count();
    assert_eq!(queries, 1, "{code}");
}

#[test]
fn conditions_of_the_document_are_kept() {
    let (_, variables, selection, fragments) = REDUCED[3];
    let code = code(&document(variables, selection, fragments));
    for condition in [
        r#"("books", ::core::option::Option::Some(false), true)"#,
        r#"("films", ::core::option::Option::None, false)"#,
    ] {
        assert!(code.contains(condition), "{code}");
    }
}
