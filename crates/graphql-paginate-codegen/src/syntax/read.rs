//! Converts the parser's syntax tree to the owned one.

use super::{
    Argument, Directive, Document, Field, FieldId, FragmentDefinition, FragmentSpread,
    InlineFragment, Names, Operation, Selection, Value, VariableDefinition,
};
use crate::condition;
use bluejay_core::executable::{
    ExplicitOperationDefinition as _, OperationDefinition as _, OperationDefinitionReference,
    VariableType as _,
};
use bluejay_core::{AsIter, Directive as _, Directives, OperationType, Value as _, ValueReference};
use bluejay_parser::HasSpan;
use bluejay_parser::ast::{ConstValue, executable as ast};

/// Converts one document.
pub(crate) struct DocumentReader<'r, 'a> {
    pub(crate) text: &'a str,
    pub(crate) document: &'a ast::ExecutableDocument<'a>,
    /// Selection sets without `__typename`, as byte offsets after their `{`, in ascending order.
    pub(crate) typenames: &'r [usize],
}

impl<'a> DocumentReader<'_, 'a> {
    /// The operation and the fragments that it uses; `name` is used if the operation is anonymous.
    pub(crate) fn document(
        &self,
        operation: &'a ast::OperationDefinition<'a>,
        name: &str,
    ) -> Document {
        let operation = match operation.as_ref() {
            OperationDefinitionReference::Explicit(explicit) => self.explicit(explicit, name),
            OperationDefinitionReference::Implicit(_) => Operation {
                kind: "query",
                name: name.to_owned(),
                variables: Vec::new(),
                directives: Vec::new(),
                selections: self.selections(operation.selection_set()),
            },
        };
        let fragments = self.document.fragment_definitions().iter();
        let mut document = Document {
            operation,
            fragments: fragments.map(|fragment| self.fragment(fragment)).collect(),
        };
        let used = Names::of(&document, &document.operation.selections).fragments;
        document
            .fragments
            .retain(|fragment| used.contains(&fragment.name));
        document
    }

    fn explicit(
        &self,
        operation: &'a ast::ExplicitOperationDefinition<'a>,
        name: &str,
    ) -> Operation {
        let variables = operation.variable_definitions().into_iter();
        Operation {
            kind: match bluejay_core::executable::ExplicitOperationDefinition::operation_type(
                operation,
            ) {
                OperationType::Query => "query",
                OperationType::Mutation => "mutation",
                OperationType::Subscription => "subscription",
            },
            name: operation
                .name()
                .map_or_else(|| name.to_owned(), |name| name.as_str().to_owned()),
            variables: variables
                .flat_map(|variables| variables.iter())
                .map(|variable| self.variable(variable))
                .collect(),
            directives: self.directives(operation.directives()),
            selections: self.selections(operation.selection_set()),
        }
    }

    fn variable(&self, variable: &'a ast::VariableDefinition<'a>) -> VariableDefinition {
        VariableDefinition {
            name: variable.variable().name().to_owned(),
            ty: variable.r#type().as_ref().display_name(),
            default: variable.default_value().map(|default| self.value(default)),
            directives: self.directives(bluejay_core::executable::VariableDefinition::directives(
                variable,
            )),
        }
    }

    fn fragment(&self, fragment: &'a ast::FragmentDefinition<'a>) -> FragmentDefinition {
        FragmentDefinition {
            name: fragment.name().as_str().to_owned(),
            on: fragment.type_condition().named_type().as_str().to_owned(),
            directives: self.directives(bluejay_core::executable::FragmentDefinition::directives(
                fragment,
            )),
            selections: self.selections(fragment.selection_set()),
        }
    }

    fn selections(&self, set: &'a ast::SelectionSet<'a>) -> Vec<Selection> {
        let mut selections = Vec::with_capacity(set.len() + 1);
        let start = set.span().byte_range().start + 1;
        if self.typenames.binary_search(&start).is_ok() {
            selections.push(Selection::Field(Field::added("__typename", Vec::new())));
        }
        for selection in set.iter() {
            selections.push(self.selection(selection));
        }
        selections
    }

    fn selection(&self, selection: &'a ast::Selection<'a>) -> Selection {
        match selection {
            ast::Selection::Field(field) => Selection::Field(self.field(field)),
            ast::Selection::InlineFragment(inline) => Selection::Inline(InlineFragment {
                on: inline
                    .type_condition()
                    .map(|condition| condition.named_type().as_str().to_owned()),
                directives: self.directives(condition::of_inline(inline)),
                selections: self.selections(inline.selection_set()),
            }),
            ast::Selection::FragmentSpread(spread) => Selection::Spread(FragmentSpread {
                name: spread.name().as_str().to_owned(),
                directives: self.directives(condition::of_spread(spread)),
            }),
        }
    }

    fn field(&self, field: &'a ast::Field<'a>) -> Field {
        let (name, key) = (field.name().as_str(), field.response_key());
        Field {
            id: Some(FieldId::of(field)),
            alias: if key == name {
                None
            } else {
                Some(key.to_owned())
            },
            name: name.to_owned(),
            arguments: self.arguments(field.arguments()),
            directives: self.directives(condition::of_field(field)),
            selections: match field.selection_set() {
                Some(set) => self.selections(set),
                None => Vec::new(),
            },
        }
    }

    fn directives<const CONST: bool, D>(&self, directives: Option<&'a D>) -> Vec<Directive>
    where
        D: Directives<CONST>,
        D::Directive: bluejay_core::Directive<CONST, Arguments = bluejay_parser::ast::Arguments<'a, CONST>>
            + 'a,
    {
        let Some(directives) = directives else {
            return Vec::new();
        };
        let mut read = Vec::new();
        for directive in directives.iter() {
            read.push(Directive {
                name: directive.name().to_owned(),
                arguments: self.arguments(directive.arguments()),
            });
        }
        read
    }

    fn arguments<const CONST: bool>(
        &self,
        arguments: Option<&'a bluejay_parser::ast::Arguments<'a, CONST>>,
    ) -> Vec<Argument> {
        let Some(arguments) = arguments else {
            return Vec::new();
        };
        let mut read = Vec::new();
        for argument in arguments.iter() {
            read.push(Argument {
                name: bluejay_core::Argument::name(argument).to_owned(),
                value: self.value(bluejay_core::Argument::value(argument)),
            });
        }
        read
    }

    fn value<const CONST: bool>(&self, value: &bluejay_parser::ast::Value<'_, CONST>) -> Value {
        read_value(value, &|number| {
            self.text[number.span().byte_range()].to_owned()
        })
    }
}

impl Value {
    /// A constant of the schema.
    pub(crate) fn of_constant(value: &ConstValue<'_>) -> Self {
        read_value(value, &|number| match number.as_ref() {
            ValueReference::Integer(number) => number.to_string(),
            ValueReference::Float(number) => format!("{number:?}"),
            _ => unreachable!("it is a number"),
        })
    }
}

/// Converts a value; `number` is the text of a number.
fn read_value<const CONST: bool>(
    value: &bluejay_parser::ast::Value<'_, CONST>,
    number: &dyn Fn(&bluejay_parser::ast::Value<'_, CONST>) -> String,
) -> Value {
    match value.as_ref() {
        ValueReference::Variable(variable) => Value::Variable(variable.name().to_owned()),
        ValueReference::Integer(_) | ValueReference::Float(_) => Value::Number(number(value)),
        ValueReference::String(text) => Value::String(text.to_owned()),
        ValueReference::Boolean(true) => Value::Word("true".to_owned()),
        ValueReference::Boolean(false) => Value::Word("false".to_owned()),
        ValueReference::Null => Value::Word("null".to_owned()),
        ValueReference::Enum(name) => Value::Word(name.to_owned()),
        ValueReference::List(items) => {
            Value::List(items.iter().map(|item| read_value(item, number)).collect())
        }
        ValueReference::Object(object) => Value::Object(
            AsIter::iter(object)
                .map(|(key, value)| (key.as_ref().to_owned(), read_value(value, number)))
                .collect(),
        ),
    }
}

impl FieldId {
    /// The id of a field in the parser's tree.
    pub(crate) fn of(field: &ast::Field<'_>) -> Self {
        Self(field.span().byte_range().start)
    }
}
