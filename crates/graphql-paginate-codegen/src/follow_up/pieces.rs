//! The part of a follow-up document that is about one parent.

use super::refetch::{Parent, Refetch};
use crate::connection::{Direction, FieldView};
use crate::document::Operation;
use bluejay_core::AsIter;
use bluejay_parser::HasSpan;
use bluejay_parser::ast::executable::Field;

/// Writes the part about one parent.
pub(super) struct Pieces<'p, 'v, 'a> {
    pub(super) operation: &'p Operation<'a>,
    pub(super) view: &'p FieldView<'v, 'a>,
    pub(super) direction: Direction,
    /// Whether the root field finds other types than the parent's as well.
    pub(super) is_narrowed: bool,
    pub(super) size: &'p str,
    pub(super) cursor: &'p str,
}

/// Stands for the parent's number while a text is put together; it cannot be part of a document.
const NUMBER: &str = "\u{0}";

impl Pieces<'_, '_, '_> {
    pub(super) fn write(&self, refetch: Option<&Refetch>, parents: &[Parent]) -> Vec<String> {
        let call = refetch.map_or("node(id: $id)", |refetch| refetch.call.as_str());
        let call = parents.iter().fold(call.to_owned(), |call, parent| {
            call.replace(&parent.written, &format!("${}{NUMBER}", parent.variable))
        });
        let on = self.view.parent.name();
        let connection = self.connection();
        let text = match self.is_narrowed {
            true => format!("{call} {{ __typename ... on {on} {{ {connection} }} }}"),
            false => format!("{call} {{ {connection} }}"),
        };
        text.split(NUMBER).map(str::to_owned).collect()
    }

    fn connection(&self) -> String {
        let (size, cursor) = self.direction.arguments();
        let field = self.view.field;
        let node = field.nodes[0];
        let name = node.name().as_str();
        let alias = if field.key == name {
            String::new()
        } else {
            format!("{}: ", field.key)
        };
        let kept = node
            .arguments()
            .into_iter()
            .flat_map(|arguments| arguments.iter())
            .filter(|argument| {
                !matches!(
                    argument.name().as_str(),
                    "first" | "after" | "last" | "before"
                )
            });
        let kept = kept.map(|argument| self.operation.slice(argument.span().byte_range()));
        let own = [
            format!("{size}: ${}{NUMBER}", self.size),
            format!("{cursor}: ${}{NUMBER}", self.cursor),
        ];
        let arguments: Vec<String> = kept.chain(own).collect();
        let inner = |node: &&Field<'_>| {
            let range = node.selection_set().map(|set| set.span().byte_range());
            range.map(|range| self.operation.slice(range.start + 1..range.end - 1))
        };
        let selection: Vec<String> = field.nodes.iter().filter_map(inner).collect();
        format!(
            "{alias}{name}({}) {{{}}}",
            arguments.join(", "),
            selection.join(" ")
        )
    }
}
