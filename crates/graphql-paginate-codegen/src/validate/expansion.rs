//! The limit on fragments: how deep and how large a document becomes when they are expanded.
//!
//! Fragments that spread fragments can multiply without bound, and the validator visits each field of the response:
//! `fragment A on T { ...B ...B } fragment B on T { ...C ...C } …` doubles with each fragment.

use crate::diagnostic::Diagnostic;
use crate::source::Source;
use crate::text::{MAX_DEPTH, too_deep};
use bluejay_core::AsIter;
use bluejay_parser::HasSpan;
use bluejay_parser::ast::executable::{
    ExecutableDocument, FragmentDefinition, FragmentSpread, Selection, SelectionSet,
};
use std::collections::HashMap;

/// The maximum number of fields in a fragment, with the fragments in it expanded.
const MAX_FIELDS: usize = 100_000;

/// An error for the first spread that expands to too much. The parser has already limited the braces.
pub(super) fn excessive_expansion<'a>(
    source: Source<'a>,
    document: &'a ExecutableDocument<'a>,
) -> Option<Diagnostic> {
    let mut fragments = HashMap::new();
    for fragment in document.fragment_definitions() {
        fragments.insert(fragment.name().as_str(), fragment);
    }
    let mut extents = Extents {
        fragments,
        known: HashMap::new(),
    };
    for operation in document.operation_definitions() {
        if let Err(excess) = extents.of_set(operation.selection_set(), 1) {
            return Some(excess.diagnostic(&source));
        }
    }
    // Fragments that no operation uses are visited too.
    for fragment in document.fragment_definitions() {
        if let Err(excess) = extents.of_set(fragment.selection_set(), 1) {
            return Some(excess.diagnostic(&source));
        }
    }
    None
}

/// The size of a selection set with its fragments expanded.
#[derive(Clone, Copy, Default)]
struct Extent {
    levels: usize,
    fields: usize,
}

/// The spread that exceeds a limit.
enum Excess<'a> {
    Levels(&'a FragmentSpread<'a>),
    Fields(&'a FragmentSpread<'a>),
}

impl Excess<'_> {
    fn diagnostic(&self, source: &Source<'_>) -> Diagnostic {
        match self {
            Self::Levels(spread) => too_deep(source, spread.name().span().byte_range()),
            Self::Fields(spread) => {
                let name = spread.name();
                let message = format!(
                    "fragment `{}` expands to more than {MAX_FIELDS} fields",
                    name.as_str()
                );
                Diagnostic::error(source, name.span().byte_range(), message)
                    .help("spread it, or the fragments in it, in fewer places")
            }
        }
    }
}

struct Extents<'a> {
    fragments: HashMap<&'a str, &'a FragmentDefinition<'a>>,
    /// The extents of the visited fragments: empty while one is being visited, so that a cycle ends. Cycles are reported
    /// later.
    known: HashMap<&'a str, Extent>,
}

impl<'a> Extents<'a> {
    /// The extent of a selection set at a level.
    fn of_set(&mut self, set: &'a SelectionSet<'a>, level: usize) -> Result<Extent, Excess<'a>> {
        let mut extent = Extent::default();
        for selection in set.iter() {
            let below = match selection {
                Selection::Field(field) => match field.selection_set() {
                    Some(set) => self.of_set(set, level + 1)?,
                    None => Extent::default(),
                },
                Selection::InlineFragment(inline) => {
                    self.of_set(inline.selection_set(), level + 1)?
                }
                Selection::FragmentSpread(spread) => self.of_spread(spread, level + 1)?,
            };
            extent.levels = extent.levels.max(below.levels);
            extent.fields = extent.fields.saturating_add(below.fields + 1);
        }
        extent.levels += 1;
        Ok(extent)
    }

    fn of_spread(
        &mut self,
        spread: &'a FragmentSpread<'a>,
        level: usize,
    ) -> Result<Extent, Excess<'a>> {
        let name = spread.name().as_str();
        let Some(fragment) = self.fragments.get(name).copied() else {
            return Ok(Extent::default());
        };
        let extent = match self.known.get(name) {
            Some(extent) => *extent,
            None if level > MAX_DEPTH => return Err(Excess::Levels(spread)),
            None => {
                self.known.insert(name, Extent::default());
                let extent = self.of_set(fragment.selection_set(), level)?;
                self.known.insert(name, extent);
                extent
            }
        };
        if level + extent.levels > MAX_DEPTH + 1 {
            Err(Excess::Levels(spread))
        } else if extent.fields > MAX_FIELDS {
            Err(Excess::Fields(spread))
        } else {
            Ok(extent)
        }
    }
}
