//! Parses the declarations in the attribute: how a list is paginated, and root fields that find parents again.

use graphql_paginate_codegen::{InvalidDeclaration, ListDeclaration, Refetch};
use proc_macro2::Span;
use syn::meta::ParseNestedMeta;
use syn::{Error, Ident, Lit, Result};

use super::value::string;

/// `(path = "shop.products", style = "offset", …)`.
pub(super) fn list_declaration(meta: &ParseNestedMeta<'_>) -> Result<ListDeclaration> {
    let mut keys: Vec<(Ident, Lit)> = Vec::new();
    meta.parse_nested_meta(|key| {
        let name = key.path.require_ident()?.clone();
        keys.push((name, key.value()?.parse()?));
        Ok(())
    })?;
    let texts: Vec<(String, String)> = keys
        .iter()
        .map(|(name, value)| Ok((name.to_string(), text(name, value)?)))
        .collect::<Result<_>>()?;
    let texts = texts.iter();
    ListDeclaration::from_keys(texts.map(|(key, value)| (key.as_str(), value.as_str()))).map_err(
        |invalid| match place(&invalid, &keys) {
            Some(place) => Error::new(place, invalid),
            None => meta.error(invalid),
        },
    )
}

/// The place of what is invalid; `None` if something is missing.
fn place(invalid: &InvalidDeclaration, keys: &[(Ident, Lit)]) -> Option<Span> {
    let of = |wanted: &str| keys.iter().find(|(key, _)| key == wanted);
    match invalid {
        InvalidDeclaration::UnknownKey { key } => Some(of(key)?.0.span()),
        InvalidDeclaration::InvalidValue { key, .. } => Some(of(key)?.1.span()),
        _ => None,
    }
}

/// The text of a value: a string, or a number for `first`.
fn text(key: &Ident, value: &Lit) -> Result<String> {
    match value {
        Lit::Int(number) if key == "first" => Ok(number.base10_digits().to_owned()),
        Lit::Str(text) if key != "first" => Ok(text.value()),
        _ if key == "first" => Err(Error::new(value.span(), "expected integer literal")),
        _ => Err(Error::new(value.span(), "expected string literal")),
    }
}

/// The root fields that find parents again: `refetch(Type = "rootField(argument: $field)")`.
pub(super) fn refetches(meta: &ParseNestedMeta<'_>) -> Result<Vec<Refetch>> {
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
