//! Why connections inside the items of a connection cannot be completed.

use std::fmt::Write;

use crate::nested::generated;

/// Parent types and the root fields that find them.
type Refetches = &'static [(&'static str, &'static str)];

/// Queries whose nested connections cannot be completed: name, outer connection, its items, fragments, `refetch`.
const IMPOSSIBLE: [(&str, &str, &str, &str, Refetches); 12] = [
    ("nothing nested", "issues", "id", "", &[]),
    (
        "no node",
        "drafts",
        "number comments(first: 5) { PAGE nodes { id } }",
        "",
        &[],
    ),
    (
        "an interface that is not a node",
        "taggeds",
        "tags(first: 5) { PAGE nodes { id } }",
        "",
        &[],
    ),
    (
        "no items",
        "issues",
        "id comments(first: 5) { PAGE totalCount }",
        "",
        &[],
    ),
    (
        "selected in a fragment under a condition, and without it",
        "issues",
        "id comments(first: 5) { PAGE nodes { id } } ...F @include(if: $c)",
        "fragment F on Issue { comments(first: 5) { nodes { body } } }",
        &[],
    ),
    (
        "selected in two fragments, one of them under a condition",
        "issues",
        "id ...F ...G tags(first: 1) @include(if: $c) { nodes { id } }",
        "fragment F on Issue { comments(first: 5) @skip(if: $c) { nodes { body } } } fragment G on Issue { comments(first: 5) { nodes { id } } }",
        &[],
    ),
    (
        "selected in two fragments for two types of the item",
        "reactables",
        "...F ...G",
        "fragment F on Reactable { ... on Issue { reactions(first: 5) { nodes { id } } } } fragment G on Reactable { reactions(first: 5) { nodes { content } } }",
        &[],
    ),
    (
        "selected on an interface and on one of its types",
        "reactables",
        "id reactions(first: 5) { PAGE nodes { content } } ... on Issue { reactions(first: 5) { nodes { id } } }",
        "",
        &[],
    ),
    (
        "everything at once",
        "issues",
        "comments(first: 5) { totalCount }",
        "",
        &[],
    ),
    (
        "a refetch by an unknown root field",
        "drafts",
        "number comments(first: 5) { PAGE nodes { id } }",
        "",
        &[("Draft", "drat(number: $number)")],
    ),
    (
        "a refetch that lacks an argument",
        "drafts",
        "number comments(first: 5) { PAGE nodes { id } }",
        "",
        &[("Draft", "draft(number: $number)")],
    ),
    (
        "a refetch of another type",
        "issues",
        "id comments(first: 5) { PAGE nodes { id } }",
        "",
        &[("Draft", "entry(number: $number)")],
    ),
];

#[test]
fn nested_connections_that_cannot_be_completed() {
    let mut text = String::new();
    for (name, outer, item, fragments, refetch) in IMPOSSIBLE {
        let (diagnostics, _) = generated(outer, item, fragments, refetch);
        assert!(!diagnostics.is_empty(), "{name}: there are no diagnostics");
        writeln!(text, "## {name}\n").expect("strings take all");
        for diagnostic in diagnostics {
            writeln!(text, "{diagnostic}\n").expect("strings take all");
        }
    }
    insta::assert_snapshot!(text);
}
