//! The types of a generated module as plain data: structs, enums, inputs and defaults, with all names chosen.

use crate::constant::Constant;
use crate::rust_type::RustType;

#[derive(PartialEq)]
pub(crate) enum TypeItem {
    Struct(Struct),
    /// An enum with a variant for each possible type of an interface or union.
    Variants(Variants),
    /// The type of a selection set that consists of one fragment spread: the fragment's type.
    Alias {
        name: String,
        to: RustType,
    },
}

#[derive(PartialEq)]
pub(crate) struct Struct {
    pub(crate) name: String,
    pub(crate) fields: Vec<ResponseField>,
    /// Flattened fields, whose types read the same JSON object: fragments, then the enum of the possible types.
    pub(crate) parts: Vec<Part>,
    /// The response keys that more than one of the fields and parts read.
    pub(crate) shared: Vec<String>,
    /// The name of the object type, if the query selects `__typename`.
    pub(crate) typename: Option<String>,
    /// The methods that iterate over the items of its connections.
    pub(crate) accessors: Vec<Accessor>,
}

/// A method that iterates over the items of a connection, without nulls.
#[derive(Clone, PartialEq)]
pub(crate) struct Accessor {
    /// The field with the connection, whose name the method has.
    pub(crate) field: String,
    /// The field's response key.
    pub(crate) key: String,
    /// Whether the connection is inside another one.
    pub(crate) is_nested: bool,
    pub(crate) item: RustType,
    /// The fields from the struct to the list.
    pub(crate) list: Vec<FieldAccess>,
    /// The type of the elements of the list, if they are not the items.
    pub(crate) edge: Option<RustType>,
    /// The fields from an element of the list to the item; empty if the element is the item.
    pub(crate) node: Vec<FieldAccess>,
}

/// A field on a path.
#[derive(Clone, PartialEq)]
pub(crate) struct FieldAccess {
    pub(crate) ident: String,
    pub(crate) optional: bool,
}

#[derive(Clone, PartialEq)]
pub(crate) struct ResponseField {
    pub(crate) ident: String,
    pub(crate) key: String,
    pub(crate) ty: RustType,
    /// The field's type in the schema.
    pub(crate) schema_type: String,
    /// Whether it is an `ID`, which some servers send as a number.
    pub(crate) is_id: bool,
    /// `Some` if the field is deprecated, with the reason if there is one.
    pub(crate) deprecated: Option<Option<String>>,
}

/// A flattened field: a fragment, or the enum of the possible types.
#[derive(PartialEq)]
pub(crate) struct Part {
    pub(crate) ident: String,
    pub(crate) ty: RustType,
}

#[derive(PartialEq)]
pub(crate) struct Variants {
    pub(crate) name: String,
    pub(crate) variants: Vec<VariantItem>,
    /// The variant for types that are not in the schema, if there is one.
    pub(crate) unknown: Option<String>,
}

#[derive(PartialEq)]
pub(crate) struct VariantItem {
    pub(crate) ident: String,
    pub(crate) typename: String,
    /// The type of the selection on this object type, if there is one.
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
    Object(InputStruct),
    /// A `@oneOf` input: exactly one of the fields is set.
    OneOf(InputStruct),
    /// A type that the user defines.
    Own {
        name: String,
        path: syn::Path,
    },
}

pub(crate) struct InputStruct {
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
pub(crate) struct VariableDefault {
    pub(crate) variable: String,
    pub(crate) ty: RustType,
    pub(crate) value: Constant,
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

    /// The names of the types in a value of it, without those in lists.
    pub(crate) fn contents(&self) -> Vec<&str> {
        let mut names = self.parts();
        match self {
            Self::Struct(Struct { fields, .. }) => {
                for field in fields {
                    if !field.ty.shape.is_list() {
                        names.extend(field.ty.name());
                    }
                }
            }
            Self::Variants(_) => {}
            Self::Alias { to, .. } => names.extend(to.name()),
        }
        names
    }

    /// The names of the types that read the same JSON object.
    pub(crate) fn parts(&self) -> Vec<&str> {
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
