//! Parsed schemas, cached for the lifetime of the process.
//!
//! A compiler runs all derives of a crate in one process. A language server runs the derives of all crates for days, each
//! on a new thread. The cache has one entry for each schema, which is replaced when the file changes.

use crate::files::{definition_language, unreadable};
use graphql_paginate_codegen::{Diagnostic, Schema, SchemaDocument, SchemaText, Source};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

type Parsed = Result<&'static Schema<'static>, Vec<Diagnostic>>;

/// The state of a file when it was read, which shows whether it has changed since.
#[derive(Clone, Default, PartialEq)]
struct FileState {
    length: u64,
    modified: Option<SystemTime>,
}

// A parsed schema borrows from its text, so both are leaked: once for each state of a file.
static SCHEMAS: Mutex<BTreeMap<String, (FileState, Parsed)>> = Mutex::new(BTreeMap::new());

/// A schema that comes with the crate. A test of the code generator shows that it is valid and has no extensions.
pub(crate) fn shipped_schema(name: &'static str, text: &'static str) -> Parsed {
    // A path cannot contain `\0`.
    let key = format!("schema\0{name}");
    cached(key, FileState::default(), || {
        resolved(SchemaText::without_extensions(Source { name, text }))
    })
}

/// The schema in a file, parsed once for each state of the file.
pub(crate) fn schema(name: &str, path: &Path) -> Parsed {
    let metadata = fs::metadata(path).map_err(|error| vec![unreadable(name, &error)])?;
    let state = FileState {
        length: metadata.len(),
        modified: metadata.modified().ok(),
    };
    cached(path.display().to_string(), state, || {
        let text = definition_language(name, path).map_err(|error| vec![error])?;
        parse(Source {
            name: name.to_owned().leak(),
            text: text.leak(),
        })
    })
}

fn cached(key: String, state: FileState, parse: impl FnOnce() -> Parsed) -> Parsed {
    // A panic while the lock is held leaves no entry half written, so a poisoned lock is still valid.
    let mut schemas = SCHEMAS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((known, parsed)) = schemas.get(&key)
        && *known == state
    {
        return parsed.clone();
    }
    let parsed = parse();
    schemas.insert(key, (state, parsed.clone()));
    parsed
}

/// Parses a schema that may have mistakes. A mistake is an error only in the documents that depend on it.
fn parse(source: Source<'static>) -> Parsed {
    match strict(source) {
        Ok(schema) => Ok(schema),
        Err(_) => resolved(SchemaText::repaired(source)),
    }
}

fn strict(source: Source<'static>) -> Parsed {
    resolved(SchemaText::new(source)?)
}

fn resolved(text: SchemaText<'static>) -> Parsed {
    let text: &'static SchemaText<'static> = Box::leak(Box::new(text));
    let document: &'static SchemaDocument<'static> =
        Box::leak(Box::new(SchemaDocument::parse(text)?));
    Ok(Box::leak(Box::new(Schema::trusted(document)?)))
}

#[cfg(test)]
mod tests {
    use super::{Schema, schema};
    use std::fs;
    use std::path::Path;
    use std::thread;

    /// The address of the parsed schema, as a derive on a thread of its own finds it.
    fn parsed(path: &Path) -> usize {
        let on_thread = || {
            schema("schema.graphql", path)
                .map(|schema| std::ptr::from_ref::<Schema<'_>>(schema).addr())
        };
        thread::scope(|scope| scope.spawn(on_thread).join().unwrap().unwrap())
    }

    #[test]
    fn a_schema_is_parsed_once_for_all_threads_until_its_file_changes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("schema.graphql");
        fs::write(&path, "type Query { name: String }").unwrap();
        let first = parsed(&path);
        assert_eq!(parsed(&path), first);
        fs::write(&path, "type Query { name: String, size: Int }").unwrap();
        let second = parsed(&path);
        assert_ne!(second, first);
        assert_eq!(parsed(&path), second);
    }
}
