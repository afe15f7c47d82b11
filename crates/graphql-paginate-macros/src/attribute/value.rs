//! Parses the values of the attribute's keys: strings, booleans, choices, paths and lists.

use proc_macro2::{TokenStream, TokenTree};
use syn::meta::ParseNestedMeta;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Error, LitBool, LitStr, Result, Token, bracketed, parenthesized};

/// Skips the rest of an invalid value, so that the keys after it are read.
pub(super) fn skip_value(input: ParseStream<'_>) -> Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}

pub(super) fn string(meta: &ParseNestedMeta<'_>) -> Result<LitStr> {
    meta.value()?.parse()
}

/// A boolean: `key`, `key = true` or `key = "true"`.
pub(super) fn flag(meta: &ParseNestedMeta<'_>) -> Result<bool> {
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
pub(super) fn choice<T: Copy>(meta: &ParseNestedMeta<'_>, choices: &[(&str, T)]) -> Result<T> {
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
pub(super) fn paths(meta: &ParseNestedMeta<'_>) -> Result<Vec<syn::Path>> {
    let parser = Punctuated::<syn::Path, Token![,]>::parse_terminated;
    Ok(string(meta)?.parse_with(parser)?.into_iter().collect())
}

/// A list of strings: `key("a", "b")`.
pub(super) fn list(meta: &ParseNestedMeta<'_>) -> Result<Vec<LitStr>> {
    let content;
    parenthesized!(content in meta.input);
    let texts = Punctuated::<LitStr, Token![,]>::parse_terminated(&content);
    // Consume the rest: unread tokens would be a second error.
    content.parse::<TokenStream>()?;
    Ok(texts?.into_iter().collect())
}

/// An array of strings: `key = ["a", "b"]`.
pub(super) fn array(meta: &ParseNestedMeta<'_>) -> Result<Vec<LitStr>> {
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
