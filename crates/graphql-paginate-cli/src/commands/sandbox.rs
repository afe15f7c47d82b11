//! The command `sandbox`: serves imitations of the APIs on this machine.

use std::env;
use std::io;
use std::time::Duration;

use clap::{Args, ValueEnum};
use graphql_paginate_sandbox::{Builder, Endpoint, Fault, Faults, Sandbox, Throttle};
use tokio::runtime;

use crate::duration::parse_duration;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::messages::Messages;
use crate::sandbox::{parse_items, sandbox_builder};
use crate::schema_input::SchemaInput;
use crate::signals::interrupted;
use crate::stdout::print;

/// Serve an imitated API on this machine.
#[derive(Debug, Args)]
#[command(
    after_help = "Prints one line with the API's name and its URL, then serves until Ctrl-C.

Examples:
  graphql-paginate sandbox github --items 1000 --latency 50ms
  graphql-paginate sandbox github --faults throttled,cut-body
  graphql-paginate sandbox github --token-env GITHUB_TOKEN
  graphql-paginate sandbox --schema schema.graphql
  graphql-paginate sandbox"
)]
pub(crate) struct SandboxArgs {
    /// The API; all of them without one.
    #[arg(value_enum)]
    api: Option<SandboxApi>,

    /// Serve this schema on derived data: a file in SDL or introspection JSON, `-`, or a shipped name. Its connections and
    /// its lists with tokens, offsets or page numbers are paged, and objects are found again by their `id`; it needs no
    /// token.
    #[arg(short, long, value_name = "SCHEMA", conflicts_with = "api")]
    schema: Option<String>,

    /// Items in the main lists.
    #[arg(long, value_name = "N", default_value_t = 250, value_parser = parse_items)]
    items: usize,

    /// The delay of each response, as in `50ms` or `1s`.
    #[arg(long, value_name = "TIME", value_parser = parse_duration, default_value = "0ms")]
    latency: Duration,

    /// Faults to inject on the GraphQL APIs; each hits about every fifth request, the same ones at every start.
    #[arg(long, value_enum, value_name = "FAULT", value_delimiter = ',')]
    faults: Vec<SandboxFault>,

    /// Accept only the token in this environment variable: other tokens are rejected as the real API rejects them. By
    /// default, every token is accepted.
    #[arg(long, value_name = "NAME")]
    token_env: Option<String>,

    /// Stop after this time; by default, serve until Ctrl-C.
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    stop_after: Option<Duration>,
}

/// An API that the sandbox imitates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SandboxApi {
    Github,
    DemarchesSimplifiees,
    Jobaffinity,
    PositionGreen,
    Sage,
    /// A REST API that does not exist, with each common paging style.
    Catalogue,
}

/// What goes wrong with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SandboxFault {
    /// 503, with a wait of one second.
    Busy,
    /// 429, with a wait of one second.
    Throttled,
    /// 502 with a page of HTML.
    BadGateway,
    /// The connection is closed before the response.
    Disconnect,
    /// The response is cut off in the middle.
    CutBody,
    /// GitHub's response to a query that takes too long.
    Timeout,
    /// The first item is null, with an error beside the data.
    ForbiddenItem,
}

impl SandboxFault {
    fn fault(self) -> Fault {
        const SECOND: Duration = Duration::from_secs(1);
        match self {
            Self::Busy => Fault::status(503).header("retry-after", "1"),
            Self::Throttled => Fault::throttled(Throttle::retry_after_seconds(SECOND)),
            Self::BadGateway => Fault::html_page(502),
            Self::Disconnect => Fault::disconnect(),
            Self::CutBody => Fault::cut_body(),
            Self::Timeout => Fault::something_went_wrong(502),
            Self::ForbiddenItem => Fault::forbidden_node(0),
        }
    }
}

fn faults(chosen: &[SandboxFault]) -> Faults {
    let mut faults = Faults::new();
    for (seed, fault) in (1..).zip(chosen) {
        faults = faults.scattered(20, seed, fault.fault());
    }
    faults
}

impl SandboxArgs {
    /// Refuses flags that the API does not have.
    fn refuse_unused_flags(&self) -> Result<(), Failure> {
        let Some(api) = self.api else {
            return Ok(());
        };
        let is_graphql = matches!(api, SandboxApi::Github | SandboxApi::DemarchesSimplifiees);
        if !is_graphql && !self.faults.is_empty() {
            let message = format!("`--faults` is for GraphQL APIs, and {} is none", api.name());
            return Err(Failure::usage(message).help("leave it out"));
        }
        if self.token_env.is_some() && !is_graphql && api != SandboxApi::Sage {
            let message = format!(
                "`--token-env` is for APIs with tokens, and {} has none",
                api.name()
            );
            return Err(Failure::usage(message).help("leave it out"));
        }
        Ok(())
    }

    /// The builder with the token that is required, if one is.
    fn with_token(&self, builder: Builder) -> Result<Builder, Failure> {
        let Some(name) = &self.token_env else {
            return Ok(builder);
        };
        match env::var(name) {
            Ok(token) if !token.trim().is_empty() => Ok(builder.required_token(token.trim())),
            _ => Err(Failure::new(Exit::Token, format!("{name} is not set"))
                .help("set it to the token that is accepted")),
        }
    }
}

pub(crate) fn run(args: &SandboxArgs, messages: &Messages) -> Result<Exit, Failure> {
    args.refuse_unused_flags()?;
    // The servers stop when the sandbox is dropped.
    let (_sandbox, lines) = match &args.schema {
        Some(schema) => of_schema(args, schema)?,
        None => of_apis(args)?,
    };
    print(&lines)?;
    let token = match (&args.token_env, &args.schema) {
        (Some(name), _) => format!("the token is that of {name}"),
        (None, Some(_)) => "it needs no token".to_owned(),
        (None, None) => format!("the token is `{}`", Sandbox::TOKEN),
    };
    messages.note(&format!("serving until Ctrl-C; {token}"));
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| failed(&error))?.block_on(async {
        match args.stop_after {
            Some(time) => tokio::time::sleep(time).await,
            None => interrupted().await,
        }
    });
    Ok(Exit::Complete)
}

/// The imitations of known APIs, and a line for each that was asked for.
fn of_apis(args: &SandboxArgs) -> Result<(Sandbox, String), Failure> {
    let builder = sandbox_builder(args.items, args.latency, &faults(&args.faults));
    let sandbox = args.with_token(builder)?.start_blocking();
    let sandbox = sandbox.map_err(|error| failed(&error))?;
    let mut lines = String::new();
    for api in SandboxApi::value_variants() {
        if args.api.is_none_or(|wanted| wanted == *api) {
            let url = endpoint(&sandbox, *api).url();
            lines.push_str(&format!("{} {url}\n", api.name()));
        }
    }
    Ok((sandbox, lines))
}

/// The API of a schema, and its line.
fn of_schema(args: &SandboxArgs, schema: &str) -> Result<(Sandbox, String), Failure> {
    let schema = SchemaInput::load(schema)?;
    // Reports what is wrong with its place.
    schema.parsed(|_| Ok(()))?;
    let builder = Sandbox::builder()
        .own_schema(schema.sdl)
        .own_schema_items(args.items)
        .own_schema_faults(faults(&args.faults))
        .latency(args.latency)
        .record_requests(false);
    let sandbox = args.with_token(builder)?.start_blocking();
    let sandbox = sandbox.map_err(|error| match error.kind() {
        io::ErrorKind::InvalidInput => {
            let message = format!("the schema `{}` is invalid: {error}", schema.name);
            Failure::configuration(message)
        }
        _ => failed(&error),
    })?;
    let url = sandbox.own_schema().map_or("", Endpoint::url);
    let line = format!("schema {url}\n");
    Ok((sandbox, line))
}

fn failed(error: &io::Error) -> Failure {
    Failure::new(Exit::Failed, format!("cannot start the sandbox: {error}"))
}

fn endpoint(sandbox: &Sandbox, api: SandboxApi) -> &Endpoint {
    match api {
        SandboxApi::Github => sandbox.github(),
        SandboxApi::DemarchesSimplifiees => sandbox.demarches_simplifiees(),
        SandboxApi::Jobaffinity => sandbox.jobaffinity(),
        SandboxApi::PositionGreen => sandbox.position_green(),
        SandboxApi::Sage => sandbox.sage(),
        SandboxApi::Catalogue => sandbox.catalogue(),
    }
}

impl SandboxApi {
    fn name(self) -> &'static str {
        match self {
            Self::Github => "github",
            Self::DemarchesSimplifiees => "demarches-simplifiees",
            Self::Jobaffinity => "jobaffinity",
            Self::PositionGreen => "position-green",
            Self::Sage => "sage",
            Self::Catalogue => "catalogue",
        }
    }
}
