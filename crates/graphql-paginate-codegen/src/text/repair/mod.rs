//! Rewrites a schema with mistakes, so that documents that do not depend on the mistakes can use it.
//!
//! A client cannot change its server's schema, and many published schemas have mistakes. The rewritten text:
//!
//! - has no descriptions, and no directives except `@deprecated` and `@oneOf`, the ones that are used;
//! - keeps the first of several definitions with one name, and makes a definition of an extension without one;
//! - adds a placeholder to types without fields, values or members, and separates interfaces by `&`;
//! - adds an empty query type if there is none;
//! - replaces a type that is not defined, or is invalid at its position, by a scalar in [`Undefined`]. A document that
//!   uses the scalar is invalid.

mod body;
mod definition;
mod roots;
mod writer;

use super::prepared::{PreparedText, Undefined};
use super::token::tokens;
use crate::source::Source;
use definition::read_definitions;
use std::collections::BTreeMap;
use writer::Writer;

/// The name of the query type that is added to a schema without one.
pub(crate) const NO_QUERY: &str = "__Query";

/// The text of a schema with its mistakes repaired. Only syntax errors are left for the parser.
pub(crate) fn repaired(source: Source<'_>) -> PreparedText<'_> {
    let all = tokens(source.text);
    let (before, definitions) = read_definitions(&all, source.text);
    let mut keywords = BTreeMap::new();
    for definition in &definitions {
        if definition.keyword != "directive" {
            keywords.insert(definition.name, definition.keyword);
        }
    }
    let mut writer = Writer {
        text: source.text,
        keywords,
        pieces: Vec::new(),
        undefined: Undefined::new(),
    };
    // The parser reports tokens before the first definition.
    for token in before {
        writer.keep(token);
    }
    for definition in &definitions {
        writer.definition(definition);
    }
    writer.root_types(&definitions);
    let Writer {
        mut pieces,
        undefined,
        ..
    } = writer;
    for name in undefined.keys() {
        pieces.push(super::prepared::Piece::Inserted(
            format!("scalar {name}\n").into(),
        ));
    }
    PreparedText::from_pieces(source, pieces, undefined)
}
