//! Finds custom scalars for which the user has not defined a Rust type.
//!
//! The compiler's own message names neither the field nor how to define the type. A macro cannot ask whether a type
//! exists, but it can read the file that uses it: a type does not exist if its name is not in the file and no glob import
//! or macro could define it.

use graphql_paginate_codegen::{CustomScalar, Diagnostic};
use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use std::collections::BTreeSet;

/// The errors for the scalars whose types are certainly not defined.
pub(crate) fn undefined(scalars: Vec<CustomScalar>, used_at: Span) -> Vec<Diagnostic> {
    if scalars.is_empty() {
        return Vec::new();
    }
    let Some(names) = names_in_file(used_at) else {
        return Vec::new();
    };
    let mut errors = Vec::new();
    for scalar in scalars {
        if !names.contains(&scalar.name) {
            errors.push(scalar.missing);
        }
    }
    errors
}

/// The names in a file, without those in function bodies. `None` if there may be others or the file cannot be read.
fn names_in_file(used_at: Span) -> Option<BTreeSet<String>> {
    let path = used_at.unwrap().local_file()?;
    let text = std::fs::read_to_string(path).ok()?;
    let tokens: TokenStream = text.parse().ok()?;
    let mut names = BTreeSet::new();
    if collect(tokens, &mut names) {
        Some(names)
    } else {
        None
    }
}

/// Collects the names of items. Returns whether there can be no others.
fn collect(tokens: TokenStream, names: &mut BTreeSet<String>) -> bool {
    let mut before: Vec<String> = Vec::new();
    for tree in tokens {
        match tree {
            TokenTree::Ident(ident) => {
                names.insert(ident.to_string());
                before.push(ident.to_string());
            }
            TokenTree::Punct(punct) => {
                let character = punct.as_char();
                let last = before.last().map(String::as_str);
                let is_glob = character == '*';
                let is_macro = character == '!' && !matches!(last, Some("#" | "macro_rules"));
                if is_glob || is_macro {
                    return false;
                }
                before.push(character.to_string());
            }
            TokenTree::Group(group) => {
                let is_item_body = before.len() >= 2 && before[before.len() - 2] == "mod";
                let is_use = group.delimiter() == Delimiter::Brace
                    && before.last().is_some_and(|last| last == ":");
                if (is_item_body || is_use) && !collect(group.stream(), names) {
                    return false;
                }
                before.push(String::new());
            }
            TokenTree::Literal(_) => before.push(String::new()),
        }
    }
    true
}
