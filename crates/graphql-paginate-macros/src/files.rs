//! Files, and a cache of schemas for the whole process.
//!
//! A compiler runs all derives of a crate in one process, and a language server all derives of all crates over days,
//! each on a thread of its own. The cache has one entry for each schema, which is replaced when the file changes.

use graphql_paginate_codegen::{
    Diagnostic, Schema, SchemaDocument, SchemaText, Source, schema_from_introspection,
};
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

type Parsed = Result<&'static Schema<'static>, Vec<Diagnostic>>;

/// The state of a file when it was read.
#[derive(Clone, Default, PartialEq)]
struct State {
    length: u64,
    modified: Option<SystemTime>,
}

// A parsed schema borrows from its text, so it is leaked: once for each state of a file.
static SCHEMAS: Mutex<BTreeMap<String, (State, Parsed)>> = Mutex::new(BTreeMap::new());

/// A schema that comes with the crate; it passes the check of types, as a test of codegen shows.
pub(crate) fn shipped_schema(name: &'static str, text: &'static str) -> Parsed {
    // No path is like this.
    let key = format!("schema\0{name}");
    cached(key, State::default(), || parse(Source { name, text }))
}

/// The schema in a file, parsed once for each state of the file.
pub(crate) fn schema(name: &str, path: &Path) -> Parsed {
    let metadata = fs::metadata(path).map_err(|error| vec![unreadable(name, &error)])?;
    let state = State {
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

/// The schema in a file in the schema definition language, whatever the file holds.
fn definition_language(name: &str, path: &Path) -> Result<String, Diagnostic> {
    let text = read(name, path)?;
    match path.extension().and_then(|extension| extension.to_str()) {
        // Tools save the result of introspection under any name.
        Some("graphql" | "graphqls" | "gql") if text.trim_start().starts_with('{') => {
            schema_from_introspection(name, &text)
        }
        Some("graphql" | "graphqls" | "gql") => Ok(text),
        Some("json") => schema_from_introspection(name, &text),
        _ => Err(Diagnostic::general(format!("`{name}` has an unknown file extension"))
            .help("schemas are `.graphql`, `.graphqls` or `.gql`, or an introspection result in `.json`")),
    }
}

/// The text of a file.
pub(crate) fn read(name: &str, path: &Path) -> Result<String, Diagnostic> {
    fs::read_to_string(path).map_err(|error| unreadable(name, &error))
}

fn cached(key: String, state: State, parse: impl FnOnce() -> Parsed) -> Parsed {
    // A panic while the lock is held cannot leave an entry half written.
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

/// Parses a schema as it is: its mistakes are errors only in the documents that depend on them.
fn parse(source: Source<'static>) -> Parsed {
    strict(source).or_else(|_| {
        let text: &'static SchemaText<'static> = Box::leak(Box::new(SchemaText::repaired(source)));
        resolved(text)
    })
}

fn strict(source: Source<'static>) -> Parsed {
    resolved(Box::leak(Box::new(SchemaText::new(source)?)))
}

fn resolved(text: &'static SchemaText<'static>) -> Parsed {
    let document: &'static SchemaDocument<'static> =
        Box::leak(Box::new(SchemaDocument::parse(text)?));
    Ok(Box::leak(Box::new(Schema::trusted(document)?)))
}

fn unreadable(name: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::general(format!("cannot read `{name}`: {error}")).help(match error.kind() {
        ErrorKind::InvalidData => "save it as UTF-8",
        _ => "paths are relative to the folder of the crate's `Cargo.toml`",
    })
}
