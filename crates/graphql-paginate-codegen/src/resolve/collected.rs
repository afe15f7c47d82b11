//! The selections of one level, collected before their own selection sets are resolved.

use super::Spread;
use crate::condition::{self, InclusionCondition, Presence};
use crate::schema::{Composite, FieldDefinition};
use bluejay_parser::ast::executable as ast;

/// A selection set of the document. Its type may be more general than the type it is resolved on.
pub(super) struct Written<'a> {
    pub(super) on: Composite<'a>,
    pub(super) set: &'a ast::SelectionSet<'a>,
    pub(super) condition: InclusionCondition<'a>,
}

/// One occurrence of a field in the document.
pub(super) struct Occurrence<'a> {
    pub(super) condition: InclusionCondition<'a>,
    pub(super) node: &'a ast::Field<'a>,
    /// The type on which the field is selected, and its definition there.
    pub(super) on: Composite<'a>,
    pub(super) definition: &'a FieldDefinition<'a>,
}

/// The selections of one level.
#[derive(Default)]
pub(super) struct Collected<'a> {
    /// The occurrences of each response key.
    pub(super) fields: Vec<(&'a str, Vec<Occurrence<'a>>)>,
    /// The conditions of the spreads of each fragment.
    spreads: Vec<(&'a str, Vec<InclusionCondition<'a>>)>,
    pub(super) refined: Vec<Refined<'a>>,
    /// Whether `__typename` is selected without an alias and a condition.
    pub(super) typename: bool,
}

/// A fragment that applies to some of the possible types only.
pub(super) struct Refined<'a> {
    pub(super) to: Composite<'a>,
    pub(super) condition: InclusionCondition<'a>,
    pub(super) selection: RefinedSelection<'a>,
}

/// An inline fragment's selection set, or the name of a spread fragment.
pub(super) enum RefinedSelection<'a> {
    Inline(&'a ast::SelectionSet<'a>),
    Spread(&'a str),
}

impl<'a> Collected<'a> {
    pub(super) fn field(&mut self, node: &'a ast::Field<'a>, written: &Written<'a>) {
        let Some(condition) = written.condition.and(condition::of_field(node)) else {
            return;
        };
        let key = node.response_key();
        if key == "__typename" {
            self.typename |= condition.is_always();
            return;
        }
        let definition = written
            .on
            .field(node.name().as_str())
            .expect("validated: the type has the field");
        let occurrence = Occurrence {
            condition,
            node,
            on: written.on,
            definition,
        };
        match self.fields.iter_mut().find(|(known, _)| *known == key) {
            Some((_, occurrences)) => occurrences.push(occurrence),
            None => self.fields.push((key, vec![occurrence])),
        }
    }

    pub(super) fn spread(&mut self, name: &'a str, condition: InclusionCondition<'a>) {
        match self.spreads.iter_mut().find(|(known, _)| *known == name) {
            Some((_, conditions)) => conditions.push(condition),
            None => self.spreads.push((name, vec![condition])),
        }
    }

    pub(super) fn spreads(&self) -> Vec<Spread<'a>> {
        let mut spreads = Vec::new();
        for (fragment, conditions) in &self.spreads {
            let presence = Presence::of(conditions);
            spreads.push(Spread {
                fragment,
                is_conditional: presence.is_conditional,
                condition: presence.common,
            });
        }
        spreads
    }
}
