//! Rust types of fields and variables.

use crate::shape::Shape;

/// A Rust type: a named type in the `Option`s and `Vec`s of its shape.
#[derive(Clone, PartialEq)]
pub(crate) struct RustType {
    pub(crate) base: Base,
    pub(crate) shape: Shape,
    /// Whether the field may be left out of a response, which adds an outer `Option` unless the shape has one.
    pub(crate) is_conditional: bool,
    /// Whether a `Box` around the whole type breaks a cycle of input types.
    pub(crate) is_boxed: bool,
}

impl RustType {
    pub(crate) fn new(base: Base, shape: Shape) -> Self {
        Self {
            base,
            shape,
            is_conditional: false,
            is_boxed: false,
        }
    }

    /// A generated type that is not nullable.
    pub(crate) fn named(name: impl Into<String>) -> Self {
        Self::new(Base::Named(name.into()), Shape::Named { nullable: false })
    }

    pub(crate) fn conditional(self, is_conditional: bool) -> Self {
        Self {
            is_conditional,
            ..self
        }
    }

    /// The name of the generated type in it.
    pub(crate) fn name(&self) -> Option<&str> {
        match &self.base {
            Base::Named(name) | Base::Boxed(name) => Some(name),
            _ => None,
        }
    }

    /// Whether the type is an `Option`.
    pub(crate) fn is_option(&self) -> bool {
        self.is_conditional || self.shape.is_nullable()
    }
}

/// The type inside the `Option`s and `Vec`s of a [`RustType`].
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Base {
    Int,
    Float,
    Boolean,
    String,
    /// A generated type.
    Named(String),
    /// A generated response type in a `Box`, which breaks a cycle of types.
    Boxed(String),
    /// The path of a type that the user names.
    Path(String),
}
