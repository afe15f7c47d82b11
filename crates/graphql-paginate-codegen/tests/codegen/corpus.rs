//! Queries from the documentation of 22 APIs: how many of them can be walked without changes.
//!
//! A file in `tests/corpus` contains a schema, then queries, each after a line `### STYLE PATH`. The style is the paging
//! style of the list at the path: `relay`, `offset`, `page-number`, `token`, `key-set`, `in-list` (the list is inside another list),
//! or `none`. A first line `# schema: NAME` names a shipped schema instead.

use graphql_paginate_codegen::{
    Analysis, AnalyzeOptions, ConnectionAnalysis, Schema, SchemaDocument, SchemaText, Source,
    Walkability, analyze,
};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The least number of queries of each style that can be walked. The numbers may only grow.
const WALKABLE: &[(&str, usize)] = &[("relay", 4)];

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
    let directions = [&connection.forward, &connection.backward];
    directions
        .iter()
        .any(|direction| matches!(direction, Walkability::Walkable { .. }))
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
                report
                    .connections
                    .iter()
                    .any(|one| one.path.join(".") == query.path && is_walkable(one))
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
