//! Fuzzing: no query and no schema makes the generator panic.

use graphql_paginate_codegen::{
    Generated, Options, Schema, SchemaDocument, SchemaText, Source, generate,
};
use proptest::prelude::*;

const SCHEMA: &str = r#"
scalar Date
directive @oneOf on INPUT_OBJECT
interface Node { id: ID! }
type Item implements Node { id: ID! name(max: Int = 3): String @deprecated(reason: "old") at: Date kind: Kind }
union Found = Item | PageInfo
enum Kind { A B }
input Filter @oneOf { kind: Kind not: Filter ids: [ID!] }
type PageInfo { hasNextPage: Boolean! endCursor: String }
type Edge { cursor: String! node: Item }
type Items { pageInfo: PageInfo! nodes: [Item] edges: [Edge] totalCount: Int! }
extend type Item { more: [[Int!]]! }
type Query { items(first: Int, after: String, by: Filter): Items node(id: ID!): Node found: [Found!]! }
"#;

const QUERIES: [&str; 5] = [
    "query Q($first: Int, $after: String, $by: Filter = { kind: A }) { items(first: $first, after: $after, by: $by) { totalCount pageInfo { ...P } nodes { ...N } edges { node { id } } } }\nfragment P on PageInfo { hasNextPage endCursor }\nfragment N on Node { __typename id ... on Item { name(max: -1) kind more } }",
    "query Q($id: ID! = 1, $yes: Boolean!) { node(id: $id) @skip(if: $yes) { kind: __typename ... on Item @include(if: $yes) { at } } found { ... on Node { id } } __schema { types { name } } }",
    include_str!("../../../../queries/github/pull_requests.graphql"),
    include_str!("../../../../queries/demarches-simplifiees/dossiers.graphql"),
    include_str!("../../../../queries/demarches-simplifiees/dossiers_poll.graphql"),
];

/// Tokens of documents, and some that are invalid.
const WORDS: [&str; 40] = [
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ":",
    "!",
    "$",
    "@",
    "...",
    "=",
    "|",
    "&",
    "\"",
    "\"\"\"",
    "\\u{",
    "é",
    "\0",
    "\n",
    "query",
    "fragment",
    "on",
    "type",
    "extend",
    "interface",
    "union",
    "enum",
    "input",
    "implements",
    "Query",
    "Item",
    "Node",
    "id",
    "__typename",
    "null",
    "-1",
    "1.5e999",
    "99999999999999999999",
    "@include(if: $x)",
];

/// One change to a text.
#[derive(Debug, Clone)]
enum Change {
    Insert(usize, &'static str),
    Delete(usize, usize),
    Double(usize, usize),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let word = prop::sample::select(&WORDS[..]);
    let change = prop_oneof![
        (any::<usize>(), word).prop_map(|(at, word)| Change::Insert(at, word)),
        (any::<usize>(), 1..12usize).prop_map(|(at, length)| Change::Delete(at, length)),
        (any::<usize>(), 1..40usize).prop_map(|(at, length)| Change::Double(at, length)),
    ];
    prop::collection::vec(change, 0..4)
}

fn changed(text: &str, changes: &[Change]) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for change in changes {
        let place = |at: usize| at % (characters.len() + 1);
        match *change {
            Change::Insert(at, word) => drop(
                characters
                    .splice(place(at)..place(at), word.chars())
                    .collect::<String>(),
            ),
            Change::Delete(at, length) => {
                let end = (place(at) + length).min(characters.len());
                characters.drain(place(at)..end);
            }
            Change::Double(at, length) => {
                let end = (place(at) + length).min(characters.len());
                let copy = characters[place(at)..end].to_vec();
                characters.splice(end..end, copy);
            }
        }
    }
    characters.into_iter().collect()
}

/// Generates code if the schema is valid, and checks that the code parses.
fn run(schema: &str, query: &str, name: &str) {
    let Ok(text) = SchemaText::new(Source {
        name: "schema.graphql",
        text: schema,
    }) else {
        return;
    };
    let Ok(document) = SchemaDocument::parse(&text) else {
        return;
    };
    let Ok(schema) = Schema::new(&document) else {
        return;
    };
    let options = Options::new(
        syn::parse_str(name).expect("a name"),
        syn::parse_quote!(pub),
    );
    let Generated {
        tokens,
        diagnostics,
        ..
    } = generate(
        &schema,
        Source {
            name: "q.graphql",
            text: query,
        },
        &options,
    );
    syn::parse2::<syn::File>(tokens).expect("generated code parses");
    diagnostics
        .iter()
        .for_each(|diagnostic| assert!(!diagnostic.to_string().is_empty()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::cases::cases(1500), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_queries(index in 0..2usize, changes in changes()) {
        run(SCHEMA, &changed(QUERIES[index], &changes), "Q");
    }

    #[test]
    fn changed_schemas(index in 0..2usize, changes in changes()) {
        run(&changed(SCHEMA, &changes), QUERIES[index], "Q");
    }

    #[test]
    fn any_words(words in prop::collection::vec(prop::sample::select(&WORDS[..]), 0..30)) {
        let text = words.join(" ");
        run(SCHEMA, &text, "Q");
        run(&text, QUERIES[0], "Q");
    }

    #[test]
    fn any_text(text in "\\PC*") {
        run(SCHEMA, &text, "Q");
        run(&text, QUERIES[0], "Q");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::cases::cases(150), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_queries_of_shipped_schemas(index in 3..5usize, changes in changes()) {
        let name = ["Dossiers", "getDemarche"][index - 3];
        run(graphql_paginate_schemas::DEMARCHES_SIMPLIFIEES, &changed(QUERIES[index], &changes), name);
    }
}
