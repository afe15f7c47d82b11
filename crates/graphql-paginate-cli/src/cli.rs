//! The arguments, and which command they ask for.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::commands::{check, completions, errors, export, generate, man, sandbox, schema, tap};
use crate::exit::Exit;
use crate::export::ExportArgs;
use crate::failure::{Failure, Report};
use crate::messages::{LogFormat, Messages};
use crate::tap::TapArgs;
use crate::trace::forward_events;

/// Export every item of a paginated API, and check the queries that do it.
#[derive(Debug, Parser)]
#[command(
    name = "graphql-paginate",
    version,
    max_term_width = 100,
    after_help = "Data goes to standard output, messages to standard error. Exit codes: `graphql-paginate errors`."
)]
struct Cli {
    #[command(flatten)]
    output: OutputArgs,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Clone, Copy, Args)]
struct OutputArgs {
    /// Form of the messages on standard error.
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        help_heading = "Messages"
    )]
    log_format: LogFormat,

    /// Print errors only.
    #[arg(long, global = true, help_heading = "Messages")]
    quiet: bool,

    /// Print each request; twice: everything the library traces.
    #[arg(short, long, global = true, action = clap::ArgAction::Count, help_heading = "Messages")]
    verbose: u8,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Export every item of a list.
    Export(Box<ExportArgs>),
    /// Write lists as a Singer tap.
    Tap(TapArgs),
    /// Validate queries; say how each list can be walked and what a page costs.
    Check(check::CheckArgs),
    /// Write the Rust module that the derive would generate.
    Generate(generate::GenerateArgs),
    /// Show, normalize and list schemas.
    Schema(schema::SchemaArgs),
    /// Serve an imitated API on this machine.
    Sandbox(sandbox::SandboxArgs),
    /// Explain exit codes.
    Errors(errors::ErrorsArgs),
    /// Print a completion script for a shell.
    Completions(completions::CompletionsArgs),
    /// Print the manual page.
    Man(man::ManArgs),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    run(std::env::args_os().collect()).into()
}

fn run(arguments: Vec<OsString>) -> Exit {
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return refuse(&error, asks_for_json(&arguments)),
    };
    let messages = Messages {
        format: cli.output.log_format,
        quiet: cli.output.quiet,
        verbose: cli.output.verbose,
    };
    forward_events(&messages);
    match dispatch(cli.command, &messages) {
        Ok(exit) => exit,
        Err(Failure::ReaderClosed) => Exit::Complete,
        Err(Failure::Reported(report)) => {
            messages.failure(&report);
            report.exit
        }
    }
}

fn dispatch(command: Command, messages: &Messages) -> Result<Exit, Failure> {
    match command {
        Command::Export(args) => export::run(&args, messages),
        Command::Tap(args) => tap::run(&args, messages),
        Command::Check(args) => check::run(&args, messages),
        Command::Generate(args) => generate::run(&args, messages),
        Command::Schema(args) => schema::run(&args, messages),
        Command::Sandbox(args) => sandbox::run(&args, messages),
        Command::Errors(args) => errors::run(&args),
        Command::Completions(args) => completions::run(&args, Cli::command()),
        Command::Man(args) => man::run(&args, Cli::command()),
    }
}

/// Help and version go to standard output; anything else is a usage error.
fn refuse(error: &clap::Error, json: bool) -> Exit {
    let is_help = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    );
    if is_help || !json {
        // Nobody may be reading.
        let _ = error.print();
    } else {
        let text = error.render().to_string();
        let message = text.lines().next().unwrap_or_default();
        Messages {
            format: LogFormat::Json,
            ..Messages::default()
        }
        .failure(&Report {
            exit: Exit::Usage,
            message: message.trim_start_matches("error: ").to_owned(),
            help: vec!["graphql-paginate --help".to_owned()],
            diagnostics: Vec::new(),
        });
    }
    if is_help { Exit::Complete } else { Exit::Usage }
}

/// Whether arguments that cannot be parsed ask for JSON messages all the same.
fn asks_for_json(arguments: &[OsString]) -> bool {
    let mut previous = None;
    for argument in arguments {
        if argument == "--log-format=json"
            || (argument == "json" && previous.is_some_and(|previous| previous == "--log-format"))
        {
            return true;
        }
        previous = Some(argument);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_of_the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
