//! The document that asks for the rest of a nested connection.
//!
//! It finds the parent by itself and selects of it nothing but the connection, with the very selection and arguments
//! that the main document gives it; only the cursor and the size of a page are new variables. Several parents share one
//! request under aliases, so the part about one parent is kept as a text with gaps for the parent's number.

use crate::connection::{Direction, FieldView};
use crate::diagnostic::Diagnostic;
use crate::document::Operation;
use crate::parse;
use crate::schema::{FieldDefinition, Schema, input_base_name};
use crate::source::Source;
use crate::validate::validate;
use bluejay_core::definition::{
    FieldDefinition as _, InputType as _, InputValueDefinition as _, OutputType as _,
};
use bluejay_core::{AsIter, OperationType, Value as _, ValueReference};
use bluejay_parser::HasSpan;
use bluejay_parser::ast::VariableValue;
use bluejay_parser::ast::executable::{Field, Selection, SelectionSet};
use std::collections::BTreeSet;

/// A root field by which a parent that is no `Node` is found again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refetch {
    /// The parent's type.
    pub parent: String,
    /// The root field with its arguments, whose variables are named as fields of the parent: `dossier(number: $number)`.
    pub call: String,
    /// The fields of the parent that the call's variables are named for, in order of appearance.
    pub fields: Vec<String>,
}

impl Refetch {
    /// Reads a call such as `dossier(number: $number)`.
    #[must_use]
    pub fn new(parent: String, call: String) -> Self {
        let mut fields: Vec<String> = Vec::new();
        for after in call.split('$').skip(1) {
            let is_name = |character: char| character.is_ascii_alphanumeric() || character == '_';
            let name: String = after.chars().take_while(|character| is_name(*character)).collect();
            if !name.is_empty() && !fields.contains(&name) {
                fields.push(name);
            }
        }
        Self { parent, call, fields }
    }

    /// The root field of the call, if there is one of its name.
    fn root<'a>(&self, schema: &'a Schema<'a>) -> Option<&'a FieldDefinition<'a>> {
        let name = self.call.split('(').next().unwrap_or_default().trim();
        schema.root(OperationType::Query)?.field(name)
    }
}

/// The text of a follow-up document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RestText {
    /// The name of the operation.
    pub(crate) operation: String,
    /// The part about one parent; between two pieces stands the parent's number.
    pub(crate) pieces: Vec<String>,
    /// Variables of the main operation that the part uses, with their types.
    pub(crate) variables: Vec<(String, String)>,
    /// Variables that each parent has of its own, without its number, with their types: those that find it, in order,
    /// then the page size and the cursor.
    pub(crate) own: Vec<(String, String)>,
    /// The definitions of all fragments that the part needs.
    pub(crate) fragments: String,
}

impl RestText {
    pub(crate) fn new<'a>(
        schema: &'a Schema<'a>,
        operation: &Operation<'a>,
        view: &FieldView<'_, 'a>,
        direction: Direction,
        refetch: Option<&Refetch>,
    ) -> Self {
        let mut used = Used::default();
        view.field.nodes.iter().for_each(|node| used.visit_field(node, operation));
        let taken =
            |name: &str| operation.variables.iter().any(|known| known.variable().name().starts_with(name));
        let fresh = |name: &str| {
            let mut name = name.to_owned();
            while taken(&name) {
                name.push('_');
            }
            name
        };
        let (size, cursor) = (fresh("pageSize"), fresh("pageCursor"));
        let parents = parents(schema, refetch, fresh);
        let is_narrowed = refetch.is_none_or(|refetch| {
            refetch.root(schema).is_none_or(|root| root.r#type().base_name() != view.parent.name())
        });
        let pieces = Pieces { operation, view, direction, is_narrowed, size: &size, cursor: &cursor };
        let own = parents
            .iter()
            .map(|parent| (parent.variable.clone(), parent.ty.clone()))
            .chain([
                (size.clone(), pieces.argument_type(true)),
                (cursor.clone(), pieces.argument_type(false)),
            ])
            .collect();
        Self {
            operation: format!("{}Rest", operation.name),
            pieces: pieces.write(refetch, &parents),
            variables: operation
                .variables
                .iter()
                .filter(|known| used.variables.contains(known.variable().name()))
                .map(|known| (known.variable().name().to_owned(), operation.declared_type(known)))
                .collect(),
            own,
            fragments: operation.fragments_text(&used.fragments),
        }
    }

    /// What is wrong with the document, which a `refetch` alone can spoil.
    pub(crate) fn problem(&self, schema: &Schema<'_>) -> Option<String> {
        let text = self.document(1);
        let source = Source { name: "refetch", text: &text };
        let problems = match parse::executable(source) {
            Ok(document) => validate(schema, source, &document),
            Err(problems) => problems,
        };
        // A variable that is declared for nothing follows from what is wrong in the call, which is behind that line.
        let is_declaration =
            |problem: &Diagnostic| problem.place.as_ref().is_none_or(|place| place.line == 1);
        problems.into_iter().min_by_key(is_declaration).map(|problem| problem.message)
    }

    /// The document that asks for the rest of so many parents.
    pub(crate) fn document(&self, parents: usize) -> String {
        let own = |index: usize| self.own.iter().map(move |(name, ty)| format!("${name}{index}: {ty}"));
        let shared = self.variables.iter().map(|(name, ty)| format!("${name}: {ty}"));
        let variables: Vec<String> = shared.chain((0..parents).flat_map(own)).collect();
        let part = |index: usize| format!("  r{index}: {}\n", self.pieces.join(&index.to_string()));
        let parts: String = (0..parents).map(part).collect();
        format!("query {}({}) {{\n{parts}}}\n{}", self.operation, variables.join(", "), self.fragments)
    }
}

/// A variable that finds a parent.
struct Parent {
    /// What the call says, with its `$`.
    written: String,
    variable: String,
    ty: String,
}

fn parents<'a>(
    schema: &'a Schema<'a>,
    refetch: Option<&Refetch>,
    fresh: impl Fn(&str) -> String,
) -> Vec<Parent> {
    let Some(refetch) = refetch else {
        return vec![Parent { written: "$id".to_owned(), variable: fresh("parentId"), ty: "ID!".to_owned() }];
    };
    let root = refetch.root(schema);
    let argument_type = |field: &str| {
        let arguments = root.and_then(|root| root.arguments_definition())?;
        // The argument that the variable stands behind.
        let before = refetch.call.split(&format!("${field}")).next()?;
        let argument = before.trim_end().trim_end_matches(':').trim_end();
        let argument = argument
            .rsplit(|character: char| !(character.is_ascii_alphanumeric() || character == '_'))
            .next()?;
        let known = arguments.iter().find(|known| known.name() == argument)?;
        let ty = known.r#type().display_name();
        Some(if ty.ends_with('!') { ty } else { format!("{}!", input_base_name(known.r#type())) })
    };
    let parent = |field: &String| Parent {
        written: format!("${field}"),
        variable: fresh(&format!("parent{}", crate::name::segment(field))),
        ty: argument_type(field).unwrap_or_else(|| "ID!".to_owned()),
    };
    refetch.fields.iter().map(parent).collect()
}

/// Writes the part about one parent.
struct Pieces<'p, 'v, 'a> {
    operation: &'p Operation<'a>,
    view: &'p FieldView<'v, 'a>,
    direction: Direction,
    /// Whether the root field finds other types than the parent's as well.
    is_narrowed: bool,
    size: &'p str,
    cursor: &'p str,
}

/// Stands for the parent's number while a text is put together; it cannot be part of a document.
const NUMBER: &str = "\u{0}";

impl Pieces<'_, '_, '_> {
    fn write(&self, refetch: Option<&Refetch>, parents: &[Parent]) -> Vec<String> {
        let call = refetch.map_or("node(id: $id)", |refetch| refetch.call.as_str());
        let call = parents.iter().fold(call.to_owned(), |call, parent| {
            call.replace(&parent.written, &format!("${}{NUMBER}", parent.variable))
        });
        let on = self.view.parent.name();
        let connection = self.connection();
        let text = match self.is_narrowed {
            true => format!("{call} {{ __typename ... on {on} {{ {connection} }} }}"),
            false => format!("{call} {{ {connection} }}"),
        };
        text.split(NUMBER).map(str::to_owned).collect()
    }

    fn connection(&self) -> String {
        let (size, cursor) = self.argument_names();
        let field = self.view.field;
        let node = field.nodes[0];
        let name = node.name().as_str();
        let alias = if field.key == name { String::new() } else { format!("{}: ", field.key) };
        let kept =
            node.arguments().into_iter().flat_map(|arguments| arguments.iter()).filter(|argument| {
                !matches!(argument.name().as_str(), "first" | "after" | "last" | "before")
            });
        let kept = kept.map(|argument| self.operation.slice(argument.span().byte_range()));
        let own = [format!("{size}: ${}{NUMBER}", self.size), format!("{cursor}: ${}{NUMBER}", self.cursor)];
        let arguments: Vec<String> = kept.chain(own).collect();
        let inner = |node: &&Field<'_>| {
            let range = node.selection_set().map(|set| set.span().byte_range());
            range.map(|range| self.operation.slice(range.start + 1..range.end - 1))
        };
        let selection: Vec<String> = field.nodes.iter().filter_map(inner).collect();
        format!("{alias}{name}({}) {{{}}}", arguments.join(", "), selection.join(" "))
    }

    fn argument_names(&self) -> (&'static str, &'static str) {
        match self.direction {
            Direction::Forward => ("first", "after"),
            Direction::Backward => ("last", "before"),
        }
    }

    /// The nullable type of the size or the cursor argument.
    fn argument_type(&self, is_size: bool) -> String {
        let (size, cursor) = self.argument_names();
        let wanted = if is_size { size } else { cursor };
        let arguments = self.view.field.definition.arguments_definition();
        let known = arguments.and_then(|known| known.iter().find(|known| known.name() == wanted));
        known.map_or_else(
            || "String".to_owned(),
            |known| known.r#type().display_name().trim_end_matches('!').to_owned(),
        )
    }
}

/// What a selection needs from the rest of its document.
#[derive(Default)]
struct Used<'a> {
    variables: BTreeSet<&'a str>,
    fragments: BTreeSet<&'a str>,
}

impl<'a> Used<'a> {
    fn visit_field(&mut self, field: &'a Field<'a>, operation: &Operation<'a>) {
        let arguments = field.arguments().into_iter().flat_map(|arguments| arguments.iter());
        for argument in arguments {
            if !matches!(argument.name().as_str(), "first" | "after" | "last" | "before") {
                self.visit_value(argument.value());
            }
        }
        if let Some(set) = field.selection_set() {
            self.visit_set(set, operation);
        }
    }

    fn visit_set(&mut self, set: &'a SelectionSet<'a>, operation: &Operation<'a>) {
        for selection in set.iter() {
            let directives = match selection {
                Selection::Field(field) => crate::condition::of_field(field),
                Selection::InlineFragment(inline) => crate::condition::of_inline(inline),
                Selection::FragmentSpread(spread) => crate::condition::of_spread(spread),
            };
            let directives = directives.into_iter().flat_map(|directives| directives.iter());
            let arguments = directives.filter_map(bluejay_core::Directive::arguments);
            arguments
                .flat_map(|arguments| arguments.iter())
                .for_each(|argument| self.visit_value(argument.value()));
            match selection {
                Selection::Field(field) => {
                    let arguments = field.arguments().into_iter().flat_map(|arguments| arguments.iter());
                    arguments.for_each(|argument| self.visit_value(argument.value()));
                    if let Some(set) = field.selection_set() {
                        self.visit_set(set, operation);
                    }
                }
                Selection::InlineFragment(inline) => self.visit_set(inline.selection_set(), operation),
                Selection::FragmentSpread(spread) => {
                    let name = spread.name().as_str();
                    if self.fragments.insert(name) {
                        self.visit_set(operation.fragment(name).selection_set(), operation);
                    }
                }
            }
        }
    }

    fn visit_value(&mut self, value: &'a VariableValue<'a>) {
        match value.as_ref() {
            ValueReference::Variable(variable) => drop(self.variables.insert(variable.name())),
            ValueReference::List(items) => items.iter().for_each(|item| self.visit_value(item)),
            ValueReference::Object(object) => {
                AsIter::iter(object).for_each(|(_, value)| self.visit_value(value));
            }
            _ => {}
        }
    }
}
