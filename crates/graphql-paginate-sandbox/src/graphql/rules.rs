//! Finds common errors in a document that is known to be invalid, and reports them in the words of the APIs.

use apollo_compiler::ast::{self, Definition, Field, OperationDefinition, Selection, Type};
use apollo_compiler::parser::LineColumn;
use apollo_compiler::schema::{ExtendedType, FieldDefinition};
use apollo_compiler::{Name, Node, Schema};

use super::suggestion::did_you_mean;
use super::{RequestError, literal, usage};

/// The errors in document order; empty if the document has another kind of error.
pub(super) fn check(schema: &Schema, ast: &ast::Document) -> Vec<RequestError> {
    let mut check = Check {
        schema,
        ast,
        errors: vec![],
        path: vec![],
    };
    for definition in &ast.definitions {
        match definition {
            Definition::OperationDefinition(operation) => check.operation(operation),
            Definition::FragmentDefinition(fragment) => {
                check.path = vec![format!("fragment {}", fragment.name)];
                check.selections(&fragment.selection_set, &fragment.type_condition);
            }
            _ => {}
        }
    }
    check.errors
}

struct Check<'a> {
    schema: &'a Schema,
    ast: &'a ast::Document,
    errors: Vec<RequestError>,
    path: Vec<String>,
}

impl<'a> Check<'a> {
    fn operation(&mut self, operation: &'a OperationDefinition) {
        let kind = operation.operation_type.name();
        let label = operation
            .name
            .as_ref()
            .map_or(kind.to_owned(), |name| format!("{kind} {name}"));
        self.path = vec![label];
        if let Some(root) = self.schema.root_operation(operation.operation_type) {
            self.selections(&operation.selection_set, root);
        }
        self.errors
            .extend(usage::check(self.ast, operation, &self.path));
    }

    fn selections(&mut self, selections: &'a [Selection], parent: &Name) {
        for selection in selections {
            match selection {
                Selection::Field(field) if field.name.starts_with("__") => {}
                Selection::Field(field) => {
                    self.within(field.response_name().to_string(), |check| {
                        check.field(field, parent);
                    })
                }
                Selection::InlineFragment(inline) => {
                    let condition = inline.type_condition.as_ref();
                    let label = condition.map_or("...".to_owned(), |name| format!("... on {name}"));
                    let parent = condition.unwrap_or(parent);
                    self.within(label, |check| {
                        check.selections(&inline.selection_set, parent)
                    });
                }
                Selection::FragmentSpread(spread) => self.spread(spread),
            }
        }
    }

    fn within(&mut self, step: String, check: impl FnOnce(&mut Self)) {
        self.path.push(step);
        check(self);
        self.path.pop();
    }

    fn field(&mut self, field: &'a Node<Field>, parent: &Name) {
        let Ok(definition) = self.schema.type_field(parent, &field.name) else {
            return self.undefined_field(field, parent);
        };
        self.arguments(field, definition);
        let type_name = definition.ty.inner_named_type();
        let is_leaf = self
            .schema
            .types
            .get(type_name)
            .is_none_or(|ty| ty.is_leaf());
        match (is_leaf, field.selection_set.is_empty()) {
            (false, true) => self.selection_mismatch(field, definition),
            (false, false) => self.selections(&field.selection_set, type_name),
            (true, _) => {}
        }
    }

    fn undefined_field(&mut self, field: &Node<Field>, parent: &Name) {
        let known = fields(self.schema, parent);
        let hint = did_you_mean(&field.name, known);
        let message = format!(
            "Field '{}' doesn't exist on type '{parent}'{hint}",
            field.name
        );
        let extensions = [
            ("code", "undefinedField".into()),
            ("typeName", parent.as_str().into()),
            ("fieldName", field.name.as_str().into()),
        ];
        self.push(
            RequestError::new(message).with_extensions(extensions),
            self.place(field),
        );
    }

    fn selection_mismatch(&mut self, field: &Node<Field>, definition: &FieldDefinition) {
        let (name, ty) = (&field.name, definition.ty.inner_named_type());
        let message = format!(
            "Field must have selections (field '{name}' returns {ty} but has no selections. \
             Did you mean '{name} {{ ... }}'?)"
        );
        let extensions = [
            ("code", "selectionMismatch".into()),
            ("nodeName", format!("field '{name}'").into()),
            ("typeName", ty.as_str().into()),
        ];
        self.push(
            RequestError::new(message).with_extensions(extensions),
            self.place(field),
        );
    }

    fn arguments(&mut self, field: &'a Node<Field>, definition: &FieldDefinition) {
        for argument in &field.arguments {
            let place = self.place(argument);
            match definition.argument_by_name(&argument.name) {
                None => self.unknown_argument(field, definition, &argument.name, place),
                Some(expected) if !literal::fits(self.schema, &expected.ty, &argument.value) => {
                    self.bad_literal(field, argument, &expected.ty, place);
                }
                Some(_) => {}
            }
        }
        let given = |name: &Name| {
            field
                .arguments
                .iter()
                .any(|argument| argument.name == *name)
        };
        let missing: Vec<&str> = definition
            .arguments
            .iter()
            .filter(|argument| argument.is_required() && !given(&argument.name))
            .map(|argument| argument.name.as_str())
            .collect();
        if !missing.is_empty() {
            let missing = missing.join(", ");
            let message = format!(
                "Field '{}' is missing required arguments: {missing}",
                field.name
            );
            let extensions = [
                ("code", "missingRequiredArguments".into()),
                ("className", "Field".into()),
                ("name", field.name.as_str().into()),
                ("arguments", missing.into()),
            ];
            self.push(
                RequestError::new(message).with_extensions(extensions),
                self.place(field),
            );
        }
    }

    fn unknown_argument(
        &mut self,
        field: &Field,
        definition: &FieldDefinition,
        argument: &Name,
        place: Option<LineColumn>,
    ) {
        let known = definition
            .arguments
            .iter()
            .map(|argument| argument.name.as_str());
        let hint = did_you_mean(argument, known);
        let message = format!(
            "Field '{}' doesn't accept argument '{argument}'{hint}",
            field.name
        );
        let extensions = [
            ("code", "argumentNotAccepted".into()),
            ("name", field.name.as_str().into()),
            ("typeName", "Field".into()),
            ("argumentName", argument.as_str().into()),
        ];
        self.within(argument.to_string(), |check| {
            check.push(
                RequestError::new(message).with_extensions(extensions),
                place,
            );
        });
    }

    fn bad_literal(
        &mut self,
        field: &Field,
        argument: &ast::Argument,
        ty: &Type,
        place: Option<LineColumn>,
    ) {
        let message = format!(
            "Argument '{}' on Field '{}' has an invalid value ({}). Expected type '{ty}'.",
            argument.name,
            field.name,
            argument.value.serialize().no_indent()
        );
        let extensions = [
            ("code", "argumentLiteralsIncompatible".into()),
            ("typeName", "Field".into()),
            ("argumentName", argument.name.as_str().into()),
        ];
        self.within(argument.name.to_string(), |check| {
            check.push(
                RequestError::new(message).with_extensions(extensions),
                place,
            );
        });
    }

    fn spread(&mut self, spread: &Node<ast::FragmentSpread>) {
        let name = &spread.fragment_name;
        if usage::fragment(self.ast, name).is_none() {
            let message = format!("Fragment {name} was used, but not defined");
            let extensions = [
                ("code", "useAndDefineFragment".into()),
                ("fragmentName", name.as_str().into()),
            ];
            self.within(format!("... {name}"), |check| {
                check.push(
                    RequestError::new(message).with_extensions(extensions),
                    check.place(spread),
                );
            });
        }
    }

    fn push(&mut self, error: RequestError, place: Option<LineColumn>) {
        self.errors
            .push(error.at(place).with_path(self.path.clone()));
    }

    fn place<T>(&self, node: &Node<T>) -> Option<LineColumn> {
        place(self.ast, node.location())
    }
}

fn place(
    ast: &ast::Document,
    span: Option<apollo_compiler::parser::SourceSpan>,
) -> Option<LineColumn> {
    span?.line_column(&ast.sources)
}

fn fields<'a>(schema: &'a Schema, parent: &Name) -> Vec<&'a str> {
    let fields = match schema.types.get(parent) {
        Some(ExtendedType::Object(object)) => &object.fields,
        Some(ExtendedType::Interface(interface)) => &interface.fields,
        _ => return vec![],
    };
    fields.keys().map(|name| name.as_str()).collect()
}
