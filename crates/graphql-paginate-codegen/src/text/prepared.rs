//! The text of a schema as the parser reads it, assembled from slices of the user's text.

use super::source_map::SourceMap;
use crate::source::Source;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// One piece of an assembled text.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    /// A byte range of the user's text.
    Slice(Range<usize>),
    /// Text that the user did not write.
    Inserted(Cow<'static, str>),
}

/// Scalars that replace invalid types, with the reason: ``type `Dat` is not defined``.
pub(crate) type Undefined = BTreeMap<String, String>;

/// The text of a schema, prepared for the parser.
#[derive(Debug)]
pub(crate) struct PreparedText<'s> {
    source: Source<'s>,
    /// The text to parse, unless the user's is parsed as it is.
    text: Option<String>,
    pieces: Vec<Piece>,
    /// Scalars in place of invalid types, if the text was repaired.
    pub(crate) undefined: Undefined,
}

impl<'s> PreparedText<'s> {
    /// The user's text as it is.
    pub(crate) fn unchanged(source: Source<'s>) -> Self {
        Self {
            source,
            text: None,
            pieces: Vec::new(),
            undefined: Undefined::new(),
        }
    }

    /// The text that the pieces add up to.
    pub(super) fn from_pieces(
        source: Source<'s>,
        pieces: Vec<Piece>,
        undefined: Undefined,
    ) -> Self {
        let mut text = String::with_capacity(source.text.len());
        for piece in &pieces {
            match piece {
                Piece::Slice(range) => text.push_str(&source.text[range.clone()]),
                Piece::Inserted(inserted) => text.push_str(inserted),
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

impl SourceMap for PreparedText<'_> {
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
                    // A position in inserted text maps to the start of the next slice.
                    let from = range.start + parsed.start.saturating_sub(start);
                    return from..from + parsed.len();
                }
                Piece::Slice(range) => start += range.len(),
                Piece::Inserted(text) => start += text.len(),
            }
        }
        self.source.text.len()..self.source.text.len()
    }
}
