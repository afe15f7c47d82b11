//! Collects the selections of one level, including those of the fragments that apply to every value.

use super::collected::{Collected, Refined, RefinedSelection, Written};
use super::resolver::Resolver;
use crate::condition::{self, InclusionCondition};
use crate::schema::Composite;
use bluejay_core::AsIter;
use bluejay_parser::ast::executable::{self as ast, Selection};

impl<'a> Resolver<'a> {
    /// Adds the selections of a selection set, with those of the fragments that apply to every value.
    pub(super) fn collect(
        &self,
        on: Composite<'a>,
        written: &Written<'a>,
        into: &mut Collected<'a>,
    ) {
        let condition = &written.condition;
        for selection in written.set.iter() {
            match selection {
                Selection::Field(field) => into.field(field, written),
                Selection::InlineFragment(inline) => {
                    let Some(condition) = condition.and(condition::of_inline(inline)) else {
                        continue;
                    };
                    let inline = Written {
                        on: match inline.type_condition() {
                            Some(to) => self.composite(to),
                            None => written.on,
                        },
                        set: inline.selection_set(),
                        condition,
                    };
                    self.collect_inline(on, inline, into);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(condition) = condition.and(condition::of_spread(spread)) {
                        self.collect_spread(on, spread.name().as_str(), condition, into);
                    }
                }
            }
        }
    }

    /// Adds an inline fragment: its selections if it applies to every value, otherwise the fragment itself.
    fn collect_inline(&self, on: Composite<'a>, written: Written<'a>, into: &mut Collected<'a>) {
        if self.applies(written.on, on) {
            self.collect(on, &written, into);
            return;
        }
        into.refined.push(Refined {
            to: written.on,
            condition: written.condition,
            selection: RefinedSelection::Inline(written.set),
        });
    }

    /// Adds the spread of a fragment.
    fn collect_spread(
        &self,
        on: Composite<'a>,
        name: &'a str,
        condition: InclusionCondition<'a>,
        into: &mut Collected<'a>,
    ) {
        let to = self.fragment_type(name);
        if self.applies(to, on) {
            into.spread(name, condition);
            return;
        }
        into.refined.push(Refined {
            to,
            condition,
            selection: RefinedSelection::Spread(name),
        });
    }

    /// Whether a selection on the type `to` applies to every value of the type `on`.
    ///
    /// A selection on an object type never applies to every value of an interface or union, even if the object type is
    /// the only possible type today.
    pub(super) fn applies(&self, to: Composite<'a>, on: Composite<'a>) -> bool {
        (to.is_abstract() || !on.is_abstract()) && self.schema.covers(to, on)
    }

    fn composite(&self, condition: &'a ast::TypeCondition<'a>) -> Composite<'a> {
        self.schema
            .composite(condition.named_type().as_str())
            .expect("validated: type conditions are composite types")
    }
}
