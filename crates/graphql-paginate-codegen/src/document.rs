//! The operation that code is generated for, and the text that is sent.

use crate::condition;
use crate::diagnostic::Diagnostic;
use crate::options::{Normalization, Options};
use crate::resolve::{Resolver, SelectionSet};
use crate::schema::{Composite, Schema};
use crate::source::Source;
use crate::syntax::{Document, DocumentReader, Value};
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};
use bluejay_core::executable::{
    ExplicitOperationDefinition as _, OperationDefinition as _, OperationDefinitionReference,
};
use bluejay_core::{AsIter, OperationType};
use bluejay_parser::HasSpan;
use bluejay_parser::ast::executable::{
    self as ast, ExecutableDocument, OperationDefinition, Selection, VariableDefinition,
};
use heck::ToUpperCamelCase;
use std::ops::Range;

/// The operation that code is generated for.
pub(crate) struct Operation<'a> {
    pub(crate) source: Source<'a>,
    /// Its name, or the struct's name if it is anonymous.
    pub(crate) name: String,
    pub(crate) kind: OperationType,
    /// The range of the name in the text, or the first character of an anonymous operation.
    pub(crate) name_place: Range<usize>,
    pub(crate) variables: Vec<&'a VariableDefinition<'a>>,
    pub(crate) selection: SelectionSet<'a>,
    /// The operation and its fragments, with `__typename` in each selection set on an interface or union.
    pub(crate) tree: Document,
    is_anonymous: bool,
    /// The byte offsets where `__typename` is missing, in ascending order.
    typenames: Vec<usize>,
    /// The byte ranges of the text that are not sent, in ascending order.
    unsent: Vec<Range<usize>>,
}

impl<'a> Operation<'a> {
    /// Resolves the operation of a valid document that has the struct's name.
    pub(crate) fn resolve(
        schema: &'a Schema<'a>,
        source: Source<'a>,
        document: &'a ExecutableDocument<'a>,
        options: &Options,
        resolver: &mut Resolver<'a>,
    ) -> Result<Self, Diagnostic> {
        let definition = select(source, document, options)?;
        let kind = definition.as_ref().operation_type();
        let root = schema
            .root(kind)
            .expect("validated: the schema has the operation type");
        let typenames = missing_typenames(schema, document);
        let reader = DocumentReader {
            text: source.text,
            document,
            typenames: &typenames,
        };
        let tree = reader.document(definition, &options.operation_name());
        let mut variables = Vec::new();
        let mut name = None;
        if let OperationDefinitionReference::Explicit(explicit) = definition.as_ref() {
            name = explicit.name();
            if let Some(definitions) = explicit.variable_definitions() {
                variables.extend(definitions.iter());
            }
        }
        Ok(Self {
            source,
            name: tree.operation.name.clone(),
            variables,
            selection: resolver.selection_set(root, definition.selection_set()),
            tree,
            kind,
            name_place: match name {
                Some(name) => name.span().byte_range(),
                None => {
                    let start = definition.span().byte_range().start;
                    start..start + 1
                }
            },
            is_anonymous: name.is_none(),
            typenames,
            unsent: Vec::new(),
        })
    }

    /// Leaves byte ranges of the text out of what is sent.
    pub(crate) fn leaving_out(self, unsent: Vec<Range<usize>>) -> Self {
        Self { unsent, ..self }
    }

    pub(crate) fn is_query(&self) -> bool {
        self.kind == OperationType::Query
    }

    /// The document as written, without the directives that servers do not know, with `__typename` in each selection set
    /// on an interface or union, and the struct's name as the name of an anonymous operation.
    pub(crate) fn sent_text(&self) -> String {
        if self.is_anonymous {
            return self.tree.to_string();
        }
        let written = self.source.text;
        let mut text = String::with_capacity(written.len() + 12 * self.typenames.len());
        let mut copied = 0;
        for at in self.typenames.iter().copied() {
            self.push_sent(&mut text, copied..at);
            text.push_str(" __typename");
            copied = at;
        }
        self.push_sent(&mut text, copied..written.len());
        text
    }

    /// Appends a range of the written text, without what is not sent.
    fn push_sent(&self, text: &mut String, range: Range<usize>) {
        let written = self.source.text;
        let mut copied = range.start;
        for unsent in &self.unsent {
            if unsent.start >= range.end || unsent.end <= copied {
                continue;
            }
            text.push_str(&written[copied..unsent.start.max(copied)]);
            copied = unsent.end;
            let is_name = |symbol: char| symbol.is_ascii_alphanumeric() || symbol == '_';
            if text.ends_with(is_name) && written[copied..].starts_with(is_name) {
                text.push(' ');
            }
        }
        text.push_str(&written[copied.min(range.end)..range.end]);
    }

    /// The default value of a page size variable.
    pub(crate) fn default_size(&self, variable: &str) -> Option<u32> {
        let mut known = self.tree.operation.variables.iter();
        match &known.find(|known| known.name == variable)?.default {
            Some(Value::Number(size)) => size.parse().ok(),
            _ => None,
        }
    }
}

/// The operation with the struct's name, or the anonymous operation. A document with an anonymous operation has no other.
fn select<'a>(
    source: Source<'a>,
    document: &'a ExecutableDocument<'a>,
    options: &Options,
) -> Result<&'a OperationDefinition<'a>, Diagnostic> {
    let wanted = options.operation_name();
    let mut names = Vec::new();
    let mut normalized = None;
    for operation in document.operation_definitions() {
        let name = match operation.as_ref() {
            OperationDefinitionReference::Explicit(explicit) => explicit.name(),
            OperationDefinitionReference::Implicit(_) => None,
        };
        let Some(name) = name.map(|name| name.as_str()) else {
            return Ok(operation);
        };
        let rust = match options.normalization {
            Normalization::None => name.to_owned(),
            Normalization::Rust => name.to_upper_camel_case(),
        };
        if name == wanted {
            return Ok(operation);
        }
        if rust == wanted && normalized.is_none() {
            normalized = Some(operation);
        }
        names.push(name);
    }
    if let Some(operation) = normalized {
        return Ok(operation);
    }
    if names.is_empty() {
        let message = format!("`{}` has no operation, only fragments", source.name);
        let help = format!("add an operation: `query {wanted} {{ … }}`");
        return Err(Diagnostic::general(message).help(help));
    }
    let message = format!(
        "no operation with the struct's name, `{wanted}`, in `{}`",
        source.name
    );
    Err(Diagnostic::general(message)
        .help(format!("its operations are {}", quoted(&names)))
        .help("give the struct the operation's name, or its name in upper camel case with `normalization = \"rust\"`"))
}

fn quoted(names: &[&str]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// The byte offsets where `__typename` is missing in a selection set on an interface or union, in ascending order.
fn missing_typenames<'a>(
    schema: &'a Schema<'a>,
    document: &'a ExecutableDocument<'a>,
) -> Vec<usize> {
    let mut search = Typenames {
        schema,
        missing: Vec::new(),
    };
    for operation in document.operation_definitions() {
        let root = schema
            .root(operation.as_ref().operation_type())
            .expect("validated: the schema has the operation type");
        search.visit(root, operation.selection_set());
    }
    for fragment in document.fragment_definitions() {
        let on = search.composite(fragment.type_condition());
        search.visit_decoded(on, fragment.selection_set());
    }
    search.missing.sort_unstable();
    search.missing
}

/// Whether a selection is a `__typename` without directives, which might leave it out.
fn is_typename(selection: &Selection<'_>) -> bool {
    let Selection::Field(field) = selection else {
        return false;
    };
    field.response_key() == "__typename"
        && condition::of_field(field).is_none_or(|directives| directives.is_empty())
}

struct Typenames<'a> {
    schema: &'a Schema<'a>,
    missing: Vec<usize>,
}

impl<'a> Typenames<'a> {
    /// Visits a selection set that becomes a type of its own.
    fn visit_decoded(&mut self, on: Composite<'a>, set: &'a ast::SelectionSet<'a>) {
        if on.is_abstract() && !set.iter().any(is_typename) {
            self.missing.push(set.span().byte_range().start + 1);
        }
        self.visit(on, set);
    }

    fn visit(&mut self, on: Composite<'a>, set: &'a ast::SelectionSet<'a>) {
        for selection in set.iter() {
            match selection {
                Selection::Field(field) => {
                    let definition = on
                        .field(field.name().as_str())
                        .expect("validated: the type has the field");
                    let of = self.schema.composite(definition.r#type().base_name());
                    if let (Some(of), Some(set)) = (of, field.selection_set()) {
                        self.visit_decoded(of, set);
                    }
                }
                Selection::InlineFragment(inline) => {
                    let on = match inline.type_condition() {
                        Some(condition) => self.composite(condition),
                        None => on,
                    };
                    self.visit(on, inline.selection_set());
                }
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    fn composite(&self, condition: &ast::TypeCondition<'a>) -> Composite<'a> {
        self.schema
            .composite(condition.named_type().as_str())
            .expect("validated: type conditions are composite types")
    }
}
