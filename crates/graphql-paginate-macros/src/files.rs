//! Reading files, and schemas kept for the whole compiler run.

use graphql_paginate_codegen::{
    Diagnostic, Schema, SchemaDocument, SchemaText, Source, schema_from_introspection,
};
use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

type Parsed = Result<&'static Schema<'static>, Vec<Diagnostic>>;

/// Which text a parsed schema is of: a shipped one, or a file as it was at some moment.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Key {
    Shipped(&'static str),
    File {
        path: PathBuf,
        length: u64,
        modified: Option<SystemTime>,
    },
}

thread_local! {
    // A schema is leaked rather than dropped: a compiler run parses few, and macros must be able to borrow from it.
    static SCHEMAS: RefCell<HashMap<Key, Parsed>> = RefCell::default();
}

/// A schema that comes with the crate; it passes the check of types, as a test of codegen shows.
pub(crate) fn shipped_schema(name: &'static str, text: &'static str) -> Parsed {
    cached(Key::Shipped(name), || {
        parse(Source { name, text }, Schema::trusted)
    })
}

/// The schema in a file, parsed once for each state of the file.
pub(crate) fn schema(name: &str, path: &Path) -> Parsed {
    let metadata = fs::metadata(path).map_err(|error| vec![unreadable(name, &error)])?;
    let key = Key::File {
        path: path.to_owned(),
        length: metadata.len(),
        modified: metadata.modified().ok(),
    };
    cached(key, || {
        let text = definition_language(name, path).map_err(|error| vec![error])?;
        parse(
            Source {
                name: name.to_owned().leak(),
                text: text.leak(),
            },
            Schema::new,
        )
    })
}

/// The schema in a file in the schema definition language, whatever the file holds.
fn definition_language(name: &str, path: &Path) -> Result<String, Diagnostic> {
    let text = read(name, path)?;
    match path.extension().and_then(|extension| extension.to_str()) {
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

fn cached(key: Key, parse: impl FnOnce() -> Parsed) -> Parsed {
    if let Some(known) = SCHEMAS.with_borrow(|schemas| schemas.get(&key).cloned()) {
        return known;
    }
    // Not borrowed while parsing, so that a panic in it leaves the cache as it was.
    let parsed = parse();
    SCHEMAS.with_borrow_mut(|schemas| schemas.insert(key, parsed.clone()));
    parsed
}

fn parse(
    source: Source<'static>,
    resolve: fn(&'static SchemaDocument<'static>) -> Result<Schema<'static>, Vec<Diagnostic>>,
) -> Parsed {
    let text: &'static SchemaText<'static> = Box::leak(Box::new(SchemaText::new(source)?));
    let document: &'static SchemaDocument<'static> =
        Box::leak(Box::new(SchemaDocument::parse(text)?));
    Ok(Box::leak(Box::new(resolve(document)?)))
}

fn unreadable(name: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::general(format!("cannot read `{name}`: {error}")).help(match error.kind() {
        ErrorKind::InvalidData => "save it as UTF-8",
        _ => "paths are relative to the folder of the crate's `Cargo.toml`",
    })
}
