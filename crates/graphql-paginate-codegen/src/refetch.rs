//! The root field that finds the parent of a nested connection again: `node(id: $id)`, one that the user declares, or
//! [one that returns the parent's type](crate::root_field).

use crate::name;
use crate::schema::{Composite, FieldDefinition, Schema, TypeReference};
use crate::shape::{Shape, required};
use crate::source::Source;
use crate::syntax::{Argument, DocumentReader, Field, Selection, Value};
use crate::text::parse;
use bluejay_core::definition::{
    FieldDefinition as _, InputObjectTypeDefinition as _, InputType as _,
    InputValueDefinition as _, OutputType as _,
};
use bluejay_core::{AsIter, OperationType};

/// Declares a root field that finds a parent again, for a parent type that does not implement `Node`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refetch {
    /// The parent's type.
    pub parent: String,
    /// The root field with its arguments, whose variables are named after fields of the parent: `dossier(number:
    /// $number)`.
    pub call: String,
    /// The fields of the parent that the variables are named after, in order of appearance. Empty if the call cannot be
    /// parsed.
    pub fields: Vec<String>,
}

impl Refetch {
    /// Parses a call such as `dossier(number: $number)`.
    #[must_use]
    pub fn new(parent: String, call: String) -> Self {
        let mut fields = Vec::new();
        if let Some(field) = parse_call(&call) {
            for argument in &field.arguments {
                add_variables(&argument.value, &mut fields);
            }
        }
        Self {
            parent,
            call,
            fields,
        }
    }
}

/// The root field that finds a parent again, and the fields of the parent whose values it takes.
pub(crate) struct Lookup {
    /// The root field. Its variables have the names of fields of the parent.
    pub(crate) field: Field,
    /// Further arguments of the root field, with values of the query.
    pub(crate) copied: Vec<Argument>,
    /// The names of the variables, which are fields of the parent, and their types, in order of appearance.
    pub(crate) values: Vec<(String, String)>,
    /// The fields of the parent that responses repeat, so that another object than the parent is noticed. Empty for the
    /// field `node`, whose specification promises that it returns the parent.
    pub(crate) repeated: Vec<String>,
    /// Whether the type of the root field differs from the parent type, so that an inline fragment must narrow it.
    pub(crate) is_abstract: bool,
    /// Whether this is `node(id: $id)` as in the Relay specification, which needs no further check.
    pub(crate) is_standard: bool,
}

impl Lookup {
    /// The lookup that the user declares for a type.
    pub(crate) fn declared<'a>(
        schema: &'a Schema<'a>,
        refetch: &Refetch,
        parent: Composite<'a>,
    ) -> Option<Self> {
        let field = parse_call(&refetch.call)?;
        let root = schema
            .root(OperationType::Query)
            .and_then(|query| query.field(&field.name));
        let mut values = Vec::new();
        for name in &refetch.fields {
            let ty = match root {
                Some(root) => variable_type(schema, root, &field.arguments, name),
                None => None,
            };
            values.push((
                name.clone(),
                required(ty.unwrap_or_else(|| "ID".to_owned())),
            ));
        }
        Some(Self {
            values,
            is_abstract: root.is_none_or(|root| root.r#type().base_name() != parent.name()),
            is_standard: false,
            copied: Vec::new(),
            repeated: repeatable(schema, parent, &refetch.fields),
            field,
        })
    }

    /// The lookup by the schema's `node` field, if it finds every value of the parent's type.
    ///
    /// The names of the argument and of the identifying field come from the schema: `node(id: $id)`, or
    /// `node(nodeId: $nodeId)`.
    pub(crate) fn node<'a>(schema: &'a Schema<'a>, parent: Composite<'a>) -> Option<Self> {
        let root = schema.root(OperationType::Query)?.field("node")?;
        let interface = schema.composite(root.r#type().base_name())?;
        if !schema.covers(interface, parent) {
            return None;
        }
        let arguments = root.arguments_definition()?;
        let mut known = arguments.iter();
        let argument = match known.find(|argument| argument.r#type().is_required()) {
            Some(required) => required,
            // Some schemas have `node(id: ID): Node`.
            None => arguments.iter().find(|argument| argument.name() == "id")?,
        };
        let ty = required(argument.r#type().display_name());
        let has_type = |name: &str| {
            let field = interface.field(name);
            field.is_some_and(|field| required(field.r#type().display_name()) == ty)
        };
        let mut names = ["id", argument.name()]
            .into_iter()
            .chain(interface.field_names());
        let field = names.find(|name| has_type(name))?;
        Some(Self {
            field: Field {
                arguments: vec![Argument {
                    name: argument.name().to_owned(),
                    value: Value::Variable(field.to_owned()),
                }],
                ..Field::added("node", Vec::new())
            },
            is_standard: (argument.name(), field, ty.as_str()) == ("id", "id", "ID!"),
            values: vec![(field.to_owned(), ty)],
            is_abstract: true,
            copied: Vec::new(),
            repeated: Vec::new(),
        })
    }

    /// The fields of the parent whose values a walk needs: those of the variables, then the others that are repeated.
    pub(crate) fn fields(&self) -> Vec<&str> {
        let mut fields: Vec<&str> = self.values.iter().map(|(name, _)| name.as_str()).collect();
        for name in &self.repeated {
            if !fields.contains(&name.as_str()) {
                fields.push(name);
            }
        }
        fields
    }

    /// The name of the variable for one of the parent's fields: `parentId`.
    pub(crate) fn variable(field: &str) -> String {
        format!("parent{}", name::segment(field))
    }
}

/// Those of the parent's fields whose values are the same in each response: not those with arguments.
fn repeatable<'a>(schema: &'a Schema<'a>, parent: Composite<'a>, fields: &[String]) -> Vec<String> {
    let mut repeated = fields.to_vec();
    repeated.retain(|name| is_repeatable(schema, parent, name));
    repeated
}

/// Whether a field is a scalar or an enum, and has no arguments. A custom scalar is read from JSON, because programs may
/// write its values in another form than the server.
pub(crate) fn is_repeatable<'a>(schema: &'a Schema<'a>, parent: Composite<'a>, name: &str) -> bool {
    let Some(field) = parent.field(name) else {
        return false;
    };
    let base = field.r#type().base_name();
    field.arguments_definition().is_none()
        && !Shape::of_output(field.r#type()).is_list()
        && schema.is_leaf(base)
}

/// Parses `field(argument: $variable)`.
fn parse_call(call: &str) -> Option<Field> {
    let text = format!("{{ {call} }}");
    let source = Source {
        name: "refetch",
        text: &text,
    };
    let document = parse::executable(source).ok()?;
    let [operation] = document.operation_definitions() else {
        return None;
    };
    let reader = DocumentReader {
        text: &text,
        document: &document,
        typenames: &[],
    };
    let selections = reader.document(operation, "Refetch").operation.selections;
    match <[_; 1]>::try_from(selections) {
        Ok([Selection::Field(field)]) => Some(Field { id: None, ..field }),
        _ => None,
    }
}

/// Adds the names of the variables in a value.
fn add_variables(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Variable(name) => {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        Value::List(items) => {
            for item in items {
                add_variables(item, names);
            }
        }
        Value::Object(fields) => {
            for (_, value) in fields {
                add_variables(value, names);
            }
        }
        Value::Number(_) | Value::String(_) | Value::Word(_) => {}
    }
}

/// The type that a variable in the arguments of a field must have.
fn variable_type<'a>(
    schema: &'a Schema<'a>,
    root: &'a FieldDefinition<'a>,
    arguments: &[Argument],
    variable: &str,
) -> Option<String> {
    let definitions = root.arguments_definition()?;
    for argument in arguments {
        let mut known = definitions.iter();
        if let Some(known) = known.find(|known| known.name() == argument.name) {
            let ty = known.r#type().display_name();
            let found = type_in_value(schema, &argument.value, ty, variable);
            if found.is_some() {
                return found;
            }
        }
    }
    None
}

/// The type that a variable in a value must have, if the value has the type `ty`.
fn type_in_value<'a>(
    schema: &'a Schema<'a>,
    value: &Value,
    ty: String,
    variable: &str,
) -> Option<String> {
    match value {
        Value::Variable(name) if name == variable => Some(ty),
        Value::List(items) => {
            let item = ty.trim_end_matches('!');
            let item = item.strip_prefix('[')?.strip_suffix(']')?.to_owned();
            items
                .iter()
                .find_map(|value| type_in_value(schema, value, item.clone(), variable))
        }
        Value::Object(fields) => {
            let Some(TypeReference::InputObject(object)) =
                schema.type_named(ty.trim_end_matches('!'))
            else {
                return None;
            };
            for (key, value) in fields {
                let mut known = object.input_field_definitions().iter();
                if let Some(known) = known.find(|known| known.name() == key) {
                    let ty = known.r#type().display_name();
                    let found = type_in_value(schema, value, ty, variable);
                    if found.is_some() {
                        return found;
                    }
                }
            }
            None
        }
        _ => None,
    }
}
