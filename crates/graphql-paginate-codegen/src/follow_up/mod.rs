//! The document that asks for the rest of a nested connection.
//!
//! It finds the parent by itself and selects of it nothing but the connection, with the very selection and arguments
//! that the main document gives it; only the cursor and the size of a page are new variables. Several parents share one
//! request under aliases, so the part about one parent is kept as a text with gaps for the parent's number.

mod refetch;

pub(crate) use self::refetch::Lookup;
pub use self::refetch::Refetch;
use crate::connection::{Direction, FieldView, Found};
use crate::diagnostic::Diagnostic;
use crate::document::Operation;
use crate::name;
use crate::schema::Schema;
use crate::source::Source;
use crate::syntax::{self, Document, Field, FieldId, InlineFragment, Names, Selection, Value};
use crate::text::parse;
use crate::validate::{Validation, validate};

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

/// Stands for the parent's number while a text is put together; it cannot be part of a document.
const NUMBER: char = '\u{0}';

impl RestText {
    pub(crate) fn new<'a>(
        operation: &Operation<'a>,
        tree: &Document,
        nested: &Found<'_, 'a>,
        view: &FieldView<'_, 'a>,
        direction: Direction,
        lookup: &Lookup,
    ) -> Self {
        let taken = |name: &str| {
            let mut known = operation.variables.iter();
            known.any(|known| known.variable().name().starts_with(name))
        };
        let fresh = |name: &str| name::free(name.to_owned(), taken);
        let (size, cursor) = (fresh("pageSize"), fresh("pageCursor"));
        let parents: Vec<(String, String)> = lookup
            .values
            .iter()
            .map(|(field, ty)| (fresh(&Lookup::variable(field)), ty.clone()))
            .collect();

        let (size_argument, cursor_argument) = direction.arguments();
        let mut connection = connection(tree, view);
        connection.set_argument(size_argument, numbered(&size));
        connection.set_argument(cursor_argument, numbered(&cursor));
        nested.add_page_info(&mut connection, direction);
        let fields = lookup.values.iter().map(|(field, _)| field.as_str());
        let names = parents.iter().map(|(name, _)| name.as_str());
        let renamed: Vec<_> = fields.zip(names).collect();
        let used = Names::of(
            tree,
            std::slice::from_ref(&Selection::Field(connection.clone())),
        );
        let root = root(lookup, connection, view.parent.name(), &renamed);

        let argument_type = |name| {
            let ty = view
                .argument_type(name)
                .unwrap_or_else(|| "String".to_owned());
            if view.is_required(name) {
                format!("{ty}!")
            } else {
                ty
            }
        };
        let mut own = parents;
        own.push((size.clone(), argument_type(size_argument)));
        own.push((cursor.clone(), argument_type(cursor_argument)));
        let mut variables = Vec::new();
        for known in &tree.operation.variables {
            if used.variables.contains(&known.name) {
                let default = match &known.default {
                    Some(default) => format!(" = {default}"),
                    None => String::new(),
                };
                variables.push((known.name.clone(), format!("{}{default}", known.ty)));
            }
        }
        let mut fragments = String::new();
        for fragment in &tree.fragments {
            if used.fragments.contains(&fragment.name) {
                fragments.push_str(&format!("{fragment}\n"));
            }
        }
        Self {
            operation: format!("{}Rest", operation.name),
            pieces: root.to_string().split(NUMBER).map(str::to_owned).collect(),
            variables,
            own,
            fragments,
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
            Ok(document) => validate(schema, source, &document, Validation::Deny),
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

/// The connection as the query selects it, without its paging arguments and directives.
fn connection(tree: &Document, view: &FieldView<'_, '_>) -> Field {
    let mut connection: Option<Field> = None;
    for node in &view.field.nodes {
        let written = tree.field(FieldId::of(node));
        let Some(written) = written else { continue };
        match &mut connection {
            Some(connection) => connection.selections.extend(written.selections.clone()),
            None => connection = Some(written.clone()),
        }
    }
    let mut connection = connection.expect("the query selects the connection");
    connection.directives.clear();
    for name in ["first", "after", "last", "before"] {
        connection.remove_argument(name);
    }
    connection
}

/// The root field that finds the parent, with the connection below it.
fn root(lookup: &Lookup, connection: Field, parent: &str, renamed: &[(&str, &str)]) -> Field {
    let mut root = lookup.field.clone();
    for argument in &mut root.arguments {
        rename(&mut argument.value, renamed);
    }
    let connection = Selection::Field(connection);
    root.selections = if lookup.is_abstract {
        vec![
            Selection::Field(Field::added("__typename", Vec::new())),
            Selection::Inline(InlineFragment {
                on: Some(parent.to_owned()),
                directives: Vec::new(),
                selections: vec![connection],
            }),
        ]
    } else {
        vec![connection]
    };
    root
}

fn rename(value: &mut Value, renamed: &[(&str, &str)]) {
    match value {
        Value::Variable(name) => {
            if let Some((_, variable)) = renamed.iter().find(|(field, _)| field == name) {
                *value = numbered(variable);
            }
        }
        Value::List(items) => {
            for item in items {
                rename(item, renamed);
            }
        }
        Value::Object(fields) => {
            for (_, value) in fields {
                rename(value, renamed);
            }
        }
        Value::Number(_) | Value::String(_) | Value::Word(_) => {}
    }
}

/// A variable that ends in the parent's number.
fn numbered(name: &str) -> Value {
    syntax::Value::Variable(format!("{name}{NUMBER}"))
}
