//! Resolves the selection sets of a document.

use super::collected::{Collected, Occurrence, Refined, RefinedSelection, Written};
use super::{Field, Fragment, SelectionSet, SelectionSetId, Spread, Variant};
use crate::condition::{InclusionCondition, Presence};
use crate::options::Deprecated;
use crate::recursion::cycles;
use crate::schema::{Composite, FieldDefinition, Schema, deprecation};
use bluejay_core::AsIter;
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};
use bluejay_parser::HasSpan as _;
use bluejay_parser::ast::executable::{self as ast, ExecutableDocument};
use std::collections::{BTreeSet, HashMap};

/// Resolves the selection sets of one valid document.
pub(crate) struct Resolver<'a> {
    pub(super) schema: &'a Schema<'a>,
    /// Whether deprecated fields are left out.
    denies_deprecated: bool,
    fragments: HashMap<&'a str, &'a ast::FragmentDefinition<'a>>,
    /// The names of the fragments that spread themselves.
    recursive: BTreeSet<&'a str>,
    /// The number of selection sets that were resolved.
    resolved: usize,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(
        schema: &'a Schema<'a>,
        document: &'a ExecutableDocument<'a>,
        deprecated: Deprecated,
    ) -> Self {
        let mut fragments = HashMap::new();
        for fragment in document.fragment_definitions() {
            fragments.insert(fragment.name().as_str(), fragment);
        }
        Self {
            schema,
            denies_deprecated: deprecated == Deprecated::Deny,
            fragments,
            recursive: cycles(document)
                .into_iter()
                .flat_map(|cycle| cycle.fragments)
                .collect(),
            resolved: 0,
        }
    }

    /// Resolves a selection set on a type.
    pub(crate) fn selection_set(
        &mut self,
        on: Composite<'a>,
        written: &'a ast::SelectionSet<'a>,
    ) -> SelectionSet<'a> {
        let written = Written {
            on,
            set: written,
            condition: InclusionCondition::always(),
        };
        self.merge(on, &[written])
    }

    /// The fragments that a selection set uses, directly and through other fragments, in the order of the document.
    pub(crate) fn fragments_of(&mut self, root: &SelectionSet<'a>) -> Vec<Fragment<'a>> {
        let mut found: Vec<Fragment<'a>> = Vec::new();
        let mut pending = spread_names(root);
        while let Some(name) = pending.pop() {
            if found.iter().all(|fragment| fragment.name != name) {
                let fragment = self.fragment(name);
                pending.extend(spread_names(&fragment.selection));
                found.push(fragment);
            }
        }
        found.sort_by_key(|fragment| {
            let definition = self.fragments[fragment.name];
            definition.name().span().byte_range().start
        });
        found
    }

    /// All fragments of the document, in the order of their names.
    pub(crate) fn all_fragments(&mut self) -> Vec<Fragment<'a>> {
        let mut names: Vec<&str> = self.fragments.keys().copied().collect();
        names.sort_unstable();
        names.into_iter().map(|name| self.fragment(name)).collect()
    }

    fn fragment(&mut self, name: &'a str) -> Fragment<'a> {
        let definition = self.fragments[name];
        let on = self.fragment_type(name);
        Fragment {
            name,
            is_recursive: self.recursive.contains(name),
            selection: self.selection_set(on, definition.selection_set()),
        }
    }

    pub(super) fn fragment_type(&self, name: &str) -> Composite<'a> {
        let condition = self.fragments[name].type_condition().named_type().as_str();
        self.schema
            .composite(condition)
            .expect("validated: fragments are on composite types")
    }

    /// Resolves several selection sets of the document as one.
    fn merge(&mut self, on: Composite<'a>, written: &[Written<'a>]) -> SelectionSet<'a> {
        let mut collected = Collected::default();
        for written in written {
            if self.applies(written.on, on) {
                self.collect(on, written, &mut collected);
            } else {
                collected.refined.push(Refined {
                    to: written.on,
                    condition: written.condition.clone(),
                    selection: RefinedSelection::Inline(written.set),
                });
            }
        }
        let is_one_selection = written.len() == 1 && written[0].set.len() == 1;
        self.build(on, collected, is_one_selection)
    }

    fn build(
        &mut self,
        on: Composite<'a>,
        collected: Collected<'a>,
        is_one_selection: bool,
    ) -> SelectionSet<'a> {
        let variants = if on.is_abstract() {
            self.variants(on, &collected.refined)
        } else {
            Vec::new()
        };
        let spreads = collected.spreads();
        let is_unconditional_spread = matches!(
            spreads.as_slice(),
            [Spread {
                is_conditional: false,
                ..
            }]
        );
        let is_one_spread = is_one_selection
            && is_unconditional_spread
            && collected.fields.is_empty()
            && (collected.refined.is_empty() || !on.is_abstract())
            && !collected.typename;
        let mut fields = Vec::new();
        for (key, occurrences) in collected.fields {
            let field = self.field(on, key, occurrences);
            if !self.denies_deprecated || deprecation(field.definition).is_none() {
                fields.push(field);
            }
        }
        self.resolved += 1;
        SelectionSet {
            id: SelectionSetId(self.resolved),
            on,
            fields,
            spreads,
            variants,
            typename: collected.typename,
            is_one_spread,
        }
    }

    fn field(
        &mut self,
        on: Composite<'a>,
        key: &'a str,
        occurrences: Vec<Occurrence<'a>>,
    ) -> Field<'a> {
        let definition = definition_on(on, &occurrences);
        let presence = Presence::of(occurrences.iter().map(|occurrence| &occurrence.condition));
        let selection = self
            .schema
            .composite(definition.r#type().base_name())
            .map(|of| {
                let sets = occurrences.iter();
                let sets = sets.filter_map(|occurrence| self.below(occurrence, &presence));
                self.merge(of, &sets.collect::<Vec<_>>())
            });
        let mut nodes = Vec::new();
        let mut conditions = Vec::new();
        for occurrence in &occurrences {
            nodes.push(occurrence.node);
            conditions.push(occurrence.condition.given(&presence));
        }
        Field {
            key,
            definition,
            nodes,
            conditions,
            is_conditional: presence.is_conditional,
            condition: presence.common,
            selection,
        }
    }

    /// The selection set of an occurrence.
    fn below(&self, occurrence: &Occurrence<'a>, presence: &Presence<'a>) -> Option<Written<'a>> {
        let base = occurrence.definition.r#type().base_name();
        Some(Written {
            on: self.schema.composite(base)?,
            set: occurrence.node.selection_set()?,
            condition: occurrence.condition.given(presence),
        })
    }

    fn variants(&mut self, on: Composite<'a>, refined: &[Refined<'a>]) -> Vec<Variant<'a>> {
        let mut variants = Vec::new();
        for name in self.schema.possible_types(on) {
            let on = self
                .schema
                .composite(name)
                .expect("a possible type is in the schema");
            variants.push(Variant {
                on,
                selection: self.variant(on, refined),
            });
        }
        variants
    }

    /// The selection that applies to one possible type only.
    fn variant(&mut self, on: Composite<'a>, refined: &[Refined<'a>]) -> Option<SelectionSet<'a>> {
        let mut collected = Collected::default();
        let mut applied = 0;
        for refined in refined {
            if !self.schema.covers(refined.to, on) {
                continue;
            }
            applied += 1;
            match refined.selection {
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
        if applied == 0 {
            return None;
        }
        Some(self.build(on, collected, applied == 1))
    }
}

/// The definition of a field on a type.
///
/// The definition of an interface counts only if one of the occurrences selects on that interface. A fragment may select
/// on another interface, which all possible types implement and whose field has a narrower type.
fn definition_on<'a>(on: Composite<'a>, occurrences: &[Occurrence<'a>]) -> &'a FieldDefinition<'a> {
    let first = &occurrences[0];
    let Some(own) = on.field(first.node.name().as_str()) else {
        return first.definition;
    };
    let is_selected = |one: &Occurrence<'a>| one.on.name() == on.name();
    if !on.is_abstract() || occurrences.iter().any(is_selected) {
        own
    } else {
        first.definition
    }
}

/// The names of the fragments that a selection set spreads on any level.
pub(crate) fn spread_names<'a>(set: &SelectionSet<'a>) -> Vec<&'a str> {
    let mut names: Vec<&str> = set.spreads.iter().map(|spread| spread.fragment).collect();
    for field in &set.fields {
        if let Some(selection) = &field.selection {
            names.extend(spread_names(selection));
        }
    }
    for variant in &set.variants {
        if let Some(selection) = &variant.selection {
            names.extend(spread_names(selection));
        }
    }
    names
}
