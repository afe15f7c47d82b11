//! Writes repaired definitions.

use super::definition::MergedDefinition;
use crate::text::prepared::{Piece, Undefined};
use crate::text::token::Token;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Assembles the repaired text.
pub(super) struct Writer<'s> {
    pub(super) text: &'s str,
    /// The keyword of each defined type, by name.
    pub(super) keywords: BTreeMap<&'s str, &'s str>,
    pub(super) pieces: Vec<Piece>,
    pub(super) undefined: Undefined,
}

/// Where a type is used, which decides the kinds of type that are valid there.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Position {
    /// The type of a field of an object or interface.
    Output,
    /// The type of an argument or input field.
    Input,
}

impl<'s> Writer<'s> {
    pub(super) fn word(&self, token: &Token) -> &'s str {
        token.text(self.text)
    }

    pub(super) fn insert(&mut self, text: impl Into<Cow<'static, str>>) {
        self.pieces.push(Piece::Inserted(text.into()));
    }

    pub(super) fn keep(&mut self, token: &Token) {
        self.pieces.push(Piece::Slice(token.range.clone()));
        self.insert(" ");
    }

    pub(super) fn definition(&mut self, definition: &MergedDefinition<'s>) {
        match definition.keyword {
            // Written by `root_types`.
            "schema" => return,
            "directive" => {
                self.insert("directive @");
                self.name(definition);
                let tokens = self.without_annotations(&definition.parts[0]);
                self.fields(&tokens, Position::Input);
            }
            "scalar" => {
                self.insert("scalar ");
                self.name(definition);
            }
            "union" => self.union(definition),
            keyword => self.type_with_body(keyword, definition),
        }
        self.insert("\n");
    }

    fn name(&mut self, definition: &MergedDefinition<'s>) {
        if let Some(name) = &definition.name_token {
            self.keep(name);
        }
    }

    fn union(&mut self, definition: &MergedDefinition<'s>) {
        let mut members: Vec<Token> = Vec::new();
        for part in &definition.parts {
            let equals = part.iter().position(|token| self.word(token) == "=");
            let Some(equals) = equals else { continue };
            for token in &part[equals + 1..] {
                let name = self.word(token);
                let is_object = self.keywords.get(name) == Some(&"type");
                if is_object && !self.contains(&members, name) {
                    members.push(token.clone());
                }
            }
        }
        if members.is_empty() {
            self.insert("type ");
            self.name(definition);
            self.insert("{ __empty: Boolean }");
            return;
        }
        self.insert("union ");
        self.name(definition);
        let mut separator = "= ";
        for member in &members {
            self.insert(separator);
            self.keep(member);
            separator = "| ";
        }
    }

    /// Writes an object, interface, enum or input object.
    fn type_with_body(&mut self, keyword: &'s str, definition: &MergedDefinition<'s>) {
        self.insert(format!("{keyword} "));
        self.name(definition);
        let mut interfaces: Vec<Token> = Vec::new();
        let mut body: Vec<Token> = Vec::new();
        let mut is_one_of = false;
        for part in &definition.parts {
            let open = part.iter().position(|token| self.word(token) == "{");
            let (head, braces) = part.split_at(open.unwrap_or(part.len()));
            is_one_of |= self.contains(head, "oneOf");
            self.add_interfaces(head, &mut interfaces);
            if let [_, fields @ .., close] = braces {
                body.extend_from_slice(fields);
                if self.word(close) != "}" {
                    // The parser reports the open brace.
                    for token in &body {
                        self.keep(token);
                    }
                    return;
                }
            }
        }
        let mut separator = "implements ";
        for interface in &interfaces {
            self.insert(separator);
            self.keep(interface);
            separator = "& ";
        }
        if is_one_of && keyword == "input" {
            self.insert("@oneOf ");
        }
        self.insert("{ ");
        let body = self.without_annotations(&body);
        match keyword {
            "enum" if body.is_empty() => self.insert("__EMPTY "),
            _ if body.is_empty() => self.insert("__empty: Boolean "),
            "enum" => self.enum_values(&body),
            "input" => self.fields(&body, Position::Input),
            _ => self.fields(&body, Position::Output),
        }
        self.insert("}");
    }

    /// Adds the interfaces that a type implements, each once, if they are defined.
    fn add_interfaces(&self, head: &[Token], interfaces: &mut Vec<Token>) {
        let implements = head
            .iter()
            .skip_while(|token| self.word(token) != "implements")
            .take_while(|token| self.word(token) != "@");
        for token in implements {
            let name = self.word(token);
            let is_interface = self.keywords.get(name) == Some(&"interface");
            if is_interface && !self.contains(interfaces, name) {
                interfaces.push(token.clone());
            }
        }
    }

    fn contains(&self, tokens: &[Token], word: &str) -> bool {
        tokens.iter().any(|token| self.word(token) == word)
    }
}
