//! Reads the files that attributes name.

use graphql_paginate_codegen::{Diagnostic, schema_from_introspection};
use proc_macro2::Span;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// The errors in a file, with the value of the attribute that names the file.
pub(crate) struct FileError {
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) span: Span,
}

/// The schema in a file, converted to the schema definition language if it is an introspection result.
pub(crate) fn definition_language(name: &str, path: &Path) -> Result<String, Diagnostic> {
    let text = read(name, path)?;
    match path.extension().and_then(|extension| extension.to_str()) {
        // Tools save introspection results under these extensions as well.
        Some("graphql" | "graphqls" | "gql") if text.trim_start().starts_with('{') => {
            schema_from_introspection(name, &text)
        }
        Some("graphql" | "graphqls" | "gql") => Ok(text),
        Some("json") => schema_from_introspection(name, &text),
        _ => Err(
            Diagnostic::general(format!("`{name}` has an unknown file extension")).help(
                "name it `.graphql`, `.graphqls` or `.gql`, or `.json` for an introspection result",
            ),
        ),
    }
}

/// The text of a file.
pub(crate) fn read(name: &str, path: &Path) -> Result<String, Diagnostic> {
    fs::read_to_string(path).map_err(|error| unreadable(name, &error))
}

/// The error for a file that cannot be read.
pub(crate) fn unreadable(name: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::general(format!("cannot read `{name}`: {error}")).help(match error.kind() {
        ErrorKind::InvalidData => "save it as UTF-8",
        _ => "paths are relative to the folder of the crate's `Cargo.toml`",
    })
}
