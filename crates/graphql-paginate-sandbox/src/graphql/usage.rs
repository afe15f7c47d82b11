//! Checks for variables that are declared but not used, and those used but not declared.

use std::collections::HashSet;

use apollo_compiler::Name;
use apollo_compiler::ast::{self, Definition, OperationDefinition, Selection, Value};
use apollo_compiler::parser::SourceSpan;

use super::RequestError;

/// The errors about the variables of one operation, ordered by declaration and then by name.
pub(super) fn check(
    ast: &ast::Document,
    operation: &OperationDefinition,
    path: &[String],
) -> Vec<RequestError> {
    let mut usage = Usage {
        ast,
        used: HashSet::new(),
        visited: HashSet::new(),
    };
    usage.selections(&operation.selection_set);
    let label = match &operation.name {
        Some(name) => name.as_str(),
        None => "anonymous query",
    };
    let error = |code: &str, message: String, name: &Name, span: Option<SourceSpan>| {
        RequestError::new(message)
            .at(span.and_then(|span| span.line_column(&ast.sources)))
            .with_path(path.to_vec())
            .with_extensions([
                ("code", code.into()),
                ("variableName", name.as_str().into()),
            ])
    };
    let mut errors = Vec::new();
    let mut undeclared = usage.used.clone();
    for variable in &operation.variables {
        let name = &variable.name;
        undeclared.remove(name);
        if !usage.used.contains(name) {
            let message = format!("Variable ${name} is declared by {label} but not used");
            errors.push(error("variableNotUsed", message, name, variable.location()));
        }
    }
    let mut undeclared: Vec<&Name> = undeclared.into_iter().collect();
    undeclared.sort();
    for name in undeclared {
        let message = format!("Variable ${name} is used by {label} but not declared");
        errors.push(error("variableNotDefined", message, name, name.location()));
    }
    errors
}

/// Finds the definition of a fragment.
pub(super) fn fragment<'a>(
    ast: &'a ast::Document,
    name: &Name,
) -> Option<&'a ast::FragmentDefinition> {
    ast.definitions
        .iter()
        .find_map(|definition| match definition {
            Definition::FragmentDefinition(fragment) if fragment.name == *name => Some(&**fragment),
            _ => None,
        })
}

/// The variables that an operation uses, directly and in the fragments that it spreads.
struct Usage<'a> {
    ast: &'a ast::Document,
    used: HashSet<&'a Name>,
    visited: HashSet<&'a Name>,
}

impl<'a> Usage<'a> {
    fn selections(&mut self, selections: &'a [Selection]) {
        for selection in selections {
            match selection {
                Selection::Field(field) => {
                    self.directives(&field.directives);
                    field
                        .arguments
                        .iter()
                        .for_each(|argument| self.value(&argument.value));
                    self.selections(&field.selection_set);
                }
                Selection::InlineFragment(inline) => {
                    self.directives(&inline.directives);
                    self.selections(&inline.selection_set);
                }
                Selection::FragmentSpread(spread) => {
                    self.directives(&spread.directives);
                    self.fragment(&spread.fragment_name);
                }
            }
        }
    }

    fn fragment(&mut self, name: &'a Name) {
        if self.visited.insert(name)
            && let Some(fragment) = fragment(self.ast, name)
        {
            self.selections(&fragment.selection_set);
        }
    }

    fn directives(&mut self, directives: &'a ast::DirectiveList) {
        let arguments = directives.iter().flat_map(|directive| &directive.arguments);
        arguments.for_each(|argument| self.value(&argument.value));
    }

    fn value(&mut self, value: &'a Value) {
        match value {
            Value::Variable(name) => {
                self.used.insert(name);
            }
            Value::List(items) => items.iter().for_each(|item| self.value(item)),
            Value::Object(fields) => fields.iter().for_each(|(_, value)| self.value(value)),
            _ => {}
        }
    }
}
