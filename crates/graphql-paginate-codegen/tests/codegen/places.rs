//! Connections whose parts are selected in unusual places: whether they can be walked, and by which documents.

use apollo_compiler::ExecutableDocument;
use apollo_compiler::schema::Schema as Reference;
use graphql_paginate_codegen::{
    Analysis, AnalyzeOptions, ConnectionAnalysis, Diagnostic, ListDeclaration, Options, Source,
    Style, Walkability, analyze, generate,
};

use crate::parsed_schema::parsed_schema;

const SCHEMA: &str = r#"
scalar DateTime
interface Node { id: ID! }
interface Owner { login: String! repositories(first: Int, after: String): Repositories! }
type User implements Owner & Node { id: ID! login: String! repositories(first: Int, after: String): Repositories! }
type Company implements Owner & Node { id: ID! login: String! repositories(first: Int, after: String): Repositories! }
type Repositories { nodes: [Repository!]! pageInfo: PageInfo! totalCount: Int! }
type Repository implements Node {
  id: ID! name: String!
  issues(first: Int, after: String): Issues!
  things(first: Int, after: String): Things!
  abstract(first: Int, after: String): Abstract!
  grid: [[Cell!]!]!
}
type Cell { issues(first: Int, after: String): Issues! }
type Issues { nodes: [Item!]! edges: [Edge!]! pageInfo: PageInfo! totalCount: Int! }
type Edge { cursor: String! node: Item! }
type Things { items: [Item!]! pageInfo: PageInfo! }
interface Abstract { nodes: [Item!] pageInfo: PageInfo! }
type Concrete implements Abstract { nodes: [Item!] pageInfo: PageInfo! extra: Int }
type Item implements Node { id: ID! slug: String! name: String! }
type PageInfo { hasNextPage: Boolean! endCursor: String hasPreviousPage: Boolean! startCursor: String }
type Products { edges: [ProductEdge!]! nodes: [Item!]! filters: [Filter!]! pageInfo: PageInfo! }
type ProductEdge { cursor: String! node: Item! }
type Filter { label: String! }
type Films { edges: [Edge] films: [Item] featured: [Filter!] pageInfo: PageInfo! }
type Unclear { stars: [Item!]! planets: [Item!]! pageInfo: PageInfo! }
type Edges { edges: [AnyEdge!]! pageInfo: PageInfo! }
interface AnyEdge { cursor: String! }
type OneEdge implements AnyEdge { cursor: String! node: Item! }
type OtherEdge implements AnyEdge { cursor: String! node: Item! }
type Info { items: [Item!]! meta: Meta! }
type Meta { total: Int! pages: Int! }
input Page { first: Int after: String }
type Query {
  node(id: ID!): Node
  owner: Owner
  thing: Repository
  repositories(first: Int, after: String): Repositories!
  things(first: Int, after: String, last: Int, before: String): Things!
  products(first: Int, after: String): Products!
  films(first: Int, after: String): Films!
  unclear(first: Int, after: String): Unclear!
  edges(first: Int, after: String): Edges!
  items(offset: Int, limit: Int): [Item!]!
  info(offset: Int, limit: Int): Info!
  changed(after: DateTime, page: Page): Things!
  grid: [[Cell!]!]!
}
"#;

fn analysis(query: &str, lists: Vec<ListDeclaration>) -> Analysis {
    let mut options = AnalyzeOptions::new(100);
    options.lists = lists;
    let source = Source {
        name: "q.graphql",
        text: query,
    };
    analyze(&parsed_schema(SCHEMA), source, "Q", &options).expect("the query is valid")
}

/// The document of a forward walk of the first connection that has one, or what prevents it. A document is checked to be
/// valid.
fn walk(query: &str) -> String {
    described(&analysis(query, Vec::new()))
}

fn described(analysis: &Analysis) -> String {
    let connections = &analysis.connections;
    let is_walkable = |it: &&ConnectionAnalysis| matches!(it.forward, Walkability::Walkable(_));
    let connection = connections.iter().find(is_walkable);
    match &connection.unwrap_or(&connections[0]).forward {
        Walkability::Walkable(walk) => {
            let reference = Reference::parse_and_validate(SCHEMA, "schema.graphql").unwrap();
            let text = walk.document.as_str();
            if let Err(error) = ExecutableDocument::parse_and_validate(&reference, text, "q") {
                panic!("not valid:\n{text}\n{}", error.errors);
            }
            text.replace('\n', " ").trim_end().to_owned()
        }
        Walkability::Blocked(obstacles) => {
            let texts = obstacles
                .iter()
                .map(|it| format!("{}; {}", it.message, it.help));
            texts.collect::<Vec<_>>().join("\n")
        }
        Walkability::NotOffered => "not offered".to_owned(),
    }
}

fn generated(query: &str, complete_nested: bool) -> (Vec<Diagnostic>, String) {
    let options = Options {
        complete_nested,
        ..Options::new(quote::format_ident!("Q"), syn::parse_quote!(pub))
    };
    let source = Source {
        name: "q.graphql",
        text: query,
    };
    let generated = generate(&parsed_schema(SCHEMA), source, &options);
    (generated.diagnostics, generated.tokens.to_string())
}

#[test]
fn items_are_read_where_each_response_with_the_connection_has_them() {
    let issues = "issues(first: 2) { ...F @include(if: $x) ...G }";
    for object in [
        format!("thing {{ {issues} }}"),
        format!("node(id: 1) {{ ... on Repository {{ {issues} }} }}"),
    ] {
        let query = format!(
            "query Q($x: Boolean!) {{ {object} }} fragment F on Issues {{ nodes {{ id }} }} \
             fragment G on Issues {{ nodes {{ name }} }}"
        );
        let (diagnostics, code) = generated(&query, false);
        assert_eq!(diagnostics, []);
        assert!(code.contains("item : q :: GNodes"), "{object}: {code}");
    }
}

#[test]
fn only_the_list_of_items_is_walked() {
    let nodes = "it selects no items; add `nodes { … }`";
    for (query, expected) in [
        (
            "query Q { products(first: 10) { filters { label } } }",
            nodes,
        ),
        (
            "query Q { products(first: 10) { filters { label } edges { cursor } } }",
            nodes,
        ),
        (
            "query Q { films(first: 10) { featured { label } } }",
            "it selects no items; add `edges { cursor node { … } }`",
        ),
        (
            "query Q { films(first: 10) { featured { label } films { id } } }",
            "query Q($first: Int, $after: String) { films(first: $first, after: $after) { featured { label } films { id } pageInfo { hasNextPage endCursor } } }",
        ),
        (
            "query Q { unclear(first: 10) { planets { id } } }",
            "it is not known which list holds its items, `stars` or `planets`; declare the list: `paginate(path = \"unclear\", style = \"relay\", items = \"stars\")`",
        ),
    ] {
        assert_eq!(walk(query), expected, "{query}");
    }
}

#[test]
fn the_list_of_items_of_a_relay_connection_can_be_declared() {
    let declared = |path: &str, items: &str| {
        let mut list = ListDeclaration::new(path, Style::Relay);
        list.items = Some(items.to_owned());
        vec![list]
    };
    let query = "query Q { unclear(first: 10) { stars { id } planets { id } } }";
    let found = analysis(query, declared("unclear", "planets"));
    let items = found.connections[0]
        .items
        .as_ref()
        .expect("they are selected");
    assert_eq!(items.list, ["planets"]);
    assert!(described(&found).starts_with("query Q("));

    let query = "query Q { products(first: 10) { nodes { id } filters { label } } }";
    let found = analysis(query, declared("products", "filters"));
    let items = found.connections[0]
        .items
        .as_ref()
        .expect("they are selected");
    assert_eq!(items.list, ["filters"]);
}

#[test]
fn a_field_on_an_interface_and_on_one_of_its_types_keeps_its_arguments() {
    assert_eq!(
        walk(
            "query Q { owner { repositories(first: 10) { nodes { name } } ... on User { repositories(first: 10) { totalCount } } ... on Company { id repositories(first: 10) { totalCount } } } }"
        ),
        "query Q($first: Int, $after: String) { owner { __typename repositories(first: $first, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } } ... on User { repositories(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } } } ... on Company { id repositories(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } } } } }"
    );
    // The types of two places never belong to the same object.
    assert_eq!(
        walk(
            "query Q { owner { ... on User { repositories(first: 10) { nodes { name } } } ... on Company { repositories(first: 5) { totalCount } } } }"
        ),
        "query Q($first: Int, $after: String) { owner { __typename ... on User { repositories(first: $first, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } } } ... on Company { repositories(first: 5) { totalCount } } } }"
    );
}

#[test]
fn an_alias_in_a_fragment_is_not_the_key_of_the_items() {
    let walk = |query| walk(query).replace("query Q($limit: Int, $offset: Int) ", "");
    assert_eq!(
        walk("query Q { items(limit: 10) { ...F } } fragment F on Item { id: slug name }"),
        "{ items(limit: $limit, offset: $offset) { ...F walkId: id } } fragment F on Item { id: slug name }"
    );
    assert_eq!(
        walk(
            "query Q { info(limit: 10) { items { name } meta { ...M } } } fragment M on Meta { total: pages }"
        ),
        "{ info(limit: $limit, offset: $offset) { items { name id } meta { ...M } walkMeta: meta { total } } } fragment M on Meta { total: pages }"
    );
}

#[test]
fn page_info_counts_only_where_the_connection_is() {
    let walk_page_info = "walkPageInfo: pageInfo { hasNextPage endCursor }";
    for query in [
        "query Q($x: Boolean!) { thing { issues(first: 10) { nodes { id } } ...F @include(if: $x) } } fragment F on Repository { issues(first: 10) { pageInfo { hasNextPage endCursor } } }",
        "query Q($x: Boolean!) { thing { issues(first: 10) @include(if: $x) { pageInfo { hasNextPage endCursor } nodes { id } } ...F } } fragment F on Repository { issues(first: 10) { nodes { name } } }",
    ] {
        assert!(walk(query).contains(walk_page_info), "{}", walk(query));
    }
    let colocated = "query Q { thing { issues(first: 10) { nodes { id } } ...F } } fragment F on Repository { issues(first: 10) { pageInfo { hasNextPage endCursor } } }";
    assert!(!walk(colocated).contains("walk"), "{}", walk(colocated));
}

#[test]
fn a_node_on_some_types_of_an_edge_is_no_item() {
    let query = "query Q { edges(first: 10) { edges { ... on OneEdge { node { id } } } } }";
    assert_eq!(
        walk(query),
        "the `node` of its edges is selected on some of their types only; select `nodes { … }`, or `node` outside of `... on` a type"
    );
    assert!(generated(query, false).0.is_empty());
}

#[test]
fn a_bound_at_the_other_end_is_not_ignored() {
    for query in [
        "query Q { things(first: 5, before: \"zz\") { items { id } } }",
        "query Q($a: String) { things(after: $a, first: 5, before: \"zz\") { items { id } } }",
    ] {
        assert_eq!(
            walk(query),
            "`before` bounds it, which a walk would ignore; remove `before`, and stop at that item yourself",
            "{query}"
        );
    }
    for query in [
        "query Q { things(last: 5, before: \"zz\") { items { id } } }",
        "query Q { things(last: 5, after: \"zz\") { items { id } } }",
        "query Q($a: String, $b: String) { things(first: 5, after: $a, before: $b) { items { id } } }",
    ] {
        assert!(walk(query).starts_with("query Q("), "{}", walk(query));
    }
}

#[test]
fn arguments_with_a_size_win_over_a_cursor_alone() {
    assert_eq!(
        walk("query Q { changed { items { id } } }"),
        "query Q($first: Int, $after: String) { changed(page: {first: $first, after: $after}) { items { id } pageInfo { hasNextPage endCursor } } }"
    );
}

#[test]
fn a_connection_in_a_list_of_lists_is_not_walked() {
    assert_eq!(
        walk("query Q { grid { issues(first: 2) { nodes { id } } } }"),
        "it is inside the list `grid`, and in a list of lists; select it outside a list, below a single object"
    );
}

/// Queries whose nested connection cannot be completed, and why.
#[test]
fn a_nested_connection_in_parts_that_may_be_absent_is_not_completed() {
    let query = |nested: &str, fragments: &str| {
        format!(
            "query Q($x: Boolean!) {{ repositories {{ nodes {{ id name @include(if: $x) {nested} }} }} }} {fragments}"
        )
    };
    for (nested, fragments, expected) in [
        (
            "issues(first: 2) { ...F @include(if: $x) pageInfo { hasNextPage endCursor } }",
            "fragment F on Issues { nodes { id } }",
            "its `nodes` is in a fragment that does not always apply",
        ),
        (
            "abstract(first: 2) { ... on Concrete { nodes { id } extra } }",
            "",
            "its `nodes` is in a fragment that does not always apply",
        ),
        (
            "grid { issues(first: 2) { nodes { id } } }",
            "",
            "it is in a list of lists",
        ),
    ] {
        let query = query(nested, fragments);
        let (diagnostics, _) = generated(&query, true);
        let message = diagnostics
            .first()
            .map(ToString::to_string)
            .unwrap_or_default();
        assert!(message.contains(expected), "{query}: {message}");
        let (diagnostics, _) = generated(&query, false);
        assert!(diagnostics.is_empty(), "{query}: {diagnostics:?}");
    }
}
