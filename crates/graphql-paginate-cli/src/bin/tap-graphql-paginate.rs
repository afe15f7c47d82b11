//! The binary `tap-graphql-paginate`: runs `graphql-paginate tap`, for engines that call a tap without a subcommand.

use std::env;
use std::io;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let program = match program() {
        Ok(program) => program,
        Err(error) => return failed(&format!("cannot tell where this program is: {error}")),
    };
    let mut command = Command::new(&program);
    command.arg("tap").args(env::args_os().skip(1));
    match run(command) {
        Ok(code) => code,
        Err(error) => failed(&format!("cannot run `{}`: {error}", program.display())),
    }
}

/// The path of `graphql-paginate`, in the same directory as this program.
fn program() -> io::Result<PathBuf> {
    let name = format!("graphql-paginate{}", env::consts::EXE_SUFFIX);
    Ok(env::current_exe()?.with_file_name(name))
}

/// Replaces this process with the other program, so that signals reach it.
#[cfg(unix)]
fn run(mut command: Command) -> io::Result<ExitCode> {
    Err(std::os::unix::process::CommandExt::exec(&mut command))
}

/// Runs the other program and exits with its exit code.
#[cfg(not(unix))]
fn run(mut command: Command) -> io::Result<ExitCode> {
    let code = command.status()?.code();
    Ok(ExitCode::from(
        code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1),
    ))
}

fn failed(message: &str) -> ExitCode {
    eprintln!("error: {message}\n  = help: install both programs of `graphql-paginate` together");
    ExitCode::FAILURE
}
