//! Constants of Rust types: the values of variables' defaults.

/// A constant of a Rust type.
pub(crate) enum Constant {
    None,
    Some(Box<Constant>),
    Boxed(Box<Constant>),
    Boolean(bool),
    /// The digits, with a sign if negative.
    Int(String),
    Float(f64),
    String(String),
    List(Vec<Constant>),
    Enum {
        ty: String,
        variant: String,
    },
    Object {
        ty: String,
        fields: Vec<(String, Constant)>,
    },
    OneOf {
        ty: String,
        variant: String,
        value: Box<Constant>,
    },
    /// A custom scalar, converted from a literal.
    Scalar {
        ty: String,
        literal: Box<Constant>,
    },
    /// A value that cannot be written in Rust: a list or object for a custom scalar, or a value of a type that the user
    /// defines.
    Unsupported,
}

impl Constant {
    /// The constant in a `Some` if the type is nullable.
    pub(crate) fn optional(self, is_nullable: bool) -> Self {
        if is_nullable {
            Self::Some(Box::new(self))
        } else {
            self
        }
    }

    /// The constant in a `Box` if the type is boxed.
    pub(crate) fn boxed(self, is_boxed: bool) -> Self {
        if is_boxed {
            Self::Boxed(Box::new(self))
        } else {
            self
        }
    }

    /// Whether every part of it can be written in Rust.
    pub(crate) fn is_supported(&self) -> bool {
        match self {
            Self::Unsupported => false,
            Self::Some(inner) | Self::Boxed(inner) | Self::OneOf { value: inner, .. } => {
                inner.is_supported()
            }
            Self::List(values) => values.iter().all(Self::is_supported),
            Self::Object { fields, .. } => fields.iter().all(|(_, value)| value.is_supported()),
            _ => true,
        }
    }

    /// The types of the custom scalars in it, with the literals they are converted from.
    pub(crate) fn scalars(&self) -> Vec<(&str, &Self)> {
        match self {
            Self::Scalar { ty, literal } => vec![(ty, literal)],
            Self::Some(inner) | Self::Boxed(inner) | Self::OneOf { value: inner, .. } => {
                inner.scalars()
            }
            Self::List(values) => values.iter().flat_map(Self::scalars).collect(),
            Self::Object { fields, .. } => {
                let values = fields.iter().map(|(_, value)| value);
                values.flat_map(Self::scalars).collect()
            }
            _ => Vec::new(),
        }
    }
}
