//! Lowers the variables and the input objects below them.

use super::named_types::NamedTypes;
use crate::item::{InputField, InputItem, InputStruct};
use crate::name::{self, Scope};
use crate::options::Options;
use crate::rust_type::RustType;
use crate::schema::{InputObject, Schema, TypeReference, input_base_name, is_one_of};
use crate::shape::Shape;
use bluejay_core::definition::prelude::*;
use bluejay_core::executable::{VariableType as _, VariableTypeReference};
use bluejay_core::{AsIter, OperationType};
use bluejay_parser::ast::executable::VariableType;
use std::collections::BTreeSet;

/// The struct of the variables and the input objects below it.
pub(crate) struct Inputs {
    pub(crate) variables: InputStruct,
    pub(crate) items: Vec<InputItem>,
}

impl Inputs {
    pub(crate) fn lower<'a>(
        context: &super::LoweringContext<'_, 'a>,
        objects: &[Object<'_, 'a>],
        named_types: &NamedTypes<'_, 'a>,
    ) -> Self {
        let lowering = Lowering {
            schema: context.schema,
            options: context.options,
            named_types,
        };
        let mut scope = Scope::default();
        // Many servers treat `null` in a query as a filter value, and `null` in a mutation as "clear this field".
        let is_query = context.operation.kind == OperationType::Query;
        let skips_none = context.options.skip_serializing_none.unwrap_or(is_query);
        let mut fields = Vec::new();
        for variable in &context.operation.variables {
            let name = variable.variable().name();
            fields.push(InputField {
                ident: scope.claim(name::field(name)),
                key: name.to_owned(),
                ty: variable_type(variable.r#type(), named_types),
                skip_none: skips_none
                    || variable.default_value().is_some()
                    || context.is_paging_variable(name),
            });
        }
        let variables = InputStruct {
            name: "Variables".to_owned(),
            fields,
        };
        Self {
            variables,
            items: objects.iter().map(|object| lowering.item(object)).collect(),
        }
    }
}

impl super::LoweringContext<'_, '_> {
    /// Whether a variable is the page size or the cursor of a connection. If it is absent, it must not be sent as `null`.
    fn is_paging_variable(&self, variable: &str) -> bool {
        self.paging_variables.contains(&variable)
    }
}

/// The Rust type of a variable.
pub(crate) fn variable_type(ty: &VariableType<'_>, named_types: &NamedTypes<'_, '_>) -> RustType {
    RustType::new(named_types.base(base_name(ty)), shape(ty))
}

/// The lists and nullability of a variable's type.
pub(crate) fn shape(ty: &VariableType<'_>) -> Shape {
    match ty.as_ref() {
        VariableTypeReference::Named(_, required) => Shape::Named {
            nullable: !required,
        },
        VariableTypeReference::List(item, required) => Shape::List {
            nullable: !required,
            item: Box::new(shape(item)),
        },
    }
}

/// The named type of a variable's type.
pub(crate) fn base_name<'a>(ty: &'a VariableType<'_>) -> &'a str {
    match ty.as_ref() {
        VariableTypeReference::Named(name, _) => name,
        VariableTypeReference::List(item, _) => base_name(item),
    }
}

/// An input object that an operation uses.
pub(crate) struct Object<'v, 'a> {
    definition: &'a InputObject<'a>,
    /// The user's own type for it, if the user names one.
    own: Option<&'v syn::Path>,
}

/// The input objects below the variables, each before those in its fields. Adds every used type to the named types.
pub(crate) fn objects<'v, 'a>(
    context: &super::LoweringContext<'v, 'a>,
    named_types: &mut NamedTypes<'_, 'a>,
) -> Vec<Object<'v, 'a>> {
    let mut objects = Vec::new();
    for (index, variable) in context.operation.variables.iter().enumerate() {
        let own = context.options.variable_types.get(index);
        visit(
            context.schema,
            base_name(variable.r#type()),
            own,
            named_types,
            &mut objects,
        );
    }
    objects
}

fn visit<'v, 'a>(
    schema: &'a Schema<'a>,
    name: &'a str,
    own: Option<&'v syn::Path>,
    named_types: &mut NamedTypes<'_, 'a>,
    objects: &mut Vec<Object<'v, 'a>>,
) {
    if !named_types.visit(name) {
        return;
    }
    let Some(TypeReference::InputObject(definition)) = schema.type_named(name) else {
        return;
    };
    objects.push(Object { definition, own });
    if own.is_none() {
        for field in definition.input_field_definitions().iter() {
            let base = input_base_name(field.r#type());
            visit(schema, base, None, named_types, objects);
        }
    }
}

struct Lowering<'r, 'v, 'a> {
    schema: &'a Schema<'a>,
    options: &'v Options,
    named_types: &'r NamedTypes<'v, 'a>,
}

impl<'a> Lowering<'_, '_, 'a> {
    fn item(&self, object: &Object<'_, 'a>) -> InputItem {
        let definition = object.definition;
        let name = self.named_types.name(definition.name()).to_owned();
        if let Some(path) = object.own {
            return InputItem::Own {
                name,
                path: path.clone(),
            };
        }
        let is_one_of = is_one_of(definition);
        let mut scope = Scope::default();
        let mut fields = Vec::new();
        for field in definition.input_field_definitions().iter() {
            let base = input_base_name(field.r#type());
            let mut shape = Shape::of_input(field.r#type());
            let mut ident = name::field(field.name());
            if is_one_of {
                // A variant of an enum, which always has a value.
                shape = shape.required();
                ident = name::identifier(&name::segment(field.name()));
            }
            let mut ty = RustType::new(self.named_types.base(base), shape);
            ty.is_boxed = self.contains_itself(base);
            fields.push(InputField {
                ident: scope.claim(ident),
                key: field.name().to_owned(),
                ty,
                skip_none: self.options.skip_serializing_none == Some(true)
                    || field.default_value().is_some(),
            });
        }
        let input = InputStruct { name, fields };
        if is_one_of {
            InputItem::OneOf(input)
        } else {
            InputItem::Object(input)
        }
    }

    /// Whether a value of an input object may contain a value of the same type without a list between them, so that its
    /// struct would have no finite size.
    fn contains_itself(&self, name: &'a str) -> bool {
        let mut seen = BTreeSet::new();
        let mut pending = vec![name];
        while let Some(next) = pending.pop() {
            let Some(TypeReference::InputObject(object)) = self.schema.type_named(next) else {
                continue;
            };
            for field in object.input_field_definitions().iter() {
                if Shape::of_input(field.r#type()).is_list() {
                    continue;
                }
                let below = input_base_name(field.r#type());
                if below == name {
                    return true;
                }
                if seen.insert(below) {
                    pending.push(below);
                }
            }
        }
        false
    }
}

impl InputItem {
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Object(input) | Self::OneOf(input) => &input.name,
            Self::Own { name, .. } => name,
        }
    }
}
