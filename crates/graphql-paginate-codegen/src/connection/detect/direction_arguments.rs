//! Finds the paging arguments of a field by their names.

use super::member_path::{MemberPath, is_paging_object, member_of};
use super::paging_argument::PagingArgument;
use crate::name::normalized;
use crate::schema::{
    FieldDefinition, InputObject, InputValueDefinition, Schema, TypeReference, needs_value,
};
use crate::shape::nullable;
use crate::syntax::Value;
use bluejay_core::definition::{
    FieldDefinition as _, InputObjectTypeDefinition as _, InputType as _, InputValueDefinition as _,
};
use bluejay_core::{AsIter, Value as _, ValueReference};
use bluejay_parser::ast::ConstValue;

/// The arguments of one direction.
#[derive(Clone)]
pub(crate) struct DirectionArguments<'a> {
    /// `None` if the server fixes the page size.
    pub(crate) size: Option<PagingArgument<'a>>,
    pub(crate) cursor: PagingArgument<'a>,
}

impl<'a> DirectionArguments<'a> {
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
        is_cursor: impl Fn(&PagingArgument<'a>) -> bool,
        sizes: &[&str],
    ) -> Option<Self> {
        Self::chosen(
            schema,
            field,
            |container| {
                container
                    .iter()
                    .find(|argument| is_cursor(argument))
                    .cloned()
            },
            sizes,
        )
    }

    fn chosen(
        schema: &'a Schema<'a>,
        field: &'a FieldDefinition<'a>,
        cursor_in: impl Fn(&[PagingArgument<'a>]) -> Option<PagingArgument<'a>>,
        sizes: &[&str],
    ) -> Option<Self> {
        let mut alone = None;
        for container in containers(schema, field.arguments_definition()?.iter()) {
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

    pub(crate) fn all(&self) -> impl Iterator<Item = &PagingArgument<'a>> {
        self.size.iter().chain([&self.cursor])
    }
}

impl<'a> PagingArgument<'a> {
    /// The argument at a dotted path, `offset` or `where.id_gt`.
    pub(crate) fn at(
        schema: &'a Schema<'a>,
        field: &'a FieldDefinition<'a>,
        path: &str,
    ) -> Option<Self> {
        let name = path.split('.').next()?;
        let mut arguments = field.arguments_definition()?.iter();
        let argument = arguments.find(|argument| argument.name() == name)?;
        containers(schema, [argument])
            .into_iter()
            .flatten()
            .find(|argument| argument.dotted() == path)
    }
}

/// The given arguments of a field, then the members of each argument that is an input object, then the members of each paging
/// object inside such an object.
fn containers<'a>(
    schema: &'a Schema<'a>,
    arguments: impl IntoIterator<Item = &'a InputValueDefinition<'a>>,
) -> Vec<Vec<PagingArgument<'a>>> {
    let mut containers = vec![Vec::new()];
    let mut inner = Vec::new();
    for argument in arguments {
        containers[0].push(paging_argument(argument, &[]));
        let Some(object) = input_object(schema, argument) else {
            continue;
        };
        let mut members = Vec::new();
        for member in object.input_field_definitions().iter() {
            members.push(paging_argument(argument, &[member]));
            if is_paging_object(member.name())
                && let Some(object) = input_object(schema, member)
            {
                let of_object = object.input_field_definitions().iter();
                inner.push(
                    of_object
                        .map(|name| paging_argument(argument, &[member, name]))
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
fn paging_argument<'a>(
    argument: &'a InputValueDefinition<'a>,
    path: &[&'a InputValueDefinition<'a>],
) -> PagingArgument<'a> {
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
    PagingArgument {
        field_argument: argument.name(),
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

fn first_named<'s, 'a>(
    arguments: &'s [PagingArgument<'a>],
    names: &[&str],
) -> Option<&'s PagingArgument<'a>> {
    names.iter().find_map(|name| {
        arguments
            .iter()
            .find(|argument| normalized(argument.name()) == *name)
    })
}

fn number(value: &ConstValue<'_>) -> Option<String> {
    match value.as_ref() {
        ValueReference::Integer(number) => Some(number.to_string()),
        _ => None,
    }
}
