//! The number of the first page, as the query shows it.

use super::argument::Binding;
use super::offer::Offer;
use crate::style::Style;
use crate::syntax::Value;
use bluejay_parser::ast::executable::VariableDefinition;

impl Offer<'_> {
    /// Takes 0 as the number of the first page if the query, or the default of its variable, requests page 0: pages that
    /// start at 1 have none.
    pub(super) fn note_first_page(
        &mut self,
        position: Binding<'_>,
        variables: &[&VariableDefinition<'_>],
    ) {
        if self.style != Style::PageNumber || !self.is_first_assumed {
            return;
        }
        let is_zero = match position {
            Binding::Variable { name, .. } => has_zero_as_default(variables, name),
            other => other.number() == Some(0),
        };
        if is_zero {
            self.first = 0;
            self.is_first_assumed = false;
        }
    }
}

fn has_zero_as_default(variables: &[&VariableDefinition<'_>], name: &str) -> bool {
    let mut known = variables.iter();
    let definition = known.find(|known| known.variable().name() == name);
    let default = definition.and_then(|definition| definition.default_value());
    default.map(Value::of_constant) == Some(Value::Number("0".to_owned()))
}
