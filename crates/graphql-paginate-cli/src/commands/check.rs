//! `check`: validates queries, and reports their lists and their price.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use graphql_paginate_codegen::{
    Analysis, AnalyzeOptions, Completion, ConnectionAnalysis, PageSize, Severity, Source,
    Walkability, analyze,
};
use serde_json::{Value, json};

use crate::documents::documents;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::messages::Messages;
use crate::operations::{file_name, operation_names};
use crate::schema_input::SchemaInput;
use crate::stdout::print;
use crate::text_input::TextInput;

/// Validate queries; say how each list can be walked and what a page costs.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  graphql-paginate check queries/*.graphql --schema github
  graphql-paginate check queries/ --schema schema.json --max-points 10
  graphql-paginate check q.graphql --schema github --format json | jq '.connections[].path'")]
pub(crate) struct CheckArgs {
    /// Documents, directories of `.graphql` files, or `-`.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// `github`, `demarches-simplifiees`, or a file in SDL or introspection JSON.
    #[arg(short, long, value_name = "SCHEMA")]
    schema: String,

    /// Only this operation.
    #[arg(long, value_name = "NAME")]
    operation: Option<String>,

    /// The page size that the price assumes where the query does not fix one.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    page_size: u64,

    /// Fail if a request costs more points than this on GitHub.
    #[arg(long, value_name = "N")]
    max_points: Option<u64>,

    /// Fail if a request asks for more nodes than this.
    #[arg(long, value_name = "N")]
    max_nodes: Option<u64>,

    /// Fail if the complexity of a request is higher than this, by the formula of demarches-simplifiees and graphql-ruby.
    #[arg(long, value_name = "N")]
    max_complexity: Option<u64>,

    /// Form of the report.
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object a line, for each operation.
    Json,
}

pub(crate) fn run(args: &CheckArgs, messages: &Messages) -> Result<Exit, Failure> {
    let schema = SchemaInput::load(&args.schema)?;
    let mut inputs = Vec::new();
    for path in documents(&args.files)? {
        inputs.push(TextInput::read(&path)?);
    }
    schema.parsed(|schema| {
        let mut invalid = 0;
        for input in &inputs {
            for operation in selected(input, args.operation.as_deref()) {
                let options = AnalyzeOptions::new(args.page_size);
                let source = Source {
                    name: &input.name,
                    text: &input.text,
                };
                match analyze(schema, source, &operation, &options) {
                    Ok(report) => {
                        print(&rendered(&report, &input.name, args))?;
                        for problem in too_expensive(&report, args) {
                            invalid += 1;
                            messages.warning(&format!("{}: {problem}", input.name));
                        }
                    }
                    Err(diagnostics) => {
                        for diagnostic in &diagnostics {
                            if diagnostic.severity == Severity::Error {
                                invalid += 1;
                            }
                            messages.diagnostic(diagnostic);
                        }
                    }
                }
            }
        }
        match invalid {
            0 => Ok(Exit::Complete),
            1 => Err(Failure::usage("1 problem found")),
            _ => Err(Failure::usage(format!("{invalid} problems found"))),
        }
    })
}

fn selected(input: &TextInput, wanted: Option<&str>) -> Vec<String> {
    let names = operation_names(input);
    match wanted {
        Some(wanted) => vec![wanted.to_owned()],
        // Validation says what is wrong with such a document.
        None if names.is_empty() => vec![file_name(input)],
        None => names,
    }
}

fn too_expensive(report: &Analysis, args: &CheckArgs) -> Vec<String> {
    let mut problems = Vec::new();
    let limits = [
        ("points", report.cost.points, args.max_points),
        ("nodes", report.cost.nodes, args.max_nodes),
        ("complexity", report.complexity, args.max_complexity),
    ];
    for (unit, cost, limit) in limits {
        if let Some(limit) = limit
            && cost > limit
        {
            let operation = &report.operation;
            problems.push(format!(
                "a request of `{operation}` costs {cost} ({unit}), and {limit} is allowed"
            ));
        }
    }
    problems
}

fn rendered(report: &Analysis, file: &str, args: &CheckArgs) -> String {
    match args.format {
        ReportFormat::Text => text(report, file, args.page_size),
        ReportFormat::Json => format!("{}\n", json(report, file)),
    }
}

fn text(report: &Analysis, file: &str, page_size: u64) -> String {
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
        for line in ways(connection) {
            text.push_str(&format!("    {line}\n"));
        }
    }
    let cost = report.cost;
    let (points, nodes) = (cost.points, cost.nodes);
    text.push_str(&format!(
        "  a request with pages of {page_size}: {nodes} nodes, {points} GitHub point{}, complexity {}\n",
        if points == 1 { "" } else { "s" },
        report.complexity,
    ));
    text
}

/// How a connection can be walked, a line for each way.
fn ways(connection: &ConnectionAnalysis) -> Vec<String> {
    let mut lines = Vec::new();
    for (name, way) in [
        ("forward", &connection.forward),
        ("backward", &connection.backward),
    ] {
        match way {
            Walkability::Walkable(walk) => {
                let mut line = format!("{name}: cursor ${}", walk.cursor.variable);
                if let Some(size) = &walk.size {
                    line.push_str(&format!(", size ${}", size.variable));
                }
                lines.push(line);
            }
            Walkability::Blocked(obstacles) => {
                for obstacle in obstacles {
                    lines.push(format!(
                        "{name}: no, {}; {}",
                        obstacle.message, obstacle.help
                    ));
                }
            }
            Walkability::NotOffered => lines.push(format!("{name}: not offered by the schema")),
        }
    }
    match &connection.nested {
        None => {}
        Some(Completion::Possible { .. }) => lines.push("nested: can be completed".to_owned()),
        Some(Completion::Blocked(obstacles)) => {
            for obstacle in obstacles {
                lines.push(format!(
                    "nested: no, {}; {}",
                    obstacle.message, obstacle.help
                ));
            }
        }
    }
    lines
}

fn json(report: &Analysis, file: &str) -> Value {
    let connections: Vec<Value> = report.connections.iter().map(connection_json).collect();
    json!({
        "file": file,
        "operation": report.operation,
        "connections": connections,
        "cost": {
            "points": report.cost.points,
            "nodes": report.cost.nodes,
            "complexity": report.complexity,
        },
    })
}

fn connection_json(connection: &ConnectionAnalysis) -> Value {
    let page_size = match &connection.page_size {
        PageSize::Variable(name) => json!({ "variable": name }),
        PageSize::Fixed(size) => json!({ "fixed": size }),
        PageSize::Unset => Value::Null,
    };
    let nested = match &connection.nested {
        None => Value::Null,
        Some(Completion::Possible { document }) => {
            json!({ "complete": true, "document": document })
        }
        Some(Completion::Blocked(obstacles)) => {
            let obstacles: Vec<Value> = obstacles
                .iter()
                .map(|obstacle| json!({ "message": obstacle.message, "help": obstacle.help }))
                .collect();
            json!({ "complete": false, "obstacles": obstacles })
        }
    };
    json!({
        "path": connection.path,
        "parent_type": connection.parent_type,
        "field": connection.field,
        "type": connection.connection_type,
        "node_type": connection.node_type,
        "forward": way_json(&connection.forward),
        "backward": way_json(&connection.backward),
        "page_size": page_size,
        "inside": connection.inside,
        "nested": nested,
    })
}

fn way_json(way: &Walkability) -> Value {
    match way {
        Walkability::Walkable(walk) => json!({
            "walkable": true,
            "document": walk.document,
            "cursor": walk.cursor.variable,
            "size": walk.size.as_ref().map(|size| &size.variable),
        }),
        Walkability::Blocked(obstacles) => {
            let obstacles: Vec<Value> = obstacles
                .iter()
                .map(|obstacle| json!({ "message": obstacle.message, "help": obstacle.help }))
                .collect();
            json!({ "walkable": false, "obstacles": obstacles })
        }
        Walkability::NotOffered => json!({ "walkable": false, "offered": false }),
    }
}
