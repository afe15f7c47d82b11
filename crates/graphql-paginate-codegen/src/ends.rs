//! The document that asks for a page of either end of a connection at once.
//!
//! The connection stands in it twice: under its own response key with the arguments of a forward walk, and under
//! another one with those of a backward walk.

use crate::connection::{Binding, Direction, Found};
use crate::document::Operation;
use crate::name;
use bluejay_core::AsIter;
use bluejay_parser::HasSpan;
use bluejay_parser::ast::executable::Field;
use std::collections::BTreeSet;

/// A document with both ends of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ends {
    pub(crate) text: String,
    /// The response key of the page from the end.
    pub(crate) key: String,
}

impl Ends {
    /// `None` for a connection that cannot be walked both ways with variables of their own, or that the document
    /// selects in several places.
    pub(crate) fn new(operation: &Operation<'_>, found: &Found<'_, '_>) -> Option<Self> {
        let both = [Direction::Forward, Direction::Backward];
        let variables: Vec<&str> = found.paging_variables().collect();
        let is_apart = variables.iter().collect::<BTreeSet<_>>().len() == variables.len();
        if !is_apart
            || both.iter().any(|direction| found.walk(*direction).is_err())
            || has_fixed_size(found)
        {
            return None;
        }
        let [view] = found.views.as_slice() else {
            return None;
        };
        let [node] = view.field.nodes.as_slice() else {
            return None;
        };
        let is_taken = |key: &str| found.beside.iter().any(|beside| beside.field.key == key);
        let key = name::free(format!("{}FromEnd", view.field.key), is_taken);
        let range = node.span().byte_range();
        let head = written(operation, node, view.field.key, Direction::Backward)?;
        let tail = written(operation, node, &key, Direction::Forward)?;
        let before = operation.slice(0..range.start);
        let after = operation.slice(range.end..operation.source.text.len());
        Some(Self {
            text: format!("{before}{head} {tail}{after}"),
            key,
        })
    }
}

/// Servers refuse `first` beside `last`, so that each end needs a size that can be left out of the other.
fn has_fixed_size(found: &Found<'_, '_>) -> bool {
    [found.arguments.first, found.arguments.last]
        .iter()
        .any(|size| matches!(size, Binding::Fixed(_)))
}

/// The field under a response key, without the arguments of a direction.
fn written(
    operation: &Operation<'_>,
    node: &Field<'_>,
    key: &str,
    without: Direction,
) -> Option<String> {
    let arguments = node.arguments()?;
    let (size, cursor) = without.arguments();
    let kept = arguments
        .iter()
        .filter(|argument| ![size, cursor].contains(&argument.name().as_str()));
    let kept: Vec<String> = kept
        .map(|argument| operation.slice(argument.span().byte_range()))
        .collect();
    let name = node.name().as_str();
    let alias = if key == name {
        String::new()
    } else {
        format!("{key}: ")
    };
    let rest = operation.slice(arguments.span().byte_range().end..node.span().byte_range().end);
    Some(format!("{alias}{name}({}){rest}", kept.join(", ")))
}
