//! The query of an attribute: its text or its file, and the files with its fragments.

use crate::files::{FileError, read};
use crate::fragment_files::FragmentFiles;
use graphql_paginate_codegen::{Diagnostic, QueryText, Source};
use proc_macro2::Span;
use std::path::{Path, PathBuf};
use syn::{Error, LitStr, Result};

/// The query of an attribute.
pub(crate) struct QuerySource {
    /// Its name in messages: the path of the file as the user wrote it, or `query`.
    name: String,
    origin: Origin,
    pub(crate) span: Span,
    /// The other files with fragments.
    fragments: FragmentFiles,
    /// Whether its own file is one of the files with fragments.
    is_fragment_file: bool,
}

/// Where the text of the query is.
enum Origin {
    Attribute(String),
    File(PathBuf),
}

/// The texts that a query consists of.
pub(crate) struct QueryTexts {
    name: String,
    text: String,
    fragments: Vec<(String, String)>,
    is_fragment_file: bool,
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
            fragments: FragmentFiles::default(),
            is_fragment_file: false,
        })
    }

    /// Sets the files with fragments, which may include the file of the query.
    pub(crate) fn set_fragments(&mut self, mut files: FragmentFiles) {
        if let Origin::File(path) = &self.origin {
            self.is_fragment_file = files.remove(path);
        }
        self.fragments = files;
    }

    /// The files that the query consists of.
    pub(crate) fn files(&self) -> Vec<&Path> {
        let mut files = Vec::new();
        if let Origin::File(path) = &self.origin {
            files.push(path.as_path());
        }
        files.extend(self.fragments.paths());
        files
    }

    /// Reads the files.
    pub(crate) fn read(&self) -> std::result::Result<QueryTexts, Vec<FileError>> {
        let text = match &self.origin {
            Origin::Attribute(text) => Ok(text.clone()),
            Origin::File(path) => read(&self.name, path),
        };
        match (text, self.fragments.read()) {
            (Ok(text), Ok(fragments)) => Ok(QueryTexts {
                name: self.name.clone(),
                text,
                fragments,
                is_fragment_file: self.is_fragment_file,
            }),
            (text, fragments) => {
                let mut errors = Vec::new();
                if let Err(diagnostic) = text {
                    errors.push(FileError {
                        diagnostics: vec![diagnostic],
                        span: self.span,
                    });
                }
                if let Err(unreadable) = fragments {
                    errors.extend(unreadable);
                }
                Err(errors)
            }
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
        let whole = QueryText::new(query, &sources(&self.fragments))?;
        if self.is_fragment_file {
            Ok(whole.with_own_fragments_shared())
        } else {
            Ok(whole)
        }
    }
}

/// Files with their names and texts, as sources.
pub(crate) fn sources(files: &[(String, String)]) -> Vec<Source<'_>> {
    let mut sources = Vec::new();
    for (name, text) in files {
        sources.push(Source { name, text });
    }
    sources
}
