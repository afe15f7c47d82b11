//! Directives of Apollo Client and Relay: which are left out of what is sent, and which are explained.

use crate::parsed_schema::parsed_schema;
use graphql_paginate_codegen::{
    Analysis, AnalyzeOptions, Options, QueryText, Source, Walkability, analyze, generate_fragments,
    generate_query,
};

const SCHEMA: &str = "
type Query { viewer: Viewer }
type Viewer { id: ID! name: String todos(first: Int, after: String, status: String): Todos }
type Todos { edges: [Edge] pageInfo: PageInfo! }
type Edge { cursor: String! node: Todo }
type Todo { id: ID! text: String owner: Owner }
interface Owner { name: String }
type User implements Owner { name: String }
type PageInfo { hasNextPage: Boolean! endCursor: String }
";

fn analysis_with(schema: &str, query: &str) -> Result<Analysis, String> {
    let schema = parsed_schema(schema);
    let source = Source {
        name: "q.graphql",
        text: query,
    };
    analyze(&schema, source, "Q", &AnalyzeOptions::new(100)).map_err(|diagnostics| {
        let texts: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
        texts.join("\n")
    })
}

/// The document for a single request.
fn sent(query: &str) -> String {
    match analysis_with(SCHEMA, query) {
        Ok(analysis) => analysis.document,
        Err(problems) => panic!("{query}\n{problems}"),
    }
}

fn problems(query: &str) -> String {
    analysis_with(SCHEMA, query).expect_err("the query is invalid")
}

#[test]
fn directives_that_change_nothing_in_a_response_are_not_sent() {
    for (query, expected) in [
        (
            "query Q { viewer { todos(first: 3) @connection(key: \"a\") { edges { node { id } } } } }",
            "query Q { viewer { todos(first: 3) { edges { node { id } } } } }",
        ),
        (
            "query Q {\n  viewer {\n    todos(first: 3)\n      @connection(key: \"a\", filters: [\"status\"])\n    {\n      edges { node { text @nonreactive } }\n    }\n  }\n}",
            "query Q {\n  viewer {\n    todos(first: 3)\n    {\n      edges { node { text } }\n    }\n  }\n}",
        ),
        (
            "query Q @raw_response_type @preloadable { viewer @required(action: LOG) @catch { ...F @alias(as: \"f\") @unmask } } fragment F on Viewer @refetchable(queryName: \"R\") @relay(mask: false) { name @include(if: true) @throwOnFieldError }",
            "query Q { viewer { ...F } } fragment F on Viewer { name @include(if: true) }",
        ),
        (
            "query Q @updatable { viewer { ...F } } fragment F on Viewer @inline @no_inline @argumentDefinitions(count: { type: \"Int\", defaultValue: 10 }) { name }",
            "query Q { viewer { ...F } } fragment F on Viewer { name }",
        ),
        (
            "query Q { viewer { name@required(action: LOG)id @nonreactive } }",
            "query Q { viewer { name id } }",
        ),
        (
            "query Q { viewer { todos @connection(key: \"é\") { edges { node { owner @required(action: LOG) { name } } } } } }",
            "query Q { viewer { todos { edges { node { owner { __typename name } } } } } }",
        ),
    ] {
        assert_eq!(sent(query), expected);
    }
}

#[test]
fn a_variable_that_only_such_directives_use_is_not_sent() {
    for (query, expected) in [
        (
            "query Q($key: String!) { viewer { todos @connection(key: $key) { edges { node { id } } } } }",
            "query Q { viewer { todos { edges { node { id } } } } }",
        ),
        (
            "query Q($key: String = \"a\", $first: Int) { viewer { todos(first: $first) @connection(key: \"a\", filters: [$key]) { edges { node { id } } } } }",
            "query Q($first: Int) { viewer { todos(first: $first) { edges { node { id } } } } }",
        ),
        (
            "query Q(\n  $first: Int\n  $key: String\n) { viewer { ...F } } fragment F on Viewer { todos(first: $first) @connection(key: $key) { edges { node { id } } } }",
            "query Q(\n  $first: Int\n) { viewer { ...F } } fragment F on Viewer { todos(first: $first) { edges { node { id } } } }",
        ),
        (
            "query Q( # (key)\n  $key: String # last)\n) { viewer { todos @connection(key: $key) { edges { node { id } } } } }",
            "query Q { viewer { todos { edges { node { id } } } } }",
        ),
        (
            "query Q(\"a (key)\" $key: String = \"(\") { viewer { todos @connection(key: $key) { edges { node { id } } } } }",
            "query Q { viewer { todos { edges { node { id } } } } }",
        ),
        (
            "query Q($status: String = \"a\" $key: String, \"(other)\" $filter: String) { viewer { todos(status: $status) @connection(key: $key, filters: [$filter]) { edges { node { id } } } } }",
            "query Q($status: String = \"a\") { viewer { todos(status: $status) { edges { node { id } } } } }",
        ),
        (
            "query Q($status: String) { viewer { todos(status: $status) @connection(key: $status) { edges { node { id } } } } }",
            "query Q($status: String) { viewer { todos(status: $status) { edges { node { id } } } } }",
        ),
    ] {
        assert_eq!(sent(query), expected);
    }
    let query = "query Q($key: String) { viewer { todos @connection(key: $key) { edges { node { id } } } } }";
    assert!(analysis_with(SCHEMA, query).unwrap().variables.is_empty());
}

#[test]
fn a_variable_that_nothing_uses_is_still_an_error() {
    let text = problems(
        "query Q($key: String, $other: Int) { viewer { name todos @connection(key: $key) { edges { node { id } } } } }",
    );
    assert!(text.contains("variable `$other` is never used"), "{text}");
    assert!(!text.contains("$key` is never used"), "{text}");
}

#[test]
fn the_walk_is_that_of_the_query_without_them() {
    let with = "query Q($after: String) { viewer { todos(first: 5, after: $after) @connection(key: \"a\") { edges { node { id } } } } }";
    let without = with.replace(" @connection(key: \"a\")", "");
    let walks = [with, &without].map(|query| {
        let analysis = analysis_with(SCHEMA, query).unwrap();
        let Walkability::Walkable(walk) = analysis.connections[0].forward.clone() else {
            panic!("it is walkable");
        };
        walk
    });
    assert_eq!(walks[0], walks[1]);
}

#[test]
fn a_query_without_them_is_sent_as_it_is_written() {
    for query in [
        "query  Q ,{ viewer{name,id} }  # @connection(key: \"a\")\n",
        "query Q($s: Boolean!) { viewer { name @skip( if: $s ) \n} }",
        "query Q { viewer { todos(status: \"@connection\") { edges { cursor } } } }",
    ] {
        assert_eq!(sent(query), query);
    }
}

#[test]
fn directives_that_the_schema_defines_are_sent() {
    let schema = format!("{SCHEMA} directive @connection(key: String!) on FIELD");
    let query =
        "query Q { viewer { todos(first: 3) @connection(key: \"a\") { edges { node { id } } } } }";
    assert_eq!(analysis_with(&schema, query).unwrap().document, query);
}

#[test]
fn errors_point_at_the_written_text() {
    let text = problems("query Q { viewer @required(action: \"é\") { nam } }");
    assert_eq!(
        text,
        "no field `nam` on type `Viewer`; did you mean `name`?\n --> q.graphql:1:43\n  |\n1 | query Q { viewer @required(action: \"é\") { nam } }\n  |                                           ^^^"
    );
    let text = problems(
        "query Q($first: Int, $first: Int) { viewer @required(a: \"éé\") { todos(first: $first) { edges { cursor } } } }",
    );
    assert!(
        text.contains("duplicate variable `$first`, first given at 1:9"),
        "{text}"
    );
}

#[test]
fn generated_code_sends_the_query_without_them() {
    let schema = parsed_schema(SCHEMA);
    let query = Source {
        name: "q.graphql",
        text: "query Q($key: String) { viewer { ...F @unmask todos @connection(key: $key) { edges { node { id } } } } }",
    };
    let file = Source {
        name: "f.graphql",
        text: "fragment F on Viewer @refetchable(queryName: \"R\") { name }",
    };
    let text = QueryText::new(query, &[file]).unwrap();
    let options = Options::new(syn::parse_quote!(Q), syn::parse_quote!(pub));
    let generated = generate_query(&schema, &text, &options);
    assert_eq!(generated.diagnostics, []);
    let code = generated.tokens.to_string();
    let expected = "query Q { viewer { ...F todos { edges { node { id } } } } }\\nfragment F on Viewer { name }\\n";
    assert!(code.contains(expected), "{code}");
    assert!(!code.contains("key"), "{code}");
}

#[test]
fn shared_fragments_may_have_them() {
    let schema = parsed_schema(SCHEMA);
    let file = Source {
        name: "f.graphql",
        text: "fragment F on Viewer @inline { name }",
    };
    let fragments = QueryText::of_fragments(&[file]).unwrap();
    let options = Options::new(syn::parse_quote!(Fragments), syn::parse_quote!(pub));
    let generated = generate_fragments(&schema, &fragments, &options);
    assert_eq!(generated.diagnostics, []);
    assert!(generated.tokens.to_string().contains("pub struct F"));
    let query = Source {
        name: "q.graphql",
        text: "query Q { viewer { ...F } }",
    };
    let text = QueryText::new(query, &[file]).unwrap();
    let options = Options {
        fragment_types: Some(syn::parse_quote!(crate::fragments)),
        ..Options::new(syn::parse_quote!(Q), syn::parse_quote!(pub))
    };
    assert_eq!(generate_query(&schema, &text, &options).diagnostics, []);
}

#[test]
fn directives_that_change_the_request_are_explained() {
    for (query, help) in [
        (
            "query Q { viewer { name isOpen: name @client } }",
            "Apollo Client computes the field and does not request it; remove the field",
        ),
        (
            "query Q { viewer { name @rest(type: \"A\", path: \"/a\") } }",
            "Apollo Client requests the field from a REST API; remove the field",
        ),
        (
            "query Q { viewer { name @export(as: \"n\") } }",
            "Apollo Client sets the variable to the value of the field; set it yourself, and remove `@export`",
        ),
        (
            "query Q { viewer { ...F @defer(label: \"x\") } } fragment F on Viewer { name }",
            "it asks for a response in parts, but a page is one response; remove it",
        ),
        (
            "query Q { viewer { ...F @module(name: \"x\") } } fragment F on Viewer { name }",
            "Relay requests the data of the chosen component; select the fields that you need",
        ),
        (
            "query Q { viewer { ...F @arguments(count: 3) } } fragment F on Viewer @argumentDefinitions(count: { type: \"Int\" }) { name }",
            "Relay replaces the variables of the fragment before it sends the query; declare them in the operation, and remove `@arguments`",
        ),
        (
            "query Q($count: Int) { viewer { ...F } } fragment F on Viewer @argumentDefinitions(count: { type: \"Int\" }) { todos(first: $count) { edges { cursor } } }",
            "Relay replaces the variables of the fragment before it sends the query; declare them in the operation, and remove `@argumentDefinitions`",
        ),
    ] {
        let text = problems(query);
        assert!(text.contains("in the schema"), "{text}");
        assert!(text.contains(&format!("= help: {help}")), "{text}");
    }
}
