//! Errors in the fields of selection sets: unknown fields, missing selection sets, conflicting response keys.

use super::suggest::{did_you_mean, list};
use super::{Explain, Violation};
use crate::diagnostic::Diagnostic;
use crate::schema::{Composite, FieldDefinition, OutputType, TypeReference};
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};
use bluejay_parser::HasSpan;
use bluejay_parser::ast::executable::Field;
use bluejay_validator::executable::document::Error as E;

impl<'a> Explain<'a> {
    pub(super) fn field(&self, violation: &Violation<'a>) -> Diagnostic {
        match violation {
            E::FieldDoesNotExistOnType { field, r#type } => self.unknown_field(field, *r#type),
            E::LeafFieldSelectionNotEmpty {
                selection_set,
                r#type,
            } => {
                let start = selection_set.span().byte_range().start;
                let message = format!(
                    "unexpected selection set: `{}` has no fields",
                    r#type.base_name()
                );
                Diagnostic::error(&self.source, start..start + 1, message)
                    .help("remove the braces and their content")
            }
            E::NonLeafFieldSelectionEmpty { field, r#type } => {
                self.missing_selection_set(field, r#type)
            }
            E::FieldSelectionsDoNotMergeDifferingNames {
                field_a, field_b, ..
            } => {
                let key = field_b.response_key();
                let message = format!(
                    "conflicting fields for response key `{key}`: `{}` and `{}`",
                    field_a.name().as_str(),
                    field_b.name().as_str()
                );
                self.conflict(field_a, field_b, &message)
            }
            E::FieldSelectionsDoNotMergeDifferingArguments {
                field_a, field_b, ..
            } => {
                let key = field_b.response_key();
                let message = format!("conflicting arguments for response key `{key}`");
                self.conflict(field_a, field_b, &message)
            }
            E::FieldSelectionsDoNotMergeIncompatibleTypes {
                field_a,
                field_definition_a,
                field_b,
                field_definition_b,
                ..
            } => {
                let key = field_b.response_key();
                let message = format!(
                    "conflicting types for response key `{key}`: `{}` and `{}`",
                    field_definition_a.r#type().display_name(),
                    field_definition_b.r#type().display_name()
                );
                self.conflict(field_a, field_b, &message)
            }
            _ => unreachable!("`explain` passes the rules about fields only"),
        }
    }

    fn missing_selection_set(&self, field: &'a Field<'a>, ty: &'a OutputType<'a>) -> Diagnostic {
        let name = field.name().as_str();
        let message = format!(
            "missing selection set: `{name}` is of type `{}`",
            ty.display_name()
        );
        let mut help = format!("write `{name} {{ … }}`");
        if let Some(of) = self.schema.composite(ty.base_name())
            && let Some(fields) = list(of.field_names())
        {
            help.push_str(&format!("; its fields are {fields}"));
        }
        self.error(field.name().span(), message).help(help)
    }

    fn unknown_field(&self, field: &'a Field<'a>, on: TypeReference<'a>) -> Diagnostic {
        let name = field.name().as_str();
        let composite = self.schema.composite(on.name());
        let known = composite.map(Composite::field_names).unwrap_or_default();
        let nearest = did_you_mean(name, known.iter().copied());
        let message = format!("no field `{name}` on type `{}`{nearest}", on.name());
        let diagnostic = self.error(field.name().span(), message);
        let holders = composite
            .map(|composite| self.holders(composite, name))
            .unwrap_or_default();
        if let Some(first) = holders.first() {
            let types = list(holders.iter().copied()).unwrap_or_default();
            diagnostic.help(format!(
                "{types} has it: write `... on {first} {{ {name} }}`"
            ))
        } else if nearest.is_empty() {
            match list(known) {
                Some(known) => diagnostic.help(format!("its fields are {known}")),
                None => diagnostic.help(format!(
                    "a union has no fields of its own: write `... on Type {{ {name} }}`"
                )),
            }
        } else {
            diagnostic
        }
    }

    /// The possible types of an abstract type that have a field with this name.
    fn holders(&self, on: Composite<'a>, name: &str) -> Vec<&'a str> {
        if !on.is_abstract() {
            return Vec::new();
        }
        let has = |ty: &&str| {
            self.schema
                .composite(ty)
                .is_some_and(|ty| ty.field(name).is_some())
        };
        self.schema
            .possible_types(on)
            .into_iter()
            .filter(has)
            .collect()
    }

    /// Two fields that cannot share a response key.
    fn conflict(&self, first: &'a Field<'a>, second: &'a Field<'a>, message: &str) -> Diagnostic {
        let first = first.span().byte_range().start;
        let (line, column) = self.source.position(first);
        let name = second.name().as_str();
        let message = format!("{message}, first selected at {line}:{column}");
        let diagnostic = self.error(second.name().span(), message);
        Diagnostic {
            first: Some(first),
            ..diagnostic.help(format!("give one of them an alias: `other: {name}`"))
        }
    }

    /// The names of a field's arguments.
    pub(super) fn argument_names(definition: &'a FieldDefinition<'a>) -> Vec<&'a str> {
        use bluejay_core::AsIter;
        use bluejay_core::definition::InputValueDefinition as _;
        let arguments = definition
            .arguments_definition()
            .into_iter()
            .flat_map(|known| known.iter());
        arguments.map(|argument| argument.name()).collect()
    }

    /// `; did you mean …?` with the most similar name of a type that fits, or nothing.
    pub(super) fn nearest_type(
        &self,
        wrong: &str,
        fits: impl Fn(TypeReference<'a>) -> bool,
    ) -> String {
        use bluejay_core::definition::SchemaDefinition as _;
        let types = self.schema.definition().type_definitions();
        let names: Vec<&str> = types.filter(|ty| fits(*ty)).map(|ty| ty.name()).collect();
        did_you_mean(wrong, names)
    }
}
