//! The definitions of a schema, each with its extensions.

use crate::text::built_in::is_built_in;
use crate::text::definition_start::split_definitions;
use crate::text::token::Token;

/// A definition with its extensions.
pub(super) struct MergedDefinition<'s> {
    pub(super) keyword: &'s str,
    /// Empty for `schema`.
    pub(super) name: &'s str,
    pub(super) name_token: Option<Token>,
    is_extension: bool,
    /// The tokens after the name, of the definition and then of each extension.
    pub(super) parts: Vec<Vec<Token>>,
}

/// The tokens before the first definition, and the definitions.
pub(super) fn read_definitions<'t, 's>(
    all: &'t [Token],
    text: &'s str,
) -> (&'t [Token], Vec<MergedDefinition<'s>>) {
    let split = split_definitions(all, text);
    let length: usize = split.iter().map(|tokens| tokens.len()).sum();
    let before = &all[..all.len() - length];
    let mut definitions: Vec<MergedDefinition<'s>> = Vec::new();
    for tokens in split {
        let Some(definition) = MergedDefinition::read(tokens, text) else {
            continue;
        };
        let mut known = definitions.iter_mut();
        match known.find(|known| known.has_same_name(&definition)) {
            Some(known) if definition.is_extension || definition.keyword == "schema" => {
                known.parts.extend(definition.parts);
            }
            // An extension may come before what it extends.
            Some(known) if known.is_extension => {
                let extensions = std::mem::replace(known, definition).parts;
                known.parts.extend(extensions);
            }
            Some(_) => {}
            None => definitions.push(definition),
        }
    }
    (before, definitions)
}

impl<'s> MergedDefinition<'s> {
    /// `None` for built-in types, and for a description without a definition.
    fn read(tokens: &[Token], text: &'s str) -> Option<Self> {
        let mut rest = tokens;
        let mut is_extension = false;
        while let [first, after @ ..] = rest {
            if first.text(text) == "extend" {
                is_extension = true;
            } else if !first.is_string {
                break;
            }
            rest = after;
        }
        let (keyword, mut rest) = rest.split_first()?;
        let keyword = keyword.text(text);
        let (mut name, mut name_token) = ("", None);
        if keyword == "directive" {
            // The `@` before the name.
            rest = rest.get(1..)?;
        }
        if keyword != "schema" {
            let (token, after) = rest.split_first()?;
            name = token.text(text);
            name_token = Some(token.clone());
            rest = after;
        }
        if is_built_in(keyword, name) {
            return None;
        }
        Some(Self {
            keyword,
            name,
            name_token,
            is_extension,
            parts: vec![rest.to_vec()],
        })
    }

    /// Whether the names clash. All kinds of types share one namespace.
    fn has_same_name(&self, other: &Self) -> bool {
        let is_type = |keyword: &str| keyword != "schema" && keyword != "directive";
        let same_namespace =
            self.keyword == other.keyword || (is_type(self.keyword) && is_type(other.keyword));
        same_namespace && self.name == other.name
    }
}
