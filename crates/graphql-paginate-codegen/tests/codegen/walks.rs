//! Walk documents: the documents that request a page of a connection.

use apollo_compiler::ExecutableDocument;
use apollo_compiler::schema::Schema as Reference;
use graphql_paginate_codegen::{
    Analysis, AnalyzeOptions, PageDefault, Source, Walkability, analyze,
};
use std::fmt::Write;

use crate::parsed_schema::parsed_schema;

const SCHEMA: &str = r#"
scalar NonNegativeInt
scalar Date
interface Node { id: ID! }
interface List { pageInfo: PageInfo! nodes: [Film] }
type Films implements List { films: [Film] edges: [FilmEdge] nodes: [Film] pageInfo: PageInfo! }
type OnlyFilms { films: [Film!]! pageInfo: PageInfo! totalCount: Int! }
type FilmEdge { cursor: String node: Film }
type Film implements Node { id: ID! title: String! stars(first: Int, after: String): Stars! sequels(first: Int, after: String): Films }
type Stars { nodes: [Star] pageInfo: PageInfo! }
type Star implements Node { id: ID! name: String! }
type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
type NumberedInfo { hasNextPage: Boolean! endCursor: Int }
type Numbered { nodes: [Film] pageInfo: NumberedInfo! }
type Library { name: String! films(first: Int, after: String, last: Int, before: String, genre: String): Films! stars(first: Int!, after: String): Stars! }
type Query {
  library(id: ID): Library
  shop: Library!
  films(first: Int, after: String, last: Int, before: String): Films
  onlyFilms(first: NonNegativeInt, after: String): OnlyFilms!
  numbered(first: Int, after: Int): Numbered!
  list(first: Int, after: String): List
  ends(forward: Ahead = { first: 7 }, backward: Back = { last: 3 }): Films
  made(first: Int, after: String, before: Date): Films
  shown(last: Int, before: String, after: Date!): Films
}
input Ahead { first: Int after: String }
input Back { last: Int before: String }
type Mutation { add(title: String!): Library! }
"#;

/// Queries: name and text.
const QUERIES: [(&str, &str); 20] = [
    ("nothing but the list", "{ films { nodes { title } } }"),
    (
        "literals, as in a guide to paging",
        "query { library(id: 1) { films(first: 100, after: null, genre: \"a\\n\\\"b\") { edges { node { title } } pageInfo { endCursor hasNextPage } } } }",
    ),
    (
        "a literal cursor",
        "query Q { films(last: 5, before: \"x\") { nodes { title } } }",
    ),
    (
        "variables with defaults",
        "query Q($n: Int = 20, $c: String, $id: ID!) { library(id: $id) { films(first: $n, after: $c) { nodes { title } } } }",
    ),
    (
        "a connection inside, bound to the same variables",
        "query Q($n: Int!, $c: String) { films(first: $n, after: $c) { nodes { title stars(first: $n, after: $c) { nodes { name } } } } }",
    ),
    (
        "arguments of mixed directions",
        "query Q($last: Int, $after: String) { films(last: $last, after: $after) { nodes { title } } }",
    ),
    (
        "half a pageInfo, and its key taken",
        "query Q { films { pageInfo { hasNextPage } nodes { title } } }",
    ),
    (
        "an alias of pageInfo and of its fields",
        "query Q { films { info: pageInfo { more: hasNextPage cursor: endCursor } nodes { title } } }",
    ),
    (
        "a fragment that is spread twice",
        "query Q($id: ID) { library(id: $id) { ...L } shop { ...L } }\nfragment L on Library { films(first: 3) { ...F } }\nfragment F on Films { nodes { title } }",
    ),
    (
        "a fragment with the connection and its items",
        "query Q { library { films { nodes { ...F } } } }\nfragment F on Film { title sequels { nodes { id } } }",
    ),
    (
        "conditions",
        "query Q($with: Boolean = false, $without: Boolean!) { library @skip(if: $without) { films @include(if: $with) { pageInfo @include(if: $with) { hasNextPage endCursor } nodes { title } } } }",
    ),
    (
        "neighbors that are not sent",
        "query Q { films { nodes { title } } }\nquery Other { shop { ...Unused } }\nfragment Unused on Library { name }",
    ),
    (
        "a size that the schema insists on",
        "query Q { shop { stars(first: 3) { nodes { name } } } }",
    ),
    (
        "a list with another name, and a size of its own scalar",
        "query Q { onlyFilms { films { title } } }",
    ),
    (
        "cursors that are numbers",
        "query Q($after: Int) { numbered(after: $after) { nodes { title } } }",
    ),
    (
        "a connection interface",
        "query Q { list { nodes { title } } }",
    ),
    (
        "one cursor variable, which cannot be null, for two connections",
        "query Q($c: String!) { films(after: $c) { nodes { stars(after: $c) { nodes { name } } } } }",
    ),
    (
        "a filter that is named like a cursor",
        "query Q($until: Date!) { made(first: 10, before: $until) { nodes { title } } }",
    ),
    (
        "a required filter that is named like a cursor",
        "query Q($c: String) { shown(last: 10, before: $c, after: \"2020\") { nodes { title } } }",
    ),
    (
        "a mutation",
        "mutation Q { add(title: \"t\") { films { nodes { title } } } }",
    ),
];

fn analysis(text: &str) -> Analysis {
    let schema = parsed_schema(SCHEMA);
    let source = Source {
        name: "q.graphql",
        text,
    };
    analyze(&schema, source, "Q", &AnalyzeOptions::new(100)).expect("the query is valid")
}

#[test]
fn walk_documents_of_queries_as_they_stand() {
    let reference = Reference::parse_and_validate(SCHEMA, "schema.graphql");
    let reference = reference.expect("the schema is valid");
    let mut all = String::new();
    for (name, text) in QUERIES {
        writeln!(all, "## {name}\n\n{text}").expect("strings take all");
        for connection in analysis(text).connections {
            writeln!(all, "\n### {}", connection.name.join(".")).expect("strings take all");
            for condition in &connection.conditions {
                writeln!(all, "{condition:?}").expect("strings take all");
            }
            for (direction, walkability) in [
                ("forward", connection.forward),
                ("backward", connection.backward),
            ] {
                let line = match walkability {
                    Walkability::Walkable(walk) => {
                        let document = &walk.document;
                        if let Err(problems) =
                            ExecutableDocument::parse_and_validate(&reference, document, name)
                        {
                            panic!("{name}: {document}\n{}", problems.errors);
                        }
                        format!(
                            "{document}\n  size {:?}\n  cursor {:?}\n  left out {:?}\n  cursor at {}",
                            walk.size.as_ref().and_then(|size| size.default.clone()),
                            walk.cursor.default,
                            walk.left_out,
                            walk.next_cursor.join(".")
                        )
                    }
                    Walkability::Blocked(obstacles) => format!("{obstacles:?}"),
                    Walkability::NotOffered => "not offered".to_owned(),
                };
                writeln!(all, "{direction}: {line}").expect("strings take all");
            }
        }
        all.push('\n');
    }
    insta::assert_snapshot!(all);
}

#[test]
fn an_object_without_a_value_gets_the_default_of_its_own_argument() {
    let query =
        "query Q($f: Ahead, $k: Back) { ends(forward: $f, backward: $k) { nodes { title } } }";
    let connection = analysis(query).connections.remove(0);
    for (way, size) in [
        (connection.forward, ("f.first", "7")),
        (connection.backward, ("k.last", "3")),
    ] {
        let Walkability::Walkable(walk) = way else {
            panic!("{way:?}");
        };
        let defaults = [("f", r#"{"first":7}"#), ("k", r#"{"last":3}"#)];
        let defaults = defaults.map(|(name, json)| (name.to_owned(), json.to_owned()));
        assert_eq!(walk.defaults, defaults);
        let default = PageDefault::Variable {
            name: size.0.to_owned(),
            default: Some(size.1.to_owned()),
        };
        assert_eq!(walk.size.unwrap().default, Some(default));
    }
}
