//! Lists with a definition in a file: any list of any query.

mod completer;
mod query_list;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use graphql_paginate_sync::{List, Partition, SyncError};

use super::outcome::failure;
use crate::failure::Failure;
use crate::text_input::TextInput;

/// A definition, before its query is checked against a schema.
pub(super) struct Definition {
    list: List,
    partition: Partition,
    query: TextInput,
    /// The file of the definition in messages.
    file: String,
}

/// Reads the definitions in files. Two lists of one name would delete each other's items.
pub(super) fn definitions(paths: &[PathBuf]) -> Result<Vec<Definition>, Failure> {
    let mut definitions = Vec::new();
    let mut files: HashMap<String, &Path> = HashMap::new();
    for path in paths {
        let definition = Definition::read(path)?;
        let name = definition.list.name();
        if let Some(first) = files.insert(name.to_owned(), path) {
            let message = format!(
                "`{}` and `{}` both define the list `{name}`",
                first.display(),
                path.display(),
            );
            return Err(Failure::usage(message).help("give each list a `name` of its own"));
        }
        definitions.push(definition);
    }
    Ok(definitions)
}

impl Definition {
    /// Reads a definition from a file, and the query beside it.
    fn read(path: &Path) -> Result<Self, Failure> {
        let definition = TextInput::read(path)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut query = TextInput {
            name: String::new(),
            text: String::new(),
        };
        let defined = List::from_toml(&definition.text, |file| {
            let file = folder.join(file);
            query.name = file.display().to_string();
            query.text = std::fs::read_to_string(&file)
                .map_err(|source| SyncError::File { path: file, source })?;
            Ok(query.text.clone())
        });
        let file = format!("`{}`", path.display());
        let (list, partition) = defined.map_err(|error| failure(error, None, &file))?;
        Ok(Self {
            list,
            partition,
            query,
            file,
        })
    }
}
