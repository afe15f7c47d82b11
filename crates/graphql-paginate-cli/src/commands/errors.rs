//! The command `errors`: explains the exit codes.

use clap::{Args, ValueEnum};

use crate::exit::Exit;
use crate::export::{Api, GENERIC_TOKEN};
use crate::failure::Failure;
use crate::stdout::print;

/// Explain exit codes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  graphql-paginate errors
  graphql-paginate errors 77")]
pub(crate) struct ErrorsArgs {
    /// The code or its name; all of them without one.
    code: Option<String>,
}

pub(crate) fn run(args: &ErrorsArgs) -> Result<Exit, Failure> {
    let text = match &args.code {
        Some(code) => explained(code)?,
        None => listed(),
    };
    print(&text)?;
    Ok(Exit::Complete)
}

fn listed() -> String {
    let mut text = String::new();
    for exit in Exit::ALL {
        let (code, name, summary) = (exit.code(), exit.name(), exit.summary());
        text.push_str(&format!("{code:>3}  {name:<15} {summary}\n"));
    }
    text
}

/// The environment variables with the credentials of each API.
fn credentials() -> String {
    let mut text = String::new();
    for api in Api::value_variants() {
        let variables = api.credentials().join(", ");
        text.push_str(&format!("  {:<22} {variables}\n", api.name()));
    }
    text.push_str(&format!("  {:<22} {GENERIC_TOKEN}\n", "any other endpoint"));
    text
}

fn explained(code: &str) -> Result<String, Failure> {
    for exit in Exit::ALL {
        if exit.code().to_string() == code || exit.name() == code {
            let (code, name, explanation) = (exit.code(), exit.name(), exit.explanation());
            let mut text = format!("{code} {name}\n\n{explanation}\n");
            if exit == Exit::Token {
                text.push_str(&format!("\n{}", credentials()));
            }
            return Ok(text);
        }
    }
    let help = "`graphql-paginate errors` lists all codes";
    Err(Failure::usage(format!("no exit code `{code}`")).help(help))
}
