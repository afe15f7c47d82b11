//! The fragments that files define, and those that a document uses.

use crate::diagnostic::Diagnostic;
use crate::source::Source;
use crate::text::parse;
use bluejay_core::AsIter;
use bluejay_parser::HasSpan;
use bluejay_parser::ast::executable::{
    ExecutableDocument, FragmentDefinition, Selection, SelectionSet,
};
use std::collections::{BTreeMap, BTreeSet};

/// A file and its document.
type Parsed<'a> = (Source<'a>, ExecutableDocument<'a>);

/// The documents of files, or the syntax errors of all of them.
pub(super) fn parsed<'a>(files: &[Source<'a>]) -> Result<Vec<Parsed<'a>>, Vec<Diagnostic>> {
    let mut errors = Vec::new();
    let mut documents = Vec::new();
    for file in files {
        match parse::executable(*file) {
            Ok(document) => documents.push((*file, document)),
            Err(mut problems) => errors.append(&mut problems),
        }
    }
    if errors.is_empty() {
        Ok(documents)
    } else {
        Err(errors)
    }
}

/// The fragments of all files, by name.
pub(super) fn fragments<'d, 'a>(
    documents: &'d [Parsed<'a>],
) -> Result<BTreeMap<&'d str, &'d FragmentDefinition<'a>>, Vec<Diagnostic>> {
    let mut known: BTreeMap<&str, (usize, &FragmentDefinition<'_>)> = BTreeMap::new();
    let mut errors = Vec::new();
    for (index, (file, document)) in documents.iter().enumerate() {
        for fragment in document.fragment_definitions() {
            let name = fragment.name().as_str();
            match known.get(name) {
                // Validation reports duplicates in the query itself.
                Some((0, _)) if index == 0 => {}
                Some((first, defined)) => {
                    let first = &documents[*first].0;
                    errors.push(duplicate(file, fragment, first, defined));
                }
                None => {
                    known.insert(name, (index, fragment));
                }
            }
        }
    }
    if errors.is_empty() {
        let known = known.into_iter();
        Ok(known
            .map(|(name, (_, fragment))| (name, fragment))
            .collect())
    } else {
        Err(errors)
    }
}

fn duplicate(
    file: &Source<'_>,
    fragment: &FragmentDefinition<'_>,
    first_file: &Source<'_>,
    first: &FragmentDefinition<'_>,
) -> Diagnostic {
    let name = fragment.name();
    let (line, column) = first_file.position(first.name().span().byte_range().start);
    let message = format!(
        "duplicate fragment `{}`, first given at {}:{line}:{column}",
        name.as_str(),
        first_file.name
    );
    Diagnostic::error(file, name.span().byte_range(), message)
        .help("give each fragment its own name")
}

/// The names of the fragments that a document spreads, directly or through other fragments.
pub(super) fn used<'d, 'a>(
    document: &'d ExecutableDocument<'a>,
    known: &BTreeMap<&'d str, &'d FragmentDefinition<'a>>,
) -> BTreeSet<&'d str> {
    let mut pending = Vec::new();
    for operation in document.operation_definitions() {
        add_spreads(operation.selection_set(), &mut pending);
    }
    for fragment in document.fragment_definitions() {
        add_spreads(fragment.selection_set(), &mut pending);
    }
    let mut used = BTreeSet::new();
    while let Some(name) = pending.pop() {
        if used.insert(name)
            && let Some(fragment) = known.get(name)
        {
            add_spreads(fragment.selection_set(), &mut pending);
        }
    }
    used
}

fn add_spreads<'d>(set: &'d SelectionSet<'_>, names: &mut Vec<&'d str>) {
    for selection in set.iter() {
        match selection {
            Selection::Field(field) => {
                if let Some(set) = field.selection_set() {
                    add_spreads(set, names);
                }
            }
            Selection::InlineFragment(inline) => add_spreads(inline.selection_set(), names),
            Selection::FragmentSpread(spread) => names.push(spread.name().as_str()),
        }
    }
}
