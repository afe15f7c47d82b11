//! The command `schema`: fetches, shows, normalizes, compares and lists schemas.

mod diff;
mod fetch;

use clap::{Args, Subcommand};
use render_schema::{Options, render};

use crate::connections::connections;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::messages::Messages;
use crate::schema_input::SchemaInput;
use crate::stdout::print;

/// Fetch, show, normalize, compare and list schemas.
#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    #[command(subcommand)]
    command: SchemaCommand,
}

#[derive(Debug, Subcommand)]
enum SchemaCommand {
    Fetch(Box<fetch::FetchArgs>),
    /// Print a schema in SDL, for editors and other tools.
    #[command(after_help = "Example:
  graphql-paginate schema show github > github.graphql")]
    Show(SchemaFile),
    /// Print a schema in one canonical form: sorted, without descriptions.
    #[command(
        after_help = "Two schemas that say the same print the same bytes. Example:
  graphql-paginate schema normalize introspection.json > schema.graphql"
    )]
    Normalize(SchemaFile),
    Diff(diff::DiffArgs),
    /// List the fields that are connections, with their parents and items.
    #[command(after_help = "Columns: type and field, item type, directions. Example:
  graphql-paginate schema connections github | grep Repository")]
    Connections(SchemaFile),
}

#[derive(Debug, Args)]
struct SchemaFile {
    /// `github`, `demarches-simplifiees`, a file in SDL or introspection JSON, or `-`.
    schema: String,
}

pub(crate) fn run(args: &SchemaArgs, messages: &Messages) -> Result<Exit, Failure> {
    let text = match &args.command {
        SchemaCommand::Fetch(args) => return fetch::run(args, messages),
        SchemaCommand::Diff(args) => return diff::run(args, messages),
        SchemaCommand::Show(file) => SchemaInput::load(&file.schema)?.sdl,
        SchemaCommand::Normalize(file) => normalized(&SchemaInput::load(&file.schema)?)?,
        SchemaCommand::Connections(file) => listed(&SchemaInput::load(&file.schema)?)?,
    };
    print(&text)?;
    Ok(Exit::Complete)
}

fn normalized(schema: &SchemaInput) -> Result<String, Failure> {
    let options = Options {
        source_name: &schema.name,
        title: None,
    };
    render(&schema.sdl, &options).map_err(|error| Failure::configuration(error.to_string()))
}

fn listed(schema: &SchemaInput) -> Result<String, Failure> {
    let mut text = String::new();
    for connection in connections(schema)? {
        let mut directions = Vec::new();
        if connection.forward {
            directions.push("forward");
        }
        if connection.backward {
            directions.push("backward");
        }
        let (parent, field, item) = (connection.parent, connection.field, connection.item);
        text.push_str(&format!(
            "{parent}.{field}\t{item}\t{}\n",
            directions.join(",")
        ));
    }
    Ok(text)
}
