//! Texts that arguments name: files, or standard input for `-`.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use crate::failure::Failure;

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
