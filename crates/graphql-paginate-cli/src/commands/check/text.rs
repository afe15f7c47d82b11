//! The report of `check` as text.

use graphql_paginate_codegen::{Analysis, ConnectionAnalysis, Obstacle, PageSize, Walkability};

use crate::plural::count;
use crate::rewrite::Rewrite;

/// The report of an operation as text; `documents` adds the documents that are sent.
pub(super) fn text(report: &Analysis, file: &str, page_size: u64, documents: bool) -> String {
    let mut text = format!("{file}: `{}`\n", report.operation);
    if report.connections.is_empty() {
        text.push_str("  no list that can be walked\n");
    }
    for connection in &report.connections {
        text.push_str(&format!(
            "  {}: {}",
            connection.path.join("."),
            connection.connection_type
        ));
        if let Some(node) = &connection.node_type {
            text.push_str(&format!(" of {node}"));
        }
        if let Some(outer) = &connection.inside {
            text.push_str(&format!(", inside `{outer}`"));
        }
        text.push('\n');
        for (line, document) in ways(connection) {
            text.push_str(&format!("    {line}\n"));
            if let Some(document) = document.filter(|_| documents) {
                text.push_str(&indented(&document));
            }
        }
    }
    let cost = report.cost;
    text.push_str(&format!(
        "  a request with {}: {}, {}, complexity {}\n",
        page_sizes(&report.connections, page_size),
        count(cost.nodes, "node"),
        count(cost.points, "GitHub point"),
        report.complexity,
    ));
    text
}

/// The page sizes that a price is for: those of the query, and `assumed` for the lists without one.
fn page_sizes(connections: &[ConnectionAnalysis], assumed: u64) -> String {
    let fixed = connections
        .iter()
        .filter(|connection| matches!(connection.page_size, PageSize::Fixed(_)))
        .count();
    match fixed {
        0 => format!("pages of {assumed}"),
        all if all == connections.len() => "the query's page sizes".to_owned(),
        _ => format!("the query's page sizes, and pages of {assumed} where it has none"),
    }
}

/// Prints a document in canonical form, indented.
fn indented(document: &str) -> String {
    let document = match Rewrite::parse(document) {
        Some(parsed) => parsed.text(),
        None => document.to_owned(),
    };
    let mut text = String::new();
    for line in document.lines() {
        text.push_str(&format!("      {line}\n"));
    }
    text
}

/// The ways to walk a connection, one line each, with the document that is sent.
fn ways(connection: &ConnectionAnalysis) -> Vec<(String, Option<String>)> {
    let mut lines = Vec::new();
    let mut ways = vec![
        ("forward", &connection.forward),
        ("backward", &connection.backward),
    ];
    if let (Walkability::Blocked(forward), Walkability::Blocked(backward)) =
        (&connection.forward, &connection.backward)
        && forward == backward
    {
        ways = vec![("forward and backward", &connection.forward)];
    }
    for (name, way) in ways {
        match way {
            Walkability::Walkable(walk) => {
                let mut line = format!("{name}: cursor ${}", walk.cursor.variable);
                if let Some(size) = &walk.size {
                    line.push_str(&format!(", size ${}", size.variable));
                }
                if let Some(each) = &walk.each_parent {
                    let list = each.levels[0].join(".");
                    line.push_str(&format!(", for each element of `{list}`"));
                }
                lines.push((line, Some(walk.document.clone())));
                if let Some(each) = &walk.each_parent {
                    let line = format!("{name}, further pages of some parents");
                    lines.push((line, Some(each.follow_up.document(1))));
                }
            }
            Walkability::Blocked(obstacles) => {
                for obstacle in obstacles {
                    let Obstacle { message, help } = obstacle;
                    lines.push((format!("{name}: no, {message}; {help}"), None));
                }
            }
            Walkability::NotOffered => {
                lines.push((format!("{name}: not offered by the schema"), None));
            }
        }
    }
    match connection.nested.as_ref().map(|nested| &nested.follow_up) {
        None => {}
        Some(Ok(follow_up)) => {
            let line = "nested: can be completed".to_owned();
            lines.push((line, Some(follow_up.document(1))));
        }
        Some(Err(obstacles)) => {
            for obstacle in obstacles {
                let Obstacle { message, help } = obstacle;
                lines.push((format!("nested: no, {message}; {help}"), None));
            }
        }
    }
    lines
}
