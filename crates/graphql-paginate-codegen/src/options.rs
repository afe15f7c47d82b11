//! Options of code generation.

use crate::list_declaration::ListDeclaration;
use crate::name;
use crate::refetch::Refetch;
use crate::validate::Validation;
use std::fmt;
use syn::ext::IdentExt;
use syn::{Ident, Path, Visibility};

/// The options of one derive, from its `#[graphql(...)]` attribute.
#[derive(Clone)]
pub struct Options {
    /// The struct with the derive, which names the operation.
    pub name: Ident,
    /// Its visibility, which the generated module shares.
    pub visibility: Visibility,
    /// Traits to derive for response types, besides `Deserialize`.
    pub response_derives: Vec<Path>,
    /// Traits to derive for variables and input objects, besides `Serialize`.
    pub variables_derives: Vec<Path>,
    /// How names from the schema are written in Rust.
    pub normalization: Normalization,
    /// How deprecated fields are handled.
    pub deprecated: Deprecated,
    /// Where the types of custom scalars are.
    pub scalars: Scalars,
    /// Enums that the user defines next to the struct instead of having them generated.
    pub extern_enums: Vec<String>,
    /// Whether enums of possible types get a variant `Unknown` for types that are not in the schema.
    pub fragments_other_variant: bool,
    /// Whether `None` in variables and input objects is left out of the request rather than sent as `null`.
    ///
    /// By default, `None` is left out of the variables of a query, and sent as `null` in mutations and input objects.
    pub skip_serializing_none: Option<bool>,
    /// How a document is handled that is invalid but can be sent.
    pub validation: Validation,
    /// User types that replace generated input objects, by the position of the variable that has the type.
    pub variable_types: Vec<Path>,
    /// A user type that replaces the generated type of the single root field.
    pub response_type: Option<Path>,
    /// Which connection `paginate()` walks.
    pub paginate: Paginate,
    /// Whether it is an error if a nested connection of a walkable one cannot be read to its end.
    pub complete_nested: bool,
    /// Root fields that find parents of nested connections that do not implement `Node`.
    pub refetch: Vec<Refetch>,
    /// Lists whose style cannot be detected from their structure.
    pub lists: Vec<ListDeclaration>,
    /// The module with the types of the fragments of other files, which the derive of that module generates. By default,
    /// these types are generated beside the other types of the query.
    pub fragment_types: Option<Path>,
    /// Whether structs have a method for each connection, which iterates over its items without nulls.
    pub accessors: bool,
}

// Manual impl: the syntax types only implement `Debug` with a feature that makes them slow to build.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("name", &self.name)
            .field("paginate", &self.paginate)
            .finish_non_exhaustive()
    }
}

impl Options {
    /// The defaults for a struct.
    #[must_use]
    pub fn new(name: Ident, visibility: Visibility) -> Self {
        Self {
            name,
            visibility,
            response_derives: Vec::new(),
            variables_derives: Vec::new(),
            normalization: Normalization::None,
            deprecated: Deprecated::Warn,
            scalars: Scalars::BesideStruct,
            extern_enums: Vec::new(),
            fragments_other_variant: false,
            skip_serializing_none: None,
            validation: Validation::Deny,
            variable_types: Vec::new(),
            response_type: None,
            paginate: Paginate::IfWalkable,
            complete_nested: false,
            refetch: Vec::new(),
            lists: Vec::new(),
            fragment_types: None,
            accessors: true,
        }
    }

    /// The name of the operation; a leading `r#` of the struct's name is not part of it.
    pub(crate) fn operation_name(&self) -> String {
        self.name.unraw().to_string()
    }

    /// The name of the module next to the struct.
    pub(crate) fn module_name(&self) -> String {
        name::free(name::field(&self.operation_name()), |name| {
            self.name == name
        })
    }
}

/// How names from the schema are written in Rust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Normalization {
    /// As in the schema.
    None,
    /// In upper camel case.
    Rust,
}

/// How deprecated fields of the response are handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deprecated {
    /// They are generated like any other field.
    Allow,
    /// Their use in Rust gives a compiler warning.
    Warn,
    /// They are left out of the generated types.
    Deny,
}

/// Which connection `paginate()` walks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paginate {
    /// The only walkable one, if there is one.
    IfWalkable,
    /// The only walkable one; it is an error if there is none.
    Required,
    /// The one with this path of response keys from the root, `repository.pullRequests`.
    Named(String),
}

/// Where the types of custom scalars are.
#[derive(Clone)]
pub enum Scalars {
    /// In the module of the struct, under the (normalized) name of the scalar.
    BesideStruct,
    /// In another module, under the (normalized) name of the scalar.
    Module(Path),
    /// In a module of the runtime crate, under the scalar's own name.
    Shipped(Path),
}

impl fmt::Debug for Scalars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BesideStruct => "BesideStruct",
            Self::Module(_) => "Module(..)",
            Self::Shipped(_) => "Shipped(..)",
        })
    }
}
