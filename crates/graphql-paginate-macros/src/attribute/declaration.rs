//! Parses the declarations in the attribute: how a list is paginated, and root fields that find parents again.

use graphql_paginate_codegen::{EndMark, ListDeclaration, Refetch, Style, did_you_mean};
use syn::meta::ParseNestedMeta;
use syn::{Error, LitInt, Result};

use super::value::{choice, string};

/// `(path = "shop.products", style = "offset", …)`.
pub(super) fn list_declaration(meta: &ParseNestedMeta<'_>) -> Result<ListDeclaration> {
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
