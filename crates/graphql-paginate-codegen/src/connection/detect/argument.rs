//! Which values and variables a query gives for the paging arguments of a connection.

use super::direction_arguments::DirectionArguments;
use super::list_paging::ListPaging;
use super::member_path::MemberPath;
use super::paging_argument::PagingArgument;
use bluejay_core::executable::{VariableType as _, VariableTypeReference};
use bluejay_core::{AsIter, Value as _, ValueReference};
use bluejay_parser::HasSpan;
use bluejay_parser::ast::VariableValue;
use bluejay_parser::ast::executable::{Field, VariableDefinition};

/// The paging arguments as a query gives them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Arguments<'a> {
    /// The size of a forward walk: `first`, `limit`, `perPage`.
    pub(crate) first: Binding<'a>,
    /// The position of a forward walk: `after`, `offset`, `page`.
    pub(crate) after: Binding<'a>,
    /// The size of a backward walk.
    pub(crate) last: Binding<'a>,
    /// The position of a backward walk.
    pub(crate) before: Binding<'a>,
}

/// How a query gives one argument.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Binding<'a> {
    #[default]
    Absent,
    /// A literal: the digits of an integer or the characters of a string; `None` for other values.
    Fixed(Option<&'a str>),
    Variable {
        name: &'a str,
        nullable: bool,
    },
    /// A member of a variable that holds an input object around it.
    Member {
        variable: &'a str,
        member: MemberPath<'a>,
    },
}

impl<'a> Arguments<'a> {
    pub(crate) fn of(
        field: &'a Field<'a>,
        variables: &[&'a VariableDefinition<'a>],
        text: &'a str,
        paging: &ListPaging<'a>,
    ) -> Self {
        let given = Given {
            field,
            variables,
            text,
        };
        let size = |arguments: &Option<DirectionArguments<'a>>| match arguments {
            Some(DirectionArguments {
                size: Some(size), ..
            }) => given.binding(size),
            _ => Binding::Absent,
        };
        let cursor = |arguments: &Option<DirectionArguments<'a>>| match arguments {
            Some(arguments) => given.binding(&arguments.cursor),
            None => Binding::Absent,
        };
        Self {
            first: size(&paging.forward),
            after: cursor(&paging.forward),
            last: size(&paging.backward),
            before: cursor(&paging.backward),
        }
    }

    pub(crate) fn all(&self) -> [Binding<'a>; 4] {
        [self.first, self.after, self.last, self.before]
    }
}

/// The arguments that a query gives a field and the members of those that are objects, as dotted paths with their values,
/// without those that are null.
pub(crate) fn given_values<'a>(field: &'a Field<'a>) -> Vec<(String, &'a VariableValue<'a>)> {
    let mut given = Vec::new();
    let arguments = field.arguments().into_iter();
    for argument in arguments.flat_map(|arguments| arguments.iter()) {
        let name = argument.name().as_str();
        match argument.value().as_ref() {
            ValueReference::Null => {}
            ValueReference::Object(object) => {
                for (member, value) in AsIter::iter(object) {
                    add_given(format!("{name}.{}", member.as_ref()), value, &mut given);
                }
            }
            _ => given.push((name.to_owned(), argument.value())),
        }
    }
    given
}

/// Adds a member of an argument, and the members of an object in it.
fn add_given<'a>(
    path: String,
    value: &'a VariableValue<'a>,
    given: &mut Vec<(String, &'a VariableValue<'a>)>,
) {
    match value.as_ref() {
        ValueReference::Null => {}
        ValueReference::Object(object) => {
            for (member, value) in AsIter::iter(object) {
                add_given(format!("{path}.{}", member.as_ref()), value, given);
            }
        }
        _ => given.push((path, value)),
    }
}

/// The arguments of a field as the query writes them.
struct Given<'g, 'a> {
    field: &'a Field<'a>,
    variables: &'g [&'a VariableDefinition<'a>],
    text: &'a str,
}

impl<'a> Given<'_, 'a> {
    fn binding(&self, argument: &PagingArgument<'a>) -> Binding<'a> {
        let arguments = self.field.arguments().into_iter();
        let mut arguments = arguments.flat_map(|arguments| arguments.iter());
        let Some(whole) = arguments.find(|given| given.name().as_str() == argument.field_argument)
        else {
            return Binding::Absent;
        };
        match argument.member {
            Some(member) => self.member(whole.value(), member),
            None => self.value(whole.value()),
        }
    }

    /// A member of an input object.
    fn member(&self, object: &'a VariableValue<'a>, member: MemberPath<'a>) -> Binding<'a> {
        let object = match object.as_ref() {
            ValueReference::Variable(variable) => {
                let variable = variable.name();
                return Binding::Member { variable, member };
            }
            ValueReference::Object(object) => object,
            _ => return Binding::Absent,
        };
        let value_of = |name: &str| {
            let mut members = AsIter::iter(object);
            let (_, value) = members.find(|(known, _)| known.as_ref() == name)?;
            Some(value)
        };
        match member.outer {
            Some(outer) => match value_of(outer) {
                Some(inner) => self.member(inner, member.inside()),
                None => Binding::Absent,
            },
            None => match value_of(member.name) {
                Some(value) => self.value(value),
                None => Binding::Absent,
            },
        }
    }

    fn value(&self, value: &'a VariableValue<'a>) -> Binding<'a> {
        match value.as_ref() {
            ValueReference::Null => Binding::Absent,
            ValueReference::Variable(_) => Binding::variable(value, self.variables),
            ValueReference::Integer(_) => {
                Binding::Fixed(Some(&self.text[value.span().byte_range()]))
            }
            ValueReference::String(text) => Binding::Fixed(Some(text)),
            _ => Binding::Fixed(None),
        }
    }
}

impl<'a> Binding<'a> {
    fn variable(value: &'a VariableValue<'a>, variables: &[&'a VariableDefinition<'a>]) -> Self {
        let ValueReference::Variable(variable) = value.as_ref() else {
            return Self::Fixed(None);
        };
        let name = variable.name();
        let definition = variables
            .iter()
            .find(|definition| definition.variable().name() == name);
        let nullable = definition.is_some_and(|definition| {
            !matches!(
                definition.r#type().as_ref(),
                VariableTypeReference::Named(_, true) | VariableTypeReference::List(_, true)
            )
        });
        Self::Variable { name, nullable }
    }

    pub(crate) fn name(self) -> Option<&'a str> {
        match self {
            Self::Variable { name, .. } => Some(name),
            Self::Absent | Self::Fixed(_) | Self::Member { .. } => None,
        }
    }

    /// The variable that it is, or is part of.
    pub(crate) fn variable_name(self) -> Option<&'a str> {
        match self {
            Self::Variable { name, .. } => Some(name),
            Self::Member { variable, .. } => Some(variable),
            Self::Absent | Self::Fixed(_) => None,
        }
    }

    /// Whether it is a variable, or part of one.
    pub(crate) fn is_bound(self) -> bool {
        matches!(self, Self::Variable { .. } | Self::Member { .. })
    }

    pub(crate) fn is_absent(self) -> bool {
        self == Self::Absent
    }

    /// Its value, if it is a literal number.
    pub(crate) fn number(self) -> Option<u64> {
        match self {
            Self::Fixed(Some(text)) => text.parse().ok(),
            Self::Fixed(None) | Self::Absent | Self::Variable { .. } | Self::Member { .. } => None,
        }
    }
}
