//! The one response key that is taken.

use super::Explain;
use crate::diagnostic::Diagnostic;
use bluejay_core::AsIter;
use bluejay_parser::HasSpan;
use bluejay_parser::ast::executable::{Field, Selection, SelectionSet};

const TYPENAME: &str = "__typename";

impl<'a> Explain<'a> {
    /// Fields other than `__typename` under that key. The specification has no word against them, but a response with
    /// one cannot tell its types.
    pub(super) fn typename_aliases(&self) -> Vec<Diagnostic> {
        let operations = self.document.operation_definitions().iter();
        let fragments = self.document.fragment_definitions().iter();
        let sets = operations
            .map(|operation| operation.selection_set())
            .chain(fragments.map(|fragment| fragment.selection_set()));
        let mut found = Vec::new();
        sets.for_each(|set| collect(set, &mut found));
        found
            .into_iter()
            .map(|field| self.typename_alias(field))
            .collect()
    }

    fn typename_alias(&self, field: &'a Field<'a>) -> Diagnostic {
        let start = field.span().byte_range().start;
        let message = "`__typename` is the key of the type's name, so no other field can have it";
        Diagnostic::error(&self.source, start..start + TYPENAME.len(), message).help(format!(
            "give `{}` another alias, or none",
            field.name().as_str()
        ))
    }
}

fn collect<'a>(set: &'a SelectionSet<'a>, found: &mut Vec<&'a Field<'a>>) {
    for selection in set.iter() {
        match selection {
            Selection::Field(field) => {
                let is_alias =
                    field.response_key() == TYPENAME && field.name().as_str() != TYPENAME;
                if is_alias {
                    found.push(field);
                }
                field
                    .selection_set()
                    .into_iter()
                    .for_each(|set| collect(set, found));
            }
            Selection::InlineFragment(inline) => collect(inline.selection_set(), found),
            Selection::FragmentSpread(_) => {}
        }
    }
}
