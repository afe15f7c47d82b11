//! Texts that arguments name: files, or standard input for `-`.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use crate::failure::Failure;

/// The names of standard input.
const STANDARD_INPUT: [&str; 3] = ["-", "/dev/stdin", "/dev/fd/0"];

/// A text with its name in messages.
#[derive(Debug, Clone)]
pub(crate) struct TextInput {
    pub(crate) name: String,
    pub(crate) text: String,
}

impl TextInput {
    /// Reads a file, or standard input for `-`.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let (name, text) = if path == Path::new("-") {
            let mut text = String::new();
            let read = io::stdin().read_to_string(&mut text).map(|_| text);
            ("standard input".to_owned(), read)
        } else {
            (path.display().to_string(), fs::read_to_string(path))
        };
        match text {
            Ok(text) => Ok(Self { name, text }),
            Err(error) => Err(Failure::file("read", path, &error)),
        }
    }
}

/// Refuses standard input for two of these inputs, each with its role: the second one would find nothing.
pub(crate) fn refuse_shared_input<'p>(
    inputs: impl IntoIterator<Item = (&'static str, &'p Path)>,
) -> Result<(), Failure> {
    let mut first = None;
    for (role, path) in inputs {
        if !STANDARD_INPUT.iter().any(|name| path == Path::new(name)) {
            continue;
        }
        if let Some(first) = first {
            let message = format!("standard input is both {first} and {role}");
            return Err(Failure::usage(message).help("name a file for one of them"));
        }
        first = Some(role);
    }
    Ok(())
}
