//! Uses of types that are missing or invalid in the schema.

use super::{Explain, Validation};
use crate::diagnostic::Diagnostic;
use crate::schema::{Composite, input_base_name};
use bluejay_core::definition::prelude::*;
use bluejay_core::executable::{OperationDefinition as _, OperationDefinitionReference};
use bluejay_core::{AsIter, OperationType};
use bluejay_parser::HasSpan;
use bluejay_parser::ast::executable::{
    ExplicitOperationDefinition, Field, Selection, SelectionSet,
};

/// The uses found so far.
struct Uses {
    diagnostics: Vec<Diagnostic>,
    validation: Validation,
}

impl<'a> Explain<'a> {
    /// An error for a query if the schema has no query type. (The parser requires one, so it was added.)
    pub(super) fn no_queries(&self) -> Option<Diagnostic> {
        if self.schema.root(OperationType::Query).is_some() {
            return None;
        }
        let mut operations = self.document.operation_definitions().iter();
        let query = operations
            .find(|operation| operation.as_ref().operation_type() == OperationType::Query)?;
        let range = match query.as_ref() {
            OperationDefinitionReference::Explicit(query) => {
                ExplicitOperationDefinition::operation_type(query)
                    .span()
                    .byte_range()
            }
            OperationDefinitionReference::Implicit(_) => {
                let start = query.span().byte_range().start;
                start..start + 1
            }
        };
        let message = format!("the schema `{}` has no queries", self.schema.source.name);
        Some(Diagnostic::error(&self.source, range, message))
    }

    /// An error for each use of a type that the schema does not define.
    ///
    /// With [`Validation::Warn`], arguments of such types are warnings: code is generated without them.
    pub(super) fn mistakes(&self, validation: Validation) -> Vec<Diagnostic> {
        let mut uses = Uses {
            diagnostics: Vec::new(),
            validation,
        };
        for operation in self.document.operation_definitions() {
            if let Some(root) = self.schema.root(operation.as_ref().operation_type()) {
                self.mistakes_in(root, operation.selection_set(), &mut uses);
            }
        }
        for fragment in self.document.fragment_definitions() {
            let on = fragment.type_condition().named_type().as_str();
            if let Some(on) = self.schema.composite(on) {
                self.mistakes_in(on, fragment.selection_set(), &mut uses);
            }
        }
        uses.diagnostics
    }

    fn mistakes_in(&self, on: Composite<'a>, set: &'a SelectionSet<'a>, uses: &mut Uses) {
        if !self.schema.has_mistakes() {
            return;
        }
        for selection in set.iter() {
            match selection {
                Selection::Field(field) => self.mistake(on, field, uses),
                Selection::InlineFragment(inline) => {
                    let to = inline.type_condition().map(|to| to.named_type().as_str());
                    let on = match to {
                        Some(to) => self.schema.composite(to),
                        None => Some(on),
                    };
                    if let Some(on) = on {
                        self.mistakes_in(on, inline.selection_set(), uses);
                    }
                }
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    fn mistake(&self, on: Composite<'a>, field: &'a Field<'a>, uses: &mut Uses) {
        let Some(definition) = on.field(field.name().as_str()) else {
            return;
        };
        let base = definition.r#type().base_name();
        if let Some(mistake) = self.schema.mistake(base) {
            let message = format!(
                "`{}.{}` has an invalid type: {mistake}",
                on.name(),
                definition.name()
            );
            uses.diagnostics
                .push(self.in_schema(field.name().span(), message));
        }
        let arguments = bluejay_core::executable::Field::arguments(field);
        for argument in arguments.into_iter().flat_map(|given| given.iter()) {
            let known = definition.arguments_definition().and_then(|known| {
                known
                    .iter()
                    .find(|known| known.name() == argument.name().as_str())
            });
            let mistake =
                known.and_then(|known| self.schema.mistake(input_base_name(known.r#type())));
            if let Some(mistake) = mistake {
                let message = format!(
                    "argument `{}` of `{}.{}` has an invalid type: {mistake}",
                    argument.name().as_str(),
                    on.name(),
                    definition.name()
                );
                let diagnostic = self.in_schema(argument.name().span(), message);
                uses.diagnostics.push(match uses.validation {
                    Validation::Deny => diagnostic,
                    Validation::Warn => diagnostic.into_warning(),
                });
            }
        }
        if let (Some(on), Some(set)) = (self.schema.composite(base), field.selection_set()) {
            self.mistakes_in(on, set, uses);
        }
    }

    fn in_schema(&self, span: &bluejay_parser::Span, message: String) -> Diagnostic {
        self.error(span, message).help(format!(
            "correct the schema `{}`, or remove it here",
            self.schema.source.name
        ))
    }
}
