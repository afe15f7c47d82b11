//! The command line: parses the arguments and runs the selected command.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::commands::{
    check, completions, errors, export, generate, man, plan, sandbox, schema, sync, tap,
};
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
    messages: MessageArgs,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Clone, Copy, Args)]
struct MessageArgs {
    /// Format of the messages on standard error.
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        help_heading = "Messages"
    )]
    log_format: LogFormat,

    /// Print only errors, and a warning if data is made up for want of a token.
    #[arg(long, global = true, help_heading = "Messages")]
    quiet: bool,

    /// Print each request; given twice, everything that the library traces.
    #[arg(short, long, global = true, action = clap::ArgAction::Count, help_heading = "Messages")]
    verbose: u8,
}

/// The commands. Each has the help text of its arguments.
#[derive(Debug, Subcommand)]
enum Command {
    Export(Box<ExportArgs>),
    Plan(Box<plan::PlanArgs>),
    Sync(Box<sync::SyncArgs>),
    Tap(TapArgs),
    Check(check::CheckArgs),
    Generate(generate::GenerateArgs),
    Schema(schema::SchemaArgs),
    Sandbox(sandbox::SandboxArgs),
    Errors(errors::ErrorsArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    run(std::env::args_os().collect()).into()
}

fn run(arguments: Vec<OsString>) -> Exit {
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let error = with_tip(error, &arguments);
            return refuse(&error, asks_for_json(&arguments));
        }
    };
    let messages = Messages {
        format: cli.messages.log_format,
        quiet: cli.messages.quiet,
        verbose: cli.messages.verbose,
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
        Command::Plan(args) => plan::run(&args, messages),
        Command::Sync(args) => sync::run(&args, messages),
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

/// Adds how a query is named if it is given without its flag, as to `check`.
fn with_tip(mut error: clap::Error, arguments: &[OsString]) -> clap::Error {
    let takes_query = arguments
        .iter()
        .any(|argument| argument == "export" || argument == "plan");
    if takes_query
        && error.kind() == ErrorKind::UnknownArgument
        && let Some(ContextValue::String(name)) = error.get(ContextKind::InvalidArg)
        && !name.starts_with('-')
    {
        let tip = format!("to name a query, use '--query {name}'");
        let tips = ContextValue::StyledStrs(vec![tip.into()]);
        error.insert(ContextKind::Suggested, tips);
    }
    error
}

/// Prints help and version to standard output; any other parse error is a usage error.
fn refuse(error: &clap::Error, json: bool) -> Exit {
    let is_help = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    );
    if is_help || !json {
        // Nobody may be reading standard output.
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

/// Whether the arguments ask for JSON messages, for when they cannot be parsed.
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
    use std::path::Path;

    use super::*;

    #[test]
    fn the_definition_of_the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    /// How documentation texts call the program.
    const PROGRAM: [&str; 2] = ["graphql-paginate ", "cargo run -p graphql-paginate-cli -- "];

    /// Parses every call of the program in a text and returns the number of calls.
    fn parse_calls(text: &str) -> usize {
        let mut calls = 0;
        for line in text.lines() {
            for part in line.trim().trim_start_matches("$ ").split('|') {
                let call = part.split(['<', '>']).next().unwrap_or_default().trim();
                let Some(arguments) = PROGRAM.iter().find_map(|name| call.strip_prefix(name))
                else {
                    continue;
                };
                let words = arguments
                    .split_whitespace()
                    .map(|word| word.trim_matches('\''));
                let parsed = Cli::try_parse_from(std::iter::once("graphql-paginate").chain(words));
                if let Err(error) = parsed
                    && error.use_stderr()
                {
                    panic!("`{call}`: {error}");
                }
                calls += 1;
            }
        }
        calls
    }

    fn parse_examples(command: &clap::Command) -> usize {
        let mut calls = 0;
        for help in [command.get_after_help(), command.get_after_long_help()] {
            calls += help.map_or(0, |help| parse_calls(&help.to_string()));
        }
        for subcommand in command.get_subcommands() {
            calls += parse_examples(subcommand);
        }
        calls
    }

    #[test]
    fn examples_in_help_texts_are_valid() {
        assert!(parse_examples(&Cli::command()) > 20);
    }

    #[test]
    fn command_lines_in_documents_are_valid() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
        assert!(parse_calls(&std::fs::read_to_string(&own).unwrap()) > 5);
        let mut documents = vec![root.join("README.md")];
        for entry in std::fs::read_dir(root.join("docs")).unwrap() {
            documents.push(entry.unwrap().path());
        }
        for document in documents {
            if document
                .extension()
                .is_some_and(|extension| extension == "md")
            {
                parse_calls(&std::fs::read_to_string(document).unwrap());
            }
        }
    }

    #[test]
    #[should_panic(expected = "--no-such-flag")]
    fn an_invalid_call_in_a_text_is_found() {
        parse_calls("text\n$ echo | graphql-paginate errors --no-such-flag > file");
    }
}
