//! `extend` definitions, folded into what they extend before the text is parsed.
//!
//! The parser knows definitions only. So its text is put together from slices of the user's, each extension's parts
//! moved behind the same parts of the definition; the slices tell where an error stands in the user's text.
//!
//! What every schema has is left out where a text defines or extends it, as whole schemas printed by servers do: the
//! scalars of the specification, and the types of introspection. The parser has its own of them.
//!
//! See [Type Extensions](https://spec.graphql.org/October2021/#sec-Type-Extensions).

use super::built_in;
use super::parse::Places;
use super::piece::{Piece, starts};
use super::repair::{Undefined, repair};
use super::source::Source;
use super::token::{Token, tokens};
use crate::diagnostic::Diagnostic;
use std::ops::Range;

/// A schema's text with its extensions folded in.
#[derive(Debug)]
pub(crate) struct Folded<'s> {
    source: Source<'s>,
    /// The text to parse, if it is not the user's own.
    text: Option<String>,
    pieces: Vec<Piece>,
    /// Scalars in place of types that are wrong, if the text was repaired.
    pub(crate) undefined: Undefined,
}

impl<'s> Folded<'s> {
    /// Folds the extensions of a text.
    ///
    /// # Errors
    /// One diagnostic for each extension of something that is not defined.
    pub(crate) fn new(source: Source<'s>) -> Result<Self, Vec<Diagnostic>> {
        let unchanged = Self {
            source,
            text: None,
            pieces: Vec::new(),
            undefined: Undefined::new(),
        };
        if !may_extend(source.text) && !built_in::may_define(source.text) {
            return Ok(unchanged);
        }
        let definitions = definitions(source.text);
        if definitions
            .iter()
            .all(|definition| !definition.is_extension && !definition.is_built_in())
        {
            return Ok(unchanged);
        }
        let pieces = fold(source, &definitions)?;
        Ok(Self::of(source, pieces, Undefined::new()))
    }

    /// The text with its mistakes repaired, as far as documents do not depend on them.
    pub(crate) fn repaired(source: Source<'s>) -> Self {
        let (pieces, undefined) = repair(source.text);
        Self::of(source, pieces, undefined)
    }

    fn of(source: Source<'s>, pieces: Vec<Piece>, undefined: Undefined) -> Self {
        let mut text = String::with_capacity(source.text.len());
        for piece in &pieces {
            match piece {
                Piece::Slice(range) => text.push_str(&source.text[range.clone()]),
                Piece::Separator(separator) => text.push_str(separator),
            }
        }
        Self {
            source,
            text: Some(text),
            pieces,
            undefined,
        }
    }
}

/// Whether the word `extend` is in a text: a quick look that spares most schemas a slow one.
fn may_extend(text: &str) -> bool {
    let is_part =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let bytes = text.as_bytes();
    text.match_indices("extend").any(|(at, word)| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        !is_part(before) && !is_part(bytes.get(at + word.len()))
    })
}

impl Places for Folded<'_> {
    fn parsed(&self) -> &str {
        self.text.as_deref().unwrap_or(self.source.text)
    }

    fn original(&self, parsed: Range<usize>) -> Range<usize> {
        if self.text.is_none() {
            return parsed;
        }
        let mut start = 0;
        for piece in &self.pieces {
            match piece {
                Piece::Slice(range) if parsed.start < start + range.len() => {
                    // A place in a separator, which is not in the text, is where the next slice starts.
                    let from = range.start + parsed.start.saturating_sub(start);
                    return from..from + parsed.len();
                }
                Piece::Slice(range) => start += range.len(),
                Piece::Separator(text) => start += text.len(),
            }
        }
        self.source.text.len()..self.source.text.len()
    }
}

/// A definition or extension and its parts, as ranges of the text.
#[derive(Debug)]
struct Definition<'s> {
    is_extension: bool,
    /// Without the keyword `extend`.
    whole: Range<usize>,
    keyword: &'s str,
    name: &'s str,
    name_range: Range<usize>,
    interfaces: Option<Range<usize>>,
    directives: Option<Range<usize>>,
    /// What stands between the braces, or behind the `=` of a union.
    body: Option<Range<usize>>,
}

fn fold(source: Source<'_>, definitions: &[Definition<'_>]) -> Result<Vec<Piece>, Vec<Diagnostic>> {
    let errors: Vec<Diagnostic> = definitions
        .iter()
        .filter(|extension| {
            extension.is_extension && extension.keyword != "schema" && !extension.is_built_in()
        })
        .filter(|extension| {
            !definitions
                .iter()
                .any(|base| base.is_extended_by(extension))
        })
        .map(|extension| {
            let message = format!(
                "there is no {} `{}` to extend",
                extension.keyword, extension.name
            );
            Diagnostic::error(&source, extension.name_range.clone(), message).help(format!(
                "define it: `{} {} …`",
                extension.keyword, extension.name
            ))
        })
        .collect();
    if !errors.is_empty() {
        return Err(errors);
    }
    let bases = definitions
        .iter()
        .filter(|definition| !definition.is_extension && !definition.is_built_in());
    Ok(bases
        .flat_map(|base| {
            let extensions: Vec<_> = definitions
                .iter()
                .filter(|extension| base.is_extended_by(extension))
                .collect();
            base.with(&extensions)
        })
        .collect())
}

impl Definition<'_> {
    fn is_built_in(&self) -> bool {
        built_in::is_built_in(self.keyword, self.name)
    }

    fn is_extended_by(&self, extension: &Self) -> bool {
        !self.is_extension
            && extension.is_extension
            && self.keyword == extension.keyword
            && self.name == extension.name
    }

    /// The definition with the parts of its extensions behind its own.
    fn with(&self, extensions: &[&Self]) -> Vec<Piece> {
        if extensions.is_empty() {
            return vec![
                Piece::Slice(self.whole.clone()),
                Piece::Separator("\n".into()),
            ];
        }
        let parts = |part: fn(&Self) -> &Option<Range<usize>>| {
            [self]
                .into_iter()
                .chain(extensions.iter().copied())
                .filter_map(move |one| part(one).clone())
        };
        let mut pieces = vec![Piece::Slice(self.whole.start..self.name_range.end)];
        for (index, interfaces) in parts(|one| &one.interfaces).enumerate() {
            let separator = if index == 0 { " implements " } else { " & " };
            pieces.push(Piece::Separator(separator.into()));
            pieces.push(Piece::Slice(interfaces));
        }
        for directives in parts(|one| &one.directives) {
            pieces.extend([Piece::Separator(" ".into()), Piece::Slice(directives)]);
        }
        let is_union = self.keyword == "union";
        for (index, body) in parts(|one| &one.body).enumerate() {
            let separator = match (is_union, index) {
                (true, 0) => " = ",
                (true, _) => " | ",
                (false, 0) => " { ",
                (false, _) => "\n",
            };
            pieces.extend([Piece::Separator(separator.into()), Piece::Slice(body)]);
        }
        let has_braces = !is_union && parts(|one| &one.body).next().is_some();
        let end = if has_braces { "\n}\n" } else { "\n" };
        pieces.push(Piece::Separator(end.into()));
        pieces
    }
}

/// The definitions of a text; what cannot be read is left to the parser, which says what is wrong with it.
fn definitions(text: &str) -> Vec<Definition<'_>> {
    let tokens = tokens(text);
    let starts = starts(&tokens, text);
    let ends = starts.iter().skip(1).copied().chain([tokens.len()]);
    starts
        .iter()
        .copied()
        .zip(ends)
        .map(|(start, end)| definition(&tokens[start..end], text))
        .collect()
}

fn definition<'s>(tokens: &[Token], text: &'s str) -> Definition<'s> {
    let word = |index: usize| {
        tokens
            .get(index)
            .map_or("", |token| &text[token.range.clone()])
    };
    let described = usize::from(tokens[0].is_string);
    let is_extension = word(described) == "extend";
    let keyword_at = described + usize::from(is_extension);
    let has_name = word(keyword_at) != "schema";
    let name_at = keyword_at + usize::from(has_name);
    let (first, last) = (
        tokens[if is_extension {
            keyword_at.min(tokens.len() - 1)
        } else {
            0
        }]
        .range
        .start,
        tokens[tokens.len() - 1].range.end,
    );
    let name_range = tokens
        .get(name_at)
        .map_or(first..last, |token| token.range.clone());
    let mut parts = Definition {
        is_extension,
        whole: first..last,
        keyword: word(keyword_at),
        name: if has_name { word(name_at) } else { "" },
        name_range,
        interfaces: None,
        directives: None,
        body: None,
    };
    parts.read(&tokens[(name_at + 1).min(tokens.len())..], text);
    parts
}

impl Definition<'_> {
    /// Reads what stands behind the name.
    fn read(&mut self, tokens: &[Token], text: &str) {
        let mut rest = tokens;
        while let Some((token, after)) = rest.split_first() {
            let end_of = |stops: &[&str]| {
                let mut depth = 0_usize;
                let stop = after.iter().position(|token| {
                    let word = &text[token.range.clone()];
                    let stops = depth == 0 && stops.contains(&word);
                    match word {
                        "(" | "[" | "{" => depth += 1,
                        ")" | "]" | "}" => depth = depth.saturating_sub(1),
                        _ => {}
                    }
                    stops
                });
                stop.unwrap_or(after.len())
            };
            let (part, taken) = match &text[token.range.clone()] {
                "implements" => {
                    let count = end_of(&["@", "{"]);
                    // A leading `&` is allowed, but not behind other interfaces.
                    let skip = usize::from(
                        after
                            .first()
                            .is_some_and(|token| &text[token.range.clone()] == "&"),
                    );
                    (
                        Some((&mut self.interfaces, span(&after[skip.min(count)..count]))),
                        count + 1,
                    )
                }
                "@" => {
                    let count = end_of(&["{", "="]);
                    let range = token.range.start
                        ..after[..count]
                            .last()
                            .map_or(token.range.end, |last| last.range.end);
                    (Some((&mut self.directives, Some(range))), count + 1)
                }
                "=" => {
                    let skip = usize::from(
                        after
                            .first()
                            .is_some_and(|token| &text[token.range.clone()] == "|"),
                    );
                    (
                        Some((&mut self.body, span(&after[skip..]))),
                        after.len() + 1,
                    )
                }
                "{" => {
                    let count = after.len().saturating_sub(1);
                    let close = after
                        .get(count)
                        .map_or(token.range.end, |close| close.range.start);
                    (
                        Some((&mut self.body, Some(token.range.end..close))),
                        after.len() + 1,
                    )
                }
                _ => (None, 1),
            };
            if let Some((place, range)) = part {
                *place = range;
            }
            rest = &rest[taken.min(rest.len())..];
        }
    }
}

fn span(tokens: &[Token]) -> Option<Range<usize>> {
    Some(tokens.first()?.range.start..tokens.last()?.range.end)
}
