//! The complexity of a request by the formula of demarches-simplifiees.
//!
//! Each field costs 1. A connection costs the selections below its `nodes` and `edges` once for each item of a page,
//! plus 1 for itself, 1 for each of its own fields, and 1 for each field of `pageInfo`. A selection on an interface or
//! union costs as much as its most expensive possible type. This is the default formula of graphql-ruby, so other
//! services that limit complexity with that library use the same numbers.
//!
//! See [Complexity and depth](https://graphql-ruby.org/queries/complexity_and_depth.html).

use super::{PageSize, page_size};
use crate::connection::SelectedConnection;
use crate::resolve::{Field, Fragment, SelectionSet};
use crate::schema::Schema;
use crate::style::Style;
use std::collections::BTreeMap;

/// The inputs of the complexity formula.
pub(super) struct Complexity<'c, 'a> {
    pub(super) schema: &'a Schema<'a>,
    pub(super) fragments: &'c [Fragment<'a>],
    pub(super) found: &'c [SelectedConnection<'c, 'a>],
    /// The assumed page size where it is a variable or unset.
    pub(super) assumed: u64,
}

/// Fields by response key, each with its occurrences in fragments and on types.
type Fields<'s, 'a> = BTreeMap<&'a str, Vec<&'s Field<'a>>>;

impl<'c, 'a> Complexity<'c, 'a> {
    /// The cost of the selections of one object at a path of response keys.
    pub(super) fn cost(&self, sets: &[&SelectionSet<'a>], path: &[&'a str]) -> u64 {
        let Some(first) = sets.first() else {
            return 0;
        };
        let mut highest = 0;
        for object_type in self.schema.possible_types(first.on) {
            let (mut fields, mut typename) = (Fields::new(), false);
            for set in sets {
                self.collect(set, object_type, &mut fields, &mut typename);
            }
            let mut sum = u64::from(typename);
            for (key, fields) in &fields {
                let path = [path, &[*key]].concat();
                sum = sum.saturating_add(self.field_cost(fields, &path));
            }
            highest = highest.max(sum);
        }
        highest
    }

    /// Collects the fields that apply to an object of this type.
    fn collect<'s>(
        &'s self,
        set: &'s SelectionSet<'a>,
        object_type: &str,
        fields: &mut Fields<'s, 'a>,
        typename: &mut bool,
    ) {
        if !self.schema.possible_types(set.on).contains(object_type) {
            return;
        }
        *typename |= set.typename;
        for field in &set.fields {
            fields.entry(field.key).or_default().push(field);
        }
        for spread in &set.spreads {
            for fragment in self.fragments {
                if fragment.name == spread.fragment {
                    self.collect(&fragment.selection, object_type, fields, typename);
                }
            }
        }
        for variant in &set.variants {
            if let Some(selection) = &variant.selection {
                self.collect(selection, object_type, fields, typename);
            }
        }
    }

    fn field_cost(&self, fields: &[&Field<'a>], path: &[&'a str]) -> u64 {
        let sets: Vec<&SelectionSet<'a>> = fields
            .iter()
            .filter_map(|field| field.selection.as_ref())
            .collect();
        let mut connections = self.found.iter();
        let connection =
            connections.find(|found| found.path == path && found.paging.style == Style::Relay);
        match connection {
            Some(found) => self.connection_cost(found, &sets, path),
            None => self.cost(&sets, path).saturating_add(1),
        }
    }

    fn connection_cost(
        &self,
        found: &SelectedConnection<'_, 'a>,
        sets: &[&SelectionSet<'a>],
        path: &[&'a str],
    ) -> u64 {
        let size = match page_size(found) {
            PageSize::Fixed(size) => size,
            PageSize::Variable(_) | PageSize::Unset => self.assumed,
        };
        let (mut fields, mut typename) = (Fields::new(), false);
        for set in sets {
            self.collect(set, set.on.name(), &mut fields, &mut typename);
        }
        let (mut once, mut each) = (1 + u64::from(typename), 0_u64);
        for (key, fields) in &fields {
            let below = self.field_cost(fields, &[path, &[*key]].concat()) - 1;
            once = once.saturating_add(1);
            match fields[0].nodes[0].name().as_ref() {
                "nodes" | "edges" => each = each.saturating_add(below),
                _ => once = once.saturating_add(below),
            }
        }
        each.saturating_mul(size).saturating_add(once)
    }
}
