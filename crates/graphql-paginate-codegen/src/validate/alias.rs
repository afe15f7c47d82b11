//! The response key `__typename`, which is reserved for the type's name.

use super::Explain;
use crate::diagnostic::Diagnostic;
use bluejay_core::AsIter;
use bluejay_parser::HasSpan;
use bluejay_parser::ast::executable::{Field, Selection, SelectionSet};

const TYPENAME: &str = "__typename";

impl<'a> Explain<'a> {
    /// An error for each other field with the alias `__typename`.
    ///
    /// The specification allows such aliases, but the type of an object is read from this key.
    pub(super) fn typename_aliases(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for operation in self.document.operation_definitions() {
            collect(operation.selection_set(), &mut found);
        }
        for fragment in self.document.fragment_definitions() {
            collect(fragment.selection_set(), &mut found);
        }
        found
            .into_iter()
            .map(|field| self.typename_alias(field))
            .collect()
    }

    fn typename_alias(&self, field: &'a Field<'a>) -> Diagnostic {
        let start = field.span().byte_range().start;
        let message =
            "`__typename` is the response key of the type's name, so no other field can use it";
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
                if let Some(set) = field.selection_set() {
                    collect(set, found);
                }
            }
            Selection::InlineFragment(inline) => collect(inline.selection_set(), found),
            Selection::FragmentSpread(_) => {}
        }
    }
}
