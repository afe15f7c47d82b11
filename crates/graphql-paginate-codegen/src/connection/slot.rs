//! Paging arguments: the arguments that request one page of a list.
//!
//! They are separate arguments, `first: $first, after: $after`, or members of one input object, `paging: { first:
//! $first, after: $after }`.

use crate::name::normalized;
use crate::schema::{
    FieldDefinition, InputValueDefinition, Schema, TypeReference, needs_value, nullable,
};
use crate::syntax::{Argument, Field, Value};
use bluejay_core::definition::{
    FieldDefinition as _, InputObjectTypeDefinition as _, InputType as _, InputValueDefinition as _,
};
use bluejay_core::{AsIter, Value as _, ValueReference};
use bluejay_parser::ast::ConstValue;

/// A paging argument of a field, or a member of an input object argument.
#[derive(Clone)]
pub(crate) struct Slot<'a> {
    pub(crate) argument: &'a str,
    /// The name inside the input object.
    pub(crate) member: Option<&'a str>,
    /// Its type without its own `!`.
    pub(crate) ty: String,
    /// Whether every request must set it.
    pub(crate) is_required: bool,
    /// Its default in the schema, if it is a number.
    pub(crate) default: Option<String>,
    /// Its number in the default of the whole input object. That default is lost when a request sets other members.
    pub(crate) lost_default: Option<String>,
    /// The members of the default of the whole input object.
    pub(crate) whole_default: Vec<(String, Value)>,
}

/// The arguments of one direction.
#[derive(Clone)]
pub(crate) struct Slots<'a> {
    /// `None` if the server fixes the page size.
    pub(crate) size: Option<Slot<'a>>,
    pub(crate) cursor: Slot<'a>,
}

impl<'a> Slots<'a> {
    /// The first cursor argument of a field, and the first size argument next to it.
    ///
    /// Names are compared without case and underscores. A filter may also have such a name, so arguments that have both
    /// win, and an input object must have both.
    pub(crate) fn named(
        schema: &'a Schema<'a>,
        field: &'a FieldDefinition<'a>,
        cursors: &[&str],
        sizes: &[&str],
    ) -> Option<Self> {
        let mut alone = None;
        for container in containers(schema, field) {
            let Some(cursor) = first_named(&container, cursors).cloned() else {
                continue;
            };
            let size = first_named(&container, sizes).cloned();
            if size.is_some() {
                return Some(Self { size, cursor });
            }
            if cursor.member.is_none() {
                alone = Some(Self { size, cursor });
            }
        }
        alone
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Slot<'a>> {
        self.size.iter().chain([&self.cursor])
    }
}

impl<'a> Slot<'a> {
    /// The argument at a dotted path, `offset` or `where.id_gt`.
    pub(crate) fn at(
        schema: &'a Schema<'a>,
        field: &'a FieldDefinition<'a>,
        path: &str,
    ) -> Option<Self> {
        containers(schema, field)
            .into_iter()
            .flatten()
            .find(|slot| slot.dotted() == path)
    }

    /// The dotted path: `first`, or `paging.first`.
    pub(crate) fn dotted(&self) -> String {
        match self.member {
            Some(member) => format!("{}.{member}", self.argument),
            None => self.argument.to_owned(),
        }
    }

    /// The name of the argument or member that holds the value.
    pub(crate) fn name(&self) -> &'a str {
        self.member.unwrap_or(self.argument)
    }

    /// Whether both are arguments, or members of the same input object.
    pub(crate) fn is_beside(&self, other: &Self) -> bool {
        match (self.member, other.member) {
            (None, None) => true,
            (Some(_), Some(_)) => self.argument == other.argument,
            _ => false,
        }
    }

    /// Whether its values are whole numbers.
    pub(crate) fn is_number(&self, schema: &Schema<'_>) -> bool {
        is_number(schema, &self.ty)
    }

    /// The type of a variable for it: nullable, unless the schema requires a value.
    pub(crate) fn variable_type(&self) -> String {
        if self.is_required {
            format!("{}!", self.ty)
        } else {
            self.ty.clone()
        }
    }

    /// Removes its value from a field, unless the value is part of a variable.
    pub(crate) fn remove(&self, field: &mut Field) {
        let Some(member) = self.member else {
            field.remove_argument(self.argument);
            return;
        };
        for argument in &mut field.arguments {
            if argument.name == self.argument
                && let Value::Object(members) = &mut argument.value
            {
                members.retain(|(name, _)| name != member);
            }
        }
    }

    /// Writes the default of the whole input object, whose other members would be lost, unless the field sets the
    /// argument.
    pub(crate) fn keep_default(&self, field: &mut Field) {
        let mut known = field.arguments.iter();
        if !self.whole_default.is_empty() && !known.any(|known| known.name == self.argument) {
            let members = self.whole_default.clone();
            field.set_argument(self.argument, Value::Object(members));
        }
    }

    /// Binds it to this variable in a field; an input object that is a variable stays as it is.
    pub(crate) fn bind(&self, field: &mut Field, variable: &str) {
        let value = Value::Variable(variable.to_owned());
        let Some(member) = self.member else {
            field.set_argument(self.argument, value);
            return;
        };
        let member = (member.to_owned(), value);
        let mut known = field.arguments.iter_mut();
        match known.find(|known| known.name == self.argument) {
            Some(Argument { value, .. }) => match value {
                Value::Object(members) => members.push(member),
                Value::Variable(_) => {}
                other => *other = Value::Object(vec![member]),
            },
            None => field.set_argument(self.argument, Value::Object(vec![member])),
        }
    }
}

/// Whether a type is `Int`, or a custom scalar, which may be an integer.
pub(crate) fn is_number(schema: &Schema<'_>, ty: &str) -> bool {
    ty == "Int" || schema.is_custom_scalar(ty)
}

/// The arguments of a field, then the members of each argument that is an input object.
fn containers<'a>(schema: &'a Schema<'a>, field: &'a FieldDefinition<'a>) -> Vec<Vec<Slot<'a>>> {
    let Some(arguments) = field.arguments_definition() else {
        return Vec::new();
    };
    let mut flat = Vec::new();
    let mut nested = Vec::new();
    for argument in arguments.iter() {
        flat.push(slot(argument, None));
        let ty = nullable(argument.r#type().display_name());
        if let Some(TypeReference::InputObject(object)) = schema.type_named(&ty) {
            let mut members = Vec::new();
            for member in object.input_field_definitions().iter() {
                members.push(slot(argument, Some(member)));
            }
            nested.push(members);
        }
    }
    nested.insert(0, flat);
    nested
}

fn slot<'a>(
    argument: &'a InputValueDefinition<'a>,
    member: Option<&'a InputValueDefinition<'a>>,
) -> Slot<'a> {
    let definition = member.unwrap_or(argument);
    let mut whole_default = Vec::new();
    if member.is_some()
        && let Some(default) = argument.default_value()
        && let Value::Object(members) = Value::of_constant(default)
    {
        whole_default = members;
    }
    let lost_default = match member_of(&whole_default, definition.name()) {
        Some(Value::Number(number)) => Some(number.clone()),
        _ => None,
    };
    Slot {
        argument: argument.name(),
        member: member.map(|member| member.name()),
        ty: nullable(definition.r#type().display_name()),
        is_required: needs_value(definition),
        default: definition.default_value().and_then(number),
        lost_default,
        whole_default,
    }
}

fn first_named<'s, 'a>(slots: &'s [Slot<'a>], names: &[&str]) -> Option<&'s Slot<'a>> {
    names
        .iter()
        .find_map(|name| slots.iter().find(|slot| normalized(slot.name()) == *name))
}

fn number(value: &ConstValue<'_>) -> Option<String> {
    match value.as_ref() {
        ValueReference::Integer(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The value of a member of an input object.
pub(crate) fn member_of<'m>(members: &'m [(String, Value)], name: &str) -> Option<&'m Value> {
    let (_, value) = members.iter().find(|(known, _)| known == name)?;
    Some(value)
}
