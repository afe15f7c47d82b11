//! The query document: its operation, and the text that is sent.

use crate::condition;
use crate::diagnostic::Diagnostic;
use crate::options::{Normalization, Options};
use crate::resolve::{Resolver, SelectionSet};
use crate::schema::{Composite, Schema};
use crate::source::Source;
use crate::syntax::{Document, Reader, Value};
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
    /// Its name; the struct's, if it has none.
    pub(crate) name: String,
    pub(crate) kind: OperationType,
    /// The name's place in the text; the first character of an anonymous operation.
    pub(crate) name_place: Range<usize>,
    pub(crate) variables: Vec<&'a VariableDefinition<'a>>,
    pub(crate) selection: SelectionSet<'a>,
    /// The operation and its fragments, with `__typename` wherever an abstract type is decoded.
    pub(crate) tree: Document,
    is_anonymous: bool,
    /// Where `__typename` is missing, as byte offsets in ascending order.
    typenames: Vec<usize>,
}

impl<'a> Operation<'a> {
    /// Resolves the operation of a valid document that has the name of the struct.
    pub(crate) fn resolve(
        schema: &'a Schema<'a>,
        source: Source<'a>,
        document: &'a ExecutableDocument<'a>,
        options: &Options,
        resolver: &Resolver<'a>,
    ) -> Result<Self, Diagnostic> {
        let definition = select(source, document, options)?;
        let kind = definition.as_ref().operation_type();
        let root = schema
            .root(kind)
            .expect("validated: the schema has the operation type");
        let typenames = missing_typenames(schema, document);
        let reader = Reader {
            text: source.text,
            document,
            typenames: &typenames,
        };
        let tree = reader.document(definition, &options.operation());
        let (variables, name) = match definition.as_ref() {
            OperationDefinitionReference::Explicit(explicit) => {
                let variables = explicit.variable_definitions().into_iter();
                (
                    variables.flat_map(|variables| variables.iter()).collect(),
                    explicit.name(),
                )
            }
            OperationDefinitionReference::Implicit(_) => (Vec::new(), None),
        };
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
        })
    }

    pub(crate) fn is_query(&self) -> bool {
        self.kind == OperationType::Query
    }

    /// The document as written, with `__typename` wherever an abstract type is decoded; an anonymous operation gets the
    /// struct's name.
    pub(crate) fn sent_text(&self) -> String {
        if self.is_anonymous {
            return self.tree.to_string();
        }
        let written = self.source.text;
        let mut text = String::with_capacity(written.len() + 12 * self.typenames.len());
        let mut copied = 0;
        for at in self.typenames.iter().copied() {
            text.push_str(&written[copied..at]);
            text.push_str(" __typename");
            copied = at;
        }
        text.push_str(&written[copied..]);
        text
    }

    /// The default of a variable that holds a size.
    pub(crate) fn default_size(&self, variable: &str) -> Option<u32> {
        let mut known = self.tree.operation.variables.iter();
        match &known.find(|known| known.name == variable)?.default {
            Some(Value::Number(size)) => size.parse().ok(),
            _ => None,
        }
    }
}

/// The operation with the struct's name; an anonymous one, which a document can have alone, takes that name.
fn select<'a>(
    source: Source<'a>,
    document: &'a ExecutableDocument<'a>,
    options: &Options,
) -> Result<&'a OperationDefinition<'a>, Diagnostic> {
    let wanted = options.operation();
    let mut names = Vec::new();
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
        if rust == wanted || name == wanted {
            return Ok(operation);
        }
        names.push(name);
    }
    if names.is_empty() {
        let message = format!("`{}` has fragments only", source.name);
        let help = format!("add an operation: `query {wanted} {{ … }}`");
        return Err(Diagnostic::general(message).help(help));
    }
    let message = format!(
        "no operation `{wanted}` in `{}`, the name of the struct",
        source.name
    );
    Err(Diagnostic::general(message)
        .help(format!("its operations are {}", quoted(&names)))
        .help("name the struct as the operation, or use `normalization = \"rust\"` for its name in upper camel case"))
}

fn quoted(names: &[&str]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

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

fn is_typename(field: &ast::Field<'_>) -> bool {
    field.response_key() == "__typename"
}

struct Typenames<'a> {
    schema: &'a Schema<'a>,
    missing: Vec<usize>,
}

impl<'a> Typenames<'a> {
    /// A selection set that becomes a type of its own.
    ///
    /// A `__typename` that a variable may leave out does not count.
    fn visit_decoded(&mut self, on: Composite<'a>, set: &'a ast::SelectionSet<'a>) {
        let is_always = |selection: &Selection<'_>| matches!(selection, Selection::Field(field) if is_typename(field) && condition::of_field(field).is_none_or(|directives| directives.is_empty()));
        if on.is_abstract() && !set.iter().any(is_always) {
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
                    let on = inline
                        .type_condition()
                        .map_or(on, |condition| self.composite(condition));
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
