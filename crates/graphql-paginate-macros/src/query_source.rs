//! The query of an attribute: its text or its file, and the files with its fragments.

use crate::files::{FileError, read};
use crate::glob;
use graphql_paginate_codegen::{Diagnostic, QueryText, Source};
use proc_macro2::Span;
use std::fs;
use std::path::{Path, PathBuf};
use syn::{Error, LitStr, Result};

/// The query of an attribute.
pub(crate) struct QuerySource {
    /// Its name in messages: the path of the file as the user wrote it, or `query`.
    name: String,
    origin: Origin,
    pub(crate) span: Span,
    fragments: Vec<FragmentFile>,
}

/// Where the text of the query is.
enum Origin {
    Attribute(String),
    File(PathBuf),
}

/// A file with fragments.
struct FragmentFile {
    /// The path relative to `Cargo.toml`, for messages.
    name: String,
    path: PathBuf,
    /// The value of the attribute that names it.
    span: Span,
}

/// The texts that a query consists of.
pub(crate) struct QueryTexts {
    name: String,
    text: String,
    fragments: Vec<(String, String)>,
}

impl QuerySource {
    /// The query in the attribute, or in a file.
    pub(crate) fn new(
        text: Option<LitStr>,
        path: Option<LitStr>,
        root: &Path,
        span: Span,
    ) -> Result<Self> {
        let (name, origin, span) = match (text, path) {
            (Some(text), None) => {
                let origin = Origin::Attribute(text.value());
                ("query".to_owned(), origin, text.span())
            }
            (None, Some(path)) => {
                let origin = Origin::File(root.join(path.value()));
                (path.value(), origin, path.span())
            }
            (Some(_), Some(path)) => {
                let message = "`query` and `query_path` exclude each other; remove one of them";
                return Err(Error::new(path.span(), message));
            }
            (None, None) => {
                let help = "no query: write `#[graphql(query_path = \"queries/….graphql\", …)]`, relative to `Cargo.toml`, or `query = \"query … { … }\"`";
                return Err(Error::new(span, help));
            }
        };
        Ok(Self {
            name,
            origin,
            span,
            fragments: Vec::new(),
        })
    }

    /// Adds the files that a path or pattern names, except the file of the query.
    pub(crate) fn add_fragments(&mut self, pattern: &LitStr, root: &Path) -> Result<()> {
        let written = pattern.value();
        let mut names = vec![written.clone()];
        if glob::is_pattern(&written) {
            names = glob::files(root, &written).map_err(|error| {
                Error::new(
                    pattern.span(),
                    format!("cannot read the folders of `{written}`: {error}"),
                )
            })?;
        }
        if names.is_empty() {
            let message = format!(
                "no file matches `{written}`; paths are relative to the folder of the crate's `Cargo.toml`"
            );
            return Err(Error::new(pattern.span(), message));
        }
        for name in names {
            let path = root.join(&name);
            let is_query = matches!(&self.origin, Origin::File(query) if is_same(query, &path));
            if !is_query
                && !self
                    .fragments
                    .iter()
                    .any(|known| is_same(&known.path, &path))
            {
                self.fragments.push(FragmentFile {
                    name,
                    path,
                    span: pattern.span(),
                });
            }
        }
        self.fragments
            .sort_by(|one, other| one.name.cmp(&other.name));
        Ok(())
    }

    /// The files that the query consists of.
    pub(crate) fn files(&self) -> Vec<&Path> {
        let mut files = Vec::new();
        if let Origin::File(path) = &self.origin {
            files.push(path.as_path());
        }
        for fragment in &self.fragments {
            files.push(&fragment.path);
        }
        files
    }

    /// Reads the files.
    pub(crate) fn read(&self) -> std::result::Result<QueryTexts, Vec<FileError>> {
        let mut errors = Vec::new();
        let mut add = |diagnostic: Diagnostic, span: Span| {
            errors.push(FileError {
                diagnostics: vec![diagnostic],
                span,
            });
        };
        let mut texts = QueryTexts {
            name: self.name.clone(),
            text: String::new(),
            fragments: Vec::new(),
        };
        match &self.origin {
            Origin::Attribute(text) => texts.text.clone_from(text),
            Origin::File(path) => match read(&self.name, path) {
                Ok(text) => texts.text = text,
                Err(diagnostic) => add(diagnostic, self.span),
            },
        }
        for FragmentFile { name, path, span } in &self.fragments {
            match read(name, path) {
                Ok(text) => texts.fragments.push((name.clone(), text)),
                Err(diagnostic) => add(diagnostic, *span),
            }
        }
        if errors.is_empty() {
            Ok(texts)
        } else {
            Err(errors)
        }
    }
}

impl QueryTexts {
    /// The query with the fragments that it uses.
    pub(crate) fn whole(&self) -> std::result::Result<QueryText<'_>, Vec<Diagnostic>> {
        let query = Source {
            name: &self.name,
            text: &self.text,
        };
        let mut files = Vec::new();
        for (name, text) in &self.fragments {
            files.push(Source { name, text });
        }
        QueryText::new(query, &files)
    }
}

/// Whether two paths are the same file.
fn is_same(one: &Path, other: &Path) -> bool {
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}
