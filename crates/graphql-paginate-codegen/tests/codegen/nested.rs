//! Documents and generated code for connections inside the items of a connection.

use apollo_compiler::ExecutableDocument;
use apollo_compiler::schema::Schema as Reference;
use graphql_paginate_codegen::{
    AnalyzeOptions, Completion, Diagnostic, Direction, Options, Refetch, Schema, Source,
    Walkability, analyze, generate,
};
use std::fmt::Write;

use crate::parsed_schema::parsed_schema;

const SCHEMA: &str = r#"
interface Node { id: ID! }
interface Reactable { id: ID! reactions(first: Int, after: String, content: Content): Reactions! }
interface Tagged { tags(first: Int, after: String): Tags! }
enum Content { HEART EYES }
input Sort { by: String! descending: Boolean = false }
type Issue implements Node & Reactable & Tagged { id: ID! title: String! reactions(first: Int, after: String, content: Content): Reactions! tags(first: Int, after: String): Tags! comments(first: Int, after: String, last: Int, before: String, sort: Sort, since: String): Comments }
type Comment implements Node & Reactable { id: ID! body: String! reactions(first: Int, after: String, content: Content): Reactions! }
type Draft implements Tagged { tags(first: Int, after: String): Tags! number: Int! section: String! comments(first: Int, after: String): Comments! }
type Tag implements Node { id: ID! name: String! }
union Entry = Issue | Draft
type Issues { nodes: [Issue] pageInfo: PageInfo! }
type Comments { nodes: [Comment] edges: [CommentEdge] pageInfo: PageInfo! totalCount: Int! }
type CommentEdge { cursor: String! node: Comment }
type Drafts { nodes: [Draft!]! pageInfo: PageInfo! }
type Entries { nodes: [Entry] pageInfo: PageInfo! }
type Reactables { nodes: [Reactable] pageInfo: PageInfo! }
type Taggeds { nodes: [Tagged!]! pageInfo: PageInfo! }
type Reactions { nodes: [Reaction!] pageInfo: PageInfo! }
type Reaction implements Node { id: ID! content: Content! }
type Tags { nodes: [Tag] pageInfo: PageInfo! }
type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
type Query {
  node(id: ID!): Node
  issues(first: Int, after: String): Issues!
  drafts(first: Int, after: String): Drafts!
  entries(first: Int, after: String): Entries!
  reactables(first: Int, after: String): Reactables!
  taggeds(first: Int, after: String): Taggeds!
  draft(inSection: String!, number: Int!): Draft
  entry(number: Int!): Entry
}
"#;

/// A query with a connection `issues`, `drafts` or `entries`, and its items.
pub(crate) fn query(variables: &str, outer: &str, item: &str, fragments: &str) -> String {
    format!(
        "query Q($first: Int, $after: String{variables}) {{ {outer}(first: $first, after: $after) {{ \
         pageInfo {{ hasNextPage endCursor }} nodes {{ {item} }} }} }}\n{fragments}"
    )
}

pub(crate) const PAGE: &str = "pageInfo { hasNextPage endCursor }";

/// Queries whose nested connections can be completed: name, more variables, outer connection, its items, fragments.
const POSSIBLE: [(&str, &str, &str, &str, &str); 17] = [
    (
        "plain",
        "",
        "issues",
        "id comments(first: 5) { PAGE nodes { body } }",
        "",
    ),
    (
        "alias",
        "",
        "issues",
        "id latest: comments(first: 5) { PAGE nodes { body } }",
        "",
    ),
    (
        "two aliases",
        "",
        "issues",
        "id few: comments(first: 2, since: \"2020\") { PAGE nodes { body } } all: comments(first: 9) { PAGE totalCount nodes { id } }",
        "",
    ),
    (
        "other arguments, and variables with defaults",
        ", $size: Int = 3, $since: String = \"2020\", $by: String! = \"date\", $unused: String",
        "issues",
        "id title @include(if: true) comments(sort: { by: $by, descending: true }, first: $size, since: $since) { PAGE nodes { body } } tags(first: 1) { PAGE nodes { name } } other: comments(first: 1, since: $unused) { nodes { id } }",
        "",
    ),
    (
        "variables inside the selection",
        ", $full: Boolean!, $content: Content",
        "issues",
        "id comments(first: 5) { PAGE nodes { id body @include(if: $full) reactions(first: 3, content: $content) { PAGE nodes { content } } } }",
        "",
    ),
    (
        "fragments of fragments",
        ", $full: Boolean!",
        "issues",
        "...I",
        "fragment I on Issue { id comments(first: 5) { PAGE ...C } }\nfragment C on Comments { nodes { ...B } }\nfragment B on Comment { id body @include(if: $full) }\n",
    ),
    (
        "backward",
        "",
        "issues",
        "id comments(last: 5) { pageInfo { hasPreviousPage startCursor } edges { cursor node { body } } }",
        "",
    ),
    (
        "interface",
        "",
        "reactables",
        "id reactions(first: 5) { PAGE nodes { content } }",
        "",
    ),
    (
        "union",
        "",
        "entries",
        "... on Issue { id comments(first: 5) { PAGE nodes { body } } } ... on Draft { number }",
        "",
    ),
    (
        "names that are taken",
        ", $pageSize0: Int, $pageCursorOfMine: String, $parentId: Int",
        "issues",
        "id comments(first: $pageSize0, since: $pageCursorOfMine) { PAGE nodes { body } } tags(first: $parentId) { PAGE nodes { name } }",
        "",
    ),
    (
        "directly and in a fragment",
        "",
        "issues",
        "id comments(first: 5) { PAGE nodes { id } } ...F",
        "fragment F on Issue { comments(first: 5) { totalCount nodes { body } } }",
    ),
    (
        "in two fragments, with a connection inside both",
        ", $content: Content",
        "issues",
        "...A ...B",
        "fragment A on Issue { comments(first: 5) { nodes { body reactions(first: 2, content: $content) { nodes { id } } } } } fragment B on Issue { title comments(first: 5) { PAGE nodes { id reactions(first: 2, content: $content) { nodes { content } } } } }",
    ),
    (
        "in two fragments of one type",
        "",
        "entries",
        "...A ...B",
        "fragment A on Entry { ... on Issue { comments(first: 5) { nodes { id } } } } fragment B on Entry { ... on Issue { comments(first: 5) { nodes { body } } } }",
    ),
    (
        "in two fragments under one condition",
        ", $full: Boolean!",
        "issues",
        "...A ...B",
        "fragment A on Issue { comments(first: 5) @include(if: $full) { nodes { id } } } fragment B on Issue { ... @include(if: $full) { comments(first: 5) { nodes { body } } } }",
    ),
    (
        "with more selections under conditions",
        ", $full: Boolean!, $short: Boolean!",
        "issues",
        "id comments(first: 5) { nodes { id } } ... @include(if: $full) { comments(first: 5) @skip(if: $short) { nodes { body } } }",
        "",
    ),
    (
        "on an interface without an id, and on the type",
        "",
        "issues",
        "...L ...A",
        "fragment L on Tagged { tags(first: 2) { nodes { name } } } fragment A on Issue { tags(first: 2) { nodes { id } } }",
    ),
    (
        "under one condition or another",
        ", $full: Boolean!, $short: Boolean!",
        "issues",
        "id comments(first: 5) @include(if: $short) { nodes { id } } comments(first: 5) @include(if: $full) { nodes { body } }",
        "",
    ),
];

pub(crate) fn with_schema<T>(work: impl FnOnce(&Schema<'_>) -> T) -> T {
    work(&parsed_schema(SCHEMA))
}

/// The documents of all nested connections of a query, by path. Checks that each is valid.
fn documents(text: &str) -> String {
    let reference =
        Reference::parse_and_validate(SCHEMA, "schema.graphql").expect("the schema is valid");
    let valid = |text: &str| {
        if let Err(error) = ExecutableDocument::parse_and_validate(&reference, text, "q.graphql") {
            panic!("not valid:\n{text}\n{}", error.errors);
        }
    };
    valid(text);
    let report = with_schema(|schema| {
        analyze(
            schema,
            Source {
                name: "q.graphql",
                text,
            },
            "Q",
            &AnalyzeOptions::new(100),
        )
    });
    let mut documents = String::new();
    for connection in report.expect("the query is valid").connections {
        if let Walkability::Walkable(walk) = &connection.forward {
            valid(&walk.document);
        }
        let follow_up = connection.nested.map(|nested| nested.follow_up);
        match follow_up {
            Some(Ok(follow_up)) => {
                let document = follow_up.document(1);
                valid(&document);
                writeln!(documents, "### {}\n\n{document}", connection.path.join("."))
            }
            Some(Err(obstacles)) => {
                writeln!(
                    documents,
                    "### {}\n\n{obstacles:?}\n",
                    connection.path.join(".")
                )
            }
            None => Ok(()),
        }
        .expect("strings take all");
    }
    documents
}

/// How the connection at a path is completed.
fn completion(query: &str, path: &str) -> Completion {
    let source = Source {
        name: "q.graphql",
        text: query,
    };
    let report = with_schema(|schema| analyze(schema, source, "Q", &AnalyzeOptions::new(100)));
    for connection in report.expect("the query is valid").connections {
        if connection.name.join(".") == path {
            return connection.nested.expect("it is nested");
        }
    }
    panic!("no connection `{path}`");
}

fn keys(path: &str) -> Vec<String> {
    path.split('.').map(str::to_owned).collect()
}

#[test]
fn a_completion_tells_where_its_fields_are() {
    let backward = "id: title latest: comments(last: 5) { info: pageInfo { endCursor startCursor } list: edges { cursor } nodes { id } }";
    let backward = completion(&query("", "issues", backward, ""), "issues.nodes.latest");
    assert_eq!(backward.direction, Direction::Backward);
    assert_eq!(backward.types, [[""; 0]; 1]);
    assert_eq!(backward.lists, [["nodes"], ["list"]]);
    assert_eq!(backward.has_more, [keys("pageInfo.hasPreviousPage")]);
    assert_eq!(backward.wrong_end, [keys("pageInfo.hasNextPage")]);
    let cursors = [keys("pageInfo.startCursor"), keys("info.startCursor")];
    assert_eq!(backward.next_cursor, cursors);
    assert_eq!(backward.parent, [keys("walkId")]);
    let own = backward.follow_up.expect("it can be completed").own;
    let own: Vec<&str> = own.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(own, ["parentId", "pageSize", "pageCursor"]);

    let forward = "tags(first: 2) { pageInfo { endCursor } nodes { name } }";
    let forward = completion(&query("", "issues", forward, ""), "issues.nodes.tags");
    assert_eq!(forward.has_more, [keys("walkPageInfo.hasNextPage")]);
    assert_eq!(forward.wrong_end, [[""; 0]; 0]);
    let cursors = [keys("walkPageInfo.endCursor"), keys("pageInfo.endCursor")];
    assert_eq!(forward.next_cursor, cursors);
}

#[test]
fn connections_under_the_same_keys_are_told_apart_by_the_type_of_their_parent() {
    let item = "... on Issue { id tags(first: 2) { nodes { name } } } ... on Draft { number tags(first: 2) { nodes { id } } }";
    let query = query("", "entries", item, "");
    let of_issue = completion(&query, "entries.nodes.Issue.tags");
    assert_eq!(of_issue.types, [["Issue"]]);
    assert!(of_issue.follow_up.is_ok(), "{of_issue:?}");
    let of_draft = completion(&query, "entries.nodes.Draft.tags");
    assert_eq!(of_draft.types, [["Draft"]]);
    assert!(of_draft.follow_up.is_err(), "{of_draft:?}");
}

#[test]
fn follow_up_documents() {
    let mut text = String::new();
    for (name, variables, outer, item, fragments) in POSSIBLE {
        let query = query(variables, outer, item, fragments).replace("PAGE", PAGE);
        let documents = documents(&query);
        assert!(
            documents.contains("query QFollowUp("),
            "{name}: {documents}"
        );
        writeln!(text, "## {name}\n\n{documents}").expect("strings take all");
    }
    insta::assert_snapshot!(text);
}

/// The diagnostics and the code for a query with these items.
pub(crate) fn generated(
    outer: &str,
    item: &str,
    fragments: &str,
    refetch: &[(&str, &str)],
) -> (Vec<Diagnostic>, String) {
    let variables = if item.contains("$c") {
        ", $c: Boolean!"
    } else {
        ""
    };
    let text = query(variables, outer, item, fragments).replace("PAGE", PAGE);
    let refetch = refetch
        .iter()
        .map(|(parent, call)| Refetch::new((*parent).into(), (*call).into()));
    let options = Options {
        complete_nested: true,
        refetch: refetch.collect(),
        ..Options::new(quote::format_ident!("Q"), syn::parse_quote!(pub))
    };
    let generated = with_schema(|schema| {
        generate(
            schema,
            Source {
                name: "q.graphql",
                text: &text,
            },
            &options,
        )
    });
    (generated.diagnostics, generated.tokens.to_string())
}

#[test]
fn walk_documents_select_what_completion_needs() {
    for (name, item, selected) in [
        (
            "no id",
            "comments(first: 5) { PAGE nodes { id } }",
            "nodes { comments(first: 5) { pageInfo { hasNextPage endCursor } nodes { id } } id }",
        ),
        (
            "an id that may be left out",
            "id @include(if: $c) comments(first: 5) { PAGE nodes { id } }",
            "nodes { id @include(if: $c) comments(first: 5) { pageInfo { hasNextPage endCursor } nodes { id } } walkId: id }",
        ),
        (
            "no page info",
            "id comments(first: 5) { nodes { id } }",
            "nodes { id comments(first: 5) { nodes { id } pageInfo { hasNextPage endCursor } } }",
        ),
        (
            "page info of the other direction",
            "id comments(last: 5) { PAGE nodes { id } }",
            "nodes { id comments(last: 5) { pageInfo { hasNextPage endCursor } nodes { id } walkPageInfo: pageInfo { hasPreviousPage startCursor hasNextPage } } }",
        ),
    ] {
        let (diagnostics, code) = generated("issues", item, "", &[]);
        assert!(diagnostics.is_empty(), "{name}: {diagnostics:?}");
        assert!(
            code.contains(selected),
            "{name}: {selected} is not in {code}"
        );
    }
}

#[test]
fn an_id_in_a_fragment_that_may_be_left_out_is_requested_again() {
    let item = "...F @include(if: $c) comments(first: 5) { PAGE nodes { id } }";
    let (diagnostics, code) = generated("issues", item, "fragment F on Issue { id }", &[]);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert!(code.contains("nodes { id } } walkId: id } }"), "{code}");
}

#[test]
fn every_copy_of_a_connection_is_filled() {
    let code = |one: &str, other: &str| {
        let fragments = format!(
            "fragment A on Issue {{ id comments(first: 5) {{ PAGE nodes {{ {one} reactions(first: 2) {{ PAGE nodes {{ content }} }} }} }} }} \
             fragment B on Issue {{ comments(first: 5) {{ nodes {{ {other} }} }} }}"
        );
        let (diagnostics, code) = generated("issues", "...A ...B", &fragments, &[]);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        code
    };
    let ids = code("id", "body");
    // Two copies of the comments, and one of the reactions.
    assert_eq!(ids.matches("place : | at |").count(), 3, "{ids}");
    assert!(ids.contains("parent : "), "{ids}");
    // The other copy has the ids of the comments, so they are read from JSON.
    let elsewhere = code("body", "id");
    assert_eq!(elsewhere.matches("place : | at |").count(), 3);
    assert!(!elsewhere.contains("parent : :"), "{elsewhere}");
    assert!(elsewhere.contains("unselected : Unselected"), "{elsewhere}");
}

/// In a backward connection, the flag `hasNextPage` shows that the server ignores `last`.
#[test]
fn the_flag_of_the_wrong_end_is_added_to_the_page_info_of_the_query() {
    let own = "pageInfo { hasPreviousPage startCursor }";
    let taken = "pageInfo { hasNextPage: hasPreviousPage startCursor }";
    let last = |selection: &str| format!("id comments(last: 5) {{ {selection} nodes {{ id }} }}");
    for (item, fragments, flag, sent) in [
        (
            last(own),
            "",
            "pageInfo.hasNextPage",
            "pageInfo { hasPreviousPage startCursor hasNextPage }",
        ),
        (
            last(taken),
            "",
            "pageInfo.hasNextPage_",
            "pageInfo { hasNextPage: hasPreviousPage startCursor hasNextPage_: hasNextPage }",
        ),
        (
            last("...C"),
            "fragment C on Comments { info: pageInfo { hasPreviousPage startCursor } }",
            "info.hasNextPage",
            "...C nodes { id } info: pageInfo { hasNextPage }",
        ),
    ] {
        let query = query("", "issues", &item, fragments);
        let found = completion(&query, "issues.nodes.comments");
        assert_eq!(found.wrong_end[0], keys(flag), "{query}");
        let follow_up = found.follow_up.expect("it can be completed");
        let text = follow_up.pieces.concat();
        assert!(text.contains(sent), "{text}");
    }

    // Another cursor than the end of the list: more items follow.
    let inside = "id comments(last: 5, before: \"c\") { pageInfo { hasPreviousPage startCursor } nodes { id } }";
    let inside = completion(&query("", "issues", inside, ""), "issues.nodes.comments");
    assert_eq!(inside.wrong_end, [[""; 0]; 0]);

    // Only the variable says whether it is another one.
    let text = "query Q($c: String) { issues { nodes { id comments(last: 5, before: $c) { nodes { id } } } } }";
    let bound = completion(text, "issues.nodes.comments");
    assert_eq!(bound.wrong_end, [keys("pageInfo.hasNextPage")]);
    assert_eq!(bound.wrong_end_unless.as_deref(), Some("c"));
}

/// Two fragments select the items, and only one of them the list inside: the response has it, the type of an item does not.
#[test]
fn a_list_where_the_items_are_selected_again_is_in_the_items() {
    let fragments = "fragment A on Issues { nodes { id } } fragment B on Issues { nodes { tags(first: 2) { nodes { name } } } }";
    let text = format!("query Q {{ issues(first: 50) {{ ...A ...B }} }} {fragments}");
    let found = completion(&text, "issues.nodes.tags");
    assert_eq!(found.types, [[""; 0]; 1]);
    assert_eq!(found.has_more, [keys("pageInfo.hasNextPage")]);
    assert_eq!(found.parent, [["id"]]);
    assert!(found.follow_up.is_ok(), "{found:?}");

    let options = Options::new(quote::format_ident!("Q"), syn::parse_quote!(pub));
    let source = Source {
        name: "q.graphql",
        text: &text,
    };
    let generated = with_schema(|schema| generate(schema, source, &options));
    let code = generated.tokens.to_string();
    let sent = "nodes { tags(first: 2) { nodes { name } pageInfo { hasNextPage endCursor } } }";
    assert!(code.contains(sent), "{code}");
    let counted = "unselected : Unselected { levels : & [& [\"tags\"]] , more : & [\"pageInfo\" , \"hasNextPage\"] , .. Unselected :: NONE }";
    assert!(code.contains(counted), "{code}");
}

#[test]
fn lists_that_conditions_may_exclude_are_named() {
    let code = |list: &str| {
        let text = format!(
            "query Q($x: Boolean!) {{ issues(first: 50) {{ nodes {{ id comments(first: 2) {{ {list} pageInfo {{ hasNextPage endCursor }} }} }} }} }}"
        );
        let options = Options::new(quote::format_ident!("Q"), syn::parse_quote!(pub));
        let source = Source {
            name: "q.graphql",
            text: &text,
        };
        let generated = with_schema(|schema| generate(schema, source, &options));
        generated.tokens.to_string()
    };
    let either =
        code("nodes @include(if: $x) { body } edges @skip(if: $x) { cursor node { body } }");
    let named = "excludable : & [\"edges\"] , & [\"nodes\"] ;";
    assert!(either.contains(named), "{either}");
    for always in [
        "nodes { body }",
        "nodes { body } edges @skip(if: $x) { cursor }",
    ] {
        let code = code(always);
        assert!(!code.contains("excludable"), "{code}");
    }
}
