//! Follow-up documents that find the parent of a nested connection by a declared root field instead of `node`.

use graphql_paginate_codegen::{AnalyzeOptions, Refetch, Source, analyze};

use crate::nested::{PAGE, generated, query, with_schema};

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
