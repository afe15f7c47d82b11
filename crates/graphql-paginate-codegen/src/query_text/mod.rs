//! A query as one text: the query's own text, followed by the fragments of other files that it uses.

mod definitions;

use crate::diagnostic::{Diagnostic, SourceSpan};
use crate::source::Source;
use bluejay_parser::HasSpan;
use bluejay_parser::ast::executable::FragmentDefinition;
use definitions::{fragments, parsed, used};
use std::collections::BTreeSet;

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
    /// The query's own text; empty if there are only fragments.
    query: Source<'a>,
    text: String,
    appended: Vec<Appended<'a>>,
    /// The files with fragments, whether the query uses these or not.
    files: Vec<Source<'a>>,
}

/// A fragment of another file.
#[derive(Debug)]
struct Appended<'a> {
    name: String,
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
            query,
            text: query.text.to_owned(),
            appended: Vec::new(),
            files: Vec::new(),
        }
    }

    /// All fragments of files, without a query.
    ///
    /// # Errors
    /// One diagnostic for each syntax error of a file, and for each fragment name that is defined in two of them.
    pub fn of_fragments(files: &[Source<'a>]) -> Result<Self, Vec<Diagnostic>> {
        Self::some_fragments(files, |_| true)
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
        whole.files.extend(files);
        let mut all = vec![query];
        all.extend(files);
        let documents = parsed(&all)?;
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

    /// Counts the query's own file among the files with fragments, for [`Options::fragment_types`].
    ///
    /// [`Options::fragment_types`]: crate::Options::fragment_types
    #[must_use]
    pub fn with_own_fragments_shared(mut self) -> Self {
        self.files.push(self.query);
        self
    }

    /// All fragments of the files.
    pub(crate) fn all_fragments(&self) -> Result<Self, Vec<Diagnostic>> {
        Self::of_fragments(&self.files)
    }

    /// The fragments of the files that the query uses.
    pub(crate) fn used_fragments(&self) -> Result<Self, Vec<Diagnostic>> {
        let appended = self.appended.iter();
        let used: BTreeSet<&str> = appended.map(|fragment| fragment.name.as_str()).collect();
        let query = parsed(&[self.query])?;
        let mut own = BTreeSet::new();
        for fragment in query[0].1.fragment_definitions() {
            own.insert(fragment.name().as_str());
        }
        Self::some_fragments(&self.files, |name| {
            used.contains(name) || own.contains(name)
        })
    }

    fn some_fragments(
        files: &[Source<'a>],
        is_wanted: impl Fn(&str) -> bool,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut whole = Self::of(Source { name: "", text: "" });
        let documents = parsed(files)?;
        fragments(&documents)?;
        for (file, document) in &documents {
            for fragment in document.fragment_definitions() {
                if is_wanted(fragment.name().as_str()) {
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
            name: self.query.name,
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
            **place = SourceSpan::new(&appended.file, start..end);
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
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        let range = fragment.span().byte_range();
        self.appended.push(Appended {
            name: fragment.name().as_str().to_owned(),
            file,
            start: range.start,
            at: self.text.len(),
        });
        self.text.push_str(&file.text[range]);
        self.text.push('\n');
    }
}
