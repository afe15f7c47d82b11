//! A query as one text: the query's own text, followed by the fragments of other files that it uses.

use crate::diagnostic::{Diagnostic, Place};
use crate::source::Source;
use crate::text::parse;
use bluejay_core::AsIter;
use bluejay_parser::HasSpan;
use bluejay_parser::ast::executable::{
    ExecutableDocument, FragmentDefinition, Selection, SelectionSet,
};
use std::collections::{BTreeMap, BTreeSet};

/// A query with the fragments of other files that it uses.
///
/// The fragments that the query spreads, directly or through other fragments, are appended to its text, in the order of
/// the files. Their text is not changed. Other definitions of these files are ignored.
///
/// ```
/// use graphql_paginate_codegen::{QueryText, Source};
///
/// let query = Source { name: "film.graphql", text: "query Film { film { ...Title } }" };
/// let fragments = [Source {
///     name: "fragments.graphql",
///     text: "fragment Year on Film { year }\nfragment Title on Film { title }",
/// }];
/// let query = QueryText::new(query, &fragments).unwrap();
/// assert_eq!(
///     query.source().text,
///     "query Film { film { ...Title } }\nfragment Title on Film { title }\n",
/// );
/// ```
#[derive(Debug)]
pub struct QueryText<'a> {
    name: &'a str,
    text: String,
    appended: Vec<Appended<'a>>,
}

/// A fragment of another file.
#[derive(Debug)]
struct Appended<'a> {
    file: Source<'a>,
    /// Where it starts in its file.
    start: usize,
    /// Where it starts in the whole text.
    at: usize,
}

impl Appended<'_> {
    /// The offset in the file of an offset in the whole text.
    fn in_file(&self, offset: usize) -> usize {
        offset - self.at + self.start
    }
}

impl<'a> QueryText<'a> {
    /// A query without fragments of other files.
    #[must_use]
    pub fn of(query: Source<'a>) -> Self {
        Self {
            name: query.name,
            text: query.text.to_owned(),
            appended: Vec::new(),
        }
    }

    /// Appends to a query the fragments that it uses.
    ///
    /// # Errors
    /// One diagnostic for each syntax error of the query or a file, and for each fragment name that is defined in two
    /// of them.
    pub fn new(query: Source<'a>, files: &[Source<'a>]) -> Result<Self, Vec<Diagnostic>> {
        let mut whole = Self::of(query);
        if files.is_empty() {
            return Ok(whole);
        }
        let mut errors = Vec::new();
        let mut documents = Vec::new();
        for file in [query].iter().chain(files) {
            match parse::executable(*file) {
                Ok(document) => documents.push((*file, document)),
                Err(mut problems) => errors.append(&mut problems),
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let known = fragments(&documents)?;
        let used = used(&documents[0].1, &known);
        for (file, document) in &documents[1..] {
            for fragment in document.fragment_definitions() {
                if used.contains(fragment.name().as_str()) {
                    whole.append(*file, fragment);
                }
            }
        }
        Ok(whole)
    }

    /// The whole text, with the name of the query.
    #[must_use]
    pub fn source(&self) -> Source<'_> {
        Source {
            name: self.name,
            text: &self.text,
        }
    }

    /// Turns a diagnostic about the whole text into one about the file that its place is in.
    pub fn locate(&self, diagnostic: &mut Diagnostic) {
        if let Some(place) = &mut diagnostic.place
            && let Some(appended) = self.appended_at(place.range.start)
        {
            let start = appended.in_file(place.range.start);
            let end = appended.in_file(place.range.end);
            **place = Place::new(&appended.file, start..end);
        }
        if let Some(first) = diagnostic.first
            && let Some(appended) = self.appended_at(first)
        {
            let (line, column) = self.source().position(first);
            let written = format!("at {line}:{column}");
            let (line, column) = appended.file.position(appended.in_file(first));
            let located = format!("at {}:{line}:{column}", appended.file.name);
            diagnostic.message = diagnostic.message.replacen(&written, &located, 1);
        }
    }

    fn appended_at(&self, offset: usize) -> Option<&Appended<'a>> {
        let mut appended = self.appended.iter();
        appended.rfind(|appended| appended.at <= offset)
    }

    fn append(&mut self, file: Source<'a>, fragment: &FragmentDefinition<'_>) {
        if !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        let range = fragment.span().byte_range();
        self.appended.push(Appended {
            file,
            start: range.start,
            at: self.text.len(),
        });
        self.text.push_str(&file.text[range]);
        self.text.push('\n');
    }
}

/// The fragments of all files, by name.
fn fragments<'d, 'a>(
    documents: &'d [(Source<'a>, ExecutableDocument<'a>)],
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
fn used<'d, 'a>(
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
