//! Parses the keys of an attribute, with their values.

use super::declaration::{list_declaration, refetches};
use super::value::{array, choice, flag, list, paths, skip_value, string};
use crate::errors::Errors;
use crate::schema_source::SchemaSource;
use graphql_paginate_codegen::{
    Deprecated, Normalization, Options, Paginate, Scalars, Validation, did_you_mean,
};
use proc_macro2::Span;
use std::collections::BTreeSet;
use std::path::Path;
use syn::meta::ParseNestedMeta;
use syn::{DeriveInput, Error, LitStr, Result, Token};

const KEYS: [&str; 22] = [
    "accessors",
    "complete_nested",
    "custom_scalars_module",
    "deprecated",
    "extern_enums",
    "fragment_types",
    "fragments",
    "fragments_other_variant",
    "normalization",
    "paginate",
    "query",
    "query_path",
    "refetch",
    "response_derives",
    "response_type",
    "scalars",
    "schema",
    "schema_path",
    "skip_serializing_none",
    "validation",
    "variable_types",
    "variables_derives",
];

const NORMALIZATIONS: [(&str, Normalization); 2] =
    [("none", Normalization::None), ("rust", Normalization::Rust)];

const VALIDATIONS: [(&str, Validation); 2] =
    [("deny", Validation::Deny), ("warn", Validation::Warn)];

const DEPRECATED: [(&str, Deprecated); 3] = [
    ("allow", Deprecated::Allow),
    ("warn", Deprecated::Warn),
    ("deny", Deprecated::Deny),
];

/// A schema, and the key that names it.
pub(crate) struct NamedSchema {
    pub(crate) source: SchemaSource,
    pub(crate) span: Span,
}

/// The keys given so far, and the values that are not options of code generation.
#[derive(Default)]
pub(super) struct Values {
    keys: BTreeSet<String>,
    pub(super) query: Option<LitStr>,
    pub(super) query_path: Option<LitStr>,
    pub(super) fragments: Vec<LitStr>,
    schema: Option<LitStr>,
    schema_path: Option<LitStr>,
    scalars: Option<LitStr>,
}

impl Values {
    /// Reads the attributes of a struct. `others` are the keys that only the other derive has.
    pub(super) fn parse(input: &DeriveInput, others: &[&str]) -> Result<(Self, Options)> {
        let mut values = Self::default();
        let mut options = Options::new(input.ident.clone(), input.vis.clone());
        let mut errors = Errors::default();
        for attribute in &input.attrs {
            if !attribute.path().is_ident("graphql") {
                continue;
            }
            let parsed = attribute.parse_nested_meta(|meta| {
                let read = match others.iter().find(|other| meta.path.is_ident(other)) {
                    Some(other) => Err(meta.error(format!(
                        "`{other}` is a key of `GraphQLQuery`, and fragments have no operation; remove it"
                    ))),
                    None => values.read(&meta, &mut options),
                };
                let Err(error) = read else {
                    return Ok(());
                };
                errors.add(error);
                skip_value(meta.input)
            });
            if let Err(error) = parsed {
                errors.add(error);
            }
        }
        errors.or_ok((values, options))
    }

    fn read(&mut self, meta: &ParseNestedMeta<'_>, options: &mut Options) -> Result<()> {
        let key = meta
            .path
            .get_ident()
            .map(ToString::to_string)
            .unwrap_or_default();
        if !self.keys.insert(key.clone()) {
            return Err(meta.error(format!("duplicate key `{key}`; remove one of them")));
        }
        match key.as_str() {
            "query" => self.query = Some(string(meta)?),
            "fragments" => self.fragments = array(meta)?,
            "fragment_types" => options.fragment_types = Some(string(meta)?.parse()?),
            "query_path" => self.query_path = Some(string(meta)?),
            "schema" => self.schema = Some(string(meta)?),
            "schema_path" => self.schema_path = Some(string(meta)?),
            "scalars" => self.scalars = Some(string(meta)?),
            "response_derives" => options.response_derives = paths(meta)?,
            "variables_derives" => options.variables_derives = paths(meta)?,
            "custom_scalars_module" => options.scalars = Scalars::Module(string(meta)?.parse()?),
            "response_type" => options.response_type = Some(string(meta)?.parse()?),
            "extern_enums" => {
                options.extern_enums = list(meta)?.iter().map(LitStr::value).collect();
            }
            "variable_types" => {
                for ty in list(meta)? {
                    options.variable_types.push(ty.parse()?);
                }
            }
            "fragments_other_variant" => options.fragments_other_variant = flag(meta)?,
            "skip_serializing_none" => options.skip_serializing_none = Some(flag(meta)?),
            "normalization" => options.normalization = choice(meta, &NORMALIZATIONS)?,
            "validation" => options.validation = choice(meta, &VALIDATIONS)?,
            "deprecated" => options.deprecated = choice(meta, &DEPRECATED)?,
            "paginate" => read_paginate(meta, options)?,
            "accessors" => options.accessors = flag(meta)?,
            "complete_nested" => options.complete_nested = flag(meta)?,
            "refetch" => options.refetch = refetches(meta)?,
            _ => return Err(meta.error(unknown_key(&key))),
        }
        Ok(())
    }

    /// The schema that the keys name.
    pub(super) fn schema(
        self,
        root: &Path,
        options: &mut Options,
        span: Span,
    ) -> Result<NamedSchema> {
        let scalars = self.scalars.as_ref();
        schema_source(self.schema, self.schema_path, scalars, root, options, span)
    }
}

/// Reads the key `paginate`: alone, with the path of a list, or with the declaration of one.
fn read_paginate(meta: &ParseNestedMeta<'_>, options: &mut Options) -> Result<()> {
    options.paginate = if meta.input.peek(Token![=]) {
        Paginate::Named(string(meta)?.value())
    } else if meta.input.peek(syn::token::Paren) {
        let list = list_declaration(meta)?;
        let path = list.path.clone();
        options.lists.push(list);
        Paginate::Named(path)
    } else {
        Paginate::Required
    };
    Ok(())
}

/// The schema that the keys `schema` and `schema_path` name.
fn schema_source(
    schema: Option<LitStr>,
    schema_path: Option<LitStr>,
    scalars: Option<&LitStr>,
    root: &Path,
    options: &mut Options,
    span: Span,
) -> Result<NamedSchema> {
    match (schema, schema_path) {
        (Some(name), None) => Ok(NamedSchema {
            source: SchemaSource::shipped(&name, scalars, options)?,
            span: name.span(),
        }),
        (None, Some(path)) => {
            if let Some(scalars) = scalars {
                let message = "`scalars` selects the scalar types of a shipped schema; name your own types with `custom_scalars_module`";
                return Err(Error::new(scalars.span(), message));
            }
            let source = SchemaSource::File {
                name: path.value(),
                path: root.join(path.value()),
            };
            Ok(NamedSchema {
                source,
                span: path.span(),
            })
        }
        (Some(_), Some(path)) => Err(Error::new(
            path.span(),
            "`schema` and `schema_path` exclude each other; remove one of them",
        )),
        (None, None) => {
            let help = "no schema: write `schema = \"github\"` or `schema = \"demarches-simplifiees\"`, or `schema_path = \"….graphql\"`, relative to `Cargo.toml`";
            Err(Error::new(span, help))
        }
    }
}

fn unknown_key(key: &str) -> String {
    let nearest = did_you_mean(key, KEYS);
    if nearest.is_empty() {
        let keys = KEYS.map(|key| format!("`{key}`")).join(", ");
        format!("unknown key `{key}`; the keys are {keys}")
    } else {
        format!("unknown key `{key}`{nearest}")
    }
}
