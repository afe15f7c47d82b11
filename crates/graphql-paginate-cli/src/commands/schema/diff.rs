//! The command `schema diff`: lists the changes between two schemas and the queries that they break.

use std::cmp::Reverse;
use std::path::PathBuf;

use bluejay_parser::Error;
use bluejay_parser::ast::Parse;
use bluejay_parser::ast::definition::{DefaultContext, DefinitionDocument, SchemaDefinition};
use bluejay_schema_comparator::{CriticalityLevel, compare};
use clap::{Args, ValueEnum};
use serde_json::json;

use super::normalized;
use crate::breakage::{Breakage, breakages};
use crate::documents::documents;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::messages::Messages;
use crate::operations::is_of_fragments;
use crate::plural::count;
use crate::query_input::QueryInput;
use crate::schema_input::SchemaInput;
use crate::stdout::print_report;
use crate::text_input::TextInput;

/// Compare two schemas, and list the queries that a change breaks.
///
/// Ends with 1 if a change breaks clients. With `--against`, only what breaks these queries counts.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  graphql-paginate schema diff old.graphql new.graphql
  graphql-paginate schema fetch --api github | graphql-paginate schema diff github - --against queries/")]
pub(super) struct DiffArgs {
    /// The schema before: `github`, `demarches-simplifiees`, a file in SDL or introspection JSON, or `-`.
    old: String,

    /// The schema after.
    new: String,

    /// Documents, or directories of `.graphql` files. They have to fit the old schema, and can use the fragments of files
    /// without operations.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    against: Vec<PathBuf>,

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
    /// One JSON object per line, for each change and each broken operation.
    Json,
}

/// A change between the schemas.
struct Difference {
    /// `breaking`, `dangerous` or `safe`.
    level: &'static str,
    path: String,
    message: String,
}

pub(super) fn run(args: &DiffArgs, messages: &Messages) -> Result<Exit, Failure> {
    let (old, new) = (SchemaInput::load(&args.old)?, SchemaInput::load(&args.new)?);
    let queries = queries(&args.against)?;
    let differences = differences(&old, &new)?;
    let broken = breakages(&old, &new, &queries)?;
    print_report(&match args.format {
        ReportFormat::Text => text(&differences, &broken),
        ReportFormat::Json => json_lines(&differences, &broken),
    })?;
    let mut breaking = 0;
    for difference in &differences {
        if difference.level == "breaking" {
            breaking += 1;
        }
    }
    let mut summary = format!(
        "{}, {breaking} of them breaking",
        count(differences.len(), "change")
    );
    let mut fails = breaking > 0;
    if !args.against.is_empty() {
        summary.push_str(&format!("; {} broken", count(broken.len(), "operation")));
        fails = !broken.is_empty();
    }
    messages.note(&summary);
    Ok(if fails { Exit::Failed } else { Exit::Complete })
}

/// The documents with operations; they can use the fragments of those that hold nothing else.
fn queries(paths: &[PathBuf]) -> Result<Vec<QueryInput>, Failure> {
    let (mut fragments, mut inputs) = (Vec::new(), Vec::new());
    for path in documents(paths)? {
        let input = TextInput::read(&path)?;
        if is_of_fragments(&input) {
            fragments.push(input);
        } else {
            inputs.push(input);
        }
    }
    let mut queries = Vec::new();
    for input in inputs {
        let name = format!("`{}`", input.name);
        let query = QueryInput::new(input, &fragments);
        queries
            .push(query.map_err(|diagnostics| Failure::invalid(Exit::Usage, &name, diagnostics))?);
    }
    Ok(queries)
}

fn text(differences: &[Difference], broken: &[Breakage]) -> String {
    let mut text = String::new();
    for difference in differences {
        text.push_str(&format!(
            "{:<9}  {}\n",
            difference.level, difference.message
        ));
    }
    for breakage in broken {
        text.push_str(&format!(
            "{}: `{}` breaks\n",
            breakage.file, breakage.operation
        ));
        for reason in &breakage.reasons {
            text.push_str(&format!("  {}\n", reason.replace('\n', "\n  ")));
        }
    }
    text
}

fn json_lines(differences: &[Difference], broken: &[Breakage]) -> String {
    let mut lines = String::new();
    for Difference {
        level,
        path,
        message,
    } in differences
    {
        let line = json!({ "change": level, "path": path, "message": message });
        lines.push_str(&format!("{line}\n"));
    }
    for breakage in broken {
        let Breakage {
            file,
            operation,
            reasons,
        } = breakage;
        let line = json!({ "broken": operation, "file": file, "reasons": reasons });
        lines.push_str(&format!("{line}\n"));
    }
    lines
}

/// All changes, the most critical first. Descriptions and the order of definitions are ignored.
fn differences(old: &SchemaInput, new: &SchemaInput) -> Result<Vec<Difference>, Failure> {
    let (old_text, new_text) = (normalized(old)?, normalized(new)?);
    let (old_document, new_document) = (parsed(old, &old_text)?, parsed(new, &new_text)?);
    let (old, new) = (
        defined(old, &old_text, &old_document)?,
        defined(new, &new_text, &new_document)?,
    );
    let mut changes = compare(&old, &new).changes;
    changes.sort_by_cached_key(|change| {
        (
            Reverse(change.criticality_level()),
            change.path(),
            change.message(),
        )
    });
    let mut differences = Vec::new();
    for change in &changes {
        differences.push(Difference {
            level: match change.criticality_level() {
                CriticalityLevel::Breaking => "breaking",
                CriticalityLevel::Dangerous => "dangerous",
                CriticalityLevel::Safe => "safe",
            },
            path: change.path(),
            message: change.message(),
        });
    }
    Ok(differences)
}

fn parsed<'t>(
    schema: &SchemaInput,
    text: &'t str,
) -> Result<DefinitionDocument<'t, DefaultContext>, Failure> {
    let parsed = DefinitionDocument::parse(text).result;
    parsed.map_err(|errors| invalid(schema, text, errors))
}

fn defined<'t>(
    schema: &SchemaInput,
    text: &str,
    document: &'t DefinitionDocument<'t, DefaultContext>,
) -> Result<SchemaDefinition<'t, DefaultContext>, Failure> {
    SchemaDefinition::try_from(document).map_err(|errors| invalid(schema, text, errors))
}

/// The failure for a schema whose normalized text the comparison refuses.
fn invalid(schema: &SchemaInput, text: &str, errors: Vec<impl Into<Error>>) -> Failure {
    let mut failure = Failure::configuration(format!("the schema `{}` is invalid", schema.name));
    for error in Error::into_graphql_errors(text, errors) {
        let line = error.locations.first().and_then(|place| {
            // The first line has the number 1.
            text.lines().nth(place.line.saturating_sub(1))
        });
        failure = failure.help(match line {
            Some(line) => format!("{}: `{}`", error.message, line.trim()),
            None => error.message.into_owned(),
        });
    }
    failure
}
