//! Queries in the styles of 44 APIs: how many of them can be walked without changes.
//!
//! A file in `tests/corpus` contains a schema, then queries, each after a line `### STYLE PATH`. The style is the paging
//! style of the list at the path: `relay`, `offset`, `page-number`, `token`, `key-set`, `in-list` (the list is inside another list),
//! or `none`. A first line `# schema: NAME` names a shipped schema instead.

use apollo_compiler::ExecutableDocument;
use apollo_compiler::schema::Schema as Reference;
use graphql_paginate_codegen::{
    Analysis, AnalyzeOptions, ConnectionAnalysis, Schema, SchemaDocument, SchemaText, Source,
    Style, Walk, Walkability, analyze,
};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// The least number of queries of each style that can be walked. The numbers may only grow.
///
/// Of the connections in lists, one is inside the items of a connection, which is walked instead, and the pages of one
/// are continued by another root field. Of the others, one has no cursor in `pageInfo`, one has the next page in an object
/// with an unusual name, and one has a token in a field with the name of the argument, which may also repeat the argument.
const WALKABLE: &[(&str, usize)] = &[
    ("relay", 52),
    ("token", 9),
    ("offset", 41),
    ("page-number", 28),
    ("key-set", 2),
    ("in-list", 2),
];

struct Api {
    name: String,
    schema: String,
    queries: Vec<Query>,
}

struct Query {
    style: String,
    path: String,
    text: String,
}

fn corpus() -> Vec<Api> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut apis = Vec::new();
    for entry in fs::read_dir(&folder).expect("the corpus is there") {
        let path = entry.expect("the folder is readable").path();
        let text = fs::read_to_string(&path).expect("the file is readable");
        let name = path
            .file_stem()
            .expect("a file has a name")
            .to_string_lossy();
        apis.push(parse(&name, &text));
    }
    apis.sort_by(|one, other| one.name.cmp(&other.name));
    apis
}

fn parse(name: &str, text: &str) -> Api {
    let mut parts = text.split("### ");
    let head = parts.next().expect("a text has a first part");
    let schema = match head.strip_prefix("# schema: ") {
        Some(shipped) => graphql_paginate_schemas::by_name(shipped.trim())
            .expect("the schema is shipped")
            .to_owned(),
        None => head.to_owned(),
    };
    let queries = parts.map(|part| {
        let (head, text) = part.split_once('\n').expect("a query follows its head");
        let (style, path) = head.split_once(' ').expect("a head has a style and a path");
        Query {
            style: style.to_owned(),
            path: path.to_owned(),
            text: text.to_owned(),
        }
    });
    Api {
        name: name.to_owned(),
        schema,
        queries: queries.collect(),
    }
}

/// The analysis of a query under its own name; anonymous operations are called `Q`.
fn report(schema: &Schema<'_>, query: &Query) -> Option<Analysis> {
    let head = query.text.trim_start();
    let name = head
        .strip_prefix("query ")
        .map(|rest| rest.trim_start())
        .and_then(|rest| {
            rest.split(|symbol: char| !symbol.is_ascii_alphanumeric() && symbol != '_')
                .next()
        })
        .filter(|name| !name.is_empty());
    let source = Source {
        name: "query.graphql",
        text: &query.text,
    };
    analyze(
        schema,
        source,
        name.unwrap_or("Q"),
        &AnalyzeOptions::new(100),
    )
    .ok()
}

fn is_walkable(connection: &ConnectionAnalysis) -> bool {
    !walks(connection).is_empty()
}

/// Whether a list is recognized in the style of the query. A list inside another one may have any, and a key set is walked
/// by offset unless it is declared.
fn has_style(connection: &ConnectionAnalysis, query: &Query) -> bool {
    let style = match connection.style {
        Style::Relay => "relay",
        Style::Token => "token",
        Style::Offset => "offset",
        Style::PageNumber => "page-number",
        Style::KeySet => "key-set",
        _ => "unknown",
    };
    matches!(query.style.as_str(), "in-list" | "key-set" | "none") || query.style == style
}

fn walks(connection: &ConnectionAnalysis) -> Vec<&Walk> {
    let mut walks = Vec::new();
    for direction in [&connection.forward, &connection.backward] {
        if let Walkability::Walkable(walk) = direction {
            walks.push(walk);
        }
    }
    walks
}

/// What is sent for a page and how the walk goes on, as one text.
fn describe(walk: &Walk) -> String {
    let mut text = format!("{}\n  {:?}", walk.document, walk.style);
    let size = walk.size.as_ref();
    let arguments = size.into_iter().chain([&walk.cursor]);
    for argument in arguments {
        write!(text, ", ${}", argument.variable).expect("a string can be written to");
        if let Some(default) = &argument.default {
            write!(text, " by default {default:?}").expect("a string can be written to");
        }
    }
    for (what, path) in [
        ("more", &walk.has_more),
        ("next", &walk.next_cursor),
        ("key", &walk.key),
    ] {
        if !path.is_empty() {
            write!(text, ", {what} at {}", path.join(".")).expect("a string can be written to");
        }
    }
    if let Some(first) = walk.first {
        write!(text, ", from {first} on").expect("a string can be written to");
    }
    if let Some(end) = &walk.end {
        let path = end.path.join(".");
        write!(text, ", {:?} at {path}", end.mark).expect("a string can be written to");
    }
    text
}

#[test]
fn walk_documents_of_many_apis_are_valid() {
    let mut text = String::new();
    for api in corpus() {
        let reference = Reference::parse_and_validate(&api.schema, &api.name).unwrap_or_else(
            // Shipped schemas have faults that matter to no query.
            |failure| apollo_compiler::validation::Valid::assume_valid(failure.partial),
        );
        let source = Source {
            name: &api.name,
            text: &api.schema,
        };
        let schema_text = SchemaText::new(source).expect("the schema is readable");
        let document = SchemaDocument::parse(&schema_text).expect("the schema parses");
        let schema = Schema::new(&document).expect("the schema resolves");
        for query in &api.queries {
            let Some(report) = report(&schema, query) else {
                continue;
            };
            for connection in &report.connections {
                let path = connection.path.join(".");
                for walk in walks(connection) {
                    let valid = ExecutableDocument::parse_and_validate(
                        &reference,
                        &walk.document,
                        &api.name,
                    );
                    if let Err(problems) = valid {
                        panic!(
                            "{} {path}: {}\n{}",
                            api.name, walk.document, problems.errors
                        );
                    }
                    if connection.style != Style::Relay {
                        writeln!(text, "# {} {path}\n{}\n", api.name, describe(walk))
                            .expect("a string can be written to");
                    }
                }
            }
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn queries_of_many_apis_are_walked_without_changes() {
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut missing = Vec::new();
    for api in corpus() {
        let text = SchemaText::new(Source {
            name: &api.name,
            text: &api.schema,
        })
        .expect("the schema is readable");
        let document = SchemaDocument::parse(&text).expect("the schema parses");
        let schema = Schema::new(&document).expect("the schema resolves");
        for query in &api.queries {
            let report = report(&schema, query);
            let walkable = report.is_some_and(|report| {
                report.connections.iter().any(|one| {
                    one.path.join(".") == query.path && is_walkable(one) && has_style(one, query)
                })
            });
            let count = counts.entry(query.style.clone()).or_default();
            count.1 += 1;
            if walkable {
                count.0 += 1;
            } else {
                missing.push(format!("{} {} {}", api.name, query.style, query.path));
            }
        }
    }
    println!(
        "walkable and all queries by style: {counts:?}\nnot walkable:\n{}",
        missing.join("\n")
    );
    for (style, least) in WALKABLE {
        assert!(counts[*style].0 >= *least, "{style}: {counts:?}");
    }
    assert_eq!(counts.get("none").map_or(0, |count| count.0), 0);
}
