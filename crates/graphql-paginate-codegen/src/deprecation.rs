//! Deprecated arguments and enum values that a document uses.
//!
//! Deprecated fields need no word here: their use in Rust is a warning, through `#[deprecated]` on the field.

use crate::diagnostic::Diagnostic;
use crate::schema::{Composite, Schema, TypeReference, deprecation, input_base_name};
use crate::source::Source;
use bluejay_core::definition::prelude::*;
use bluejay_core::executable::OperationDefinition as _;
use bluejay_core::{AsIter, Value as _, ValueReference};
use bluejay_parser::HasSpan;
use bluejay_parser::ast::VariableValue;
use bluejay_parser::ast::executable::{ExecutableDocument, Field, Selection, SelectionSet};

/// A warning for each use, in the order of the text.
pub(crate) fn deprecated_inputs<'a>(
    schema: &'a Schema<'a>,
    source: Source<'a>,
    document: &'a ExecutableDocument<'a>,
) -> Vec<Diagnostic> {
    let mut search = Search {
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

struct Search<'a> {
    schema: &'a Schema<'a>,
    source: Source<'a>,
    warnings: Vec<Diagnostic>,
}

impl<'a> Search<'a> {
    fn visit(&mut self, on: Composite<'a>, set: &'a SelectionSet<'a>) {
        for selection in set.iter() {
            match selection {
                Selection::Field(field) => self.field(on, field),
                Selection::InlineFragment(inline) => {
                    let to = inline.type_condition().map(|to| to.named_type().as_str());
                    let on = to.map_or(Some(on), |to| self.schema.composite(to));
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
        let known = definition.arguments_definition();
        for argument in field
            .arguments()
            .into_iter()
            .flat_map(|arguments| arguments.iter())
        {
            let name = argument.name();
            let known =
                known.and_then(|known| known.iter().find(|known| known.name() == name.as_str()));
            let Some(known) = known else { continue };
            if let Some(reason) = deprecation(known) {
                let what = format!(
                    "argument `{}` of `{}.{}`",
                    name.as_str(),
                    on.name(),
                    definition.name()
                );
                self.warn(name.span(), &what, reason);
            }
            self.value(argument.value(), input_base_name(known.r#type()));
        }
        let of = self.schema.composite(definition.r#type().base_name());
        if let (Some(of), Some(set)) = (of, field.selection_set()) {
            self.visit(of, set);
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
                        &format!("value `{name}` of the enum `{base}`"),
                        reason,
                    );
                }
            }
            (ValueReference::List(items), _) => {
                items.iter().for_each(|item| self.value(item, base));
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
                            &format!("field `{}` of the input `{base}`", key.as_str()),
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
        let reason = reason.map_or_else(String::new, |reason| format!(": {reason}"));
        let message = format!("{what} is deprecated{reason}");
        self.warnings
            .push(Diagnostic::error(&self.source, span.byte_range(), message).into_warning());
    }
}
