//! The number of the first page, as names and the query show it.

use super::argument::Binding;
use super::direction_arguments::DirectionArguments;
use super::end::counts_hits;
use super::item_lists::object;
use super::list_paging::ListPaging;
use super::usual_names::is_from_zero;
use crate::schema::{FieldDefinition, Schema};
use crate::style::Style;
use crate::syntax::Value;
use bluejay_parser::ast::executable::VariableDefinition;

/// The number of the first page by the names of the paging arguments and of the fields of the page.
pub(super) fn usual_first_page<'a>(
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
    arguments: &DirectionArguments<'_>,
) -> u64 {
    let counts_hits = object(schema, field).is_some_and(|page| counts_hits(schema, page));
    if counts_hits || is_from_zero(arguments) {
        0
    } else {
        1
    }
}

impl ListPaging<'_> {
    /// Assumes 0 as the number of the first page if the query, or the default of its variable, requests page 0: pages that
    /// start at 1 have none.
    pub(crate) fn note_first_page(
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
        }
    }
}

fn has_zero_as_default(variables: &[&VariableDefinition<'_>], name: &str) -> bool {
    let mut known = variables.iter();
    let definition = known.find(|known| known.variable().name() == name);
    let default = definition.and_then(|definition| definition.default_value());
    default.map(Value::of_constant) == Some(Value::Number("0".to_owned()))
}
