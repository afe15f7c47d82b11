//! Collects the documents that arguments name: files, and the files in directories.

use std::fs;
use std::path::{Path, PathBuf};

use apollo_compiler::ast::Document;

use crate::failure::Failure;

/// The files as given, and the `.graphql` files in directories and their subdirectories, sorted. Of those, schemas are left
/// out: projects keep them beside their queries.
pub(crate) fn documents(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut documents = Vec::new();
    for path in paths {
        if path.is_dir() {
            let before = documents.len();
            collect(path, &mut documents)?;
            if documents.len() == before {
                let message = format!("no `.graphql` file in `{}`", path.display());
                return Err(Failure::configuration(message));
            }
        } else {
            documents.push(path.clone());
        }
    }
    Ok(documents)
}

fn collect(directory: &Path, documents: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let failed = |error| Failure::file("read", directory, &error);
    let mut entries = Vec::new();
    for entry in fs::read_dir(directory).map_err(failed)? {
        entries.push(entry.map_err(failed)?.path());
    }
    entries.sort();
    for entry in entries {
        if entry.is_dir() && !entry.is_symlink() {
            collect(&entry, documents)?;
        } else if entry
            .extension()
            .is_some_and(|extension| extension == "graphql")
            && !is_schema(&entry)
        {
            documents.push(entry);
        }
    }
    Ok(())
}

/// Whether a file holds definitions of types and nothing else.
fn is_schema(path: &Path) -> bool {
    // A file that cannot be read, or not as GraphQL, is reported by who reads it.
    let Ok(text) = fs::read_to_string(path) else {
        return false;
    };
    let Ok(document) = Document::parse(text, path) else {
        return false;
    };
    let mut definitions = document.definitions.iter();
    !document.definitions.is_empty()
        && definitions.all(|definition| !definition.is_executable_definition())
}
