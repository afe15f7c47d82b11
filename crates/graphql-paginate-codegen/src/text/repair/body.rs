//! Writes the fields, arguments and enum values of repaired definitions.

use super::writer::{Position, Writer};
use crate::text::built_in::is_built_in;
use crate::text::token::Token;
use std::collections::BTreeSet;

impl<'s> Writer<'s> {
    /// The tokens without descriptions, directives other than `@deprecated`, and empty parentheses.
    pub(super) fn without_annotations(&self, tokens: &[Token]) -> Vec<Token> {
        let mut kept: Vec<Token> = Vec::new();
        let mut brackets = 0_usize;
        let mut index = 0;
        while let Some(token) = tokens.get(index) {
            let word = self.word(token);
            index += 1;
            match word {
                "[" => brackets += 1,
                "]" => brackets = brackets.saturating_sub(1),
                "@" => {
                    let name = tokens.get(index).map_or("", |name| self.word(name));
                    let end = self.end_of_arguments(tokens, index + 1);
                    if name == "deprecated" {
                        kept.extend_from_slice(&tokens[index - 1..end]);
                    }
                    index = end;
                    continue;
                }
                ")" if kept.last().is_some_and(|last| self.word(last) == "(") => {
                    kept.pop();
                    continue;
                }
                _ => {}
            }
            let before = kept.last().map_or("", |last| self.word(last));
            let is_value = brackets > 0 || before == ":" || before == "=";
            if !token.is_string || is_value {
                kept.push(token.clone());
            }
        }
        kept
    }

    /// The index after the arguments that may start at an index.
    fn end_of_arguments(&self, tokens: &[Token], from: usize) -> usize {
        let mut depth = 0_usize;
        for (index, token) in tokens.iter().enumerate().skip(from) {
            let word = self.word(token);
            match word {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return if word == ")" { index + 1 } else { from };
            }
        }
        tokens.len().min(from)
    }

    /// Writes the values of an enum, each once.
    pub(super) fn enum_values(&mut self, tokens: &[Token]) {
        let mut seen = BTreeSet::new();
        let mut is_duplicate = false;
        let mut parentheses = 0_usize;
        let mut before = "";
        for token in tokens {
            let word = self.word(token);
            match word {
                "(" => parentheses += 1,
                ")" => parentheses = parentheses.saturating_sub(1),
                "@" => {}
                _ if parentheses == 0 && before != "@" => is_duplicate = !seen.insert(word),
                _ => {}
            }
            if !is_duplicate {
                self.keep(token);
            }
            before = word;
        }
    }

    /// Writes fields or arguments, with scalars in place of types that are invalid at their position.
    pub(super) fn fields(&mut self, tokens: &[Token], position: Position) {
        let (mut parentheses, mut braces) = (0_usize, 0_usize);
        let mut is_type = false;
        for token in tokens {
            let word = self.word(token);
            match word {
                "(" => parentheses += 1,
                ")" => parentheses = parentheses.saturating_sub(1),
                "{" => braces += 1,
                "}" => braces = braces.saturating_sub(1),
                ":" if braces == 0 => {
                    is_type = true;
                    self.keep(token);
                    continue;
                }
                "[" if is_type => {
                    self.keep(token);
                    continue;
                }
                _ => {}
            }
            let mut replacement = None;
            if is_type && !token.is_string {
                let position = match parentheses {
                    0 => position,
                    _ => Position::Input,
                };
                replacement = self.replacement(word, position);
            }
            is_type = false;
            match replacement {
                Some(replacement) => self.insert(format!("{replacement} ")),
                None => self.keep(token),
            }
        }
    }

    /// The scalar in place of a type that is invalid at this position. A type that is not defined becomes a scalar of
    /// its own name.
    fn replacement(&mut self, name: &str, position: Position) -> Option<String> {
        let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
        let is_built_in = ["type", "scalar", "enum"]
            .iter()
            .any(|keyword| is_built_in(keyword, name));
        if !is_name || is_built_in {
            return None;
        }
        let reason = match (self.keywords.get(name), position) {
            (None, _) => {
                let reason = format!("type `{name}` is not defined");
                self.undefined.insert(name.to_owned(), reason);
                return None;
            }
            (Some(&"input"), Position::Output) => format!("type `{name}` is an input object"),
            (Some(keyword @ (&"type" | &"interface" | &"union")), Position::Input) => {
                format!("`{keyword} {name}` is not an input type")
            }
            _ => return None,
        };
        let replacement = format!("__{name}");
        self.undefined.insert(replacement.clone(), reason);
        Some(replacement)
    }
}
