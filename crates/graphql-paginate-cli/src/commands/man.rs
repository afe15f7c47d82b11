//! The command `man`: writes the manual pages of the program and of each subcommand.

use std::fs;
use std::io;
use std::path::PathBuf;

use clap::{Args, Command};
use clap_mangen::Man;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::stdout::print;

/// Print the manual page.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  graphql-paginate man | man -l -
  graphql-paginate man --output-directory /usr/local/share/man/man1")]
pub(crate) struct ManArgs {
    /// Write the page and those of all subcommands into this directory instead.
    #[arg(short, long, value_name = "DIR")]
    output_directory: Option<PathBuf>,
}

pub(crate) fn run(args: &ManArgs, command: Command) -> Result<Exit, Failure> {
    match &args.output_directory {
        Some(directory) => {
            let written = fs::create_dir_all(directory)
                .and_then(|()| clap_mangen::generate_to(command, directory));
            written.map_err(|error| Failure::file("write to", directory, &error))?;
        }
        None => print(&page(command).map_err(|error| Failure::stdout(&error))?)?,
    }
    Ok(Exit::Complete)
}

fn page(command: Command) -> io::Result<String> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
