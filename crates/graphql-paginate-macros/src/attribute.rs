//! Parses the `#[graphql(...)]` attribute of a derive.

use crate::query_source::QuerySource;
use crate::schema_source::SchemaSource;
use graphql_paginate_codegen::{
    Deprecated, EndMark, ListDeclaration, Normalization, Options, Paginate, Refetch, Scalars,
    Style, Validation, did_you_mean,
};
use proc_macro2::{Span, TokenStream, TokenTree};
use std::collections::BTreeSet;
use std::path::Path;
use syn::meta::ParseNestedMeta;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{DeriveInput, Error, LitBool, LitInt, LitStr, Result, Token, bracketed, parenthesized};

const KEYS: [&str; 21] = [
    "accessors",
    "complete_nested",
    "custom_scalars_module",
    "deprecated",
    "extern_enums",
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

/// The parsed attributes of one struct.
pub(crate) struct Attribute {
    pub(crate) options: Options,
    pub(crate) schema: SchemaSource,
    pub(crate) schema_span: Span,
    pub(crate) query: QuerySource,
}

impl Attribute {
    pub(crate) fn parse(input: &DeriveInput) -> Result<Self> {
        let mut values = Values::default();
        let mut options = Options::new(input.ident.clone(), input.vis.clone());
        let mut errors = Errors::default();
        for attribute in &input.attrs {
            if !attribute.path().is_ident("graphql") {
                continue;
            }
            let parsed = attribute.parse_nested_meta(|meta| {
                let Err(error) = values.read(&meta, &mut options) else {
                    return Ok(());
                };
                errors.add(error);
                skip_value(meta.input)
            });
            if let Err(error) = parsed {
                errors.add(error);
            }
        }
        match errors.0 {
            Some(error) => Err(error),
            None => values.finish(options, input.ident.span()),
        }
    }

    /// The files whose changes make the compiler run the derive again.
    pub(crate) fn tracked_files(&self) -> Vec<String> {
        let mut paths = self.query.files();
        if let SchemaSource::File { path, .. } = &self.schema {
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
}

/// All errors found so far, combined into one.
#[derive(Default)]
struct Errors(Option<Error>);

impl Errors {
    fn add(&mut self, error: Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            None => self.0 = Some(error),
        }
    }
}

/// The keys given so far, and the values that are not options of code generation.
#[derive(Default)]
struct Values {
    keys: BTreeSet<String>,
    query: Option<LitStr>,
    query_path: Option<LitStr>,
    fragments: Vec<LitStr>,
    schema: Option<LitStr>,
    schema_path: Option<LitStr>,
    scalars: Option<LitStr>,
}

impl Values {
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
                options.variable_types = list(meta)?
                    .iter()
                    .map(LitStr::parse)
                    .collect::<Result<_>>()?;
            }
            "fragments_other_variant" => options.fragments_other_variant = flag(meta)?,
            "skip_serializing_none" => options.skip_serializing_none = Some(flag(meta)?),
            "normalization" => {
                let choices = [("none", Normalization::None), ("rust", Normalization::Rust)];
                options.normalization = choice(meta, &choices)?;
            }
            "validation" => {
                let choices = [("deny", Validation::Deny), ("warn", Validation::Warn)];
                options.validation = choice(meta, &choices)?;
            }
            "deprecated" => {
                let choices = [
                    ("allow", Deprecated::Allow),
                    ("warn", Deprecated::Warn),
                    ("deny", Deprecated::Deny),
                ];
                options.deprecated = choice(meta, &choices)?;
            }
            "paginate" if meta.input.peek(Token![=]) => {
                options.paginate = Paginate::Named(string(meta)?.value());
            }
            "paginate" if meta.input.peek(syn::token::Paren) => {
                let list = list_declaration(meta)?;
                options.paginate = Paginate::Named(list.path.clone());
                options.lists.push(list);
            }
            "paginate" => options.paginate = Paginate::Required,
            "accessors" => options.accessors = flag(meta)?,
            "complete_nested" => options.complete_nested = flag(meta)?,
            "refetch" => options.refetch = refetches(meta)?,
            _ => return Err(meta.error(unknown_key(&key))),
        }
        Ok(())
    }

    fn finish(self, mut options: Options, span: Span) -> Result<Attribute> {
        let root = std::env::var("CARGO_MANIFEST_DIR").map_err(|_| {
            Error::new(
                span,
                "`CARGO_MANIFEST_DIR` is not set, and paths are relative to it; build with cargo",
            )
        })?;
        let root = Path::new(&root);
        let mut query = QuerySource::new(self.query, self.query_path, root, span)?;
        let mut errors = Errors::default();
        for pattern in &self.fragments {
            if let Err(error) = query.add_fragments(pattern, root) {
                errors.add(error);
            }
        }
        if let Some(errors) = errors.0 {
            return Err(errors);
        }
        let (schema, schema_span) = match (self.schema, self.schema_path) {
            (Some(name), None) => {
                let schema = SchemaSource::shipped(&name, self.scalars.as_ref(), &mut options)?;
                (schema, name.span())
            }
            (None, Some(path)) => {
                if let Some(scalars) = &self.scalars {
                    let message = "`scalars` selects the scalar types of a shipped schema; name your own types with `custom_scalars_module`";
                    return Err(Error::new(scalars.span(), message));
                }
                let file = SchemaSource::File {
                    name: path.value(),
                    path: root.join(path.value()),
                };
                (file, path.span())
            }
            (Some(_), Some(path)) => {
                return Err(Error::new(
                    path.span(),
                    "`schema` and `schema_path` exclude each other; remove one of them",
                ));
            }
            (None, None) => {
                let help = "no schema: write `schema = \"github\"` or `schema = \"demarches-simplifiees\"`, or `schema_path = \"….graphql\"`, relative to `Cargo.toml`";
                return Err(Error::new(span, help));
            }
        };
        Ok(Attribute {
            options,
            schema,
            schema_span,
            query,
        })
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

/// Skips the rest of an invalid value, so that the keys after it are read.
fn skip_value(input: ParseStream<'_>) -> Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}

fn string(meta: &ParseNestedMeta<'_>) -> Result<LitStr> {
    meta.value()?.parse()
}

/// A boolean: `key`, `key = true` or `key = "true"`.
fn flag(meta: &ParseNestedMeta<'_>) -> Result<bool> {
    if !meta.input.peek(Token![=]) {
        return Ok(true);
    }
    let value = meta.value()?;
    if value.peek(LitBool) {
        return Ok(value.parse::<LitBool>()?.value);
    }
    let text: LitStr = value.parse()?;
    text.value()
        .parse()
        .map_err(|_| Error::new(text.span(), "expected `true` or `false`"))
}

/// One of several named values: `key = "name"`.
fn choice<T: Copy>(meta: &ParseNestedMeta<'_>, choices: &[(&str, T)]) -> Result<T> {
    let text = string(meta)?;
    let wanted = text.value().trim().to_lowercase();
    for (name, choice) in choices {
        if *name == wanted {
            return Ok(*choice);
        }
    }
    let names: Vec<_> = choices
        .iter()
        .map(|(name, _)| format!("`{name}`"))
        .collect();
    let message = format!("expected one of {}", names.join(", "));
    Err(Error::new(text.span(), message))
}

/// A list of paths: `key = "Debug, serde::Serialize"`.
fn paths(meta: &ParseNestedMeta<'_>) -> Result<Vec<syn::Path>> {
    let parser = Punctuated::<syn::Path, Token![,]>::parse_terminated;
    Ok(string(meta)?.parse_with(parser)?.into_iter().collect())
}

/// A list of strings: `key("a", "b")`.
fn list(meta: &ParseNestedMeta<'_>) -> Result<Vec<LitStr>> {
    let content;
    parenthesized!(content in meta.input);
    let texts = Punctuated::<LitStr, Token![,]>::parse_terminated(&content);
    // Consume the rest: unread tokens would be a second error.
    content.parse::<TokenStream>()?;
    Ok(texts?.into_iter().collect())
}

/// An array of strings: `key = ["a", "b"]`.
fn array(meta: &ParseNestedMeta<'_>) -> Result<Vec<LitStr>> {
    let value = meta.value()?;
    if !value.peek(syn::token::Bracket) {
        let help = "expected a list of files: `fragments = [\"queries/fragments/*.graphql\"]`";
        return Err(value.error(help));
    }
    let content;
    bracketed!(content in value);
    let texts = Punctuated::<LitStr, Token![,]>::parse_terminated(&content);
    // Consume the rest: unread tokens would be a second error.
    content.parse::<TokenStream>()?;
    Ok(texts?.into_iter().collect())
}

/// `(path = "shop.products", style = "offset", …)`.
fn list_declaration(meta: &ParseNestedMeta<'_>) -> Result<ListDeclaration> {
    let (mut path, mut style) = (None, None);
    let mut list = ListDeclaration::new("", Style::Offset);
    meta.parse_nested_meta(|key| {
        let name = key.path.require_ident()?.to_string();
        let field = match name.as_str() {
            "path" => &mut path,
            "style" => {
                style = Some(choice(&key, &STYLES)?);
                return Ok(());
            }
            "first" => {
                list.first = Some(key.value()?.parse::<LitInt>()?.base10_parse()?);
                return Ok(());
            }
            "position" => &mut list.position,
            "size" => &mut list.size,
            "items" => &mut list.items,
            "next" => &mut list.next,
            "key" => &mut list.key,
            _ => {
                let Some((_, mark)) = END_MARKS.iter().find(|(known, _)| *known == name) else {
                    return Err(key.error(unknown_list_key(&name)));
                };
                list.end = Some((*mark, string(&key)?.value()));
                return Ok(());
            }
        };
        *field = Some(string(&key)?.value());
        Ok(())
    })?;
    let (Some(path), Some(style)) = (path, style) else {
        let help = "a list is declared by its path and its style: `paginate(path = \"shop.products\", style = \"offset\")`";
        return Err(meta.error(help));
    };
    (list.path, list.style) = (path, style);
    Ok(list)
}

const STYLES: [(&str, Style); 5] = [
    ("relay", Style::Relay),
    ("token", Style::Token),
    ("offset", Style::Offset),
    ("page", Style::PageNumber),
    ("keyset", Style::KeySet),
];

const END_MARKS: [(&str, EndMark); 4] = [
    ("has_more", EndMark::HasMore),
    ("next_page", EndMark::Next),
    ("pages", EndMark::Pages),
    ("total", EndMark::Total),
];

fn unknown_list_key(key: &str) -> String {
    const KEYS: [&str; 12] = [
        "path",
        "style",
        "position",
        "size",
        "items",
        "first",
        "next",
        "key",
        "has_more",
        "next_page",
        "pages",
        "total",
    ];
    let nearest = did_you_mean(key, KEYS);
    let keys = KEYS.map(|key| format!("`{key}`")).join(", ");
    format!("unknown key `{key}` of `paginate(…)`{nearest}; the keys are {keys}")
}

/// The root fields that find parents again: `refetch(Type = "rootField(argument: $field)")`.
fn refetches(meta: &ParseNestedMeta<'_>) -> Result<Vec<Refetch>> {
    let mut refetches = Vec::new();
    meta.parse_nested_meta(|parent| {
        let name = parent.path.require_ident()?.to_string();
        let call = string(&parent)?;
        let refetch = Refetch::new(name, call.value());
        if refetch.fields.is_empty() {
            let help = "expected a root field with fields of the parent as variables: `\"dossier(number: $number)\"`";
            return Err(Error::new(call.span(), help));
        }
        refetches.push(refetch);
        Ok(())
    })?;
    Ok(refetches)
}
