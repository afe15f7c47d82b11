//! Paging arguments: the arguments that request one page of a list.
//!
//! They are separate arguments, `first: $first, after: $after`, or members of one input object, `paging: { first:
//! $first, after: $after }`, which may be inside another one, `options: { paging: { first: $first, after: $after } }`.

use super::member_path::{MemberPath, is_paging_object, member_of, object_at};
use crate::name::normalized;
use crate::schema::{
    FieldDefinition, InputObject, InputValueDefinition, Schema, TypeReference, needs_value,
    nullable,
};
use crate::syntax::{Field, Value};
use bluejay_core::definition::{
    FieldDefinition as _, InputObjectTypeDefinition as _, InputType as _, InputValueDefinition as _,
};
use bluejay_core::{AsIter, Value as _, ValueReference};
use bluejay_parser::ast::ConstValue;

/// A paging argument of a field, or a member of an input object argument.
#[derive(Clone)]
pub(crate) struct Slot<'a> {
    pub(crate) argument: &'a str,
    /// The place inside the input object.
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
        Self::chosen(
            schema,
            field,
            |container| first_named(container, cursors).cloned(),
            sizes,
        )
    }

    /// The first cursor argument for which `is_cursor` holds, and the first size argument next to it, as in
    /// [`named`](Self::named).
    pub(crate) fn matching(
        schema: &'a Schema<'a>,
        field: &'a FieldDefinition<'a>,
        is_cursor: impl Fn(&Slot<'a>) -> bool,
        sizes: &[&str],
    ) -> Option<Self> {
        Self::chosen(
            schema,
            field,
            |container| container.iter().find(|slot| is_cursor(slot)).cloned(),
            sizes,
        )
    }

    fn chosen(
        schema: &'a Schema<'a>,
        field: &'a FieldDefinition<'a>,
        cursor_in: impl Fn(&[Slot<'a>]) -> Option<Slot<'a>>,
        sizes: &[&str],
    ) -> Option<Self> {
        let mut alone = None;
        for container in containers(schema, field) {
            let Some(cursor) = cursor_in(&container) else {
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

    /// The dotted path: `first`, `paging.first` or `options.paging.first`.
    pub(crate) fn dotted(&self) -> String {
        match self.member {
            Some(member) => format!("{}.{}", self.argument, member.dotted()),
            None => self.argument.to_owned(),
        }
    }

    /// The name of the argument or member that holds the value.
    pub(crate) fn name(&self) -> &'a str {
        match self.member {
            Some(member) => member.name,
            None => self.argument,
        }
    }

    /// The name of the input object that it is a member of.
    pub(crate) fn object_name(&self) -> Option<&'a str> {
        let member = self.member?;
        Some(member.outer.unwrap_or(self.argument))
    }

    /// Whether both are arguments, or members of the same input object.
    pub(crate) fn is_beside(&self, other: &Self) -> bool {
        match (self.member, other.member) {
            (None, None) => true,
            (Some(member), Some(beside)) => {
                self.argument == other.argument && member.outer == beside.outer
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
            field.remove_argument(self.argument);
            return;
        };
        let mut known = field.arguments.iter_mut();
        let argument = known.find(|known| known.name == self.argument);
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
            && !known.any(|known| known.name == self.argument)
        {
            field.set_argument(self.argument, Value::Object(default.clone()));
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
            field.set_argument(self.argument, value);
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
            .any(|known| known.name == self.argument)
        {
            field.set_argument(self.argument, Value::Object(Vec::new()));
        }
        let mut known = field.arguments.iter_mut();
        let argument = known.find(|known| known.name == self.argument)?;
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

/// Whether a type is `Int`, or a custom scalar, which may be an integer.
pub(crate) fn is_number(schema: &Schema<'_>, ty: &str) -> bool {
    ty == "Int" || schema.is_custom_scalar(ty)
}

/// The arguments of a field, then the members of each argument that is an input object, then the members of each paging
/// object inside such an object.
fn containers<'a>(schema: &'a Schema<'a>, field: &'a FieldDefinition<'a>) -> Vec<Vec<Slot<'a>>> {
    let Some(arguments) = field.arguments_definition() else {
        return Vec::new();
    };
    let mut containers = vec![Vec::new()];
    let mut inner = Vec::new();
    for argument in arguments.iter() {
        containers[0].push(slot(argument, &[]));
        let Some(object) = input_object(schema, argument) else {
            continue;
        };
        let mut members = Vec::new();
        for member in object.input_field_definitions().iter() {
            members.push(slot(argument, &[member]));
            if is_paging_object(member.name())
                && let Some(object) = input_object(schema, member)
            {
                let of_object = object.input_field_definitions().iter();
                inner.push(
                    of_object
                        .map(|name| slot(argument, &[member, name]))
                        .collect(),
                );
            }
        }
        containers.push(members);
    }
    containers.extend(inner);
    containers
}

/// The type of an argument or member, if that is an input object.
fn input_object<'a>(
    schema: &'a Schema<'a>,
    value: &'a InputValueDefinition<'a>,
) -> Option<&'a InputObject<'a>> {
    match schema.type_named(&nullable(value.r#type().display_name())) {
        Some(TypeReference::InputObject(object)) => Some(object),
        _ => None,
    }
}

/// An argument, or the member at a path of one or two names.
fn slot<'a>(
    argument: &'a InputValueDefinition<'a>,
    path: &[&'a InputValueDefinition<'a>],
) -> Slot<'a> {
    let definition = path.last().copied().unwrap_or(argument);
    let member = match path {
        [] => None,
        [.., name] => Some(MemberPath {
            outer: path
                .first()
                .filter(|_| path.len() == 2)
                .map(|outer| outer.name()),
            name: name.name(),
        }),
    };
    let mut object_defaults = Vec::new();
    let mut lost_default = None;
    if let Some((_, outer)) = path.split_last() {
        for (level, object) in [argument].iter().chain(outer).enumerate() {
            let members = default_members(object);
            if lost_default.is_none() {
                lost_default = number_at(&members, &path[level..]);
            }
            object_defaults.push(members);
        }
    }
    Slot {
        argument: argument.name(),
        member,
        ty: nullable(definition.r#type().display_name()),
        is_required: needs_value(definition),
        default: definition.default_value().and_then(number),
        lost_default,
        object_defaults,
    }
}

/// The members of the default of an input object.
fn default_members(object: &InputValueDefinition<'_>) -> Vec<(String, Value)> {
    match object.default_value().map(Value::of_constant) {
        Some(Value::Object(members)) => members,
        _ => Vec::new(),
    }
}

/// The number at a path of members.
fn number_at(members: &[(String, Value)], path: &[&InputValueDefinition<'_>]) -> Option<String> {
    let (first, rest) = path.split_first()?;
    match member_of(members, first.name())? {
        Value::Number(number) if rest.is_empty() => Some(number.clone()),
        Value::Object(members) => number_at(members, rest),
        _ => None,
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
