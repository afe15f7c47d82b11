//! The text of the reduced document.

use crate::condition;
use crate::connection::Found;
use crate::document::Operation;
use crate::name::{self, Scope};
use bluejay_core::AsIter;
use bluejay_parser::HasSpan;
use bluejay_parser::ast::executable::Field;

/// A document with an `@include` at each of its walkable connections.
pub(crate) struct Reduced {
    pub(crate) text: String,
    /// The variable behind each connection, by the connection's name.
    flags: Vec<(Vec<String>, String)>,
}

impl Reduced {
    /// `None` for a document whose connections cannot be asked for one by one.
    pub(crate) fn new(operation: &Operation<'_>, found: &[Found<'_, '_>]) -> Option<Self> {
        let walkable: Vec<_> = found.iter().filter(|found| found.is_walkable()).collect();
        if walkable.len() < 2 || has_overlap(&walkable) {
            return None;
        }
        let mut insertions = Insertions {
            text: operation.source.text,
            at: Vec::new(),
        };
        let mut flags = Vec::new();
        let variables = operation
            .variables
            .iter()
            .map(|known| known.variable().name().to_owned());
        let mut scope = Scope::with(variables);
        for found in walkable {
            let camel: String = found.name.iter().map(|key| name::segment(key)).collect();
            let flag = scope.claim(format!("walk{camel}"));
            nodes(found)
                .into_iter()
                .for_each(|node| insertions.include(node, &flag));
            flags.push((
                found.name.iter().map(|key| (*key).to_owned()).collect(),
                flag,
            ));
        }
        let declared: String = flags
            .iter()
            .map(|(_, flag)| format!(", ${flag}: Boolean!"))
            .collect();
        insertions.add(operation.variables_end()?, declared);
        Some(Self {
            text: insertions.write(),
            flags,
        })
    }

    /// The variable that asks for a connection.
    pub(crate) fn flag(&self, name: &[String]) -> &str {
        let known = self.flags.iter().find(|(known, _)| known == name);
        known
            .map(|(_, flag)| flag)
            .expect("each walkable connection has a flag")
    }
}

/// Whether a connection stands inside another one, or is the same text as another one.
fn has_overlap(walkable: &[&Found<'_, '_>]) -> bool {
    let pairs = walkable
        .iter()
        .flat_map(|one| walkable.iter().map(move |other| (one, other)));
    pairs
        .filter(|(one, other)| !std::ptr::eq(**one, **other))
        .any(|(one, other)| {
            let is_inside = one.path.len() > other.path.len() && one.path.starts_with(&other.path);
            let others = nodes(other);
            is_inside
                || nodes(one)
                    .iter()
                    .any(|node| others.iter().any(|other| std::ptr::eq(*node, *other)))
        })
}

/// All places where the document selects a connection, each once.
fn nodes<'a>(found: &Found<'_, 'a>) -> Vec<&'a Field<'a>> {
    let mut nodes: Vec<&Field<'_>> = Vec::new();
    for node in found.views.iter().flat_map(|view| &view.field.nodes) {
        if !nodes.iter().any(|known| std::ptr::eq(*known, *node)) {
            nodes.push(node);
        }
    }
    nodes
}

/// What is added to a text, by byte offset.
struct Insertions<'t> {
    text: &'t str,
    at: Vec<(usize, String)>,
}

impl Insertions<'_> {
    /// Makes a field depend on a variable, besides what it depends on already: a directive may stand there but once.
    fn include(&mut self, node: &Field<'_>, flag: &str) {
        let directives = condition::of_field(node)
            .into_iter()
            .flat_map(|directives| directives.iter());
        let has_include = directives
            .into_iter()
            .any(|directive| directive.name().as_ref() == "include");
        let range = node.span().byte_range();
        if has_include {
            self.add(range.start, format!("... @include(if: ${flag}) {{ "));
            self.add(range.end, " }".to_owned());
        } else {
            let arguments = node
                .arguments()
                .map(|arguments| arguments.span().byte_range().end);
            let end = arguments.unwrap_or_else(|| node.name().span().byte_range().end);
            self.add(end, format!(" @include(if: ${flag})"));
        }
    }

    fn add(&mut self, at: usize, text: String) {
        self.at.push((at, text));
    }

    fn write(mut self) -> String {
        self.at.sort_by_key(|(at, _)| *at);
        let mut text = String::with_capacity(self.text.len() + 64 * self.at.len());
        let mut copied = 0;
        for (at, insertion) in self.at {
            text.push_str(&self.text[copied..at]);
            text.push_str(&insertion);
            copied = at;
        }
        text.push_str(&self.text[copied..]);
        text
    }
}
