//! What the paging arguments of a connection are bound to.

use bluejay_core::executable::{VariableType as _, VariableTypeReference};
use bluejay_core::{AsIter, Value as _, ValueReference};
use bluejay_parser::HasSpan;
use bluejay_parser::ast::executable::{Field, VariableDefinition};

/// The four paging arguments as a query gives them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Arguments<'a> {
    pub(crate) first: Binding<'a>,
    pub(crate) after: Binding<'a>,
    pub(crate) last: Binding<'a>,
    pub(crate) before: Binding<'a>,
}

/// How a query gives one argument.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Binding<'a> {
    #[default]
    Absent,
    /// A literal: the digits of an integer or the characters of a string, if it is one of these.
    Fixed(Option<&'a str>),
    Variable {
        name: &'a str,
        nullable: bool,
    },
}

impl<'a> Arguments<'a> {
    pub(crate) fn of(
        field: &'a Field<'a>,
        variables: &[&'a VariableDefinition<'a>],
        text: &'a str,
    ) -> Self {
        let mut arguments = Self::default();
        for argument in field
            .arguments()
            .into_iter()
            .flat_map(|arguments| arguments.iter())
        {
            let binding = match argument.value().as_ref() {
                ValueReference::Null => continue,
                ValueReference::Variable(_) => Binding::variable(argument.value(), variables),
                ValueReference::Integer(_) => {
                    Binding::Fixed(Some(&text[argument.value().span().byte_range()]))
                }
                ValueReference::String(text) => Binding::Fixed(Some(text)),
                _ => Binding::Fixed(None),
            };
            match argument.name().as_str() {
                "first" => arguments.first = binding,
                "after" => arguments.after = binding,
                "last" => arguments.last = binding,
                "before" => arguments.before = binding,
                _ => {}
            }
        }
        arguments
    }

    pub(crate) fn all(&self) -> [(&'static str, Binding<'a>); 4] {
        [
            ("first", self.first),
            ("after", self.after),
            ("last", self.last),
            ("before", self.before),
        ]
    }
}

impl<'a> Binding<'a> {
    fn variable(
        value: &'a bluejay_parser::ast::VariableValue<'a>,
        variables: &[&'a VariableDefinition<'a>],
    ) -> Self {
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
            Self::Absent | Self::Fixed(_) => None,
        }
    }

    pub(crate) fn is_absent(self) -> bool {
        self == Self::Absent
    }

    /// The number that it is, if it is a literal one.
    pub(crate) fn number(self) -> Option<u64> {
        match self {
            Self::Fixed(Some(text)) => text.parse().ok(),
            Self::Fixed(None) | Self::Absent | Self::Variable { .. } => None,
        }
    }
}
