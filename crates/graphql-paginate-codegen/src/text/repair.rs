//! A schema text with mistakes, rewritten so that whatever does not depend on them can be used.
//!
//! A client cannot change its server's schema, and published schemas have many mistakes. What is rewritten:
//!
//! - descriptions and directives are left out, but for `@deprecated` and `@oneOf`: no other is used;
//! - of several definitions of a name the first counts, and an extension without a definition is one;
//! - types without fields, values or members get a placeholder, and interfaces are separated by `&`;
//! - a missing query type is replaced by an empty one;
//! - a type that is not defined, or cannot stand where it does, is replaced by a scalar, which [`Undefined`] keeps: a
//!   document that uses it is invalid.

use super::built_in;
use super::piece::{Piece, starts};
use super::token::{Token, tokens};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The name of the query type of a schema that has none.
pub(crate) const NO_QUERY: &str = "__Query";

/// Scalars that replace wrong types, with what is wrong: ``type `Dat` is not defined``.
pub(crate) type Undefined = BTreeMap<String, String>;

/// Rewrites a text.
pub(super) fn repair(text: &str) -> (Vec<Piece>, Undefined) {
    let all = tokens(text);
    let starts = starts(&all, text);
    let first = starts.first().copied().unwrap_or(all.len());
    let mut definitions: Vec<Definition<'_>> = Vec::new();
    let ends = starts.iter().skip(1).copied().chain([all.len()]);
    for (start, end) in starts.iter().copied().zip(ends) {
        let Some(definition) = Definition::read(&all[start..end], text) else {
            continue;
        };
        let known = definitions
            .iter_mut()
            .find(|known| known.is_same(&definition));
        match known {
            Some(known) if definition.is_extension || definition.keyword == "schema" => {
                known.parts.extend(definition.parts);
            }
            Some(_) => {}
            None => definitions.push(definition),
        }
    }
    let kinds = definitions
        .iter()
        .filter(|definition| definition.keyword != "directive")
        .map(|definition| (definition.name, definition.keyword))
        .collect();
    let mut writer = Writer {
        text,
        kinds,
        pieces: Vec::new(),
        undefined: Undefined::new(),
    };
    // What stands before the first definition is left to the parser, which reports it.
    for token in &all[..first] {
        writer.keep(token);
    }
    for definition in &definitions {
        writer.definition(definition);
    }
    writer.roots(&definitions);
    for name in writer.undefined.keys().cloned().collect::<Vec<_>>() {
        writer.add(format!("scalar {name}\n"));
    }
    (writer.pieces, writer.undefined)
}

/// A definition with its extensions.
struct Definition<'s> {
    keyword: &'s str,
    name: &'s str,
    name_token: Option<Token>,
    is_extension: bool,
    /// What stands behind the name: the definition's, then that of each extension.
    parts: Vec<Vec<Token>>,
}

impl<'s> Definition<'s> {
    /// `None` for types that every schema has, and for a description of nothing.
    fn read(tokens: &[Token], text: &'s str) -> Option<Self> {
        let word = |token: &Token| &text[token.range.clone()];
        let mut rest = tokens;
        let mut is_extension = false;
        while let [first, after @ ..] = rest {
            if word(first) == "extend" {
                is_extension = true;
            } else if !first.is_string {
                break;
            }
            rest = after;
        }
        let (keyword, mut rest) = rest.split_first()?;
        let keyword = word(keyword);
        let mut name_token = None;
        if keyword == "directive" {
            rest = rest.get(1..)?;
        }
        if keyword != "schema" {
            let (name, after) = rest.split_first()?;
            name_token = Some(name.clone());
            rest = after;
        }
        let name = name_token.as_ref().map_or("", word);
        if built_in::is_built_in(keyword, name) {
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

    /// Whether both define one name. Types have their names in common.
    fn is_same(&self, other: &Self) -> bool {
        let is_type = |keyword: &str| keyword != "schema" && keyword != "directive";
        let is_kind_same =
            self.keyword == other.keyword || (is_type(self.keyword) && is_type(other.keyword));
        is_kind_same && self.name == other.name
    }
}

struct Writer<'s> {
    text: &'s str,
    /// Keywords of the types of the text by name.
    kinds: BTreeMap<&'s str, &'s str>,
    pieces: Vec<Piece>,
    undefined: Undefined,
}

/// What a type is used for.
#[derive(Clone, Copy, PartialEq)]
enum Use {
    Field,
    Input,
}

impl<'s> Writer<'s> {
    fn word(&self, token: &Token) -> &'s str {
        &self.text[token.range.clone()]
    }

    fn add(&mut self, text: impl Into<Cow<'static, str>>) {
        self.pieces.push(Piece::Separator(text.into()));
    }

    fn keep(&mut self, token: &Token) {
        self.pieces.push(Piece::Slice(token.range.clone()));
        self.add(" ");
    }

    fn definition(&mut self, definition: &Definition<'s>) {
        match definition.keyword {
            "schema" => return,
            "directive" => {
                self.add("directive @");
                self.name(definition);
                let tokens = self.without_notes(&definition.parts[0]);
                self.body(&tokens, Use::Input);
            }
            "scalar" => {
                self.add("scalar ");
                self.name(definition);
            }
            "union" => self.union(definition),
            keyword => self.fields(keyword, definition),
        }
        self.add("\n");
    }

    fn name(&mut self, definition: &Definition<'s>) {
        if let Some(name) = &definition.name_token {
            self.keep(name);
        }
    }

    fn union(&mut self, definition: &Definition<'s>) {
        let mut members: Vec<Token> = Vec::new();
        for part in &definition.parts {
            let behind = part
                .iter()
                .skip_while(|token| self.word(token) != "=")
                .skip(1);
            for token in behind {
                let name = self.word(token);
                let is_new = members.iter().all(|known| self.word(known) != name);
                if self.kinds.get(name) == Some(&"type") && is_new {
                    members.push(token.clone());
                }
            }
        }
        if members.is_empty() {
            self.add("type ");
            self.name(definition);
            return self.add("{ __empty: Boolean }");
        }
        self.add("union ");
        self.name(definition);
        for (index, member) in members.iter().enumerate() {
            self.add(if index == 0 { "= " } else { "| " });
            self.keep(member);
        }
    }

    /// Types, interfaces, enums and inputs.
    fn fields(&mut self, keyword: &'s str, definition: &Definition<'s>) {
        self.add(format!("{keyword} "));
        self.name(definition);
        let (mut interfaces, mut body): (Vec<Token>, Vec<Token>) = (Vec::new(), Vec::new());
        let mut is_one_of = false;
        for part in &definition.parts {
            let open = part.iter().position(|token| self.word(token) == "{");
            let (head, fields) = part.split_at(open.unwrap_or(part.len()));
            is_one_of |= head.iter().any(|token| self.word(token) == "oneOf");
            interfaces.extend(self.interfaces(head, &interfaces));
            if let [_, fields @ .., close] = fields {
                body.extend_from_slice(fields);
                if self.word(close) != "}" {
                    // The parser reports the brace that is not closed.
                    return body.iter().for_each(|token| self.keep(token));
                }
            }
        }
        for (index, interface) in interfaces.iter().enumerate() {
            self.add(if index == 0 { "implements " } else { "& " });
            self.keep(interface);
        }
        if is_one_of && keyword == "input" {
            self.add("@oneOf ");
        }
        let body = self.without_notes(&body);
        self.add("{ ");
        match keyword {
            "enum" => self.values(&body),
            "input" => self.body(&body, Use::Input),
            _ => self.body(&body, Use::Field),
        }
        if body.is_empty() {
            self.add(if keyword == "enum" {
                "__EMPTY "
            } else {
                "__empty: Boolean "
            });
        }
        self.add("}");
    }

    /// The interfaces that a type implements and that are defined, without known ones.
    fn interfaces(&self, head: &[Token], known: &[Token]) -> Vec<Token> {
        let mut found: Vec<Token> = Vec::new();
        let behind = head
            .iter()
            .skip_while(|token| self.word(token) != "implements")
            .take_while(|token| self.word(token) != "@");
        for token in behind {
            let name = self.word(token);
            let is_new = known
                .iter()
                .chain(&found)
                .all(|known| self.word(known) != name);
            if self.kinds.get(name) == Some(&"interface") && is_new {
                found.push(token.clone());
            }
        }
        found
    }

    /// The tokens without descriptions, directives other than `@deprecated`, and parentheses around nothing.
    fn without_notes(&self, tokens: &[Token]) -> Vec<Token> {
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

    /// The index behind the arguments that may start at an index.
    fn end_of_arguments(&self, tokens: &[Token], from: usize) -> usize {
        let mut depth = 0_usize;
        for (index, token) in tokens.iter().enumerate().skip(from) {
            match self.word(token) {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                let is_argument = self.word(token) == ")";
                return if is_argument { index + 1 } else { from };
            }
        }
        tokens.len().min(from)
    }

    /// Values of an enum, each once.
    fn values(&mut self, tokens: &[Token]) {
        let mut seen = BTreeSet::new();
        let mut is_repeated = false;
        let mut parentheses = 0_usize;
        for (index, token) in tokens.iter().enumerate() {
            let word = self.word(token);
            let before = index
                .checked_sub(1)
                .map_or("", |before| self.word(&tokens[before]));
            match word {
                "(" => parentheses += 1,
                ")" => parentheses = parentheses.saturating_sub(1),
                "@" => {}
                _ if parentheses == 0 && before != "@" => is_repeated = !seen.insert(word),
                _ => {}
            }
            if !is_repeated {
                self.keep(token);
            }
        }
    }

    /// Fields or arguments, with types that can stand where they do.
    fn body(&mut self, tokens: &[Token], fields: Use) {
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
            if is_type && !token.is_string {
                let wanted = if parentheses > 0 { Use::Input } else { fields };
                if let Some(replacement) = self.replacement(word, wanted) {
                    self.add(format!("{replacement} "));
                    is_type = false;
                    continue;
                }
            }
            is_type = false;
            self.keep(token);
        }
    }

    /// The scalar in place of a type that is not defined or cannot stand here.
    fn replacement(&mut self, name: &str, wanted: Use) -> Option<String> {
        let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
        if !is_name
            || ["type", "scalar", "enum"]
                .iter()
                .any(|kind| built_in::is_built_in(kind, name))
        {
            return None;
        }
        let wrong = match (self.kinds.get(name), wanted) {
            (None, _) => {
                let wrong = format!("type `{name}` is not defined");
                self.undefined.insert(name.to_owned(), wrong);
                return None;
            }
            (Some(&"input"), Use::Field) => format!("type `{name}` is an input object"),
            (Some(kind @ (&"type" | &"interface" | &"union")), Use::Input) => {
                format!("`{kind} {name}` is no input type")
            }
            _ => return None,
        };
        let replacement = format!("__{name}");
        self.undefined.insert(replacement.clone(), wrong);
        Some(replacement)
    }

    /// The root types that are defined, and an empty one for queries if they have none.
    fn roots(&mut self, definitions: &[Definition<'s>]) {
        let operations = ["query", "mutation", "subscription"];
        let explicit = definitions.iter().find(|one| one.keyword == "schema");
        let mut roots: Vec<(&str, Option<Token>, &str)> = Vec::new();
        match explicit {
            Some(schema) => {
                let tokens: Vec<Token> = schema.parts.concat();
                for (index, token) in tokens.iter().enumerate() {
                    let operation = self.word(token);
                    let is_root = operations.contains(&operation)
                        && tokens
                            .get(index + 1)
                            .is_some_and(|next| self.word(next) == ":");
                    let Some(ty) = tokens.get(index + 2).filter(|_| is_root) else {
                        continue;
                    };
                    let is_new = roots.iter().all(|(known, ..)| *known != operation);
                    if self.kinds.get(self.word(ty)) == Some(&"type") && is_new {
                        roots.push((operation, Some(ty.clone()), self.word(ty)));
                    }
                }
            }
            None => {
                for (operation, ty) in
                    operations
                        .into_iter()
                        .zip(["Query", "Mutation", "Subscription"])
                {
                    if self.kinds.get(ty) == Some(&"type") {
                        roots.push((operation, None, ty));
                    }
                }
            }
        }
        if roots.is_empty() && definitions.is_empty() {
            // The parser reports an empty text.
            return;
        }
        self.add("schema { ");
        if roots.iter().all(|(operation, ..)| *operation != "query") {
            self.add(format!("query: {NO_QUERY} "));
        }
        for (operation, token, name) in &roots {
            self.add(format!("{operation}: "));
            match token {
                Some(token) => self.keep(token),
                None => self.add(format!("{name} ")),
            }
        }
        self.add("}\n");
        if roots.iter().all(|(operation, ..)| *operation != "query") {
            self.add(format!("type {NO_QUERY} {{ __empty: Boolean }}\n"));
        }
    }
}
