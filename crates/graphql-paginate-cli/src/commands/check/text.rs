//! The report of `check` as text.

use graphql_paginate_codegen::{Analysis, ConnectionAnalysis, Obstacle, PageSize, Walkability};

use super::ends::{end, position_name};
use crate::lists::DECLARE;
use crate::plural::count;
use crate::rewrite::Rewrite;

/// The report of an operation as text; `documents` adds the documents that are sent.
pub(super) fn text(report: &Analysis, file: &str, page_size: u64, documents: bool) -> String {
    let mut text = format!("{file}: `{}`\n", report.operation);
    if report.connections.is_empty() {
        text.push_str(&format!("  no list that can be walked; {DECLARE}\n"));
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
fn ways(connection: &ConnectionAnalysis) -> Vec<Line> {
    let ConnectionAnalysis {
        forward, backward, ..
    } = connection;
    let mut lines = match (forward, backward) {
        (Walkability::Blocked(of_forward), Walkability::Blocked(of_backward))
            if of_forward == of_backward =>
        {
            blocked_lines("forward and backward", of_forward)
        }
        _ => [
            direction_lines("forward", forward),
            direction_lines("backward", backward),
        ]
        .concat(),
    };
    match connection.nested.as_ref().map(|nested| &nested.follow_up) {
        None => {}
        Some(Ok(follow_up)) => {
            let line = "nested: can be completed".to_owned();
            lines.push((line, Some(follow_up.document(1))));
        }
        Some(Err(obstacles)) => lines.extend(blocked_lines("nested", obstacles)),
    }
    lines
}

/// A line of a report, and the document that is sent.
type Line = (String, Option<String>);

/// How a connection is walked in one direction.
fn direction_lines(name: &str, way: &Walkability) -> Vec<Line> {
    let walk = match way {
        Walkability::Walkable(walk) => walk,
        Walkability::Blocked(obstacles) => return blocked_lines(name, obstacles),
        Walkability::NotOffered => {
            return vec![(format!("{name}: not offered by the schema"), None)];
        }
    };
    let position = position_name(walk.style);
    let mut line = format!("{name}: {position} ${}", walk.cursor.variable);
    if let Some(size) = &walk.size {
        line.push_str(&format!(", size ${}", size.variable));
    }
    if let Some(end) = end(walk) {
        line.push_str(&format!(", ends {end}"));
    }
    let Some(each) = &walk.each_parent else {
        return vec![(line, Some(walk.document.clone()))];
    };
    let list = each.levels[0].join(".");
    line.push_str(&format!(", for each element of `{list}`"));
    let further = format!("{name}, further pages of some parents");
    vec![
        (line, Some(walk.document.clone())),
        (further, Some(each.follow_up.document(1))),
    ]
}

/// Why a connection cannot be walked in this way.
fn blocked_lines(name: &str, obstacles: &[Obstacle]) -> Vec<Line> {
    let mut lines = Vec::new();
    for Obstacle { message, help } in obstacles {
        lines.push((format!("{name}: no, {message}; {help}"), None));
    }
    lines
}
