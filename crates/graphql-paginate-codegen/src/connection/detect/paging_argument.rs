//! Paging arguments: the arguments that request one page of a list.
//!
//! They are separate arguments, `first: $first, after: $after`, or members of one input object, `paging: { first:
//! $first, after: $after }`, which may be inside another one, `options: { paging: { first: $first, after: $after } }`.

use super::member_path::{MemberPath, member_of, object_at};
use crate::schema::Schema;
use crate::syntax::{Field, Value};

/// A paging argument of a field, or a member of an input object argument.
#[derive(Clone)]
pub(crate) struct PagingArgument<'a> {
    /// The argument of the field: itself, or the one with the input object.
    pub(crate) field_argument: &'a str,
    /// Where it is inside the input object, if it is a member of one.
    pub(crate) member: Option<MemberPath<'a>>,
    /// Its type without its own `!`.
    pub(crate) ty: String,
    /// Whether every request must set it.
    pub(crate) is_required: bool,
    /// Its default in the schema, if it is a number.
    pub(crate) default: Option<String>,
    /// Its number in the default of an input object around it. That default is lost when a request sets other members.
    pub(crate) lost_default: Option<String>,
    /// The members of the defaults of the input objects around it, the argument first.
    pub(crate) object_defaults: Vec<Vec<(String, Value)>>,
}

impl<'a> PagingArgument<'a> {
    /// The dotted path: `first`, `paging.first` or `options.paging.first`.
    pub(crate) fn dotted(&self) -> String {
        match self.member {
            Some(member) => format!("{}.{}", self.field_argument, member.dotted()),
            None => self.field_argument.to_owned(),
        }
    }

    /// The name of the argument or member that holds the value.
    pub(crate) fn name(&self) -> &'a str {
        match self.member {
            Some(member) => member.name,
            None => self.field_argument,
        }
    }

    /// The name of the input object that it is a member of.
    pub(crate) fn object_name(&self) -> Option<&'a str> {
        let member = self.member?;
        Some(member.outer.unwrap_or(self.field_argument))
    }

    /// Whether both are arguments, or members of the same input object.
    pub(crate) fn is_beside(&self, other: &Self) -> bool {
        match (self.member, other.member) {
            (None, None) => true,
            (Some(member), Some(beside)) => {
                self.field_argument == other.field_argument && member.outer == beside.outer
            }
            _ => false,
        }
    }

    /// The members of the default of an input object around it, given the path from that object to it.
    pub(crate) fn default_around(&self, path: MemberPath<'_>) -> &[(String, Value)] {
        let level = self.object_defaults.len().checked_sub(path.names().count());
        match level {
            Some(level) => &self.object_defaults[level],
            None => &[],
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
            field.remove_argument(self.field_argument);
            return;
        };
        let mut known = field.arguments.iter_mut();
        let argument = known.find(|known| known.name == self.field_argument);
        let object = argument.and_then(|argument| object_at(&mut argument.value, member.outer));
        if let Some(members) = object {
            members.retain(|(name, _)| name != member.name);
        }
    }

    /// Writes the defaults of the input objects around it, whose other members would be lost, unless the field sets the
    /// objects.
    pub(crate) fn keep_default(&self, field: &mut Field) {
        let mut defaults = self.object_defaults.iter();
        let mut known = field.arguments.iter();
        if let Some(default) = defaults.next()
            && !default.is_empty()
            && !known.any(|known| known.name == self.field_argument)
        {
            field.set_argument(self.field_argument, Value::Object(default.clone()));
        }
        let (Some(default), Some(outer)) =
            (defaults.next(), self.member.and_then(|path| path.outer))
        else {
            return;
        };
        if default.is_empty() {
            return;
        }
        if let Some(members) = self.outer_object(field)
            && member_of(members, outer).is_none()
        {
            members.push((outer.to_owned(), Value::Object(default.clone())));
        }
    }

    /// Binds it to this variable in a field; an input object that is a variable stays as it is.
    pub(crate) fn bind(&self, field: &mut Field, variable: &str) {
        let value = Value::Variable(variable.to_owned());
        let Some(member) = self.member else {
            field.set_argument(self.field_argument, value);
            return;
        };
        let Some(mut members) = self.outer_object(field) else {
            return;
        };
        if let Some(outer) = member.outer {
            if member_of(members, outer).is_none() {
                members.push((outer.to_owned(), Value::Object(Vec::new())));
            }
            let mut known = members.iter_mut();
            let Some((_, object)) = known.find(|(name, _)| name == outer) else {
                return;
            };
            let Some(inner) = made_object(object) else {
                return;
            };
            members = inner;
        }
        members.push((member.name.to_owned(), value));
    }

    /// The members of the argument, which becomes an object if it is not one; `None` if it is a variable.
    fn outer_object<'f>(&self, field: &'f mut Field) -> Option<&'f mut Vec<(String, Value)>> {
        if !field
            .arguments
            .iter()
            .any(|known| known.name == self.field_argument)
        {
            field.set_argument(self.field_argument, Value::Object(Vec::new()));
        }
        let mut known = field.arguments.iter_mut();
        let argument = known.find(|known| known.name == self.field_argument)?;
        made_object(&mut argument.value)
    }
}

/// The members of a value, which becomes an object if it is not one; `None` if it is a variable.
fn made_object(value: &mut Value) -> Option<&mut Vec<(String, Value)>> {
    if let Value::Variable(_) = value {
        return None;
    }
    if !matches!(value, Value::Object(_)) {
        *value = Value::Object(Vec::new());
    }
    match value {
        Value::Object(members) => Some(members),
        _ => None,
    }
}

/// Whether a type is `Int`, `Float`, which some frameworks use for all numbers, or a custom scalar, which may be an
/// integer.
pub(crate) fn is_number(schema: &Schema<'_>, ty: &str) -> bool {
    matches!(ty, "Int" | "Float") || schema.is_custom_scalar(ty)
}
