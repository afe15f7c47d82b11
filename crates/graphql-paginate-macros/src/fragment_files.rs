//! The files with fragments that an attribute names.

use crate::errors::Errors;
use crate::files::{FileError, read};
use crate::glob;
use proc_macro2::Span;
use std::fs;
use std::path::{Path, PathBuf};
use syn::{Error, LitStr, Result};

/// Files with fragments, sorted by name.
#[derive(Default)]
pub(crate) struct FragmentFiles(Vec<FragmentFile>);

/// A file with fragments.
struct FragmentFile {
    /// The path relative to `Cargo.toml`, for messages.
    name: String,
    path: PathBuf,
    /// The value of the attribute that names it.
    span: Span,
}

impl FragmentFiles {
    /// The files that paths and patterns name.
    ///
    /// # Errors
    /// An error for each pattern that matches no file, all in one.
    pub(crate) fn new(patterns: &[LitStr], root: &Path) -> Result<Self> {
        let mut files = Self::default();
        let mut errors = Errors::default();
        for pattern in patterns {
            if let Err(error) = files.add(pattern, root) {
                errors.add(error);
            }
        }
        files.0.sort_by(|one, other| one.name.cmp(&other.name));
        errors.or_ok(files)
    }

    fn add(&mut self, pattern: &LitStr, root: &Path) -> Result<()> {
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
            if !self.0.iter().any(|known| is_same(&known.path, &path)) {
                self.0.push(FragmentFile {
                    name,
                    path,
                    span: pattern.span(),
                });
            }
        }
        Ok(())
    }

    /// Removes a file. Returns whether it was there.
    pub(crate) fn remove(&mut self, path: &Path) -> bool {
        let count = self.0.len();
        self.0.retain(|file| !is_same(&file.path, path));
        self.0.len() < count
    }

    pub(crate) fn paths(&self) -> Vec<&Path> {
        let mut paths = Vec::new();
        for file in &self.0 {
            paths.push(file.path.as_path());
        }
        paths
    }

    /// The names and texts of the files.
    pub(crate) fn read(&self) -> std::result::Result<Vec<(String, String)>, Vec<FileError>> {
        let mut texts = Vec::new();
        let mut errors = Vec::new();
        for FragmentFile { name, path, span } in &self.0 {
            match read(name, path) {
                Ok(text) => texts.push((name.clone(), text)),
                Err(diagnostic) => errors.push(FileError {
                    diagnostics: vec![diagnostic],
                    span: *span,
                }),
            }
        }
        if errors.is_empty() {
            Ok(texts)
        } else {
            Err(errors)
        }
    }
}

/// Whether two paths are the same file.
fn is_same(one: &Path, other: &Path) -> bool {
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}
