//! Walk documents: the query with the paging arguments of a connection replaced by variables that the pager owns.
//!
//! `repository { pullRequests(states: OPEN) { nodes { title } } }` becomes
//! `repository { pullRequests(states: OPEN, first: $first, after: $after) { nodes { title } pageInfo { hasNextPage
//! endCursor } } }`. Whatever the query wrote for these arguments is the default of the variables.

use super::argument::Binding;
use super::direction::Direction;
use super::find::Found;
use super::model::{PageArgument, PageDefault, Walk};
use crate::name::{self, Scope};
use crate::syntax::{self, Document, Field, FieldId, VariableDefinition};

/// The pager of one or several connections of a document.
pub(crate) struct Pager<'p, 'v, 'a> {
    /// The document without the connections' paging arguments.
    stripped: Document,
    connections: Vec<Paged<'p, 'v, 'a>>,
    /// The variables that the query declares.
    declared: Vec<VariableDefinition>,
}

struct Paged<'p, 'v, 'a> {
    found: &'p Found<'v, 'a>,
    path: Vec<String>,
    ids: Vec<FieldId>,
    forward: Option<Names>,
    backward: Option<Names>,
}

/// The variables of one direction.
#[derive(Clone)]
struct Names {
    size: String,
    cursor: String,
}

/// A document with a page of either end of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ends {
    pub(crate) text: String,
    /// The response key of the page from the end.
    pub(crate) key: String,
}

impl<'p, 'v, 'a> Pager<'p, 'v, 'a> {
    pub(crate) fn new(document: &Document, found: &[&'p Found<'v, 'a>]) -> Self {
        let mut stripped = document.clone();
        let mut connections = Vec::new();
        for found in found {
            let paged = Paged {
                found,
                path: found.path.iter().map(|key| (*key).to_owned()).collect(),
                ids: found.ids(),
                forward: None,
                backward: None,
            };
            paged.rewrite(&mut stripped, &mut |mut field| {
                for direction in Direction::ALL {
                    let (size, cursor) = direction.arguments();
                    field.remove_argument(size);
                    field.remove_argument(cursor);
                }
                vec![field]
            });
            connections.push(paged);
        }
        stripped.remove_unused();
        let variables = stripped.operation.variables.iter();
        let mut scope = Scope::with(variables.map(|variable| variable.name.clone()));
        for paged in &mut connections {
            paged.forward = paged.names(Direction::Forward, &mut scope);
            paged.backward = paged.names(Direction::Backward, &mut scope);
        }
        Self {
            stripped,
            connections,
            declared: document.operation.variables.clone(),
        }
    }

    /// How one of the connections is walked; `None` where it is not offered in this direction.
    pub(crate) fn walk(&self, index: usize, direction: Direction) -> Option<Walk> {
        let paged = &self.connections[index];
        let names = paged.names_of(direction)?;
        let document = self.document(direction);
        let (size, cursor) = direction.arguments();
        let page_info = paged.found.page_info_paths(direction);
        Some(Walk {
            left_out: self.left_out(),
            document: document.to_string(),
            size: self.argument(paged, size, &names.size, direction),
            cursor: self.argument(paged, cursor, &names.cursor, direction),
            has_more: paged.below(page_info.more),
            next_cursor: paged.below(page_info.cursor),
            added: page_info.added.map(|key| paged.below(vec![key])),
        })
    }

    /// The document that asks for a page of either end of one of the connections.
    pub(crate) fn ends(&self, index: usize) -> Option<Ends> {
        let paged = &self.connections[index];
        let (forward, backward) = (paged.forward.as_ref()?, paged.backward.as_ref()?);
        let own_key = paged.path.last()?;
        let is_taken = |key: &str| {
            let mut beside = paged.found.beside.iter();
            beside.any(|beside| beside.field.key == key)
        };
        let key = name::free(format!("{own_key}FromEnd"), is_taken);
        let mut document = self.stripped.clone();
        paged.rewrite(&mut document, &mut |field| {
            let mut head = field.clone();
            paged.add(&mut head, Direction::Forward, forward);
            let mut tail = field;
            paged.add(&mut tail, Direction::Backward, backward);
            tail.set_response_key(&key);
            vec![head, tail]
        });
        self.declare(&mut document, paged, Direction::Forward, forward);
        self.declare(&mut document, paged, Direction::Backward, backward);
        Some(Ends {
            text: document.to_string(),
            key,
        })
    }

    /// The document with the pager's variables in all connections that can be walked in this direction, and without
    /// paging arguments in the others.
    fn document(&self, direction: Direction) -> Document {
        let mut document = self.stripped.clone();
        for paged in &self.connections {
            if let Some(names) = paged.names_of(direction) {
                paged.rewrite(&mut document, &mut |mut field| {
                    paged.add(&mut field, direction, names);
                    vec![field]
                });
                self.declare(&mut document, paged, direction, names);
            }
        }
        document
    }

    fn declare(
        &self,
        document: &mut Document,
        paged: &Paged<'_, '_, '_>,
        direction: Direction,
        names: &Names,
    ) {
        let (size, cursor) = direction.arguments();
        for (name, argument) in [(&names.size, size), (&names.cursor, cursor)] {
            document.operation.variables.push(VariableDefinition {
                name: name.clone(),
                ty: paged.variable_type(argument),
                default: None,
                directives: Vec::new(),
            });
        }
    }

    fn argument(
        &self,
        paged: &Paged<'_, '_, '_>,
        argument: &str,
        variable: &str,
        direction: Direction,
    ) -> PageArgument {
        let (size, cursor, other_size, _) = paged.found.bindings(direction);
        let is_size = argument == direction.arguments().0;
        let default = if is_size {
            // `last: 10` says how many items a page shall have, whichever way it is walked.
            self.default(size).or_else(|| self.default(other_size))
        } else {
            self.default(cursor)
        };
        PageArgument {
            variable: variable.to_owned(),
            ty: paged.variable_type(argument),
            default,
        }
    }

    fn default(&self, binding: Binding<'_>) -> Option<PageDefault> {
        match binding {
            Binding::Absent | Binding::Fixed(None) => None,
            Binding::Fixed(Some(text)) => Some(PageDefault::Literal(text.to_owned())),
            Binding::Variable { name, .. } => {
                let declared = self.declared.iter().find(|known| known.name == name);
                Some(PageDefault::Variable {
                    name: name.to_owned(),
                    default: declared
                        .and_then(|known| known.default.as_ref())
                        .and_then(text_of),
                })
            }
        }
    }

    /// The variables of the query that are not sent.
    fn left_out(&self) -> Vec<String> {
        let mut cursors = self
            .connections
            .iter()
            .flat_map(|paged| paged.found.cursor_variables())
            .collect::<Vec<_>>();
        cursors.sort_unstable();
        let mut left_out = Vec::new();
        for known in &self.declared {
            let mut kept = self.stripped.operation.variables.iter();
            let is_kept = kept.any(|kept| kept.name == known.name);
            // A cursor of this list means nothing to a connection inside it that is bound to the same variable.
            let is_cursor = cursors.binary_search(&known.name.as_str()).is_ok();
            if !is_kept || (is_cursor && !known.ty.ends_with('!')) {
                left_out.push(known.name.clone());
            }
        }
        left_out
    }
}

impl<'v, 'a> Paged<'_, 'v, 'a> {
    /// Rewrites the connection's field, at each place where the query has it on the way to this connection.
    fn rewrite(&self, document: &mut Document, rewrite: &mut dyn FnMut(Field) -> Vec<Field>) {
        syntax::rewrite_at(document, &self.path, &mut |field| {
            if field.id.is_some_and(|id| self.ids.contains(&id)) {
                rewrite(field)
            } else {
                vec![field]
            }
        });
    }

    fn names(&self, direction: Direction, scope: &mut Scope) -> Option<Names> {
        if !self.found.is_offered(direction) {
            return None;
        }
        let (size, cursor) = direction.arguments();
        let (bound_size, bound_cursor, ..) = self.found.bindings(direction);
        Some(Names {
            size: claim(scope, bound_size, size),
            cursor: claim(scope, bound_cursor, cursor),
        })
    }

    fn names_of(&self, direction: Direction) -> Option<&Names> {
        match direction {
            Direction::Forward => self.forward.as_ref(),
            Direction::Backward => self.backward.as_ref(),
        }
    }

    /// Binds the arguments of a direction, and selects what it needs of `pageInfo`.
    fn add(&self, field: &mut Field, direction: Direction, names: &Names) {
        let (size, cursor) = direction.arguments();
        field.set_argument(size, syntax::Value::Variable(names.size.clone()));
        field.set_argument(cursor, syntax::Value::Variable(names.cursor.clone()));
        self.found.add_page_info(field, direction);
    }

    /// The argument's type; a value may be left out unless the schema insists on one.
    fn variable_type(&self, argument: &str) -> String {
        let view = &self.found.views[0];
        let ty = view.argument_type(argument);
        let ty = ty.unwrap_or_else(|| "String".to_owned());
        if view.is_required(argument) {
            format!("{ty}!")
        } else {
            ty
        }
    }

    /// Response keys from `data` to what these lead to from the connection.
    fn below(&self, keys: Vec<String>) -> Vec<String> {
        let mut path = self.path.clone();
        path.extend(keys);
        path
    }
}

/// The name of a variable: the one that the query has bound, if nothing else uses it, else the argument's.
fn claim(scope: &mut Scope, bound: Binding<'_>, argument: &str) -> String {
    if let Some(own) = bound.name()
        && !scope.has(own)
    {
        return scope.claim(own.to_owned());
    }
    scope.claim(argument.to_owned())
}

/// The digits of a number, or the characters of a string.
fn text_of(value: &syntax::Value) -> Option<String> {
    match value {
        syntax::Value::Number(text) | syntax::Value::String(text) => Some(text.clone()),
        _ => None,
    }
}
