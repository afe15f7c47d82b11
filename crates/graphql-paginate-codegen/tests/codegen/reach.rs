//! Documents that reach any field of a schema, derived from the schema with another parser than the generator's.

use apollo_compiler::ast::FieldDefinition;
use apollo_compiler::schema::{ExtendedType, Schema};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// The cost of a list on a path: more than that of any path without a list.
const LIST: usize = 1000;

/// One field on a path, and the type that its value is narrowed to.
#[derive(Debug, Clone)]
struct Hop<'s> {
    field: &'s FieldDefinition,
    on: Option<&'s str>,
}

/// The path from a root type to a type.
#[derive(Debug, Clone)]
pub(crate) struct Way<'s> {
    operation: &'static str,
    hops: Vec<Hop<'s>>,
}

/// A field with the document that selects it.
pub(crate) struct Reached {
    pub(crate) document: String,
    /// The response keys down to the field.
    pub(crate) path: Vec<String>,
    /// The variables for required arguments, in order of declaration.
    pub(crate) required: Vec<String>,
    pub(crate) crosses_list: bool,
}

/// The fields of an object or interface type.
pub(crate) fn fields<'s>(schema: &'s Schema, of: &str) -> Vec<&'s FieldDefinition> {
    match schema.types.get(of) {
        Some(ExtendedType::Object(object)) => {
            object.fields.values().map(|field| &***field).collect()
        }
        Some(ExtendedType::Interface(interface)) => {
            interface.fields.values().map(|field| &***field).collect()
        }
        _ => Vec::new(),
    }
}

/// The names of the object types that a value of the type can have, sorted.
pub(crate) fn possible_types<'s>(schema: &'s Schema, of: &str) -> BTreeSet<&'s str> {
    let implements = |name: &&str| match &schema.types[*name] {
        ExtendedType::Object(object) => object
            .implements_interfaces
            .iter()
            .any(|known| **known == of),
        _ => false,
    };
    match &schema.types[of] {
        ExtendedType::Union(union) => union.members.iter().map(|member| member.as_str()).collect(),
        ExtendedType::Interface(_) => schema
            .types
            .keys()
            .map(|name| name.as_str())
            .filter(implements)
            .collect(),
        _ => schema
            .types
            .get_key_value(of)
            .map(|(name, _)| name.as_str())
            .into_iter()
            .collect(),
    }
}

/// The cheapest path to each object, interface and union, without the fields named in `avoided`.
pub(crate) fn ways<'s>(schema: &'s Schema, avoided: &[&str]) -> BTreeMap<&'s str, Way<'s>> {
    let definition = &schema.schema_definition;
    let roots = [
        ("query", &definition.query),
        ("mutation", &definition.mutation),
    ];
    let mut best: BTreeMap<&str, Way<'_>> = BTreeMap::new();
    let mut queue = BinaryHeap::new();
    let mut pending = Vec::new();
    for (operation, root) in roots {
        queue.extend(
            root.iter()
                .map(|root| (Reverse(0), root.as_str(), pending.len())),
        );
        pending.push(Way {
            operation,
            hops: Vec::new(),
        });
    }
    while let Some((Reverse(cost), at, way)) = queue.pop() {
        if best.contains_key(at) {
            continue;
        }
        let way = pending[way].clone();
        for field in fields(schema, at)
            .into_iter()
            .filter(|field| !avoided.contains(&field.name.as_str()))
        {
            let to = field.ty.inner_named_type().as_str();
            for on in targets(schema, to) {
                let hop = Hop {
                    field,
                    on: (on != to).then_some(on),
                };
                let cost = cost + 1 + if field.ty.is_list() { LIST } else { 0 };
                queue.push((Reverse(cost), on, pending.len()));
                pending.push(Way {
                    operation: way.operation,
                    hops: way.hops.iter().cloned().chain([hop]).collect(),
                });
            }
        }
        best.insert(at, way);
    }
    best
}

/// The types that a value can be narrowed to: its type, each of its possible types, and their interfaces.
pub(crate) fn targets<'s>(schema: &'s Schema, of: &'s str) -> BTreeSet<&'s str> {
    match &schema.types[of] {
        ExtendedType::Object(_) => BTreeSet::from([of]),
        ExtendedType::Interface(_) | ExtendedType::Union(_) => {
            let objects = possible_types(schema, of);
            let interfaces = objects.iter().flat_map(|name| match &schema.types[*name] {
                ExtendedType::Object(object) => object
                    .implements_interfaces
                    .iter()
                    .map(|name| name.as_str()),
                _ => unreachable!("possible types are objects"),
            });
            let interfaces: Vec<_> = interfaces.collect();
            objects
                .iter()
                .copied()
                .chain(interfaces)
                .chain([of])
                .collect()
        }
        _ => BTreeSet::new(),
    }
}

impl<'s> Way<'s> {
    /// The document `query Reach` that selects a field of the type at the end of the path.
    ///
    /// `arguments` are added to the required ones, and `variables` to those of the required arguments.
    pub(crate) fn document(
        &self,
        field: &'s FieldDefinition,
        arguments: &str,
        variables: &str,
        body: &str,
    ) -> Reached {
        let mut required = Vec::new();
        let mut declared = variables.to_owned();
        let mut open = String::new();
        let mut close = String::new();
        for Hop { field, on } in &self.hops {
            let arguments = bind(field, &mut required, &mut declared);
            open.push_str(&format!("{}{} {{ ", field.name, parenthesized(&arguments)));
            close.push_str(" }");
            if let Some(on) = on {
                open.push_str(&format!("... on {on} {{ "));
                close.push_str(" }");
            }
        }
        let own = bind(field, &mut required, &mut declared);
        let last = format!(
            "{}{} {body}",
            field.name,
            parenthesized(&format!("{own}{arguments}"))
        );
        let keys = self
            .hops
            .iter()
            .map(|hop| hop.field)
            .chain([field])
            .map(|field| field.name.to_string());
        Reached {
            document: format!(
                "{} Reach({declared}) {{ {open}{last}{close} }}",
                self.operation
            ),
            path: keys.collect(),
            required,
            crosses_list: self.hops.iter().any(|hop| hop.field.ty.is_list()),
        }
    }
}

fn bind(field: &FieldDefinition, required: &mut Vec<String>, declared: &mut String) -> String {
    let mut arguments = String::new();
    for argument in field
        .arguments
        .iter()
        .filter(|argument| argument.is_required())
    {
        let variable = format!("required{}", required.len());
        declared.push_str(&format!(" ${variable}: {}", argument.ty));
        arguments.push_str(&format!("{}: ${variable} ", argument.name));
        required.push(variable);
    }
    arguments
}

fn parenthesized(arguments: &str) -> String {
    if arguments.is_empty() {
        String::new()
    } else {
        format!("({arguments})")
    }
}
