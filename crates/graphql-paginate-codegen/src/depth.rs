//! How deep a text may nest, and how far fragments may multiply it: what reads it calls itself for each level, and a
//! stack ends; it visits each field of the response, and so does the validator.

use crate::diagnostic::Diagnostic;
use crate::text::{Source, tokens};
use bluejay_core::AsIter;
use bluejay_parser::HasSpan;
use bluejay_parser::ast::ParseOptions;
use bluejay_parser::ast::executable::{
    ExecutableDocument, FragmentDefinition, FragmentSpread, Selection, SelectionSet,
};
use std::collections::HashMap;
use std::ops::Range;

/// Levels of braces and brackets, counted through fragments.
const LEVELS: usize = 200;

/// Fields of a fragment, with the fragments in it written out.
const FIELDS: usize = 100_000;

/// The parser's options: it counts the field and the braces behind it as two.
pub(crate) fn parse_options() -> ParseOptions {
    ParseOptions {
        max_depth: 2 * LEVELS,
        ..ParseOptions::default()
    }
}

/// The place in a text that the parser refused as too deep.
pub(crate) fn too_deep_in(text: &str) -> Range<usize> {
    let mut depth = 0_usize;
    let mut deepest = (0, 0..0);
    for token in tokens(text) {
        match &text[token.range.clone()] {
            "{" | "[" | "(" => {
                depth += 1;
                if depth > deepest.0 {
                    deepest = (depth, token.range);
                }
                if depth > LEVELS {
                    break;
                }
            }
            "}" | "]" | ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest.1
}

/// What is said about it.
pub(crate) fn too_deep(source: &Source<'_>, range: Range<usize>) -> Diagnostic {
    Diagnostic::error(
        source,
        range,
        format!("this nests deeper than {LEVELS} levels"),
    )
    .help("write it flatter, or split it")
}

/// Fragments that spread fragments, and so on, until it is too deep or too much; by its braces alone no text can be
/// either, once it is parsed.
pub(crate) fn too_much_by_fragments<'a>(
    source: Source<'a>,
    document: &'a ExecutableDocument<'a>,
) -> Option<Diagnostic> {
    let fragments = document.fragment_definitions().iter();
    let fragments = fragments
        .map(|fragment| (fragment.name().as_str(), fragment))
        .collect();
    let mut extents = Extents {
        fragments,
        known: HashMap::new(),
    };
    let operations = document
        .operation_definitions()
        .iter()
        .map(|operation| operation.selection_set());
    let unused = document
        .fragment_definitions()
        .iter()
        .map(FragmentDefinition::selection_set);
    let excess = operations
        .chain(unused)
        .find_map(|set| extents.of(set, 1).err())?;
    Some(match excess {
        Excess::Levels(spread) => too_deep(&source, spread.name().span().byte_range()),
        Excess::Fields(spread) => Diagnostic::error(
            &source,
            spread.name().span().byte_range(),
            format!(
                "with its fragments written out, `{}` has more than {FIELDS} fields",
                spread.name().as_str()
            ),
        )
        .help("spread fragments in fewer places"),
    })
}

/// What a selection set holds with its fragments written out.
#[derive(Clone, Copy, Default)]
struct Extent {
    levels: usize,
    fields: usize,
}

/// The spread that goes too far.
enum Excess<'a> {
    Levels(&'a FragmentSpread<'a>),
    Fields(&'a FragmentSpread<'a>),
}

struct Extents<'a> {
    fragments: HashMap<&'a str, &'a FragmentDefinition<'a>>,
    /// Nothing while it is being found out, which ends cycles: they are refused later.
    known: HashMap<&'a str, Extent>,
}

impl<'a> Extents<'a> {
    /// The extent of a selection set that stands at a level.
    fn of(&mut self, set: &'a SelectionSet<'a>, level: usize) -> Result<Extent, Excess<'a>> {
        let mut extent = Extent::default();
        for selection in set.iter() {
            let below = match selection {
                Selection::Field(field) => match field.selection_set() {
                    Some(set) => self.of(set, level + 1)?,
                    None => Extent::default(),
                },
                Selection::InlineFragment(inline) => self.of(inline.selection_set(), level + 1)?,
                Selection::FragmentSpread(spread) => self.of_fragment(spread, level + 1)?,
            };
            extent.levels = extent.levels.max(below.levels);
            extent.fields = extent.fields.saturating_add(below.fields + 1);
        }
        Ok(Extent {
            levels: extent.levels + 1,
            ..extent
        })
    }

    fn of_fragment(
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
            None if level > LEVELS => return Err(Excess::Levels(spread)),
            None => {
                self.known.insert(name, Extent::default());
                let extent = self.of(fragment.selection_set(), level)?;
                self.known.insert(name, extent);
                extent
            }
        };
        if level + extent.levels > LEVELS + 1 {
            Err(Excess::Levels(spread))
        } else if extent.fields > FIELDS {
            Err(Excess::Fields(spread))
        } else {
            Ok(extent)
        }
    }
}
