//! A definition or extension in a schema's text, and the ranges of its parts.

use super::built_in;
use super::definition_start::split_definitions;
use super::token::{Token, tokens};
use std::ops::Range;

/// A definition or extension, with the byte ranges of its parts.
#[derive(Debug)]
pub(super) struct DefinitionRanges<'s> {
    pub(super) is_extension: bool,
    /// All of it, without the keyword `extend`.
    pub(super) whole: Range<usize>,
    pub(super) keyword: &'s str,
    /// Empty for `schema`.
    pub(super) name: &'s str,
    pub(super) name_range: Range<usize>,
    /// The interfaces after `implements`.
    pub(super) interfaces: Option<Range<usize>>,
    pub(super) directives: Option<Range<usize>>,
    /// The text between the braces, or the members after the `=` of a union.
    pub(super) body: Option<Range<usize>>,
}

/// The definitions of a text. The parser reports syntax errors in them later.
pub(super) fn read_definitions(text: &str) -> Vec<DefinitionRanges<'_>> {
    let tokens = tokens(text);
    let mut definitions = Vec::new();
    for tokens in split_definitions(&tokens, text) {
        definitions.push(DefinitionRanges::read(tokens, text));
    }
    definitions
}

impl<'s> DefinitionRanges<'s> {
    pub(super) fn is_built_in(&self) -> bool {
        built_in::is_built_in(self.keyword, self.name)
    }

    /// Whether this extends a definition.
    pub(super) fn extends(&self, base: &Self) -> bool {
        self.is_extension
            && !base.is_extension
            && self.keyword == base.keyword
            && self.name == base.name
    }

    fn read(tokens: &[Token], text: &'s str) -> Self {
        let mut keyword_at = 0;
        if tokens[0].is_string {
            keyword_at += 1;
        }
        let is_extension = word(tokens, keyword_at, text) == "extend";
        if is_extension {
            keyword_at += 1;
        }
        let keyword = word(tokens, keyword_at, text);
        let (name_at, name) = match keyword {
            "schema" => (keyword_at, ""),
            _ => (keyword_at + 1, word(tokens, keyword_at + 1, text)),
        };
        let last = tokens.len() - 1;
        let first = if is_extension {
            keyword_at.min(last)
        } else {
            0
        };
        let whole = tokens[first].range.start..tokens[last].range.end;
        let name_range = match tokens.get(name_at) {
            Some(token) => token.range.clone(),
            None => whole.clone(),
        };
        let mut definition = Self {
            is_extension,
            whole,
            keyword,
            name,
            name_range,
            interfaces: None,
            directives: None,
            body: None,
        };
        definition.read_parts(&tokens[(name_at + 1).min(tokens.len())..], text);
        definition
    }

    /// Reads the parts after the name.
    fn read_parts(&mut self, tokens: &[Token], text: &str) {
        let mut rest = tokens;
        while let Some((token, after)) = rest.split_first() {
            let count = match token.text(text) {
                "implements" => {
                    let count = count_until(&["@", "{"], after, text);
                    self.interfaces = span(without_leading("&", &after[..count], text));
                    count
                }
                "@" => {
                    let count = count_until(&["{", "="], after, text);
                    let last = after[..count].last().unwrap_or(token);
                    self.directives = Some(token.range.start..last.range.end);
                    count
                }
                "=" => {
                    self.body = span(without_leading("|", after, text));
                    after.len()
                }
                "{" => {
                    let end = match after.last() {
                        Some(close) => close.range.start,
                        None => token.range.end,
                    };
                    self.body = Some(token.range.end..end);
                    after.len()
                }
                _ => 0,
            };
            rest = &after[count..];
        }
    }
}

fn word<'s>(tokens: &[Token], index: usize, text: &'s str) -> &'s str {
    match tokens.get(index) {
        Some(token) => token.text(text),
        None => "",
    }
}

/// The number of tokens before the first of `stops` that is outside all brackets.
fn count_until(stops: &[&str], tokens: &[Token], text: &str) -> usize {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate() {
        let word = token.text(text);
        if depth == 0 && stops.contains(&word) {
            return index;
        }
        match word {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    tokens.len()
}

/// The tokens without a leading separator, which is allowed only before the first element of a list.
fn without_leading<'t>(separator: &str, tokens: &'t [Token], text: &str) -> &'t [Token] {
    match tokens.split_first() {
        Some((first, rest)) if first.text(text) == separator => rest,
        _ => tokens,
    }
}

fn span(tokens: &[Token]) -> Option<Range<usize>> {
    Some(tokens.first()?.range.start..tokens.last()?.range.end)
}
