//! Root fields that find an object of the parent's type, such as `issue(id: ID!): Issue`, for a schema without `node(id:)`.
//!
//! Only names suggest that such a field returns the parent again. So the parent must have an `id`, and responses repeat it.

use crate::name::normalized;
use crate::refetch::{Lookup, is_repeatable};
use crate::schema::{
    Composite, FieldDefinition, InputValueDefinition, Schema, input_base_name, needs_value,
};
use crate::shape::{Shape, nullable, required};
use crate::syntax::{Argument, Field, Value};
use bluejay_core::definition::{
    FieldDefinition as _, InputType as _, InputValueDefinition as _, OutputType as _,
};
use bluejay_core::{AsIter, OperationType};

/// A field on the path to a parent, as the query selects it and in the schema.
pub(crate) struct PathField<'w, 'a> {
    pub(crate) written: &'w Field,
    pub(crate) definition: &'a FieldDefinition<'a>,
    /// Whether another list is between it and the parents.
    pub(crate) is_outer: bool,
}

/// What the query says about an argument of a root field.
enum GivenValue {
    Nothing,
    Value(Value),
    /// It gives the argument to a field whose value need not be that of the parent.
    Unclear,
}

impl Lookup {
    /// The lookup by a root field that is named like the parent's type and returns it: `issue`, `getIssue`, `issueById`.
    ///
    /// Each of its required arguments is the `id` of the parent, another key of it such as `fullPath: ID!` or
    /// `number: Int!`, or an argument of the field that lists the parents: `product(id: ID!, channel: String!)` keeps the
    /// channel of `products(channel: $channel)`. `path` are the fields from the parents to the root.
    pub(crate) fn root_field<'a>(
        schema: &'a Schema<'a>,
        parent: Composite<'a>,
        path: &[PathField<'_, 'a>],
    ) -> Option<Self> {
        if !is_repeatable(schema, parent, "id") {
            return None;
        }
        let query = schema.root(OperationType::Query)?;
        let mut best: Option<(usize, Self)> = None;
        for name in query.field_names() {
            let root = query.field(name)?;
            let Some(rank) = name_rank(name, parent.name()) else {
                continue;
            };
            let Some(lookup) = by_arguments(schema, root, parent, path) else {
                continue;
            };
            let is_by_id = lookup.values.iter().any(|(name, _)| name == "id");
            let rank = if is_by_id { rank } else { rank + OTHER_KEY };
            if best.as_ref().is_none_or(|(other, _)| rank < *other) {
                best = Some((rank, lookup));
            }
        }
        best.map(|(_, lookup)| lookup)
    }
}

/// Added to the rank of a root field that takes another key than the `id`.
const OTHER_KEY: usize = 10;

/// How well the name of a root field says that it finds a single object of a type, the best first; `None` if it does not.
fn name_rank(name: &str, ty: &str) -> Option<usize> {
    let (name, ty) = (normalized(name), normalized(ty));
    let (verb, rest) = name.split_once(&ty)?;
    match (verb, rest) {
        ("", "") => Some(0),
        ("", _) if rest.starts_with("by") => Some(1),
        ("get" | "find" | "fetch", _) if rest.is_empty() || rest.starts_with("by") => Some(2),
        _ => None,
    }
}

/// The lookup by this root field, if it returns the parent's type and its arguments identify the parent.
fn by_arguments<'a>(
    schema: &'a Schema<'a>,
    root: &'a FieldDefinition<'a>,
    parent: Composite<'a>,
    path: &[PathField<'_, 'a>],
) -> Option<Lookup> {
    let returned = root.r#type();
    if returned.base_name() != parent.name() || Shape::of_output(returned).is_list() {
        return None;
    }
    let mut keys = Vec::new();
    let mut values = Vec::new();
    let mut copied = Vec::new();
    let mut is_unique = false;
    for argument in root.arguments_definition()?.iter() {
        let (name, is_required) = (argument.name(), needs_value(argument));
        if (name == "id" || is_required) && is_key(schema, parent, argument) {
            let ty = required(argument.r#type().display_name());
            is_unique |= name == "id" || ty == "ID!" || ty == "Int!";
            values.push((name.to_owned(), ty));
            keys.push(Argument {
                name: name.to_owned(),
                value: Value::Variable(name.to_owned()),
            });
            continue;
        }
        match given(schema, parent, path, argument) {
            GivenValue::Value(value) => copied.push(Argument {
                name: name.to_owned(),
                value,
            }),
            GivenValue::Nothing if !is_required => {}
            GivenValue::Nothing | GivenValue::Unclear => return None,
        }
    }
    let mut repeated: Vec<String> = values.iter().map(|(name, _)| name.clone()).collect();
    if !repeated.iter().any(|name| name == "id") {
        repeated.push("id".to_owned());
    }
    if !is_unique {
        return None;
    }
    Some(Lookup {
        field: Field {
            arguments: keys,
            ..Field::added(root.name(), Vec::new())
        },
        copied,
        values,
        repeated,
        is_abstract: false,
        is_standard: false,
    })
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
    if !is_repeatable(schema, parent, argument.name())
        || Shape::of_input(argument.r#type()).is_list()
    {
        return false;
    }
    let given = field.r#type().base_name();
    let taken = input_base_name(argument.r#type());
    given == taken || (schema.is_text(given) && schema.is_text(taken))
}

/// What the query gives to an argument of the same name on the path to the parents.
///
/// Values of the list itself and of objects around it hold for the parents, too. An object around the list may have a key
/// under the name of one of the parent's fields, which is not that of the parent.
fn given<'a>(
    schema: &'a Schema<'a>,
    parent: Composite<'a>,
    path: &[PathField<'_, 'a>],
    argument: &'a InputValueDefinition<'a>,
) -> GivenValue {
    let name = argument.name();
    let ty = nullable(argument.r#type().display_name());
    let mut is_list = true;
    for field in path {
        let Some(known) = field.definition.arguments_definition() else {
            continue;
        };
        let mut values = field.written.arguments.iter();
        if let Some(given) = values.find(|given| given.name == name) {
            let mut known = known.iter();
            let has_type = known
                .any(|known| known.name() == name && nullable(known.r#type().display_name()) == ty);
            let holds = !field.is_outer && (is_list || parent.field(name).is_none());
            if !has_type || !holds || !schema.is_leaf(input_base_name(argument.r#type())) {
                return GivenValue::Unclear;
            }
            return GivenValue::Value(given.value.clone());
        }
        is_list = false;
    }
    GivenValue::Nothing
}
