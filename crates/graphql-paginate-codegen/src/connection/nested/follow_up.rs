//! Follow-up documents, which request further pages of a nested connection.
//!
//! A follow-up document finds the parent again and selects only the connection, with the selections and arguments of
//! the main document. The cursor and the page size are new variables. One request serves several parents under aliases:
//!
//! ```graphql
//! query IssuesRest($parentId0: ID!, $pageSize0: Int, $pageCursor0: String) {
//!   r0: node(id: $parentId0) { ... on Issue { labels(first: $pageSize0, after: $pageCursor0) { nodes { name } } } }
//! }
//! ```
//!
//! The selection for one parent is kept as text, split at each place where the parent's number is inserted.

use super::super::direction::Direction;
use super::super::model::FollowUp;
use super::super::selected_connection::SelectedConnection;
use super::super::view::FieldView;
use crate::condition::InclusionCondition;
use crate::diagnostic::Diagnostic;
use crate::document::Operation;
use crate::name;
use crate::refetch::Lookup;
use crate::schema::Schema;
use crate::source::Source;
use crate::syntax::{
    self, Directive, Document, Field, FieldId, InlineFragment, Names, Selection, Value, merge,
};
use crate::text::parse;
use crate::validate::{Validation, validate_derived};

/// The placeholder for the parent's number: a character that no document contains.
const NUMBER: char = '\u{0}';

impl FollowUp {
    pub(crate) fn new<'a>(
        operation: &Operation<'a>,
        tree: &Document,
        nested: &SelectedConnection<'_, 'a>,
        view: &FieldView<'_, 'a>,
        direction: Direction,
        lookup: &Lookup,
    ) -> Self {
        let size = unused(operation, "pageSize", &[]);
        let cursor = unused(operation, "pageCursor", &[]);
        let (size_argument, cursor_argument) = direction.arguments();
        let mut connection = connection(tree, nested);
        let mut own = Vec::new();
        let mut renamed = Vec::new();
        for (field, ty) in &lookup.values {
            let variable = unused(operation, &Lookup::variable(field), &own);
            renamed.push((field.clone(), variable.clone()));
            own.push((variable, ty.clone()));
        }
        let repeated = repeated_fields(lookup, connection.response_key());

        connection.set_argument(size_argument, numbered(&size));
        connection.set_argument(cursor_argument, numbered(&cursor));
        nested.add_page_info(&mut connection, direction);
        own.push((size, argument_type(view, size_argument)));
        own.push((cursor, argument_type(view, cursor_argument)));

        let root = root(lookup, connection, view.parent.name(), &renamed, &repeated);
        let selection = Selection::Field(root.clone());
        let used = Names::of(tree, std::slice::from_ref(&selection));
        Self {
            operation: format!("{}FollowUp", operation.name),
            pieces: root.to_string().split(NUMBER).map(str::to_owned).collect(),
            variables: used_variables(tree, &used),
            own,
            fragments: used_fragments(tree, &used),
            repeated: repeated_keys(lookup, &repeated),
        }
    }

    /// The error if the document is invalid, which only an invalid `refetch` can cause.
    pub(crate) fn problem(&self, schema: &Schema<'_>) -> Option<String> {
        let text = self.document(1);
        let source = Source {
            name: "refetch",
            text: &text,
        };
        let problems = match parse::executable(source) {
            Ok(document) => validate_derived(schema, source, &document, Validation::Deny),
            Err(problems) => problems,
        };
        // An error in the call comes first. An error on line 1, in the declarations, is a consequence of it: a variable
        // is not used.
        let is_in_declarations =
            |problem: &Diagnostic| problem.place.as_ref().is_none_or(|place| place.line == 1);
        let problem = problems.into_iter().min_by_key(is_in_declarations)?;
        Some(problem.message)
    }
}

/// The fields of the parent that a response repeats, under other response keys than that of the connection.
fn repeated_fields(lookup: &Lookup, connection: &str) -> Vec<Field> {
    let mut fields = Vec::new();
    for name in &lookup.repeated {
        let key = name::free(Lookup::variable(name), |key| key == connection);
        let mut field = Field::added(name, Vec::new());
        field.set_response_key(&key);
        fields.push(field);
    }
    fields
}

/// For each value of the parent, the response key under which it is repeated, or an empty one; no keys if none is.
fn repeated_keys(lookup: &Lookup, repeated: &[Field]) -> Vec<String> {
    let mut keys = Vec::new();
    if repeated.is_empty() {
        return keys;
    }
    for name in lookup.fields() {
        let mut fields = repeated.iter();
        let key = match fields.find(|field| field.name == name) {
            Some(field) => field.response_key(),
            None => "",
        };
        keys.push(key.to_owned());
    }
    keys
}

/// The variables of the operation that are used, with their types and defaults.
fn used_variables(tree: &Document, used: &Names) -> Vec<(String, String)> {
    let mut variables = Vec::new();
    for known in &tree.operation.variables {
        if used.variables.contains(&known.name) {
            let ty = match &known.default {
                Some(default) => format!("{} = {default}", known.ty),
                None => known.ty.to_string(),
            };
            variables.push((known.name.clone(), ty));
        }
    }
    variables
}

/// The definitions of the fragments that are used.
fn used_fragments(tree: &Document, used: &Names) -> String {
    let mut fragments = String::new();
    for fragment in &tree.fragments {
        if used.fragments.contains(&fragment.name) {
            fragments.push_str(&format!("{fragment}\n"));
        }
    }
    fragments
}

/// A variable name to which a number can be appended: no variable of the operation starts with it, and with a number it is
/// no other variable of a parent with a number. `parentId` with 11 would be `parentId1` with 1.
fn unused(operation: &Operation<'_>, name: &str, own: &[(String, String)]) -> String {
    name::free(name.to_owned(), |name| {
        let mut known = operation.variables.iter();
        known.any(|known| known.variable().name().starts_with(name))
            || own.iter().any(|(other, _)| differ_by_a_number(name, other))
    })
}

/// Whether one of two names is the other one with digits after it.
fn differ_by_a_number(one: &str, other: &str) -> bool {
    let rest = match (one.strip_prefix(other), other.strip_prefix(one)) {
        (Some(rest), _) | (None, Some(rest)) => rest,
        (None, None) => return false,
    };
    rest.bytes().all(|byte| byte.is_ascii_digit())
}

/// The type of the variable for a paging argument.
fn argument_type(view: &FieldView<'_, '_>, name: &str) -> String {
    let ty = view.argument_type(name);
    let ty = ty.expect("a connection without the argument has an obstacle");
    if view.is_required(name) {
        format!("{ty}!")
    } else {
        ty
    }
}

/// The connection as selected in the query at all its places, without its paging arguments and directives.
fn connection(tree: &Document, nested: &SelectedConnection<'_, '_>) -> Field {
    let mut connection: Option<Field> = None;
    for view in &nested.views {
        for (node, condition) in view.field.nodes.iter().zip(&view.field.conditions) {
            let Some(written) = tree.field(FieldId::of(node)) else {
                continue;
            };
            let selections = under(condition, written.selections.clone());
            let connection = connection.get_or_insert_with(|| Field {
                selections: Vec::new(),
                directives: Vec::new(),
                ..written.clone()
            });
            merge(&mut connection.selections, selections);
        }
    }
    let mut connection = connection.expect("the query selects the connection");
    for name in ["first", "after", "last", "before"] {
        connection.remove_argument(name);
    }
    connection
}

/// The selections inside fragments with these conditions.
fn under(condition: &InclusionCondition<'_>, mut selections: Vec<Selection>) -> Vec<Selection> {
    for (variable, value) in condition.terms() {
        let directive = if value {
            Directive::include(variable)
        } else {
            Directive::skip(variable)
        };
        selections = vec![Selection::Inline(InlineFragment {
            on: None,
            directives: vec![directive],
            selections,
        })];
    }
    selections
}

/// The root field that finds the parent, with the connection and the repeated fields below it, and the variables renamed.
fn root(
    lookup: &Lookup,
    connection: Field,
    parent: &str,
    renamed: &[(String, String)],
    repeated: &[Field],
) -> Field {
    let mut root = lookup.field.clone();
    for argument in &mut root.arguments {
        rename(&mut argument.value, renamed);
    }
    root.arguments.extend(lookup.copied.clone());
    let mut selections = Vec::new();
    for field in repeated {
        selections.push(Selection::Field(field.clone()));
    }
    selections.push(Selection::Field(connection));
    root.selections = if lookup.is_abstract {
        vec![
            Selection::Field(Field::added("__typename", Vec::new())),
            Selection::Inline(InlineFragment {
                on: Some(parent.to_owned()),
                directives: Vec::new(),
                selections,
            }),
        ]
    } else {
        selections
    };
    root
}

/// Renames the variables of a value, and appends the parent's number to them.
fn rename(value: &mut Value, renamed: &[(String, String)]) {
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

/// The variable's name followed by the parent's number.
fn numbered(name: &str) -> Value {
    syntax::Value::Variable(format!("{name}{NUMBER}"))
}
