//! The command `check`: validates queries and reports their lists and their price.

mod ends;
mod json;
mod text;

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use graphql_paginate_codegen::{
    Analysis, AnalyzeOptions, Cost, Diagnostic, PageDefault, Schema, Severity, Source, Walkability,
    analyze,
};

use self::json::json;
use self::text::text;
use crate::declared::Declared;
use crate::document::ParsedDocument;
use crate::documents::documents;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::messages::Messages;
use crate::operations::{operation_names, selected_operations};
use crate::plural::count;
use crate::query_input::{FragmentArgs, QueryInput, is_same};
use crate::rewrite::Rewrite;
use crate::schema_input::SchemaInput;
use crate::stdout::print_report;
use crate::text_input::TextInput;

/// Validate queries; show how each list can be walked and what a page costs.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  graphql-paginate check queries/*.graphql --schema github
  graphql-paginate check queries/ --schema schema.json --max-points 10
  graphql-paginate check queries/ --schema github --fragments queries/fragments/
  graphql-paginate check q.graphql --schema github --format json | jq '.connections[].path'")]
pub(crate) struct CheckArgs {
    /// Documents, directories of `.graphql` files, or `-`.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// `github`, `demarches-simplifiees`, or a file in SDL or introspection JSON.
    #[arg(short, long, value_name = "SCHEMA")]
    schema: String,

    #[command(flatten)]
    fragments: FragmentArgs,

    #[command(flatten)]
    declared: Declared,

    /// Only this operation.
    #[arg(long, value_name = "NAME")]
    operation: Option<String>,

    /// The page size that the price assumes, where the query does not fix one.
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

    /// Print also the documents that are sent; JSON always has them.
    #[arg(long)]
    documents: bool,

    /// Format of the report.
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    /// Text for people.
    #[default]
    Text,
    /// One JSON object per line, for each operation.
    Json,
}

pub(crate) fn run(args: &CheckArgs, messages: &Messages) -> Result<Exit, Failure> {
    let schema = SchemaInput::load(&args.schema)?;
    let fragments = args.fragments.read()?;
    let (mut invalid, mut expensive) = (0, 0);
    let mut queries = Vec::new();
    for path in documents(&args.files)? {
        if fragments.iter().any(|file| is_same(&file.name, &path)) {
            continue;
        }
        match QueryInput::new(TextInput::read(&path)?, &fragments) {
            Ok(query) => queries.push(query),
            Err(diagnostics) => invalid += report(&diagnostics, messages),
        }
    }
    if let Some(wanted) = &args.operation {
        keep_those_with(wanted, &mut queries);
    }
    schema.parsed(|schema| {
        for query in &queries {
            for operation in selected_operations(&query.whole, args.operation.as_deref()) {
                match check(args, schema, query, &operation, messages)? {
                    Checked::Invalid(errors) => invalid += errors,
                    Checked::Valid { is_expensive } => expensive += usize::from(is_expensive),
                }
            }
        }
        ended(invalid, expensive)
    })
}

/// The result of a check with so many errors in documents, and so many operations that cost too much.
fn ended(invalid: usize, expensive: usize) -> Result<Exit, Failure> {
    if invalid > 0 {
        let message = format!("{} found", count(invalid, "problem"));
        return Err(Failure::usage(message));
    }
    let verb = match expensive {
        0 => return Ok(Exit::Complete),
        1 => "costs",
        _ => "cost",
    };
    let requests = count(expensive, "request");
    let message = format!("{requests} {verb} more than is allowed");
    Err(Failure::new(Exit::Failed, message)
        .help("request fewer items in the lists inside the items, or raise the limit"))
}

/// What was found about an operation.
enum Checked {
    /// The number of errors.
    Invalid(usize),
    /// It is valid, but a request of it may cost too much.
    Valid { is_expensive: bool },
}

/// Checks an operation and prints the report about it.
fn check(
    args: &CheckArgs,
    schema: &Schema,
    query: &QueryInput,
    operation: &str,
    messages: &Messages,
) -> Result<Checked, Failure> {
    let input = &query.whole;
    let options = args.declared.options(args.page_size);
    let source = Source {
        name: &input.name,
        text: &input.text,
    };
    let mut analysis = match analyze(schema, source, operation, &options) {
        Ok(analysis) => analysis,
        Err(diagnostics) => {
            let errors = report(&query.locate(diagnostics), messages);
            return Ok(Checked::Invalid(errors));
        }
    };
    (analysis.cost, analysis.complexity) = price(schema, &analysis, source, &options);
    print_report(&match args.format {
        ReportFormat::Text => text(&analysis, &input.name, args.page_size, args.documents),
        ReportFormat::Json => format!("{}\n", json(&analysis, &input.name)),
    })?;
    let problems = too_expensive(&analysis, args);
    for problem in &problems {
        messages.problem(&input.name, problem);
    }
    Ok(Checked::Valid {
        is_expensive: !problems.is_empty(),
    })
}

/// Prints diagnostics; returns the number of errors.
fn report(diagnostics: &[Diagnostic], messages: &Messages) -> usize {
    let mut errors = 0;
    for diagnostic in diagnostics {
        if diagnostic.severity == Severity::Error {
            errors += 1;
        }
        messages.diagnostic(diagnostic);
    }
    errors
}

/// Drops the documents without an operation of this name, if any document has it.
fn keep_those_with(wanted: &str, queries: &mut Vec<QueryInput>) {
    let has_it = |query: &QueryInput| {
        operation_names(&query.whole)
            .iter()
            .any(|name| name == wanted)
    };
    if queries.iter().any(has_it) {
        queries.retain(has_it);
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

/// The price of one request. The page size of the options applies only to the lists that are walked; other variables
/// have their defaults.
fn price(
    schema: &Schema<'_>,
    report: &Analysis,
    source: Source<'_>,
    options: &AnalyzeOptions,
) -> (Cost, u64) {
    let assumed = (report.cost, report.complexity);
    let (Some(document), Some(mut rewrite)) = (
        ParsedDocument::parse(source.text),
        Rewrite::parse(source.text),
    ) else {
        return assumed;
    };
    let sizes = walked_sizes(report);
    let mut numbers = BTreeMap::new();
    for variable in document.variables(&report.operation) {
        if let Some(number) = variable.default_number
            && !sizes.contains(&variable.name)
        {
            numbers.insert(variable.name, number);
        }
    }
    rewrite.fix_numbers(&numbers);
    let text = rewrite.text();
    let source = Source {
        name: source.name,
        text: &text,
    };
    match analyze(schema, source, &report.operation, options) {
        Ok(priced) => (priced.cost, priced.complexity),
        Err(_) => assumed,
    }
}

/// The variables of the query that set the page sizes of walked lists.
fn walked_sizes(report: &Analysis) -> Vec<String> {
    let mut sizes = Vec::new();
    for connection in &report.connections {
        for way in [&connection.forward, &connection.backward] {
            if let Walkability::Walkable(walk) = way
                && let Some(size) = &walk.size
                && let Some(PageDefault::Variable { name, .. }) = &size.default
            {
                sizes.push(name.clone());
            }
        }
    }
    sizes
}
