//! What the generated module holds, named and ready to be written out.

use crate::connection::Connection;
use crate::diagnostic::Diagnostic;
use crate::schema::Shape;
use std::collections::BTreeSet;

/// Everything that the derive adds beside the struct.
pub(crate) struct Module {
    /// The name of the module.
    pub(crate) name: String,
    pub(crate) operation: String,
    /// The document that is sent.
    pub(crate) query: String,
    pub(crate) variables: Input,
    /// Default values of variables, in the order of the variables.
    pub(crate) defaults: Vec<Default>,
    pub(crate) inputs: Vec<InputItem>,
    /// Response types, callers before callees; the first is `ResponseData`.
    pub(crate) types: Vec<TypeItem>,
    pub(crate) enums: Vec<EnumItem>,
    pub(crate) scalars: Vec<Scalar>,
    pub(crate) connections: Vec<Connection>,
    /// Why there is no associated function `paginate`, if there is none.
    pub(crate) no_pager: Option<Diagnostic>,
    /// What there is besides, where several of them stand side by side.
    pub(crate) siblings: Option<Siblings>,
    /// Whether names of the prelude are taken by generated types.
    pub(crate) shadows: Vec<&'static str>,
    /// Which of `Item` and `Edge` no generated type has taken.
    pub(crate) free_names: Vec<&'static str>,
}

/// The document that asks for some of several connections.
pub(crate) struct Siblings {
    /// The name of the module inside the query's.
    pub(crate) name: String,
    /// The variables that ask for the connections, in their order.
    pub(crate) flags: Vec<String>,
    /// The response types that are not those of the whole document.
    pub(crate) types: Vec<TypeItem>,
    /// `None` if they cannot all be walked at once.
    pub(crate) together: Option<Together>,
}

/// The walk of all connections at once.
pub(crate) struct Together {
    /// The unit struct that stands for them.
    pub(crate) marker: String,
    /// The associated function that makes their pager.
    pub(crate) method: String,
    /// The enum of their items.
    pub(crate) item: String,
    /// Its variants, in the order of the connections.
    pub(crate) variants: Vec<String>,
    pub(crate) is_forward: bool,
}

#[derive(PartialEq)]
pub(crate) enum TypeItem {
    Struct(Struct),
    /// One variant a possible type.
    Variants(Variants),
    /// A selection set that is nothing but a fragment has the fragment's type.
    Alias {
        name: String,
        to: RustType,
    },
}

#[derive(PartialEq)]
pub(crate) struct Struct {
    pub(crate) name: String,
    pub(crate) fields: Vec<ResponseField>,
    /// Types whose response keys stand in the same JSON object: fragments, then the enum of possible types.
    pub(crate) parts: Vec<Part>,
    /// Response keys that more than one of the fields and parts read.
    pub(crate) shared: Vec<String>,
    /// The object type's name, if the query asks for `__typename`.
    pub(crate) typename: Option<String>,
}

#[derive(PartialEq)]
pub(crate) struct ResponseField {
    pub(crate) ident: String,
    pub(crate) key: String,
    pub(crate) ty: RustType,
    /// The field's type in the schema.
    pub(crate) schema_type: String,
    /// Whether it is an `ID`, which some servers write as a number.
    pub(crate) is_id: bool,
    pub(crate) deprecated: Option<Option<String>>,
}

#[derive(PartialEq)]
pub(crate) struct Part {
    pub(crate) ident: String,
    pub(crate) ty: RustType,
}

#[derive(PartialEq)]
pub(crate) struct Variants {
    pub(crate) name: String,
    pub(crate) variants: Vec<VariantItem>,
    /// The variant for types that the schema does not know, if there is one.
    pub(crate) unknown: Option<String>,
}

#[derive(PartialEq)]
pub(crate) struct VariantItem {
    pub(crate) ident: String,
    pub(crate) typename: String,
    /// The type of what is selected on this object type, if anything is.
    pub(crate) payload: Option<String>,
}

pub(crate) struct EnumItem {
    pub(crate) name: String,
    pub(crate) values: Vec<EnumValue>,
    /// The variant that keeps unknown values.
    pub(crate) other: String,
}

pub(crate) struct EnumValue {
    pub(crate) ident: String,
    pub(crate) value: String,
}

pub(crate) struct Scalar {
    pub(crate) name: String,
    /// Its name in the schema.
    pub(crate) source: String,
}

pub(crate) enum InputItem {
    Object(Input),
    /// Exactly one of the fields is set: `@oneOf`.
    OneOf(Input),
    /// The user's own type.
    Own {
        name: String,
        path: syn::Path,
    },
}

pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) fields: Vec<InputField>,
}

pub(crate) struct InputField {
    pub(crate) ident: String,
    pub(crate) key: String,
    pub(crate) ty: RustType,
    /// Whether `None` is left out of the request.
    pub(crate) skip_none: bool,
}

/// The value of a `Variables::default_…` function.
pub(crate) struct Default {
    pub(crate) variable: String,
    pub(crate) ty: RustType,
    pub(crate) value: Value,
}

/// A constant of a Rust type.
pub(crate) enum Value {
    None,
    Some(Box<Value>),
    Boxed(Box<Value>),
    Boolean(bool),
    /// The digits, with a sign if negative.
    Int(String),
    Float(f64),
    String(String),
    List(Vec<Value>),
    Enum {
        ty: String,
        variant: String,
    },
    Object {
        ty: String,
        fields: Vec<(String, Value)>,
    },
    OneOf {
        ty: String,
        variant: String,
        value: Box<Value>,
    },
    /// A literal of which a custom scalar is made.
    Scalar {
        ty: String,
        literal: Box<Value>,
    },
    /// A list or object of a custom scalar, or of a type of the user's: only they know how it is written.
    Unsupported,
}

impl Module {
    /// The names of the response types that are parts of others.
    pub(crate) fn parts(&self) -> BTreeSet<&str> {
        let siblings = self.siblings.iter().flat_map(|siblings| &siblings.types);
        let types: Vec<&TypeItem> = self.types.iter().chain(siblings).collect();
        let mut parts: BTreeSet<&str> = types.iter().flat_map(|item| item.parts()).collect();
        // What another name of a type is part of, the type is part of.
        loop {
            let known = parts.len();
            let aliases = types
                .iter()
                .filter(|item| matches!(item, TypeItem::Alias { .. }));
            let more: Vec<&str> = aliases
                .filter(|item| parts.contains(item.name()))
                .flat_map(|item| item.mentions())
                .collect();
            parts.extend(more);
            if parts.len() == known {
                return parts;
            }
        }
    }
}

impl TypeItem {
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Struct(Struct { name, .. })
            | Self::Variants(Variants { name, .. })
            | Self::Alias { name, .. } => name,
        }
    }

    /// The names of the types in its fields and variants.
    pub(crate) fn mentions(&self) -> Vec<&str> {
        match self {
            Self::Struct(Struct { fields, .. }) => fields
                .iter()
                .filter_map(|field| field.ty.name())
                .chain(self.parts())
                .collect(),
            Self::Variants(_) => self.parts(),
            Self::Alias { to, .. } => to.name().into_iter().collect(),
        }
    }

    /// The names of the types that read the same JSON object.
    fn parts(&self) -> Vec<&str> {
        match self {
            Self::Struct(Struct { parts, .. }) => {
                parts.iter().filter_map(|part| part.ty.name()).collect()
            }
            Self::Variants(Variants { variants, .. }) => variants
                .iter()
                .filter_map(|variant| variant.payload.as_deref())
                .collect(),
            Self::Alias { .. } => Vec::new(),
        }
    }
}

impl Value {
    /// Whether all of it can be written in Rust.
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

    /// The custom scalars in it, with the literals that they are made of.
    pub(crate) fn scalars(&self) -> Vec<(&str, &Value)> {
        match self {
            Self::Scalar { ty, literal } => vec![(ty, literal)],
            Self::Some(inner) | Self::Boxed(inner) | Self::OneOf { value: inner, .. } => {
                inner.scalars()
            }
            Self::List(values) => values.iter().flat_map(Self::scalars).collect(),
            Self::Object { fields, .. } => fields
                .iter()
                .flat_map(|(_, value)| value.scalars())
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// A Rust type made of a named one.
#[derive(Clone, PartialEq)]
pub(crate) struct RustType {
    pub(crate) base: Base,
    pub(crate) shape: Shape,
    /// Whether a level of `Option` comes on top, if the outermost level is not nullable itself.
    pub(crate) is_conditional: bool,
    /// Whether a `Box` breaks a cycle.
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

    pub(crate) fn named(name: impl Into<String>) -> Self {
        Self::new(Base::Named(name.into()), Shape::Named { nullable: false })
    }

    pub(crate) fn conditional(self, is_conditional: bool) -> Self {
        Self {
            is_conditional,
            ..self
        }
    }

    /// The generated type inside it.
    fn name(&self) -> Option<&str> {
        match &self.base {
            Base::Named(name) => Some(name),
            _ => None,
        }
    }

    /// Whether the type is an `Option`.
    pub(crate) fn is_option(&self) -> bool {
        self.is_conditional || self.shape.is_nullable()
    }
}

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Base {
    Int,
    Float,
    Boolean,
    String,
    Named(String),
    Path(String),
}
