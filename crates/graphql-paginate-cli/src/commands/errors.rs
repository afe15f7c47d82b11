//! The command `errors`: explains the exit codes.

use clap::Args;

use crate::exit::Exit;
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

fn explained(code: &str) -> Result<String, Failure> {
    for exit in Exit::ALL {
        if exit.code().to_string() == code || exit.name() == code {
            let (code, name, explanation) = (exit.code(), exit.name(), exit.explanation());
            return Ok(format!("{code} {name}\n\n{explanation}\n"));
        }
    }
    let help = "`graphql-paginate errors` lists all codes";
    Err(Failure::usage(format!("no exit code `{code}`")).help(help))
}
