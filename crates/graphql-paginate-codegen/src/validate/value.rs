//! Errors in values: wrong types, unknown enum values and input fields, missing fields.

use super::finding::Finding;
use super::suggest::{did_you_mean, list};
use crate::schema::{Schema, TypeReference};
use crate::source::Source;
use crate::text::SourceMap;
use bluejay_core::AsIter;
use bluejay_core::definition::{
    EnumTypeDefinition as _, EnumValueDefinition as _, InputObjectTypeDefinition as _,
    InputValueDefinition as _,
};
use bluejay_core::{Value as _, ValueReference};
use bluejay_parser::ast::Value;
use bluejay_parser::{HasSpan, Span};
use bluejay_validator::value::input_coercion::Error as E;

/// Turns errors in values into findings.
pub(super) struct Values<'a, 'p> {
    pub(super) schema: &'a Schema<'a>,
    pub(super) source: Source<'a>,
    /// Maps the text that the values were parsed from to the source.
    pub(super) map: &'p dyn SourceMap,
}

impl<'a> Values<'a, '_> {
    pub(super) fn explain<const CONST: bool>(
        &self,
        error: &E<'a, CONST, Value<'a, CONST>>,
    ) -> Finding {
        match error {
            E::NullValueForRequiredType {
                value,
                input_type_name,
                ..
            } => self.error(
                value.span(),
                format!("expected `{input_type_name}`, got `null`"),
            ),
            E::NoImplicitConversion {
                value,
                input_type_name,
                ..
            } => self.no_conversion(value, input_type_name),
            E::IntegerOutOfRange { value, .. } => self
                .error(
                    value.span(),
                    "number out of range for an `Int`, which has 32 bits",
                )
                .help("the range of an `Int` is -2147483648 to 2147483647"),
            E::NonFiniteFloat { value, .. } => {
                self.error(value.span(), "number out of range for a `Float`")
            }
            E::NoEnumMemberWithName {
                name,
                value,
                enum_type_name,
                ..
            } => self.unknown_enum_value(name, value, enum_type_name),
            E::NoValueForRequiredFields {
                value,
                field_names,
                input_object_type_name,
                ..
            } => self.missing_fields(value.span(), field_names, input_object_type_name),
            E::NonUniqueFieldNames {
                field_name, keys, ..
            } => {
                let spans: Vec<_> = keys.iter().map(|key| *key.span()).collect();
                self.duplicate_field(field_name, &spans)
            }
            E::NoInputFieldWithName {
                field,
                input_object_type_name,
                ..
            } => self.unknown_field(field.as_str(), field.span(), input_object_type_name),
            E::CustomScalarInvalidValue {
                value,
                custom_scalar_type_name,
                message,
                ..
            } => self.error(
                value.span(),
                format!("invalid value for scalar `{custom_scalar_type_name}`: {message}"),
            ),
            E::OneOfInputNullValues {
                value,
                input_object_type_name,
                ..
            }
            | E::OneOfInputNotSingleNonNullValue {
                value,
                input_object_type_name,
                ..
            } => self.one_of(value, input_object_type_name),
        }
    }

    fn missing_fields(&self, span: &Span, names: &[&str], of: &str) -> Finding {
        let what = match names.len() {
            1 => "field",
            _ => "fields",
        };
        let names = list(names.iter().copied()).unwrap_or_default();
        self.error_at_brace(span, format!("missing {what} {names} in `{of}`"))
            .help(format!("add {names} between the braces"))
    }

    fn duplicate_field(&self, name: &str, spans: &[Span]) -> Finding {
        let mut ranges = Vec::new();
        for span in spans {
            ranges.push(self.map.original(span.byte_range()));
        }
        let first = ranges.first().map_or(0, |range| range.start);
        let last = ranges.last().cloned().unwrap_or_default();
        Finding::duplicate(&self.source, first, last, format!("field `{name}`"))
            .help("remove one of them")
    }

    fn unknown_field(&self, name: &str, span: &Span, of: &str) -> Finding {
        let known = self.input_fields(of);
        let nearest = did_you_mean(name, known.iter().copied());
        let message = format!("no field `{name}` on input object `{of}`{nearest}");
        let finding = self.error(span, message);
        match list(known) {
            Some(known) if nearest.is_empty() => finding.help(format!("its fields are {known}")),
            _ => finding,
        }
    }

    fn no_conversion<const CONST: bool>(
        &self,
        value: &'a Value<'a, CONST>,
        expected: &str,
    ) -> Finding {
        let given = match value.as_ref() {
            ValueReference::Variable(_) => "a variable",
            ValueReference::Integer(_) => "an integer",
            ValueReference::Float(_) => "a float",
            ValueReference::String(_) => "a string",
            ValueReference::Boolean(_) => "a boolean",
            ValueReference::Null => "`null`",
            ValueReference::Enum(_) => "an enum value",
            ValueReference::List(_) => "a list",
            ValueReference::Object(_) => "an object",
        };
        let finding = self.error(value.span(), format!("expected `{expected}`, got {given}"));
        let base = expected.trim_matches(['[', ']', '!']);
        match (value.as_ref(), self.schema.type_named(base)) {
            (ValueReference::String(text), Some(TypeReference::Enum(_))) => {
                finding.help(format!("write enum values without quotes: `{text}`"))
            }
            (ValueReference::Enum(text), Some(TypeReference::BuiltinScalar(_)))
                if matches!(base, "String" | "ID") =>
            {
                finding.help(format!("write strings in quotes: `\"{text}\"`"))
            }
            _ => finding,
        }
    }

    fn unknown_enum_value<const CONST: bool>(
        &self,
        name: &str,
        value: &'a Value<'a, CONST>,
        enumeration: &str,
    ) -> Finding {
        let known: Vec<&str> = match self.schema.type_named(enumeration) {
            Some(TypeReference::Enum(known)) => known
                .enum_value_definitions()
                .iter()
                .map(|value| value.name())
                .collect(),
            _ => Vec::new(),
        };
        let nearest = did_you_mean(name, known.iter().copied());
        let message = format!("no value `{name}` in enum `{enumeration}`{nearest}");
        let finding = self.error(value.span(), message);
        match list(known) {
            Some(known) if nearest.is_empty() => finding.help(format!("its values are {known}")),
            _ => finding,
        }
    }

    fn one_of<const CONST: bool>(&self, value: &'a Value<'a, CONST>, ty: &str) -> Finding {
        let message = format!("`{ty}` is `@oneOf`: set exactly one field, and not to `null`");
        let finding = self.error_at_brace(value.span(), message);
        match list(self.input_fields(ty)) {
            Some(known) => finding.help(format!("set one of {known}")),
            None => finding,
        }
    }

    fn input_fields(&self, name: &str) -> Vec<&'a str> {
        match self.schema.type_named(name) {
            Some(TypeReference::InputObject(input)) => input
                .input_field_definitions()
                .iter()
                .map(|field| field.name())
                .collect(),
            _ => Vec::new(),
        }
    }

    fn error(&self, span: &Span, message: impl Into<String>) -> Finding {
        Finding::new(self.map.original(span.byte_range()), message)
    }

    fn error_at_brace(&self, span: &Span, message: impl Into<String>) -> Finding {
        let start = span.byte_range().start;
        Finding::new(self.map.original(start..start + 1), message)
    }
}

/// Whether a value is given for a list inside a list, which coerces it: `[1, 2]` for `[[Int]]` is `[[1], [2]]`.
///
/// The October 2021 edition of the specification rejects such values; later editions and many servers accept them. See
/// [Input Coercion of Lists](https://spec.graphql.org/October2021/#sec-List.Input-Coercion).
pub(super) fn is_nested_list<'a, const CONST: bool>(
    schema: &'a Schema<'a>,
    error: &E<'a, CONST, Value<'a, CONST>>,
) -> bool {
    let E::NoImplicitConversion {
        value,
        input_type_name,
        ..
    } = error
    else {
        return false;
    };
    if !input_type_name.starts_with('[') {
        return false;
    }
    let base = input_type_name.trim_matches(['[', ']', '!']);
    match (value.as_ref(), schema.type_named(base)) {
        (ValueReference::List(_) | ValueReference::Null | ValueReference::Variable(_), _) => false,
        (_, Some(TypeReference::CustomScalar(_))) => true,
        (ValueReference::Enum(name), Some(TypeReference::Enum(definition))) => definition
            .enum_value_definitions()
            .iter()
            .any(|value| value.name() == name),
        (ValueReference::Integer(_), _) => matches!(base, "Int" | "Float" | "ID"),
        (ValueReference::Float(_), _) => base == "Float",
        (ValueReference::String(_), _) => matches!(base, "String" | "ID"),
        (ValueReference::Boolean(_), _) => base == "Boolean",
        _ => false,
    }
}
