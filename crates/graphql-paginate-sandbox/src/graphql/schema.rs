//! A schema, parsed once per process, with the lookups that the servers need.

use std::collections::HashMap;

use apollo_compiler::collections::HashMap as CompilerMap;
use apollo_compiler::schema::{ExtendedType, FieldDefinition, Implementers, Type};
use apollo_compiler::validation::Valid;
use apollo_compiler::{Name, Schema};

use super::document::Documents;

/// A validated schema, with indexes and a cache of documents.
pub(crate) struct ApiSchema {
    pub(crate) schema: Valid<Schema>,
    pub(crate) implementers: CompilerMap<Name, Implementers>,
    pub(super) documents: Documents,
    /// The object types of each interface and union, sorted.
    possible: HashMap<Name, Vec<Name>>,
}

/// The types that belong to a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ConnectionType {
    pub(crate) name: &'static str,
    /// `None` if the connection has no `edges`.
    pub(crate) edge: Option<&'static str>,
    pub(crate) page_info: &'static str,
    /// The type of the nodes: an object, interface or union.
    pub(crate) node: &'static str,
}

impl ApiSchema {
    /// # Panics
    ///
    /// If `sdl` is not a valid schema; the schemas are part of the program.
    pub(crate) fn parse(sdl: &str, name: &str) -> Self {
        Self::try_parse(sdl, name)
            .unwrap_or_else(|errors| panic!("the schema `{name}` is invalid: {errors}"))
    }

    /// # Errors
    ///
    /// What makes the schema invalid.
    pub(crate) fn try_parse(sdl: &str, name: &str) -> Result<Self, String> {
        let schema =
            Schema::parse_and_validate(sdl, name).map_err(|invalid| invalid.errors.to_string())?;
        let implementers = schema.implementers_map();
        let possible = possible_types(&schema, &implementers);
        Ok(Self {
            schema,
            implementers,
            documents: Documents::default(),
            possible,
        })
    }

    /// The schema's own copy of a type name, which lives as long as the schema.
    ///
    /// # Panics
    ///
    /// If the schema has no such type.
    pub(crate) fn name(&'static self, type_name: &str) -> &'static str {
        let found = self.schema.types.get_key_value(type_name);
        found
            .map(|(name, _)| name.as_str())
            .unwrap_or_else(|| panic!("no type `{type_name}`"))
    }

    /// The possible object types of an output type, sorted; for an object type, the type itself.
    pub(crate) fn possible_types(&'static self, type_name: &str) -> PossibleTypes {
        match self.possible.get(type_name) {
            Some(names) => PossibleTypes::Several(names),
            None => PossibleTypes::One(self.name(type_name)),
        }
    }

    /// The connection that a field returns, recognized by its structure: `pageInfo` with `nodes` or `edges`.
    pub(crate) fn connection(&'static self, field: &FieldDefinition) -> Option<ConnectionType> {
        let ty = &field.ty;
        if ty.is_list()
            || !field
                .arguments
                .iter()
                .any(|argument| matches!(&*argument.name, "first" | "last"))
        {
            return None;
        }
        let (name, ExtendedType::Object(object)) =
            self.schema.types.get_key_value(ty.inner_named_type())?
        else {
            return None;
        };
        let page_info = object.fields.get("pageInfo")?.ty.inner_named_type();
        let inner = |field: &str| {
            object
                .fields
                .get(field)
                .map(|field| field.ty.inner_named_type().as_str())
        };
        let edge = inner("edges");
        let node = inner("nodes").or_else(|| self.field_type(edge?, "node"))?;
        Some(ConnectionType {
            name: name.as_str(),
            edge,
            page_info: page_info.as_str(),
            node,
        })
    }

    /// The named type of a field of an object or interface.
    fn field_type(&'static self, parent: &str, field: &str) -> Option<&'static str> {
        let definition = self.schema.type_field(parent, field).ok()?;
        Some(Type::inner_named_type(&definition.ty).as_str())
    }
}

/// The possible object types of an output type; never empty.
#[derive(Debug, Clone, Copy)]
pub(crate) enum PossibleTypes {
    One(&'static str),
    Several(&'static [Name]),
}

impl PossibleTypes {
    /// One of the types, selected by number.
    pub(crate) fn pick(self, number: u64) -> &'static str {
        match self {
            Self::One(name) => name,
            Self::Several(names) => names[(number % names.len() as u64) as usize].as_str(),
        }
    }

    pub(crate) fn names(self) -> Vec<&'static str> {
        match self {
            Self::One(name) => vec![name],
            Self::Several(names) => names.iter().map(Name::as_str).collect(),
        }
    }

    /// The types of an interface or union; `None` for an object type.
    pub(crate) fn several(self) -> Option<&'static [Name]> {
        match self {
            Self::One(_) => None,
            Self::Several(names) => Some(names),
        }
    }

    pub(crate) fn contains(self, name: &str) -> bool {
        match self {
            Self::One(only) => only == name,
            Self::Several(names) => names.iter().any(|possible| possible == name),
        }
    }
}

fn possible_types(
    schema: &Schema,
    implementers: &CompilerMap<Name, Implementers>,
) -> HashMap<Name, Vec<Name>> {
    let interfaces = implementers
        .iter()
        .map(|(name, found)| (name, found.objects.iter().cloned().collect()));
    let unions = schema.types.iter().filter_map(|(name, ty)| {
        let members = ty.as_union()?.members.iter();
        Some((name, members.map(|member| member.name.clone()).collect()))
    });
    let sorted = |(name, mut names): (&Name, Vec<Name>)| {
        names.sort();
        (name.clone(), names)
    };
    interfaces
        .chain(unions)
        .map(sorted)
        .filter(|(_, names)| !names.is_empty())
        .collect()
}
