//! The limit on nesting: parsing and validation recurse for each level, and the stack is limited.

use super::token::tokens;
use crate::diagnostic::Diagnostic;
use crate::source::Source;
use bluejay_parser::ast::ParseOptions;
use std::ops::Range;

/// The maximum number of nested braces and brackets, with fragments expanded.
pub(crate) const MAX_DEPTH: usize = 200;

/// The parser's options. The parser counts a field and the braces after it as two levels.
pub(super) fn parse_options() -> ParseOptions {
    ParseOptions {
        max_depth: 2 * MAX_DEPTH,
        ..ParseOptions::default()
    }
}

/// The position in a text at which the parser reached its limit.
pub(super) fn deepest_bracket(text: &str) -> Range<usize> {
    let mut depth = 0_usize;
    let mut max_depth = 0;
    let mut deepest = 0..0;
    for token in tokens(text) {
        match token.text(text) {
            "{" | "[" | "(" => {
                depth += 1;
                if depth > max_depth {
                    max_depth = depth;
                    deepest = token.range;
                }
                if depth > MAX_DEPTH {
                    break;
                }
            }
            "}" | "]" | ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// The error for a text that nests deeper than [`MAX_DEPTH`].
pub(crate) fn too_deep(source: &Source<'_>, range: Range<usize>) -> Diagnostic {
    let message = format!("nested deeper than {MAX_DEPTH} levels");
    Diagnostic::error(source, range, message).help("nest less, or split the document")
}
