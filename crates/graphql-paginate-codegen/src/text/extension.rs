//! Merges `extend` definitions into the definitions they extend.
//!
//! The parser reads definitions only, so the text that it gets is assembled from slices of the user's text:
//!
//! ```text
//! type Film { title: String }
//! extend type Film { year: Int }
//! ```
//!
//! becomes `type Film { title: String year: Int }`. Definitions and extensions of built-in types are left out.
//!
//! See [Type Extensions](https://spec.graphql.org/October2021/#sec-Type-Extensions).

use super::built_in;
use super::definition::{DefinitionRanges, read_definitions};
use super::prepared::{Piece, PreparedText, Undefined};
use crate::diagnostic::Diagnostic;
use crate::source::Source;

/// Merges the extensions of a schema into its definitions.
///
/// # Errors
/// One diagnostic for each extension of something that is not defined.
pub(crate) fn fold_extensions(source: Source<'_>) -> Result<PreparedText<'_>, Vec<Diagnostic>> {
    if !may_extend(source.text) && !built_in::may_define(source.text) {
        return Ok(PreparedText::unchanged(source));
    }
    let definitions = read_definitions(source.text);
    let is_changed =
        |definition: &DefinitionRanges<'_>| definition.is_extension || definition.is_built_in();
    if !definitions.iter().any(is_changed) {
        return Ok(PreparedText::unchanged(source));
    }
    let errors = extensions_without_base(source, &definitions);
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut pieces = Vec::new();
    for base in &definitions {
        if base.is_extension || base.is_built_in() {
            continue;
        }
        let mut parts = vec![base];
        parts.extend(definitions.iter().filter(|other| other.extends(base)));
        merge(&parts, &mut pieces);
    }
    Ok(PreparedText::from_pieces(source, pieces, Undefined::new()))
}

/// Whether a text contains the word `extend`.
///
/// A fast check without tokens, so that most schemas are parsed as they are.
fn may_extend(text: &str) -> bool {
    let bytes = text.as_bytes();
    for (at, word) in text.match_indices("extend") {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let after = bytes.get(at + word.len());
        if !is_name_byte(before) && !is_name_byte(after) {
            return true;
        }
    }
    false
}

fn is_name_byte(byte: Option<&u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

fn extensions_without_base(
    source: Source<'_>,
    definitions: &[DefinitionRanges<'_>],
) -> Vec<Diagnostic> {
    let mut errors = Vec::new();
    for extension in definitions {
        // `extend schema` without a `schema` definition extends the default one.
        if !extension.is_extension || extension.keyword == "schema" || extension.is_built_in() {
            continue;
        }
        if definitions.iter().any(|base| extension.extends(base)) {
            continue;
        }
        let DefinitionRanges { keyword, name, .. } = extension;
        let message = format!("no {keyword} `{name}` to extend");
        let help = format!("define it: `{keyword} {name} …`");
        errors.push(Diagnostic::error(&source, extension.name_range.clone(), message).help(help));
    }
    errors
}

/// Writes one definition from the parts of a definition and its extensions: interfaces, directives, then the bodies.
fn merge(parts: &[&DefinitionRanges<'_>], pieces: &mut Vec<Piece>) {
    let base = parts[0];
    if parts.len() == 1 {
        pieces.push(Piece::Slice(base.whole.clone()));
        pieces.push(Piece::Inserted("\n".into()));
        return;
    }
    pieces.push(Piece::Slice(base.whole.start..base.name_range.end));
    let mut separator = " implements ";
    for part in parts {
        if let Some(interfaces) = &part.interfaces {
            pieces.push(Piece::Inserted(separator.into()));
            pieces.push(Piece::Slice(interfaces.clone()));
            separator = " & ";
        }
    }
    for part in parts {
        if let Some(directives) = &part.directives {
            pieces.push(Piece::Inserted(" ".into()));
            pieces.push(Piece::Slice(directives.clone()));
        }
    }
    let (open, between, close) = match base.keyword {
        "union" => (" = ", " | ", "\n"),
        _ => (" { ", "\n", "\n}\n"),
    };
    let mut separator = open;
    let mut end = "\n";
    for part in parts {
        if let Some(body) = &part.body {
            pieces.push(Piece::Inserted(separator.into()));
            pieces.push(Piece::Slice(body.clone()));
            separator = between;
            end = close;
        }
    }
    pieces.push(Piece::Inserted(end.into()));
}
