//! Renders a schema in canonical form: `render-schema [--title TITLE] [FILE]`. Without a file it reads standard input.

use std::io::{Read, Write};
use std::process::ExitCode;
use std::{env, fs, io};

use render_schema::{Options, render};

const USAGE: &str = "usage: render-schema [--title TITLE] [FILE]";

fn main() -> ExitCode {
    match arguments(env::args().skip(1)).and_then(|arguments| run(&arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// The command line arguments.
#[derive(Default)]
struct Arguments {
    title: Option<String>,
    /// The input file; `None` for standard input.
    file: Option<String>,
}

fn arguments(mut words: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let mut arguments = Arguments::default();
    while let Some(word) = words.next() {
        if word == "--title" {
            arguments.title = Some(words.next().ok_or(USAGE)?);
        } else if word.starts_with('-') || arguments.file.replace(word).is_some() {
            return Err(USAGE.to_owned());
        }
    }
    Ok(arguments)
}

fn run(arguments: &Arguments) -> Result<(), String> {
    let source_name = arguments.file.as_deref().unwrap_or("standard input");
    let sdl = read(arguments.file.as_deref())
        .map_err(|error| format!("cannot read `{source_name}`: {error}"))?;
    let options = Options {
        source_name,
        title: arguments.title.as_deref(),
    };
    let canonical = render(&sdl, &options).map_err(|error| error.to_string())?;
    // `print!` would panic if the reader of a pipe has closed it.
    io::stdout()
        .write_all(canonical.as_bytes())
        .map_err(|error| format!("cannot write: {error}"))
}

fn read(file: Option<&str>) -> io::Result<String> {
    match file {
        Some(path) => fs::read_to_string(path),
        None => {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text)?;
            Ok(text)
        }
    }
}
