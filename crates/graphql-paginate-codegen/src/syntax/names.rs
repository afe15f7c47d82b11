//! The variables and fragments that a part of a document uses.

use super::{Argument, Directive, Document, Selection, Value};
use std::collections::BTreeSet;

/// Names that a selection set refers to, directly or through fragments.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) variables: BTreeSet<String>,
    pub(crate) fragments: BTreeSet<String>,
}

impl Names {
    pub(crate) fn of(document: &Document, selections: &[Selection]) -> Self {
        let mut names = Self::default();
        names.visit(document, selections);
        names
    }

    /// Adds the variables in these arguments.
    pub(crate) fn add_variables(arguments: &[Argument], variables: &mut BTreeSet<String>) {
        for argument in arguments {
            add_variables(&argument.value, variables);
        }
    }

    fn visit(&mut self, document: &Document, selections: &[Selection]) {
        for selection in selections {
            match selection {
                Selection::Field(field) => {
                    Self::add_variables(&field.arguments, &mut self.variables);
                    self.directives(&field.directives);
                    self.visit(document, &field.selections);
                }
                Selection::Inline(inline) => {
                    self.directives(&inline.directives);
                    self.visit(document, &inline.selections);
                }
                Selection::Spread(spread) => {
                    self.directives(&spread.directives);
                    let is_new = self.fragments.insert(spread.name.clone());
                    if let Some(fragment) = document.fragment(&spread.name)
                        && is_new
                    {
                        self.directives(&fragment.directives);
                        self.visit(document, &fragment.selections);
                    }
                }
            }
        }
    }

    fn directives(&mut self, directives: &[Directive]) {
        for directive in directives {
            Self::add_variables(&directive.arguments, &mut self.variables);
        }
    }
}

fn add_variables(value: &Value, variables: &mut BTreeSet<String>) {
    match value {
        Value::Variable(name) => {
            variables.insert(name.clone());
        }
        Value::List(items) => {
            for item in items {
                add_variables(item, variables);
            }
        }
        Value::Object(fields) => {
            for (_, value) in fields {
                add_variables(value, variables);
            }
        }
        Value::Number(_) | Value::String(_) | Value::Word(_) => {}
    }
}
