//! Fragments that spread themselves: one error for each cycle by default, types of a finite size with
//! `validation = "warn"`, and no pager where pages would be lost.

use graphql_paginate_codegen::{Options, Paginate, Source, Validation, generate, with_schema};

const SCHEMA: &str = "
type Query { tree: Tree shape: Shape trees(first: Int, after: String): Trees! comments(first: Int, after: String): Comments! }
type Tree { id: ID! left: Tree right: Tree branches: [Tree!]! parent: Tree! shape: Shape labels(first: Int, after: String): Trees! }
union Shape = Tree | Leaf
type Leaf { size: Int tree: Tree shape: Shape }
type Trees { nodes: [Tree!]! pageInfo: PageInfo! }
type Comment { text: String! replies(first: Int, after: String): Comments! }
type Comments { nodes: [Comment!]! pageInfo: PageInfo! }
type PageInfo { hasNextPage: Boolean! endCursor: String }
";

/// The generated code and the diagnostics.
fn generated(query: &str, validation: Validation, paginate: Paginate) -> (String, Vec<String>) {
    let schema = Source {
        name: "schema.graphql",
        text: SCHEMA,
    };
    let query = Source {
        name: "q.graphql",
        text: query,
    };
    let options = Options {
        validation,
        paginate,
        ..Options::new(syn::parse_quote!(Q), syn::parse_quote!(pub))
    };
    let result = with_schema(schema, |schema| {
        let generated = generate(schema, query, &options);
        let messages = generated.diagnostics.iter().map(ToString::to_string);
        (generated.tokens.to_string(), messages.collect())
    });
    result.expect("the schema is valid")
}

/// Checks that the code for a document has these fields, in this order.
fn fields(query: &str, expected: &[&str]) {
    let (tokens, messages) = generated(query, Validation::Warn, Paginate::IfWalkable);
    assert_eq!(messages.len(), 1, "{query}: {messages:#?}");
    let mut rest = tokens.as_str();
    for field in expected {
        let Some((_, after)) = rest.split_once(&format!("pub {field} ")) else {
            panic!("{query}: no `{field}` in {rest}");
        };
        rest = after;
    }
}

#[test]
fn a_type_that_contains_itself_is_boxed() {
    fields(
        "query Q { tree { ...T } } fragment T on Tree { left { ...T } right { id ...T } }",
        &[
            "tree : Option < QTree >",
            "t : T",
            "left : Option < Box < TLeft > >",
            "right : Option < Box < TRight > >",
        ],
    );
}

#[test]
fn a_cycle_of_several_fragments_is_boxed() {
    fields(
        "query Q { tree { ...A } } fragment A on Tree { left { ...B } } fragment B on Tree { right { parent { ...A } } }",
        &[
            "left : Option < Box < ALeft > >",
            "right : Option < Box < BRight > >",
            "parent : Box < BRightParent >",
        ],
    );
}

#[test]
fn a_list_needs_no_box() {
    fields(
        "query Q { tree { ...T } } fragment T on Tree { branches { ...T } }",
        &["branches : Vec < TBranches >"],
    );
}

#[test]
fn a_field_of_a_possible_type_is_boxed() {
    fields(
        "query Q { shape { ...S } } fragment S on Shape { ... on Leaf { shape { ...S } } ... on Tree { shape { ...S } } }",
        &[
            "shape : Option < Box < SOnLeafShape > >",
            "shape : Option < Box < SOnTreeShape > >",
        ],
    );
}

#[test]
fn a_cycle_is_one_error_that_names_the_way_back_and_the_option() {
    let query = "query Q { tree { ...A } }\nfragment A on Tree { left { ...B } }\nfragment B on Tree { right { ...A } left { ...A } }";
    let (tokens, messages) = generated(query, Validation::Deny, Paginate::IfWalkable);
    assert_eq!(tokens, "");
    assert_eq!(
        messages,
        [
            "fragment `A` spreads itself through `B`\n --> q.graphql:3:33\n  |\n3 | fragment B on Tree { right { ...A } left { ...A } }\n  |                                 ^\n  = help: replace the spread by nested selections, as deep as you need them\n  = help: or, if the server accepts it, add `validation = \"warn\"`"
        ]
    );
}

#[test]
fn each_cycle_is_an_error_of_its_own() {
    let query = "query Q { tree { ...A ...B } } fragment A on Tree { left { ...A } } fragment B on Tree { right { ...B ...A } }";
    let (_, messages) = generated(query, Validation::Deny, Paginate::IfWalkable);
    assert_eq!(messages.len(), 2, "{messages:#?}");
}

#[test]
fn a_spread_of_itself_without_a_field_in_between_is_always_an_error() {
    for fragment in [
        "fragment T on Tree { id ...T }",
        "fragment T on Tree { id ... on Tree { ...T } left { ...T } }",
        "fragment T on Tree { id ...U } fragment U on Tree { ...T }",
        "fragment T on Tree { left { ...U } } fragment U on Tree { id ...U right { ...T } }",
    ] {
        let query = format!("query Q {{ tree {{ ...T }} }} {fragment}");
        for validation in [Validation::Deny, Validation::Warn] {
            let (tokens, messages) = generated(&query, validation, Paginate::IfWalkable);
            assert_eq!(tokens, "");
            assert_eq!(messages.len(), 1, "{messages:#?}");
            assert!(messages[0].contains("remove the spread"), "{}", messages[0]);
        }
    }
}

#[test]
fn fragments_that_spread_each_other_in_every_way_are_generated_in_bounded_time() {
    let names: Vec<String> = (0..7).map(|index| format!("F{index}")).collect();
    let mut query = "query Q { tree { ...F0 } trees(first: 1) { nodes { ...F3 } } }".to_owned();
    for name in &names {
        query.push_str(&format!(" fragment {name} on Tree {{ id"));
        for (index, other) in names.iter().enumerate() {
            query.push_str(&format!(" f{index}: left {{ ...{other} }}"));
        }
        query.push('}');
    }
    let (tokens, messages) = generated(&query, Validation::Warn, Paginate::Required);
    assert_eq!(messages.len(), 1, "{messages:#?}");
    assert!(tokens.contains("pub f6 : Option < Box < F6F6 > >"));
}

#[test]
fn a_connection_whose_items_contain_themselves_is_walked() {
    let query = "query Q { trees { nodes { ...T } } } fragment T on Tree { id left { ...T } }";
    let (tokens, messages) = generated(query, Validation::Warn, Paginate::Required);
    assert_eq!(messages.len(), 1, "{messages:#?}");
    assert!(tokens.contains("connections !"), "{tokens}");
    assert!(
        tokens.contains("left : Option < Box < TLeft > >"),
        "{tokens}"
    );
}

#[test]
fn a_connection_on_each_level_has_no_pager() {
    for (query, path, reason) in [
        (
            "query Q { comments { nodes { ...C } } } fragment C on Comment { text replies { nodes { ...C } } }",
            "comments",
            "it contains fragment `C`, which spreads itself, so that a response may have the connection `replies` on any number of levels",
        ),
        (
            "query Q { tree { ...T } } fragment T on Tree { labels { nodes { id } } left { ...T } }",
            "tree.labels",
            "it is inside fragment `T`, which spreads itself, so that a response may have it on any number of levels",
        ),
        (
            "query Q { trees { nodes { ...A } } } fragment A on Tree { left { ...B } } fragment B on Tree { right { ...A } parent { ...C } } fragment C on Tree { labels { nodes { id } } }",
            "trees",
            "it contains fragment `A`, which spreads itself, so that a response may have the connection `labels` on any number of levels",
        ),
    ] {
        let (tokens, messages) = generated(query, Validation::Warn, Paginate::IfWalkable);
        assert_eq!(messages.len(), 1, "{messages:#?}");
        assert!(!tokens.contains("connections !"), "{tokens}");
        let named = Paginate::Named(path.to_owned());
        let (_, messages) = generated(query, Validation::Warn, named);
        let expected = format!("`{path}` cannot be paginated: {reason}\n");
        assert!(messages[0].starts_with(&expected), "{messages:#?}");
    }
}
