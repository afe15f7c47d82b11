//! The command `schema fetch`: downloads a server's schema by introspection.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use serde_json::Value;

use crate::exit::Exit;
use crate::export::{Access, Api, CommandHints, SourceArgs, fetched_schema, report};
use crate::failure::Failure;
use crate::file::replace;
use crate::introspection::{StoredIntrospection, introspect, introspect_stored};
use crate::messages::Messages;
use crate::runtime::block_on;
use crate::stdout::print;

/// Fetch the schema of an API by introspection.
///
/// It asks first which introspection fields the server has, then for all of them. demarches-simplifiees answers without
/// a token.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  graphql-paginate schema fetch --api github -o github.graphql
  graphql-paginate schema fetch --api demarches-simplifiees | graphql-paginate schema normalize -
  graphql-paginate schema fetch --endpoint https://api.example.com/graphql --format json -o schema.json")]
pub(super) struct FetchArgs {
    #[command(flatten)]
    source: SourceArgs,

    /// Write to this file; `.json` chooses `json`.
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

    /// The form of the schema; `sdl` by default.
    #[arg(long, value_enum, help_heading = "Output")]
    format: Option<SchemaFormat>,

    /// The longest wait that the API may ask for, as in `30s` or `2h`.
    #[arg(long, value_name = "TIME", value_parser = crate::duration::parse_duration, default_value = "1m", help_heading = "Run")]
    max_wait: Duration,
}

/// The form of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SchemaFormat {
    /// The schema definition language.
    Sdl,
    /// The answer to the introspection query.
    Json,
}

pub(super) fn run(args: &FetchArgs, messages: &Messages) -> Result<Exit, Failure> {
    if let Some(api) = args.source.api.filter(|api| !api.is_graphql()) {
        let message = format!("{} is a REST API and has no GraphQL schema", api.name());
        return Err(Failure::usage(message));
    }
    let text = block_on(fetched(args, messages))?;
    match &args.output {
        Some(path) if path != Path::new("-") => {
            replace(path, &text)?;
            messages.note(&format!("wrote {}", path.display()));
        }
        _ => print(&text)?,
    }
    Ok(Exit::Complete)
}

async fn fetched(args: &FetchArgs, messages: &Messages) -> Result<String, Failure> {
    let api = args.source.api;
    let data = if api == Some(Api::DemarchesSimplifiees) {
        let access = Access::without_credentials(&args.source, args.max_wait, messages)?;
        let transport = StoredIntrospection::new()
            .map_err(|error| Failure::new(Exit::Failed, error.to_string()))?;
        let client = access.build(access.graphql_builder().transport(transport))?;
        introspect_stored(&client).await
    } else {
        let output = args.output.as_deref();
        let access = Access::new(&args.source, args.max_wait, output, messages)?;
        introspect(&access.graphql_client()?).await
    };
    match format(args) {
        SchemaFormat::Sdl => Ok(fetched_schema(data, api, &CommandHints::SCHEMA_FETCH)?.sdl),
        SchemaFormat::Json => {
            let data = data.map_err(|error| {
                Failure::Reported(Box::new(report(
                    &error,
                    api,
                    &CommandHints::SCHEMA_FETCH,
                    false,
                )))
            })?;
            let value: Value = serde_json::from_str(data.get()).expect("it was parsed before");
            Ok(format!("{value:#}\n"))
        }
    }
}

fn format(args: &FetchArgs) -> SchemaFormat {
    let extension = args.output.as_ref().and_then(|path| path.extension());
    match args.format {
        Some(format) => format,
        None if extension.is_some_and(|extension| extension == "json") => SchemaFormat::Json,
        None => SchemaFormat::Sdl,
    }
}
