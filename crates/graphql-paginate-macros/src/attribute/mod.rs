//! Parses the `#[graphql(...)]` attributes of the derives.

mod declaration;
mod keys;
mod value;

pub(crate) use self::keys::NamedSchema;
use self::keys::Values;
use crate::fragment_files::FragmentFiles;
use crate::query_source::QuerySource;
use crate::schema_source::SchemaSource;
use graphql_paginate_codegen::Options;
use proc_macro2::Span;
use std::path::Path;
use syn::{DeriveInput, Error, Result};

/// The keys of `GraphQLQuery` that are about an operation.
const OPERATION_KEYS: [&str; 8] = [
    "complete_nested",
    "fragment_types",
    "paginate",
    "query",
    "query_path",
    "refetch",
    "response_type",
    "variable_types",
];

/// The parsed attributes of a struct with the derive `GraphQLQuery`.
pub(crate) struct QueryAttribute {
    pub(crate) options: Options,
    pub(crate) schema: NamedSchema,
    pub(crate) query: QuerySource,
}

/// The parsed attributes of a struct with the derive `GraphQLFragments`.
pub(crate) struct FragmentsAttribute {
    pub(crate) options: Options,
    pub(crate) schema: NamedSchema,
    pub(crate) files: FragmentFiles,
    /// The place of the first pattern.
    pub(crate) span: Span,
}

impl QueryAttribute {
    pub(crate) fn parse(input: &DeriveInput) -> Result<Self> {
        let span = input.ident.span();
        let (mut values, mut options) = Values::parse(input, &[])?;
        let root = root(span)?;
        let root = Path::new(&root);
        let mut query =
            QuerySource::new(values.query.take(), values.query_path.take(), root, span)?;
        query.set_fragments(FragmentFiles::new(&values.fragments, root)?);
        if let Some(path) = &options.fragment_types
            && values.fragments.is_empty()
        {
            let help = "`fragment_types` without `fragments`: name the files of these fragments, `fragments = [\"queries/fragments/*.graphql\"]`, as in the attribute of `GraphQLFragments`";
            return Err(Error::new_spanned(path, help));
        }
        Ok(Self {
            schema: values.schema(root, &mut options, span)?,
            options,
            query,
        })
    }

    /// The files whose changes make the compiler run the derive again.
    pub(crate) fn tracked_files(&self) -> Vec<String> {
        tracked(self.query.files(), &self.schema)
    }
}

impl FragmentsAttribute {
    pub(crate) fn parse(input: &DeriveInput) -> Result<Self> {
        let span = input.ident.span();
        let (values, mut options) = Values::parse(input, &OPERATION_KEYS)?;
        let root = root(span)?;
        let root = Path::new(&root);
        if values.fragments.is_empty() {
            let help = "no files: write `#[graphql(fragments = [\"queries/fragments/*.graphql\"], …)]`, relative to `Cargo.toml`";
            return Err(Error::new(span, help));
        }
        Ok(Self {
            files: FragmentFiles::new(&values.fragments, root)?,
            span: values.fragments[0].span(),
            schema: values.schema(root, &mut options, span)?,
            options,
        })
    }

    /// The files whose changes make the compiler run the derive again.
    pub(crate) fn tracked_files(&self) -> Vec<String> {
        tracked(self.files.paths(), &self.schema)
    }
}

/// The folder of the crate, to which paths are relative.
fn root(span: Span) -> Result<String> {
    std::env::var("CARGO_MANIFEST_DIR").map_err(|_| {
        Error::new(
            span,
            "`CARGO_MANIFEST_DIR` is not set, and paths are relative to it; build with cargo",
        )
    })
}

fn tracked<'a>(mut paths: Vec<&'a Path>, schema: &'a NamedSchema) -> Vec<String> {
    if let SchemaSource::File { path, .. } = &schema.source {
        paths.push(path);
    }
    let mut tracked = Vec::new();
    for path in paths {
        if path.is_file() {
            tracked.push(path.display().to_string());
        }
    }
    tracked
}
