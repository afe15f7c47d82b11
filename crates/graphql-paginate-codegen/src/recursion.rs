//! Fragments that spread themselves, directly or through other fragments.
//!
//! In `fragment Reply on Comment { text replies { ...Reply } }`, each level of replies selects the next one. The
//! specification forbids it, some servers accept it. A fragment that spreads itself without a field in between, as in
//! `fragment F on Film { title ...F }`, has no such meaning.
//!
//! See [Fragment spreads must not form
//! cycles](https://spec.graphql.org/October2021/#sec-Fragment-spreads-must-not-form-cycles).

use bluejay_core::AsIter;
use bluejay_parser::ast::executable::{
    ExecutableDocument, FragmentSpread, Selection, SelectionSet,
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Fragments that spread each other.
pub(crate) struct Cycle<'a> {
    /// The fragments of a shortest way back to the first one, each with the spread that leads to the next one.
    pub(crate) way: Vec<(&'a str, &'a FragmentSpread<'a>)>,
    /// All fragments that spread each other.
    pub(crate) fragments: BTreeSet<&'a str>,
    /// Whether each way back leads through a field.
    pub(crate) has_fields: bool,
}

/// The cycles of a document, one for each group of fragments that spread each other.
pub(crate) fn cycles<'a>(document: &'a ExecutableDocument<'a>) -> Vec<Cycle<'a>> {
    let mut spreads = Spreads::of(document);
    spreads.remove_finite();
    let mut cycles: Vec<Cycle<'a>> = Vec::new();
    for levels in [Levels::Same, Levels::All] {
        for fragment in document.fragment_definitions() {
            let name = fragment.name().as_str();
            if cycles.iter().any(|cycle| cycle.fragments.contains(name)) {
                continue;
            }
            if let Some(way) = spreads.way_back(name, levels) {
                cycles.push(Cycle {
                    way,
                    fragments: spreads.group(name),
                    has_fields: levels == Levels::All,
                });
            }
        }
    }
    cycles
}

/// The spreads that are followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Levels {
    /// Those in the fragment's own selection set and the inline fragments in it.
    Same,
    /// Those below fields, too.
    All,
}

struct FragmentUse<'a> {
    node: &'a FragmentSpread<'a>,
    is_below_field: bool,
}

/// The spreads of each fragment.
struct Spreads<'a>(BTreeMap<&'a str, Vec<FragmentUse<'a>>>);

impl<'a> Spreads<'a> {
    fn of(document: &'a ExecutableDocument<'a>) -> Self {
        let mut spreads = BTreeMap::new();
        for fragment in document.fragment_definitions() {
            let mut own = Vec::new();
            add_spreads(fragment.selection_set(), false, &mut own);
            spreads.insert(fragment.name().as_str(), own);
        }
        Self(spreads)
    }

    /// Removes the fragments that lead to no cycle, which are all of them in a valid document.
    fn remove_finite(&mut self) {
        let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut open: BTreeMap<&str, usize> = BTreeMap::new();
        let mut finite = Vec::new();
        for (name, own) in &self.0 {
            let defined = own.iter().map(|spread| spread.node.name().as_str());
            let defined: BTreeSet<_> = defined.filter(|to| self.0.contains_key(to)).collect();
            if defined.is_empty() {
                finite.push(*name);
            }
            open.insert(name, defined.len());
            for to in defined {
                users.entry(to).or_default().push(name);
            }
        }
        while let Some(name) = finite.pop() {
            self.0.remove(name);
            for user in users.remove(name).unwrap_or_default() {
                let count = open.get_mut(user).expect("a user is a fragment");
                *count -= 1;
                if *count == 0 {
                    finite.push(user);
                }
            }
        }
    }

    fn from(&self, fragment: &str, levels: Levels) -> impl Iterator<Item = &'a FragmentSpread<'a>> {
        let own = self.0.get(fragment).into_iter().flatten();
        own.filter(move |spread| levels == Levels::All || !spread.is_below_field)
            .map(|spread| spread.node)
    }

    /// A shortest way from a fragment back to itself.
    fn way_back(
        &self,
        fragment: &'a str,
        levels: Levels,
    ) -> Option<Vec<(&'a str, &'a FragmentSpread<'a>)>> {
        let mut came_by: BTreeMap<&str, (&'a str, &'a FragmentSpread<'a>)> = BTreeMap::new();
        let mut pending = VecDeque::from([fragment]);
        while let Some(from) = pending.pop_front() {
            for spread in self.from(from, levels) {
                let to = spread.name().as_str();
                if to == fragment {
                    let mut way = vec![(from, spread)];
                    while way[0].0 != fragment {
                        way.insert(0, came_by[way[0].0]);
                    }
                    return Some(way);
                }
                if !came_by.contains_key(to) {
                    came_by.insert(to, (from, spread));
                    pending.push_back(to);
                }
            }
        }
        None
    }

    /// The fragments that a fragment spreads and that spread it.
    fn group(&self, fragment: &'a str) -> BTreeSet<&'a str> {
        let mut group = BTreeSet::new();
        for to in self.reach(fragment) {
            if self.reach(to).contains(fragment) {
                group.insert(to);
            }
        }
        group
    }

    /// The fragments that a fragment spreads, directly or through others.
    fn reach(&self, fragment: &'a str) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut pending = vec![fragment];
        while let Some(from) = pending.pop() {
            for spread in self.from(from, Levels::All) {
                if reached.insert(spread.name().as_str()) {
                    pending.push(spread.name().as_str());
                }
            }
        }
        reached
    }
}

fn add_spreads<'a>(
    set: &'a SelectionSet<'a>,
    is_below_field: bool,
    into: &mut Vec<FragmentUse<'a>>,
) {
    for selection in set.iter() {
        match selection {
            Selection::Field(field) => {
                if let Some(set) = field.selection_set() {
                    add_spreads(set, true, into);
                }
            }
            Selection::InlineFragment(inline) => {
                add_spreads(inline.selection_set(), is_below_field, into);
            }
            Selection::FragmentSpread(node) => into.push(FragmentUse {
                node,
                is_below_field,
            }),
        }
    }
}
