//! A query with the fragments of other files that it uses.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use graphql_paginate_codegen::{Diagnostic, QueryText, Source};

use crate::declared::Declared;
use crate::documents::documents;
use crate::failure::Failure;
use crate::text_input::TextInput;

/// The files with fragments, as an argument.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct FragmentArgs {
    /// Files with fragments for the query, or directories of `.graphql` files. Only the fragments that the query uses
    /// are sent.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) fragments: Vec<PathBuf>,
}

impl FragmentArgs {
    /// Reads the files, sorted by name.
    pub(crate) fn read(&self) -> Result<Vec<TextInput>, Failure> {
        let mut files = documents(&self.fragments)?;
        files.sort();
        files.dedup();
        let mut inputs = Vec::new();
        for file in &files {
            inputs.push(TextInput::read(file)?);
        }
        Ok(inputs)
    }
}

/// A query with the fragments of other files that it uses.
#[derive(Debug, Clone)]
pub(crate) struct QueryInput {
    /// The query's own text, followed by the fragments.
    pub(crate) whole: TextInput,
    /// The query's own text.
    written: TextInput,
    fragments: Vec<TextInput>,
    /// Whether the query's own file is one of the files with fragments.
    is_fragment_file: bool,
    /// What is declared about the query.
    pub(crate) declared: Declared,
}

impl QueryInput {
    /// A query without fragments of other files.
    pub(crate) fn alone(written: TextInput) -> Self {
        Self {
            whole: written.clone(),
            written,
            fragments: Vec::new(),
            is_fragment_file: false,
            declared: Declared::default(),
        }
    }

    /// Adds what is declared about the query.
    pub(crate) fn with_declared(mut self, declared: &Declared) -> Self {
        self.declared = declared.clone();
        self
    }

    /// Adds the fragments that the query uses. The query's own file may be among the files.
    ///
    /// # Errors
    /// The diagnostics of a query or a file that cannot be parsed, and for fragments that are defined twice.
    pub(crate) fn new(written: TextInput, files: &[TextInput]) -> Result<Self, Vec<Diagnostic>> {
        let mut query = Self::alone(written);
        for file in files {
            if is_same(&file.name, &query.written.name) {
                query.is_fragment_file = true;
            } else {
                query.fragments.push(file.clone());
            }
        }
        query.whole.text = query.text()?.source().text.to_owned();
        Ok(query)
    }

    /// The diagnostics about the whole text as diagnostics about the files that their places are in.
    pub(crate) fn locate(&self, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        if let Ok(text) = self.text() {
            for diagnostic in &mut diagnostics {
                text.locate(diagnostic);
            }
        }
        diagnostics
    }

    /// The query's text with the fragments.
    pub(crate) fn text(&self) -> Result<QueryText<'_>, Vec<Diagnostic>> {
        let files: Vec<_> = self.fragments.iter().map(source).collect();
        let text = QueryText::new(source(&self.written), &files)?;
        if self.is_fragment_file {
            Ok(text.with_own_fragments_shared())
        } else {
            Ok(text)
        }
    }
}

fn source(input: &TextInput) -> Source<'_> {
    Source {
        name: &input.name,
        text: &input.text,
    }
}

/// Whether two paths are the same file.
pub(crate) fn is_same(one: impl AsRef<Path>, other: impl AsRef<Path>) -> bool {
    match (fs::canonicalize(&one), fs::canonicalize(&other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => one.as_ref() == other.as_ref(),
    }
}
