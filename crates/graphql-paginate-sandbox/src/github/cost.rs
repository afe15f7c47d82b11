//! The cost of a query, computed from its text before execution, as GitHub does.
//!
//! Nodes: the page size of each connection, multiplied by those of the connections around it. Points: each connection takes
//! one internal request for every item of the connections around it, and a hundred internal requests are one point.

use apollo_compiler::executable::{Field, Selection, SelectionSet};

use crate::graphql::{ApiSchema, JsonValue, Prepared};

pub(super) const MAX_NODES: u64 = 500_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cost {
    pub(super) points: u64,
    pub(super) nodes: u64,
}

impl Cost {
    pub(super) fn of(schema: &'static ApiSchema, prepared: &Prepared) -> Self {
        let mut count = Count {
            schema,
            prepared,
            requests: 0,
            nodes: 0,
        };
        count.set(&prepared.operation.selection_set, 1);
        Self {
            points: ((count.requests + 50) / 100).max(1),
            nodes: count.nodes,
        }
    }
}

struct Count<'a> {
    schema: &'static ApiSchema,
    prepared: &'a Prepared,
    requests: u64,
    nodes: u64,
}

impl Count<'_> {
    /// Adds the cost of a selection set for `parents` objects.
    fn set(&mut self, set: &SelectionSet, parents: u64) {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => self.field(field, parents),
                Selection::InlineFragment(inline) => self.set(&inline.selection_set, parents),
                Selection::FragmentSpread(spread) => {
                    let fragments = &self.prepared.document.executable.fragments;
                    if let Some(fragment) = fragments.get(&spread.fragment_name) {
                        self.set(&fragment.selection_set, parents);
                    }
                }
            }
        }
    }

    fn field(&mut self, field: &Field, parents: u64) {
        if self.schema.connection(&field.definition).is_none() {
            return self.set(&field.selection_set, parents);
        }
        let asked = parents.saturating_mul(self.size(field));
        self.requests = self.requests.saturating_add(parents);
        self.nodes = self.nodes.saturating_add(asked);
        self.set(&field.selection_set, asked);
    }

    fn size(&self, field: &Field) -> u64 {
        let argument = |name| field.specified_argument_by_name(name);
        let Some(value) = argument("first").or_else(|| argument("last")) else {
            return 0;
        };
        let size = match value.as_variable() {
            Some(variable) => self
                .prepared
                .variables
                .get(variable.as_str())
                .and_then(JsonValue::as_i64),
            None => value.to_i32().map(i64::from),
        };
        size.map_or(0, |size| u64::try_from(size).unwrap_or(0))
    }
}
