//! The lists and nullability of type references, as a tree and as text.

use bluejay_core::definition::{ShallowInputTypeReference, ShallowOutputTypeReference, prelude::*};
use bluejay_parser::ast::definition::{DefaultContext, InputType, OutputType};

/// The lists and nullability around the named type of a type reference: the shape of `[Film!]!` is a required list of
/// required values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shape {
    Named { nullable: bool },
    List { nullable: bool, item: Box<Shape> },
}

impl Shape {
    pub(crate) fn is_nullable(&self) -> bool {
        match self {
            Self::Named { nullable } | Self::List { nullable, .. } => *nullable,
        }
    }

    pub(crate) fn is_list(&self) -> bool {
        matches!(self, Self::List { .. })
    }

    /// This shape with the outermost level not nullable.
    pub(crate) fn required(&self) -> Self {
        match self {
            Self::Named { .. } => Self::Named { nullable: false },
            Self::List { item, .. } => Self::List {
                nullable: false,
                item: item.clone(),
            },
        }
    }

    pub(crate) fn of_output<'s>(ty: &'s OutputType<'s, DefaultContext>) -> Self {
        match ty.as_shallow_ref() {
            ShallowOutputTypeReference::Base(_, required) => Self::Named {
                nullable: !required,
            },
            ShallowOutputTypeReference::List(item, required) => Self::List {
                nullable: !required,
                item: Box::new(Self::of_output(item)),
            },
        }
    }

    pub(crate) fn of_input<'s>(ty: &'s InputType<'s, DefaultContext>) -> Self {
        match ty.as_shallow_ref() {
            ShallowInputTypeReference::Base(_, required) => Self::Named {
                nullable: !required,
            },
            ShallowInputTypeReference::List(item, required) => Self::List {
                nullable: !required,
                item: Box::new(Self::of_input(item)),
            },
        }
    }
}

/// The type without its own `!`.
pub(crate) fn nullable(mut ty: String) -> String {
    if ty.ends_with('!') {
        ty.pop();
    }
    ty
}

/// The type with `!`.
pub(crate) fn required(ty: String) -> String {
    if ty.ends_with('!') {
        ty
    } else {
        format!("{ty}!")
    }
}
