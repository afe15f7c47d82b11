//! The document that asks for the rest of a nested connection.
//!
//! It finds the parent by itself and selects of it nothing but the connection, with the very selection and arguments
//! that the main document gives it; only the cursor and the size of a page are new variables. Several parents share one
//! request under aliases, so the part about one parent is kept as a text with pending for the parent's number.

mod pieces;
mod refetch;
mod used;

use self::pieces::Pieces;
pub use self::refetch::Refetch;
use self::refetch::parents;
use self::used::Used;
use crate::connection::{Direction, FieldView};
use crate::diagnostic::Diagnostic;
use crate::document::Operation;
use crate::name;
use crate::schema::Schema;
use crate::text::{Source, parse};
use crate::validate::validate;
use bluejay_core::definition::{FieldDefinition as _, OutputType as _};

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
        view.field
            .nodes
            .iter()
            .for_each(|node| used.visit_field(node, operation));
        let taken = |name: &str| {
            operation
                .variables
                .iter()
                .any(|known| known.variable().name().starts_with(name))
        };
        let fresh = |name: &str| name::free(name.to_owned(), taken);
        let (size, cursor) = (fresh("pageSize"), fresh("pageCursor"));
        let parents = parents(schema, refetch, fresh);
        let is_narrowed = refetch.is_none_or(|refetch| {
            refetch
                .root(schema)
                .is_none_or(|root| root.r#type().base_name() != view.parent.name())
        });
        let pieces = Pieces {
            operation,
            view,
            direction,
            is_narrowed,
            size: &size,
            cursor: &cursor,
        };
        let (size_argument, cursor_argument) = direction.arguments();
        let argument_type = |name| {
            view.argument_type(name)
                .unwrap_or_else(|| "String".to_owned())
        };
        let own = parents
            .iter()
            .map(|parent| (parent.variable.clone(), parent.ty.clone()))
            .chain([
                (size.clone(), argument_type(size_argument)),
                (cursor.clone(), argument_type(cursor_argument)),
            ])
            .collect();
        Self {
            operation: format!("{}Rest", operation.name),
            pieces: pieces.write(refetch, &parents),
            variables: operation
                .variables
                .iter()
                .filter(|known| used.variables.contains(known.variable().name()))
                .map(|known| {
                    (
                        known.variable().name().to_owned(),
                        operation.declared_type(known),
                    )
                })
                .collect(),
            own,
            fragments: operation.fragments_text(&used.fragments),
        }
    }

    /// What is wrong with the document, which a `refetch` alone can spoil.
    pub(crate) fn problem(&self, schema: &Schema<'_>) -> Option<String> {
        let text = self.document(1);
        let source = Source {
            name: "refetch",
            text: &text,
        };
        let problems = match parse::executable(source) {
            Ok(document) => validate(schema, source, &document, crate::options::Validation::Deny),
            Err(problems) => problems,
        };
        // A variable that is declared for nothing follows from what is wrong in the call, which is behind that line.
        let is_declaration =
            |problem: &Diagnostic| problem.place.as_ref().is_none_or(|place| place.line == 1);
        problems
            .into_iter()
            .min_by_key(is_declaration)
            .map(|problem| problem.message)
    }

    /// The document that asks for the rest of so many parents.
    pub(crate) fn document(&self, parents: usize) -> String {
        let own = |index: usize| {
            self.own
                .iter()
                .map(move |(name, ty)| format!("${name}{index}: {ty}"))
        };
        let shared = self
            .variables
            .iter()
            .map(|(name, ty)| format!("${name}: {ty}"));
        let variables: Vec<String> = shared.chain((0..parents).flat_map(own)).collect();
        let part = |index: usize| format!("  r{index}: {}\n", self.pieces.join(&index.to_string()));
        let parts: String = (0..parents).map(part).collect();
        format!(
            "query {}({}) {{\n{parts}}}\n{}",
            self.operation,
            variables.join(", "),
            self.fragments
        )
    }
}
