//! Warnings about the deprecated arguments, input fields and enum values that a document uses.
//!
//! Deprecated fields of responses are `#[deprecated]` in Rust, so the compiler warns about their use.

use crate::diagnostic::Diagnostic;
use crate::schema::{
    Composite, FieldDefinition, Schema, TypeReference, deprecation, input_base_name,
};
use crate::source::Source;
use bluejay_core::definition::prelude::*;
use bluejay_core::executable::OperationDefinition as _;
use bluejay_core::{AsIter, Value as _, ValueReference};
use bluejay_parser::HasSpan;
use bluejay_parser::ast::definition::{self, DefaultContext};
use bluejay_parser::ast::executable::{ExecutableDocument, Field, Selection, SelectionSet};
use bluejay_parser::ast::{VariableArguments, VariableValue};

type ArgumentsDefinition<'s> = definition::ArgumentsDefinition<'s, DefaultContext>;

/// One warning for each use, in the order of the text.
pub(crate) fn deprecated_inputs<'a>(
    schema: &'a Schema<'a>,
    source: Source<'a>,
    document: &'a ExecutableDocument<'a>,
) -> Vec<Diagnostic> {
    let mut search = InputSearch {
        schema,
        source,
        warnings: Vec::new(),
    };
    for operation in document.operation_definitions() {
        if let Some(root) = schema.root(operation.as_ref().operation_type()) {
            search.visit(root, operation.selection_set());
        }
    }
    for fragment in document.fragment_definitions() {
        if let Some(on) = schema.composite(fragment.type_condition().named_type().as_str()) {
            search.visit(on, fragment.selection_set());
        }
    }
    search.warnings
}

struct InputSearch<'a> {
    schema: &'a Schema<'a>,
    source: Source<'a>,
    warnings: Vec<Diagnostic>,
}

impl<'a> InputSearch<'a> {
    fn visit(&mut self, on: Composite<'a>, set: &'a SelectionSet<'a>) {
        for selection in set.iter() {
            match selection {
                Selection::Field(field) => self.field(on, field),
                Selection::InlineFragment(inline) => {
                    let on = match inline.type_condition() {
                        Some(to) => self.schema.composite(to.named_type().as_str()),
                        None => Some(on),
                    };
                    if let Some(on) = on {
                        self.visit(on, inline.selection_set());
                    }
                }
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    fn field(&mut self, on: Composite<'a>, field: &'a Field<'a>) {
        let Some(definition) = on.field(field.name().as_str()) else {
            return;
        };
        if let (Some(given), Some(known)) = (field.arguments(), definition.arguments_definition()) {
            self.arguments(on, definition, given, known);
        }
        let of = self.schema.composite(definition.r#type().base_name());
        if let (Some(of), Some(set)) = (of, field.selection_set()) {
            self.visit(of, set);
        }
    }

    fn arguments(
        &mut self,
        on: Composite<'a>,
        field: &'a FieldDefinition<'a>,
        given: &'a VariableArguments<'a>,
        known: &'a ArgumentsDefinition<'a>,
    ) {
        for argument in given.iter() {
            let name = argument.name();
            let mut known = known.iter();
            let Some(known) = known.find(|known| known.name() == name.as_str()) else {
                continue;
            };
            if let Some(reason) = deprecation(known) {
                let what = format!(
                    "argument `{}` of `{}.{}`",
                    name.as_str(),
                    on.name(),
                    field.name()
                );
                self.warn(name.span(), &what, reason);
            }
            self.value(argument.value(), input_base_name(known.r#type()));
        }
    }

    fn value(&mut self, value: &'a VariableValue<'a>, base: &'a str) {
        match (value.as_ref(), self.schema.type_named(base)) {
            (ValueReference::Enum(name), Some(TypeReference::Enum(definition))) => {
                let known = definition
                    .enum_value_definitions()
                    .iter()
                    .find(|known| known.name() == name);
                if let Some(reason) = known.and_then(deprecation) {
                    self.warn(
                        value.span(),
                        &format!("value `{name}` of enum `{base}`"),
                        reason,
                    );
                }
            }
            (ValueReference::List(items), _) => {
                for item in items.iter() {
                    self.value(item, base);
                }
            }
            (ValueReference::Object(object), Some(TypeReference::InputObject(definition))) => {
                for (key, value) in AsIter::iter(object) {
                    let fields = definition.input_field_definitions();
                    let Some(known) = fields.iter().find(|known| known.name() == key.as_str())
                    else {
                        continue;
                    };
                    if let Some(reason) = deprecation(known) {
                        self.warn(
                            key.span(),
                            &format!("field `{}` of input `{base}`", key.as_str()),
                            reason,
                        );
                    }
                    self.value(value, input_base_name(known.r#type()));
                }
            }
            _ => {}
        }
    }

    fn warn(&mut self, span: &bluejay_parser::Span, what: &str, reason: Option<String>) {
        let message = match reason {
            Some(reason) => format!("{what} is deprecated: {reason}"),
            None => format!("{what} is deprecated"),
        };
        self.warnings
            .push(Diagnostic::error(&self.source, span.byte_range(), message).into_warning());
    }
}
