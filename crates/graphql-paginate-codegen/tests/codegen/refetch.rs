//! Follow-up documents that find the parent of a nested connection by a declared root field instead of `node`.

use graphql_paginate_codegen::{AnalyzeOptions, Refetch, Source, analyze};

use crate::nested::{PAGE, generated, query, with_schema};
use crate::parsed_schema::parsed_schema;

/// The follow-up document for the comments of all issues, or why there is none, with this root field `node`.
fn follow_up(node: &str) -> Result<String, String> {
    let schema = parsed_schema(&format!(
        "type Query {{ issues(first: Int, after: String): Issues! {node} }}
        interface Node {{ id: ID! }}
        type Issues {{ nodes: [Issue!]! pageInfo: PageInfo! }}
        type Issue implements Node {{ id: ID! comments(first: Int, after: String): Comments! }}
        type Comments {{ nodes: [Comment!]! pageInfo: PageInfo! }}
        type Comment {{ body: String! }}
        type PageInfo {{ hasNextPage: Boolean! endCursor: String }}"
    ));
    let source = Source {
        name: "q.graphql",
        text: "{ issues { nodes { comments { nodes { body } } } } }",
    };
    let options = AnalyzeOptions::new(100);
    let mut analysis = analyze(&schema, source, "Q", &options).expect("it is valid");
    let nested = analysis.connections.remove(1).nested;
    match nested.expect("it is nested").follow_up {
        Ok(follow_up) => Ok(follow_up.document(1)),
        Err(obstacles) => Err(obstacles[0].message.clone()),
    }
}

#[test]
fn a_nullable_id_of_the_root_field_node_finds_parents() {
    let document = follow_up("node(id: ID): Node").expect("it can be completed");
    let expected = "query QRest($parentId0: ID!, $pageSize0: Int, $pageCursor0: String) {\n  \
        r0: node(id: $parentId0) { __typename ... on Issue { comments(first: $pageSize0, after: $pageCursor0) \
        { nodes { body } pageInfo { hasNextPage endCursor } } } }\n}\n";
    assert_eq!(document, expected);
    assert_eq!(follow_up("node(id: ID!): Node").as_deref(), Ok(expected));
}

#[test]
fn a_schema_without_the_root_field_node_is_the_reason_why_there_is_no_follow_up() {
    assert_eq!(
        follow_up("").unwrap_err(),
        "the schema has no `node(id:)`, so the rest cannot be asked for by the `id` of its parent `Issue`"
    );
}

#[test]
fn parents_found_by_another_root_field() {
    let item = "section number comments(first: 5) { PAGE nodes { body } }";
    let refetch = [("Draft", "draft(section: $section, number: $number)")];
    let (diagnostics, tokens) = generated("drafts", item, "", &refetch);
    assert_eq!(diagnostics, []);
    for part in [
        "\"draft(section: $parentSection\"",
        "\", number: $parentNumber\"",
        "\") { comments(first: $pageSize\"",
        "(\"parentSection\" , \"String!\") , (\"parentNumber\" , \"Int!\")",
    ] {
        assert!(tokens.contains(part), "{part} in {tokens}");
    }
}

#[test]
fn a_root_field_that_finds_other_types_is_narrowed_by_a_fragment() {
    let item = "number comments(first: 5) { PAGE nodes { body } }";
    let (diagnostics, tokens) =
        generated("drafts", item, "", &[("Draft", "entry(number: $number)")]);
    assert_eq!(diagnostics, []);
    assert!(
        tokens.contains("\") { __typename ... on Draft { comments(first: $pageSize\""),
        "{tokens}"
    );
}

#[test]
fn an_analysis_with_a_refetch_has_the_follow_up_document() {
    let text = query(
        "",
        "drafts",
        "number section comments(first: 5) { PAGE nodes { body } }",
        "",
    );
    let text = text.replace("PAGE", PAGE);
    let completion = |options: &AnalyzeOptions| {
        let report = with_schema(|schema| {
            analyze(
                schema,
                Source {
                    name: "q.graphql",
                    text: &text,
                },
                "Q",
                options,
            )
        });
        let nested = report.expect("it is valid").connections.remove(1).nested;
        nested.expect("it is nested").follow_up
    };
    let without = completion(&AnalyzeOptions::new(100));
    assert!(without.is_err(), "{without:?}");
    let call = "draft(section: $section, number: $number)";
    let refetch = vec![Refetch::new("Draft".into(), call.into())];
    let with = completion(&AnalyzeOptions {
        refetch,
        ..AnalyzeOptions::new(100)
    });
    let expected = "query QRest($parentSection0: String!, $parentNumber0: Int!, $pageSize0: Int, $pageCursor0: String) {\n  \
        r0: draft(section: $parentSection0, number: $parentNumber0) { comments(first: $pageSize0, after: $pageCursor0) \
        { pageInfo { hasNextPage endCursor } nodes { body } } }\n}\n";
    assert_eq!(with.expect("it can").document(1), expected);
    let refetch = vec![Refetch::new(
        "Draft".into(),
        "draft(number: $number)".into(),
    )];
    let wrong = completion(&AnalyzeOptions {
        refetch,
        ..AnalyzeOptions::new(100)
    });
    assert!(wrong.is_err(), "{wrong:?}");
}
