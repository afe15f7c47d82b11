//! Variables: declared and not used, used and not declared.

use std::collections::HashSet;

use apollo_compiler::Name;
use apollo_compiler::ast::{self, Definition, OperationDefinition, Selection, Value};
use apollo_compiler::parser::SourceSpan;

use super::RequestError;

/// Errors about the variables of one operation, in the order of declaration and then of name.
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
    let label = operation
        .name
        .as_ref()
        .map_or("anonymous query", |name| name.as_str());
    let error = |code: &str, message: String, name: &Name, span: Option<SourceSpan>| {
        RequestError::new(message)
            .at(span.and_then(|span| span.line_column(&ast.sources)))
            .with_path(path.to_vec())
            .with_extensions([
                ("code", code.into()),
                ("variableName", name.as_str().into()),
            ])
    };
    let declared: HashSet<&Name> = operation
        .variables
        .iter()
        .map(|variable| &variable.name)
        .collect();
    let unused = operation
        .variables
        .iter()
        .filter(|variable| !usage.used.contains(&variable.name));
    let unused = unused.map(|variable| {
        let message = format!(
            "Variable ${} is declared by {label} but not used",
            variable.name
        );
        error(
            "variableNotUsed",
            message,
            &variable.name,
            variable.location(),
        )
    });
    let mut undeclared: Vec<&Name> = usage.used.difference(&declared).copied().collect();
    undeclared.sort();
    let undeclared = undeclared.into_iter().map(|name| {
        let message = format!("Variable ${name} is used by {label} but not declared");
        error("variableNotDefined", message, name, name.location())
    });
    unused.chain(undeclared).collect()
}

/// The definition of a fragment.
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

/// The variables that an operation uses, in its own text and in the fragments it spreads.
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
