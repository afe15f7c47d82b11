//! Root fields that return the type of a parent, such as `issue(id: ID!): Issue`, which find the parent again in a
//! schema without `node(id:)`.
//!
//! Only the names suggest that such a field returns the parent: responses repeat the values that identify it.

use crate::name;
use crate::refetch::{Lookup, required};
use crate::schema::{
    Composite, FieldDefinition, InputValueDefinition, Schema, Shape, input_base_name,
};
use crate::syntax::{Argument, Field, Value};
use bluejay_core::definition::{
    FieldDefinition as _, InputType as _, InputValueDefinition as _, OutputType as _,
};
use bluejay_core::{AsIter, OperationType};

/// The root field of a query, as written and in the schema.
pub(crate) type WrittenRoot<'w, 'a> = (&'w Field, &'a FieldDefinition<'a>);

impl Lookup {
    /// The lookup by a root field that returns the parent's type, if each of its required arguments is the `id` of the
    /// parent, another key of it such as `fullPath: ID!` or `number: Int!`, or an argument of the root field that the
    /// query selects: `product(id: ID!, channel: String!)` keeps the channel of `products(channel: $channel)`.
    pub(crate) fn root_field<'a>(
        schema: &'a Schema<'a>,
        parent: Composite<'a>,
        written: Option<WrittenRoot<'_, 'a>>,
    ) -> Option<Self> {
        let query = schema.root(OperationType::Query)?;
        let usual = name::field(parent.name());
        let mut best: Option<((bool, bool), Self)> = None;
        for name in query.field_names() {
            let root = query.field(name)?;
            let Some(lookup) = Self::by_arguments(schema, root, parent, written) else {
                continue;
            };
            let is_by_id = lookup.values.iter().any(|(name, _)| name == "id");
            let rank = (!is_by_id, name::field(name) != usual);
            if best.as_ref().is_none_or(|(other, _)| rank < *other) {
                best = Some((rank, lookup));
            }
        }
        best.map(|(_, lookup)| lookup)
    }

    /// The lookup by this root field, if it returns the parent's type and its arguments identify the parent.
    fn by_arguments<'a>(
        schema: &'a Schema<'a>,
        root: &'a FieldDefinition<'a>,
        parent: Composite<'a>,
        written: Option<WrittenRoot<'_, 'a>>,
    ) -> Option<Self> {
        let returned = root.r#type();
        if returned.base_name() != parent.name() || Shape::of_output(returned).is_list() {
            return None;
        }
        let mut arguments = Vec::new();
        let mut values = Vec::new();
        let mut is_unique = false;
        for argument in root.arguments_definition()?.iter() {
            let name = argument.name();
            let is_required = needs_value(argument);
            let value = if (name == "id" || is_required) && is_key(schema, parent, argument) {
                let ty = required(argument.r#type().display_name());
                is_unique |= name == "id" || ty == "ID!" || ty == "Int!";
                values.push((name.to_owned(), ty));
                Value::Variable(name.to_owned())
            } else if let Some(value) = written_value(schema, written, argument) {
                value
            } else if is_required {
                return None;
            } else {
                continue;
            };
            arguments.push(Argument {
                name: name.to_owned(),
                value,
            });
        }
        is_unique.then(|| Self {
            field: Field {
                arguments,
                ..Field::added(root.name(), Vec::new())
            },
            values,
            is_abstract: false,
            is_standard: false,
            repeats_values: true,
        })
    }
}

/// Whether an argument takes the value of the parent's field with the same name.
fn is_key<'a>(
    schema: &'a Schema<'a>,
    parent: Composite<'a>,
    argument: &'a InputValueDefinition<'a>,
) -> bool {
    let Some(field) = parent.field(argument.name()) else {
        return false;
    };
    let parameters = field.arguments_definition();
    if parameters.is_some_and(|known| known.iter().any(|one| needs_value(one)))
        || Shape::of_output(field.r#type()).is_list()
        || Shape::of_input(argument.r#type()).is_list()
    {
        return false;
    }
    let (given, taken) = (
        field.r#type().base_name(),
        input_base_name(argument.r#type()),
    );
    (given == taken && schema.is_leaf(taken)) || (schema.is_text(given) && schema.is_text(taken))
}

/// Whether every request must set an argument.
fn needs_value<'a>(argument: &'a InputValueDefinition<'a>) -> bool {
    argument.r#type().is_required() && argument.default_value().is_none()
}

/// The value that the query gives to the same argument of its root field, if it is not an input object.
fn written_value<'a>(
    schema: &'a Schema<'a>,
    written: Option<WrittenRoot<'_, 'a>>,
    argument: &'a InputValueDefinition<'a>,
) -> Option<Value> {
    let (field, definition) = written?;
    let mut known = definition.arguments_definition()?.iter();
    let known = known.find(|known| known.name() == argument.name())?;
    let name = |ty: String| ty.trim_end_matches('!').to_owned();
    if name(known.r#type().display_name()) != name(argument.r#type().display_name())
        || !schema.is_leaf(input_base_name(argument.r#type()))
    {
        return None;
    }
    let mut arguments = field.arguments.iter();
    let argument = arguments.find(|given| given.name == argument.name())?;
    Some(argument.value.clone())
}
