//! The query document: its operation, and the text that is sent.

use crate::condition;
use crate::diagnostic::Diagnostic;
use crate::options::{Normalization, Options};
use crate::resolve::{Resolver, SelectionSet};
use crate::schema::{Composite, Schema};
use crate::text::Source;
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};
use bluejay_core::executable::{OperationDefinition as _, OperationDefinitionReference};
use bluejay_core::{AsIter, OperationType};
use bluejay_parser::HasSpan;
use bluejay_parser::ast::executable::{
    self as ast, ExecutableDocument, ExplicitOperationDefinition, Selection, VariableDefinition,
};
use heck::ToUpperCamelCase;
use std::collections::BTreeSet;
use std::ops::Range;

/// The operation that code is generated for.
pub(crate) struct Operation<'a> {
    pub(crate) source: Source<'a>,
    pub(crate) name: &'a str,
    pub(crate) kind: OperationType,
    /// The name's place in the text.
    pub(crate) name_place: Range<usize>,
    pub(crate) variables: Vec<&'a VariableDefinition<'a>>,
    pub(crate) selection: SelectionSet<'a>,
    document: &'a ExecutableDocument<'a>,
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
        let kind =
            bluejay_core::executable::ExplicitOperationDefinition::operation_type(definition);
        let root = schema
            .root(kind)
            .expect("validated: the schema has the operation type");
        let written =
            bluejay_core::executable::ExplicitOperationDefinition::selection_set(definition);
        let variables =
            bluejay_core::executable::ExplicitOperationDefinition::variable_definitions(definition);
        let name = definition.name().expect("selected by its name");
        Ok(Self {
            source,
            name: name.as_str(),
            kind,
            name_place: name.span().byte_range(),
            variables: variables
                .map(|variables| variables.iter().collect())
                .unwrap_or_default(),
            selection: resolver.selection_set(root, written),
            document,
            typenames: missing_typenames(schema, document),
        })
    }

    /// The document with `__typename` wherever an abstract type is decoded.
    pub(crate) fn sent_text(&self) -> String {
        self.slice(0..self.source.text.len())
    }

    /// A part of the document, with `__typename` as in the whole.
    pub(crate) fn slice(&self, range: Range<usize>) -> String {
        let missing: Vec<usize> = self
            .typenames
            .iter()
            .copied()
            .filter(|at| (range.start..=range.end).contains(at))
            .collect();
        let mut text = String::with_capacity(range.len() + 12 * missing.len());
        let mut copied = range.start;
        for at in missing {
            text.push_str(&self.source.text[copied..at]);
            text.push_str(" __typename");
            copied = at;
        }
        text.push_str(&self.source.text[copied..range.end]);
        text
    }

    /// The type that a variable is declared with, and its default value.
    pub(crate) fn declared_type(&self, variable: &VariableDefinition<'_>) -> String {
        let ty = bluejay_core::executable::VariableType::as_ref(variable.r#type()).display_name();
        let default = variable
            .default_value()
            .map(|value| &self.source.text[value.span().byte_range()]);
        default.map_or(ty.clone(), |default| format!("{ty} = {default}"))
    }

    /// The default of a variable that holds a size.
    pub(crate) fn default_size(&self, variable: &str) -> Option<u32> {
        let known = self
            .variables
            .iter()
            .find(|known| known.variable().name() == variable)?;
        self.source.text[known.default_value()?.span().byte_range()]
            .parse()
            .ok()
    }

    /// Where the last variable definition ends; `None` if there is no variable.
    pub(crate) fn variables_end(&self) -> Option<usize> {
        let last = self.variables.last()?;
        let ty = last.r#type().span();
        let default = last.default_value().map(HasSpan::span);
        let directives = bluejay_core::executable::VariableDefinition::directives(*last);
        let directive = directives
            .and_then(|directives| directives.iter().last())
            .map(HasSpan::span);
        Some(directive.or(default).unwrap_or(ty).byte_range().end)
    }

    pub(crate) fn fragment(&self, name: &str) -> &'a ast::FragmentDefinition<'a> {
        let mut fragments = self.document.fragment_definitions().iter();
        fragments
            .find(|fragment| fragment.name().as_str() == name)
            .expect("validated: the fragment is defined")
    }

    /// The definitions of fragments, in the order of the document.
    pub(crate) fn fragments_text(&self, names: &BTreeSet<&str>) -> String {
        let fragments = self.document.fragment_definitions().iter();
        let wanted = fragments.filter(|fragment| names.contains(fragment.name().as_str()));
        wanted
            .map(|fragment| format!("{}\n", self.slice(fragment.span().byte_range())))
            .collect()
    }
}

/// The operation with the struct's name.
fn select<'a>(
    source: Source<'a>,
    document: &'a ExecutableDocument<'a>,
    options: &Options,
) -> Result<&'a ExplicitOperationDefinition<'a>, Diagnostic> {
    let wanted = options.operation();
    let mut names = Vec::new();
    for operation in document.operation_definitions() {
        let OperationDefinitionReference::Explicit(operation) = operation.as_ref() else {
            continue;
        };
        let Some(name) = operation.name().map(|name| name.as_str()) else {
            continue;
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
    // One operation needs no name to be found by.
    match (names.as_slice(), document.operation_definitions()) {
        ([], [anonymous, ..]) => {
            let place = anonymous.span().byte_range();
            let message = "an anonymous operation has no name to generate code under";
            Err(Diagnostic::error(&source, place.start..place.start + 1, message)
                .help(format!("write `query {wanted} {{ … }}`")))
        }
        ([], []) => Err(Diagnostic::general(format!("`{}` has fragments only", source.name))
            .help(format!("add an operation: `query {wanted} {{ … }}`"))),
        (names, _) => Err(Diagnostic::general(format!(
            "no operation `{wanted}` in `{}`, the name of the struct",
            source.name
        ))
        .help(format!("its operations are {}", quoted(names)))
        .help("name the struct as the operation, or use `normalization = \"rust\"` for its name in upper camel case")),
    }
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
