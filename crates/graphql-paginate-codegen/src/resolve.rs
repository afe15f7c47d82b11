//! Selection sets with their fields merged, as the specification's CollectFields merges them.
//!
//! A resolved selection set keeps the shape in which the generated types show it: the fields of the set itself
//! (inline fragments that always apply are part of it), the named fragments spread into it, and, on an abstract
//! type, what is selected for each possible object type only. A response key that is selected several times at
//! one level is one field whose selections are merged.
//!
//! See [CollectFields](https://spec.graphql.org/October2021/#CollectFields()).

use crate::condition::{self, Condition, Presence};
use crate::options::Deprecated;
use crate::schema::{Composite, FieldDefinition, Schema, deprecation};
use bluejay_core::AsIter;
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};
use bluejay_parser::ast::executable::{self as ast, ExecutableDocument, Selection};
use std::collections::HashMap;

/// What is selected on one type at one place of the response.
#[derive(Clone)]
pub(crate) struct SelectionSet<'a> {
    pub(crate) on: Composite<'a>,
    /// By response key, in the order of first appearance.
    pub(crate) fields: Vec<Field<'a>>,
    /// Named fragments that apply to every value of the type.
    pub(crate) spreads: Vec<Spread<'a>>,
    /// On an abstract type: its possible types in order of name, with what only they are asked for.
    pub(crate) variants: Vec<Variant<'a>>,
    /// Whether `__typename` is selected under its own name and without a condition.
    pub(crate) typename: bool,
    /// Whether the query has nothing but one spread here.
    pub(crate) is_one_spread: bool,
}

impl SelectionSet<'_> {
    /// Whether nothing but one field is selected.
    pub(crate) fn is_one_field(&self) -> bool {
        self.fields.len() == 1 && self.spreads.is_empty() && self.variants.is_empty()
    }
}

#[derive(Clone)]
pub(crate) struct Field<'a> {
    pub(crate) key: &'a str,
    pub(crate) definition: &'a FieldDefinition<'a>,
    /// Where the query asks for it.
    pub(crate) nodes: Vec<&'a ast::Field<'a>>,
    /// Whether a variable may leave it out.
    pub(crate) is_conditional: bool,
    /// What must hold for it to be there, as far as all its occurrences agree in that.
    pub(crate) condition: Condition<'a>,
    /// `None` for scalars and enums.
    pub(crate) selection: Option<SelectionSet<'a>>,
}

#[derive(Clone)]
pub(crate) struct Spread<'a> {
    pub(crate) fragment: &'a str,
    pub(crate) is_conditional: bool,
    pub(crate) condition: Condition<'a>,
}

#[derive(Clone)]
pub(crate) struct Variant<'a> {
    pub(crate) on: Composite<'a>,
    /// `None` if nothing is asked of this type in particular.
    pub(crate) selection: Option<SelectionSet<'a>>,
}

/// A named fragment on its own type.
pub(crate) struct Fragment<'a> {
    pub(crate) name: &'a str,
    pub(crate) selection: SelectionSet<'a>,
}

/// Resolves the selection sets of one valid document.
pub(crate) struct Resolver<'a> {
    schema: &'a Schema<'a>,
    /// Whether deprecated fields are left out.
    denies_deprecated: bool,
    fragments: HashMap<&'a str, &'a ast::FragmentDefinition<'a>>,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(
        schema: &'a Schema<'a>,
        document: &'a ExecutableDocument<'a>,
        deprecated: Deprecated,
    ) -> Self {
        let fragments = document
            .fragment_definitions()
            .iter()
            .map(|fragment| (fragment.name().as_str(), fragment))
            .collect();
        Self {
            schema,
            denies_deprecated: deprecated == Deprecated::Deny,
            fragments,
        }
    }

    pub(crate) fn selection_set(
        &self,
        on: Composite<'a>,
        written: &'a ast::SelectionSet<'a>,
    ) -> SelectionSet<'a> {
        self.merge(
            on,
            &[Written {
                on,
                set: written,
                condition: Condition::always(),
            }],
        )
    }

    /// The fragments that a selection set needs, each once, callees after callers.
    pub(crate) fn fragments_of(&self, root: &SelectionSet<'a>) -> Vec<Fragment<'a>> {
        let mut found: Vec<Fragment<'a>> = Vec::new();
        let mut wanted = spread_names(root);
        while let Some(name) = wanted.pop() {
            if found.iter().all(|fragment| fragment.name != name) {
                let fragment = self.fragment(name);
                wanted.extend(spread_names(&fragment.selection));
                found.push(fragment);
            }
        }
        found.sort_by_key(|fragment| {
            self.fragments[fragment.name].selection_set() as *const _ as usize
        });
        found
    }

    fn fragment(&self, name: &'a str) -> Fragment<'a> {
        let definition = self.fragments[name];
        let on = self.fragment_type(name);
        Fragment {
            name,
            selection: self.selection_set(on, definition.selection_set()),
        }
    }

    fn fragment_type(&self, name: &str) -> Composite<'a> {
        let condition = self.fragments[name].type_condition().named_type().as_str();
        self.schema
            .composite(condition)
            .expect("validated: fragments are on composite types")
    }

    fn merge(&self, on: Composite<'a>, written: &[Written<'a>]) -> SelectionSet<'a> {
        let mut collected = Collected::default();
        for written in written {
            if self.applies(written.on, on) {
                self.collect(on, written, &mut collected);
            } else {
                let what = RefinedSelection::Inline(written.set);
                let condition = written.condition.clone();
                collected.refined.push(Refined {
                    to: written.on,
                    condition,
                    what,
                });
            }
        }
        let is_one_spread = written.len() == 1 && written[0].set.len() == 1;
        self.build(on, collected, is_one_spread)
    }

    fn build(
        &self,
        on: Composite<'a>,
        collected: Collected<'a>,
        is_one_spread: bool,
    ) -> SelectionSet<'a> {
        let variants = if on.is_abstract() {
            self.variants(on, &collected.refined)
        } else {
            Vec::new()
        };
        let spreads = collected.spreads();
        SelectionSet {
            on,
            is_one_spread: is_one_spread
                && collected.fields.is_empty()
                && (collected.refined.is_empty() || !on.is_abstract())
                && !collected.typename
                && matches!(
                    spreads.as_slice(),
                    [Spread {
                        is_conditional: false,
                        ..
                    }]
                ),
            fields: collected
                .fields
                .into_iter()
                .map(|(key, nodes)| self.field(on, key, nodes))
                .filter(|field| !self.denies_deprecated || deprecation(field.definition).is_none())
                .collect(),
            spreads,
            variants,
            typename: collected.typename,
        }
    }

    fn field(
        &self,
        on: Composite<'a>,
        key: &'a str,
        occurrences: Vec<Occurrence<'a>>,
    ) -> Field<'a> {
        // An abstract type is not asked itself where the query names another one, which all its possible types have:
        // that may have the field alone, or with a narrower type.
        let first = &occurrences[0];
        let own = on.field(first.node.name().as_str()).filter(|own| {
            !on.is_abstract()
                || occurrences
                    .iter()
                    .any(|one| std::ptr::eq(one.definition, *own))
        });
        let definition = own.unwrap_or(first.definition);
        let presence = Presence::of(occurrences.iter().map(|occurrence| &occurrence.condition));
        let sets: Vec<_> = occurrences
            .iter()
            .filter_map(|occurrence| self.below(occurrence, &presence))
            .collect();
        let selection = self
            .schema
            .composite(definition.r#type().base_name())
            .map(|of| self.merge(of, &sets));
        Field {
            key,
            definition,
            nodes: occurrences
                .into_iter()
                .map(|occurrence| occurrence.node)
                .collect(),
            is_conditional: presence.is_conditional,
            condition: presence.common,
            selection,
        }
    }

    fn below(&self, occurrence: &Occurrence<'a>, presence: &Presence<'a>) -> Option<Written<'a>> {
        let on = self
            .schema
            .composite(occurrence.definition.r#type().base_name())?;
        let condition = occurrence.condition.given(presence);
        Some(Written {
            on,
            set: occurrence.node.selection_set()?,
            condition,
        })
    }

    fn variants(&self, on: Composite<'a>, refined: &[Refined<'a>]) -> Vec<Variant<'a>> {
        self.schema
            .possible_types(on)
            .into_iter()
            .map(|name| {
                let on = self
                    .schema
                    .composite(name)
                    .expect("a possible type is in the schema");
                Variant {
                    on,
                    selection: self.variant(on, refined),
                }
            })
            .collect()
    }

    fn variant(&self, on: Composite<'a>, refined: &[Refined<'a>]) -> Option<SelectionSet<'a>> {
        let mut collected = Collected::default();
        let mut applied = 0;
        for refined in refined
            .iter()
            .filter(|refined| self.schema.covers(refined.to, on))
        {
            applied += 1;
            match refined.what {
                RefinedSelection::Inline(set) => {
                    let written = Written {
                        on: refined.to,
                        set,
                        condition: refined.condition.clone(),
                    };
                    self.collect(on, &written, &mut collected);
                }
                RefinedSelection::Spread(name) => {
                    collected.spread(name, refined.condition.clone());
                }
            }
        }
        (applied > 0).then(|| self.build(on, collected, applied == 1))
    }

    fn collect(&self, on: Composite<'a>, written: &Written<'a>, into: &mut Collected<'a>) {
        let condition = &written.condition;
        for selection in written.set.iter() {
            match selection {
                Selection::Field(field) => into.field(field, written),
                Selection::InlineFragment(inline) => {
                    let Some(condition) = condition.and(condition::of_inline(inline)) else {
                        continue;
                    };
                    let to = inline
                        .type_condition()
                        .map_or(written.on, |to| self.composite(to));
                    if self.applies(to, on) {
                        let written = Written {
                            on: to,
                            set: inline.selection_set(),
                            condition,
                        };
                        self.collect(on, &written, into);
                    } else {
                        let what = RefinedSelection::Inline(inline.selection_set());
                        into.refined.push(Refined {
                            to,
                            condition,
                            what,
                        });
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let Some(condition) = condition.and(condition::of_spread(spread)) else {
                        continue;
                    };
                    let name = spread.name().as_str();
                    let to = self.fragment_type(name);
                    if self.applies(to, on) {
                        into.spread(name, condition);
                    } else {
                        into.refined.push(Refined {
                            to,
                            condition,
                            what: RefinedSelection::Spread(name),
                        });
                    }
                }
            }
        }
    }

    /// Whether what is selected on one type is selected on every value of another.
    ///
    /// An object type may be the only possible type of an abstract one today; it is a possible type all the same.
    fn applies(&self, to: Composite<'a>, on: Composite<'a>) -> bool {
        (to.is_abstract() || !on.is_abstract()) && self.schema.covers(to, on)
    }

    fn composite(&self, condition: &'a ast::TypeCondition<'a>) -> Composite<'a> {
        self.schema
            .composite(condition.named_type().as_str())
            .expect("validated: type conditions are composite types")
    }
}

/// A selection set as it stands in the query, which may be on a wider type than the values it is applied to.
struct Written<'a> {
    on: Composite<'a>,
    set: &'a ast::SelectionSet<'a>,
    condition: Condition<'a>,
}

/// One place where the query asks for a field.
struct Occurrence<'a> {
    condition: Condition<'a>,
    node: &'a ast::Field<'a>,
    definition: &'a FieldDefinition<'a>,
}

/// What the selections of one level come to, before their own selections are looked at.
#[derive(Default)]
struct Collected<'a> {
    fields: Vec<(&'a str, Vec<Occurrence<'a>>)>,
    spreads: Vec<(&'a str, Vec<Condition<'a>>)>,
    refined: Vec<Refined<'a>>,
    typename: bool,
}

/// A fragment that applies to some of the possible types only.
struct Refined<'a> {
    to: Composite<'a>,
    condition: Condition<'a>,
    what: RefinedSelection<'a>,
}

enum RefinedSelection<'a> {
    Inline(&'a ast::SelectionSet<'a>),
    Spread(&'a str),
}

impl<'a> Collected<'a> {
    fn field(&mut self, node: &'a ast::Field<'a>, written: &Written<'a>) {
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
            definition,
        };
        match self.fields.iter_mut().find(|(known, _)| *known == key) {
            Some((_, occurrences)) => occurrences.push(occurrence),
            None => self.fields.push((key, vec![occurrence])),
        }
    }

    fn spread(&mut self, name: &'a str, condition: Condition<'a>) {
        match self.spreads.iter_mut().find(|(known, _)| *known == name) {
            Some((_, conditions)) => conditions.push(condition),
            None => self.spreads.push((name, vec![condition])),
        }
    }

    fn spreads(&self) -> Vec<Spread<'a>> {
        let spread = |(fragment, conditions): &(&'a str, Vec<Condition<'a>>)| {
            let Presence {
                is_conditional,
                common: condition,
            } = Presence::of(conditions);
            Spread {
                fragment,
                is_conditional,
                condition,
            }
        };
        self.spreads.iter().map(spread).collect()
    }
}

fn spread_names<'a>(set: &SelectionSet<'a>) -> Vec<&'a str> {
    let nested = set
        .fields
        .iter()
        .filter_map(|field| field.selection.as_ref());
    let variants = set
        .variants
        .iter()
        .filter_map(|variant| variant.selection.as_ref());
    let own = set.spreads.iter().map(|spread| spread.fragment);
    own.chain(nested.chain(variants).flat_map(spread_names))
        .collect()
}
