//! What can be wrong with values.

use super::Explain;
use super::suggest::{did_you_mean, list};
use crate::diagnostic::Diagnostic;
use crate::schema::TypeReference;
use bluejay_core::AsIter;
use bluejay_core::definition::{
    EnumTypeDefinition as _, EnumValueDefinition as _, InputObjectTypeDefinition as _,
    InputValueDefinition as _,
};
use bluejay_core::{Value as _, ValueReference};
use bluejay_parser::HasSpan;
use bluejay_parser::ast::Value;
use bluejay_validator::value::input_coercion::Error as E;

impl<'a> Explain<'a> {
    pub(super) fn value<const CONST: bool>(&self, error: &E<'a, CONST, Value<'a, CONST>>) -> Diagnostic {
        match error {
            E::NullValueForRequiredType { value, input_type_name, .. } => {
                self.error(value.span(), format!("`null` where `{input_type_name}` is wanted"))
            }
            E::NoImplicitConversion { value, input_type_name, .. } => {
                self.no_conversion(value, input_type_name)
            }
            E::IntegerOutOfRange { value, .. } => self
                .error(value.span(), "the number does not fit in an `Int`, which has 32 bits")
                .help("an `Int` goes from -2147483648 to 2147483647"),
            E::NonFiniteFloat { value, .. } => {
                self.error(value.span(), "the number is too large for a `Float`")
            }
            E::NoEnumMemberWithName { name, value, enum_type_name, .. } => {
                self.unknown_enum_value(name, value, enum_type_name)
            }
            E::NoValueForRequiredFields { value, field_names, input_object_type_name, .. } => {
                let names = list(field_names.iter().copied()).unwrap_or_default();
                let span = value.span().byte_range();
                let message = format!("`{input_object_type_name}` needs {names}");
                Diagnostic::error(&self.source, span.start..span.start + 1, message)
                    .help("add what is missing between the braces")
            }
            E::NonUniqueFieldNames { field_name, keys, .. } => {
                let spans: Vec<_> = keys.iter().map(|key| *key.span()).collect();
                self.again(&spans, format!("field `{field_name}`"), "give it once")
            }
            E::NoInputFieldWithName { field, input_object_type_name, .. } => {
                let known = self.input_fields(input_object_type_name);
                let nearest = did_you_mean(field.as_str(), known.iter().copied());
                let message =
                    format!("no field `{}` in the input `{input_object_type_name}`{nearest}", field.as_str());
                let diagnostic = self.error(field.span(), message);
                match list(known) {
                    Some(known) if nearest.is_empty() => diagnostic.help(format!("its fields are {known}")),
                    _ => diagnostic,
                }
            }
            E::CustomScalarInvalidValue { value, custom_scalar_type_name, message, .. } => self.error(
                value.span(),
                format!("not a value of the scalar `{custom_scalar_type_name}`: {message}"),
            ),
            E::OneOfInputNullValues { value, input_object_type_name, .. } => {
                self.one_of(value, input_object_type_name)
            }
            E::OneOfInputNotSingleNonNullValue { value, input_object_type_name, .. } => {
                self.one_of(value, input_object_type_name)
            }
        }
    }

    fn no_conversion<const CONST: bool>(&self, value: &'a Value<'a, CONST>, wanted: &str) -> Diagnostic {
        let what = match value.as_ref() {
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
        let diagnostic = self.error(value.span(), format!("{what} where `{wanted}` is wanted"));
        let base = wanted.trim_matches(['[', ']', '!']);
        match (value.as_ref(), self.schema.type_named(base)) {
            (ValueReference::String(text), Some(TypeReference::Enum(_))) => {
                diagnostic.help(format!("enum values have no quotes: `{text}`"))
            }
            (ValueReference::Enum(text), Some(TypeReference::BuiltinScalar(_))) => {
                diagnostic.help(format!("strings have quotes: `\"{text}\"`"))
            }
            _ => diagnostic,
        }
    }

    fn unknown_enum_value<const CONST: bool>(
        &self,
        name: &str,
        value: &'a Value<'a, CONST>,
        enumeration: &str,
    ) -> Diagnostic {
        let known: Vec<&str> = match self.schema.type_named(enumeration) {
            Some(TypeReference::Enum(known)) => {
                known.enum_value_definitions().iter().map(|value| value.name()).collect()
            }
            _ => Vec::new(),
        };
        let nearest = did_you_mean(name, known.iter().copied());
        let message = format!("no value `{name}` in the enum `{enumeration}`{nearest}");
        let diagnostic = self.error(value.span(), message);
        match list(known) {
            Some(known) if nearest.is_empty() => diagnostic.help(format!("its values are {known}")),
            _ => diagnostic,
        }
    }

    fn one_of<const CONST: bool>(&self, value: &'a Value<'a, CONST>, ty: &str) -> Diagnostic {
        let message = format!("`{ty}` wants exactly one field set, and not to null");
        let span = value.span().byte_range();
        let diagnostic = Diagnostic::error(&self.source, span.start..span.start + 1, message);
        match list(self.input_fields(ty)) {
            Some(known) => diagnostic.help(format!("choose one of {known}")),
            None => diagnostic,
        }
    }

    fn input_fields(&self, name: &str) -> Vec<&'a str> {
        match self.schema.type_named(name) {
            Some(TypeReference::InputObject(input)) => {
                input.input_field_definitions().iter().map(|field| field.name()).collect()
            }
            _ => Vec::new(),
        }
    }
}
